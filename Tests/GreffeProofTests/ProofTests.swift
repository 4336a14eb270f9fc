import GreffeProof
import Testing

@Suite struct ProofTests {
    /// Every shape of tree up to six levels, perfect ones and their neighbours included.
    private static let sizeMax = 66

    @Test func `every leaf of every tree is proven, and no other leaf by the same path`() throws {
        let tree = PlainTree(count: Self.sizeMax)
        for size in 1...Self.sizeMax {
            let root = tree.root(count: size)
            for index in 0..<size {
                let proof = try InclusionProof(index: UInt64(index), size: UInt64(size), from: tree)
                #expect(proof.verifies(leaf: tree.leaves[index], root: root))
                #expect(!proof.verifies(leaf: .leaf([7]), root: root))
                if size > 1 {
                    var moved = proof
                    moved.index = UInt64((index + 1) % size)
                    #expect(!moved.verifies(leaf: tree.leaves[index], root: root))
                }
            }
        }
    }

    @Test func `every tree is proven to begin every larger one, and to be no other`() throws {
        let tree = PlainTree(count: Self.sizeMax)
        let roots = (0...Self.sizeMax).map { tree.root(count: $0) }
        for new in 0...Self.sizeMax {
            for old in 0...new {
                let proof = try ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(new), from: tree)
                #expect(proof.verifies(oldRoot: roots[old], newRoot: roots[new]))
                #expect(!proof.verifies(oldRoot: .leaf([7]), newRoot: roots[new]))
                if old > 0 { #expect(!proof.verifies(oldRoot: roots[old], newRoot: .leaf([7]))) }
            }
        }
    }

    @Test(arguments: [(1, 2), (3, 7), (4, 8), (6, 8), (7, 66), (32, 33), (64, 65)])
    func `a proof changed anywhere proves nothing`(old: Int, new: Int) throws {
        let tree = PlainTree(count: new)
        let (oldRoot, newRoot) = (tree.root(count: old), tree.root(count: new))
        let consistency = try ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(new), from: tree)
        for path in Self.mutations(of: consistency.path, adding: [oldRoot, newRoot]) {
            var changed = consistency
            changed.path = path
            #expect(!changed.verifies(oldRoot: oldRoot, newRoot: newRoot))
        }
        let inclusion = try InclusionProof(index: UInt64(old - 1), size: UInt64(new), from: tree)
        let leaf = tree.leaves[old - 1]
        #expect(inclusion.verifies(leaf: leaf, root: newRoot))
        for path in Self.mutations(of: inclusion.path, adding: [leaf, newRoot]) {
            var changed = inclusion
            changed.path = path
            #expect(!changed.verifies(leaf: leaf, root: newRoot))
        }
    }

    @Test func `sizes and places outside the tree prove nothing`() throws {
        let tree = PlainTree(count: 8)
        let root = tree.root(count: 8)
        #expect(!InclusionProof(index: 8, size: 8, path: []).verifies(leaf: tree.leaves[7], root: root))
        #expect(!InclusionProof(index: 0, size: 0, path: []).verifies(leaf: root, root: root))
        #expect(!InclusionProof(index: .max, size: .max, path: []).verifies(leaf: root, root: root))
        #expect(!ConsistencyProof(oldSize: 9, newSize: 8, path: []).verifies(oldRoot: root, newRoot: root))
        #expect(!ConsistencyProof(oldSize: 1, newSize: .max, path: []).verifies(oldRoot: root, newRoot: root))
        #expect(throws: ProofError.outsideTree) { try InclusionProof(index: 8, size: 8, from: tree) }
        #expect(throws: ProofError.outsideTree) { try ConsistencyProof(oldSize: 9, newSize: 8, from: tree) }
    }

    /// One bit turned in each hash, one hash dropped, doubled, or set before or behind.
    private static func mutations(of path: [MerkleHash], adding others: [MerkleHash]) -> [[MerkleHash]] {
        var mutations: [[MerkleHash]] = []
        for place in path.indices {
            var bytes = path[place].bytes
            bytes[place % 32] ^= 0x10
            if let turned = MerkleHash(bytes: bytes) {
                mutations.append(Array(path[..<place]) + [turned] + Array(path[(place + 1)...]))
            }
            mutations.append(Array(path[..<place]) + Array(path[(place + 1)...]))
            mutations.append(Array(path[...place]) + Array(path[place...]))
        }
        for other in others + [.emptyTree] { mutations += [[other] + path, path + [other]] }
        return mutations
    }
}
