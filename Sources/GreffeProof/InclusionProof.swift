/// That a leaf stands at an index of a tree: its audit path, from the leaf upwards (RFC 6962 section 2.1.1).
public struct InclusionProof: Hashable, Sendable {
    public var index: UInt64
    public var size: UInt64
    public var path: [MerkleHash]

    public init(index: UInt64, size: UInt64, path: [MerkleHash]) {
        (self.index, self.size, self.path) = (index, size, path)
    }

    /// Makes the proof from stored hashes, reading about log2(size) of them.
    public init(index: UInt64, size: UInt64, from source: some HashSource) throws(ProofError) {
        guard index < size else { throw .outsideTree }
        var (start, end) = (UInt64(0), size)
        var path: [MerkleHash] = []
        while end - start > 1 {
            let middle = start + splitPoint(end - start)
            if index < middle {
                path.append(try source.root(start: middle, end: end))
                end = middle
            } else {
                path.append(try source.root(start: start, end: middle))
                start = middle
            }
        }
        self.init(index: index, size: size, path: path.reversed())
    }

    /// Whether the path leads from the leaf to the root (RFC 9162 section 2.1.3.2).
    public func verifies(leaf: MerkleHash, root: MerkleHash) -> Bool {
        guard index < size else { return false }
        var (position, last) = (index, size - 1)
        var node = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                node = .node(sibling, node)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                node = .node(node, sibling)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && node == root
    }
}
