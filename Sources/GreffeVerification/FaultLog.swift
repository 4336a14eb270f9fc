import GreffeCore

/// Collects what was found, in bounded memory: an archive with a million faults is reported by its first ones and
/// counts.
struct FaultLog {
    /// Enough to see a pattern; the counts say the rest.
    static let faultsPerKindMax = 20
    static let noticesMax = 100

    private(set) var faults: [VerificationFault] = []
    private(set) var counts: [FaultKind: Int] = [:]
    private(set) var countsByLayer: [LayerName: Int] = [:]
    private(set) var notices: [VerificationNotice] = []
    private(set) var noticeCount = 0

    mutating func add(_ fault: VerificationFault) {
        addMore(1, like: fault)
        let kept = faults.reduce(0) { $1.kind == fault.kind ? $0 + 1 : $0 }
        if kept < Self.faultsPerKindMax { faults.append(fault) }
    }

    /// Counts further faults like those kept already.
    mutating func addMore(_ count: Int, like fault: VerificationFault) {
        counts[fault.kind, default: 0] += count
        countsByLayer[fault.layer, default: 0] += count
    }

    mutating func add(_ notice: VerificationNotice) {
        noticeCount += 1
        if notices.count < Self.noticesMax { notices.append(notice) }
    }
}
