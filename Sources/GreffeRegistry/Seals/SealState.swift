package import GreffeCore
import GreffeIndex
import GreffeStorage

/// How far the ledger is sealed.
package struct SealState: Sendable {
    package var isConfigured: Bool
    /// The last seal; nil before the first, or when what it says cannot be read.
    package var last: SealRecord?
    /// The oldest entry no time-stamp covers, and its time; what seals themselves leave behind does not count.
    package var firstUnsealed: (seq: LeafIndex, time: Timestamp)?
    /// Entries no time-stamp covers, all kinds.
    package var entriesUnsealed: UInt64

    /// The earliest of its tokens' times: before it, all it covers existed.
    package var lastTime: Timestamp? { last?.tokens.map(\.time).min() }
}

extension Archive {
    package func sealState() throws -> SealState {
        var record: SealRecord?
        if let seq = try index.lastSealed() {
            record = SealRecord(body: try custody.opening(of: try custody.entry(at: seq))?.body)
        }
        return SealState(
            isConfigured: !settings.sealAuthorities.isEmpty, last: record,
            firstUnsealed: try index.firstUnsealed(from: record?.size ?? 0),
            entriesUnsealed: entryCount - min(record?.size ?? 0, entryCount))
    }
}
