/// Where stored hashes of complete subtrees come from.
public protocol HashSource {
    /// The root of the complete subtree of 2^`level` leaves whose first leaf is `index` · 2^`level`.
    func hash(level: Int, index: UInt64) throws(ProofError) -> MerkleHash
}

extension HashSource {
    /// The root over the leaves `start..<end`, where `start` is a multiple of the largest power of two within the
    /// range: the only ranges the proofs of RFC 6962 ask for.
    func root(start: UInt64, end: UInt64) throws(ProofError) -> MerkleHash {
        var frontier: [MerkleHash] = []
        var next = start
        while next < end {
            let level = (end - next).bitWidth - 1 - (end - next).leadingZeroBitCount
            frontier.append(try hash(level: level, index: next >> UInt64(level)))
            next += 1 << UInt64(level)
        }
        guard var root = frontier.popLast() else { return .emptyTree }
        while let left = frontier.popLast() { root = .node(left, root) }
        return root
    }

    /// The root of the tree when it had this many leaves.
    public func root(size: UInt64) throws(ProofError) -> MerkleHash { try root(start: 0, end: size) }
}

/// The largest power of two below `count`, where a tree of `count` leaves is split (RFC 6962 section 2.1); `count` > 1.
func splitPoint(_ count: UInt64) -> UInt64 {
    1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
}
