/// That a smaller tree is the beginning of a larger one: nothing was changed or taken away (RFC 6962 section 2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
    public var oldSize: UInt64
    public var newSize: UInt64
    public var path: [MerkleHash]

    public init(oldSize: UInt64, newSize: UInt64, path: [MerkleHash]) {
        (self.oldSize, self.newSize, self.path) = (oldSize, newSize, path)
    }

    /// Makes the proof from the stored hashes of the larger tree, reading about log2(size) of them.
    public init(oldSize: UInt64, newSize: UInt64, from source: some HashSource) throws(ProofError) {
        guard oldSize <= newSize else { throw .outsideTree }
        var path: [MerkleHash] = []
        var (start, end) = (UInt64(0), newSize)
        // Whether the verifier holds the root of what is left: the old root itself.
        var isKnown = true
        while oldSize > 0, oldSize < newSize, oldSize != end {
            let middle = start + splitPoint(end - start)
            if oldSize <= middle {
                path.append(try source.root(start: middle, end: end))
                end = middle
            } else {
                path.append(try source.root(start: start, end: middle))
                start = middle
                isKnown = false
            }
        }
        if !isKnown { path.append(try source.root(start: start, end: end)) }
        self.init(oldSize: oldSize, newSize: newSize, path: path.reversed())
    }

    /// Whether the path leads to both roots (RFC 9162 section 2.1.4.2). The tree without leaves begins every tree.
    public func verifies(oldRoot: MerkleHash, newRoot: MerkleHash) -> Bool {
        guard oldSize <= newSize else { return false }
        if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return path.isEmpty && oldRoot == .emptyTree }
        var (position, last) = (oldSize - 1, newSize - 1)
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        // A complete old tree is itself the first node of the path, and is then left out.
        var rest = path[...]
        let isComplete = oldSize.nonzeroBitCount == 1
        guard let start = isComplete ? oldRoot : rest.popFirst() else { return false }
        var (old, new) = (start, start)
        for sibling in rest {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                old = .node(sibling, old)
                new = .node(sibling, new)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, sibling)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }
}
