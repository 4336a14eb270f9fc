import GreffeProof
import Testing

@Suite struct ReferenceVectorTests {
    private let vectors: ReferenceVectors
    private let leaves: [MerkleHash]
    private let roots: [MerkleHash]

    init() throws {
        vectors = try ReferenceVectors("rfc6962.txt")
        leaves = vectors["leaf"].map { .leaf(ReferenceVectors.bytes($0[1])) }
        roots = vectors["root"].flatMap { ReferenceVectors.hashes($0[1]) }
    }

    @Test func `the roots of the reference trees are computed`() {
        #expect(roots.count == 9)
        var frontier = MerkleFrontier()
        #expect(frontier.root == roots[0])
        for (place, leaf) in leaves.enumerated() {
            frontier.append(leaf)
            #expect(frontier.root == roots[place + 1])
        }
    }

    @Test func `the audit paths of the reference trees are made and verified`() throws {
        var tree = PlainTree(count: 0)
        tree.leaves = leaves
        let cases = vectors["inclusion"]
        #expect(cases.count == 36)
        for values in cases {
            let (index, size) = (try #require(UInt64(values[0])), try #require(UInt64(values[1])))
            let path = ReferenceVectors.hashes(values[2])
            #expect(try InclusionProof(index: index, size: size, from: tree).path == path)
            let proof = InclusionProof(index: index, size: size, path: path)
            #expect(proof.verifies(leaf: leaves[Int(index)], root: roots[Int(size)]))
        }
    }

    @Test func `the consistency proofs of the reference trees are made and verified`() throws {
        var tree = PlainTree(count: 0)
        tree.leaves = leaves
        let cases = vectors["consistency"]
        #expect(cases.count == 36)
        for values in cases {
            let (old, new) = (try #require(UInt64(values[0])), try #require(UInt64(values[1])))
            let path = ReferenceVectors.hashes(values[2])
            #expect(try ConsistencyProof(oldSize: old, newSize: new, from: tree).path == path)
            let proof = ConsistencyProof(oldSize: old, newSize: new, path: path)
            #expect(proof.verifies(oldRoot: roots[Int(old)], newRoot: roots[Int(new)]))
        }
    }

    @Test func `right and spoiled proofs get the verdict of the recursive definitions`() throws {
        let cases = try ReferenceVectors("rfc6962-cases.txt")
        var verdicts: [String: Int] = [:]
        for (word, values) in cases.lines {
            let (first, second) = (try #require(UInt64(values[1])), try #require(UInt64(values[2])))
            let ends = ReferenceVectors.hashes("\(values[3]),\(values[4])")
            let path = ReferenceVectors.hashes(values[5])
            let isRight =
                word == "inclusion"
                ? InclusionProof(index: first, size: second, path: path).verifies(leaf: ends[0], root: ends[1])
                : ConsistencyProof(oldSize: first, newSize: second, path: path).verifies(
                    oldRoot: ends[0], newRoot: ends[1])
            #expect(isRight == (values[0] == "right"), "\(word) \(values)")
            verdicts["\(word) \(values[0])", default: 0] += 1
        }
        #expect(
            verdicts == [
                "consistency right": 111, "consistency wrong": 445, "inclusion right": 69, "inclusion wrong": 571,
            ])
    }
}
