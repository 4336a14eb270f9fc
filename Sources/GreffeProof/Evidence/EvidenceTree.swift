/// A hash tree of RFC 4998 section 4.2 over data objects or groups of them: two by two, an odd one goes up as it is.
/// Each node is the digest of its two members in ascending order, so that a path needs no sides.
public struct EvidenceTree: Sendable {
    public let algorithm: HashAlgorithm
    /// From the leaves, ascending, to the root.
    private let levels: [[[UInt8]]]

    /// Nil without leaves.
    public init?(leaves: [[UInt8]], algorithm: HashAlgorithm) {
        guard !leaves.isEmpty else { return nil }
        self.algorithm = algorithm
        // Sorted, so that a path says nothing of the order letters came in.
        var levels = [leaves.sorted { $0.lexicographicallyPrecedes($1) }]
        while let last = levels.last, last.count > 1 {
            levels.append(
                stride(from: 0, to: last.count, by: 2).map { place in
                    place + 1 < last.count
                        ? Self.node([last[place], last[place + 1]], algorithm) : last[place]
                })
        }
        self.levels = levels
    }

    public var root: [UInt8] { levels.last?.first ?? [] }

    /// The digest of a group of data objects, or of the members of a node (RFC 4998 section 4.2.2): that of their
    /// digests in ascending order, joined; one alone stands for itself.
    public static func node(_ digests: [[UInt8]], _ algorithm: HashAlgorithm) -> [UInt8] {
        guard digests.count != 1 else { return digests[0] }
        return algorithm.digest(digests.sorted { $0.lexicographicallyPrecedes($1) }.joined())
    }

    /// The path from a leaf to the root: at each level the other member; nil when there is no such leaf.
    func path(of leaf: [UInt8]) -> [[UInt8]]? {
        guard let leaves = levels.first else { return nil }
        // They are sorted.
        var (place, high) = (0, leaves.count)
        while place < high {
            let middle = (place + high) / 2
            if leaves[middle].lexicographicallyPrecedes(leaf) { place = middle + 1 } else { high = middle }
        }
        guard place < leaves.count, leaves[place] == leaf else { return nil }
        var path: [[UInt8]] = []
        for level in levels.dropLast() {
            let other = place ^ 1
            if other < level.count { path.append(level[other]) }
            place /= 2
        }
        return path
    }

    /// The reduced hash tree of a group (RFC 4998 section 4.2.3): its digests, then one list a level.
    /// - Parameter digests: of the group's data objects.
    public func reducedTree(of digests: [[UInt8]]) -> [[[UInt8]]]? {
        path(of: Self.node(digests, algorithm)).map { path in
            [digests.sorted { $0.lexicographicallyPrecedes($1) }] + path.map { [$0] }
        }
    }

    /// Where a reduced tree leads (RFC 4998 section 4.3).
    static func root(of reduced: [[[UInt8]]], _ algorithm: HashAlgorithm) -> [UInt8]? {
        guard let first = reduced.first, !first.isEmpty else { return nil }
        return reduced.dropFirst().reduce(node(first, algorithm)) { node($1 + [$0], algorithm) }
    }
}
