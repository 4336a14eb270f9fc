import GreffeCore

/// Leaves whose entry and stored hash differ; which of the two is wrong is decided by the roots, at the end of the
/// walk.
struct LeafMismatches {
    struct Place {
        var seq: LeafIndex
        var accession: AccessionNumber?
        var lastGood: LedgerMoment?
        /// Whether the next entry's `prev` is the hash of the entry as it is now.
        var isChained: Bool
        var isMalformed: Bool
    }

    /// In order, the first ones; the others are counted.
    private(set) var first: [Place] = []
    private(set) var count = 0

    mutating func add(_ place: Place) {
        count += 1
        if first.count < FaultLog.faultsPerKindMax { first.append(place) }
    }

    /// The entry behind the last mismatch does not continue from it.
    mutating func breakLast() {
        guard count == first.count, !first.isEmpty else { return }
        first[first.count - 1].isChained = false
    }
}
