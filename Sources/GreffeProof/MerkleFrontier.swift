/// The right edge of a growing tree: the roots of its complete subtrees, the largest first. It is all one must remember
/// to append leaves and to know the root: one hash for each 1 bit of the size.
public struct MerkleFrontier: Hashable, Sendable {
    public private(set) var size: UInt64 = 0
    public private(set) var nodes: [MerkleHash] = []

    public init() {}

    /// Nil unless there are as many nodes as the size has 1 bits.
    public init?(size: UInt64, nodes: [MerkleHash]) {
        guard nodes.count == size.nonzeroBitCount else { return nil }
        (self.size, self.nodes) = (size, nodes)
    }

    public mutating func append(_ leaf: MerkleHash) {
        var node = leaf
        var carry = size
        while carry & 1 == 1, let left = nodes.popLast() {
            node = .node(left, node)
            carry >>= 1
        }
        nodes.append(node)
        size += 1
    }

    public var root: MerkleHash {
        guard var root = nodes.last else { return .emptyTree }
        for node in nodes.dropLast().reversed() { root = .node(node, root) }
        return root
    }
}
