/// How promptly a ledger is sealed. The bounds are what a verifier holds an archive to; whoever seals stays below them
/// by margins, in which an authority that fails once can be asked again.
package enum SealTimes {
    /// From an entry to the time-stamp that covers it (docs/format/seals.md).
    package static let delayMilliseconds: Int64 = 60 * 60_000
    /// From one seal to the next, also when nothing happens: a token cannot be had afterwards, so a day without one
    /// shows a ledger that was cut back to a seal.
    package static let heartbeatMilliseconds: Int64 = 24 * 60 * 60_000
    /// What our clock and an authority's may differ by. Machines with a time service keep within seconds; five minutes
    /// is what Kerberos lets pass.
    package static let clockToleranceMilliseconds: Int64 = 5 * 60_000

    package static let delayMarginMilliseconds: Int64 = 10 * 60_000
    package static let heartbeatMarginMilliseconds: Int64 = 30 * 60_000

    /// Entries that seals themselves leave behind: the next heartbeat covers them.
    package static func countsAsUnsealed(_ kind: EntryKind) -> Bool { kind != .sealed && kind != .renewed }
}
