package import GreffeCore
import GreffeIndex
import GreffeStorage

/// The only appender. Every act on an archive (a letter taken in, read, filed, decided by a person) is an entry made
/// here, in a short critical section under the archive's lock: catch up, look, append, project, release. So a daemon
/// and a person's command work side by side without knowing of each other.
package actor Registrar {
    package nonisolated let archive: Archive
    let clock: any TimeSource

    package init(archive: Archive, clock: any TimeSource) { (self.archive, self.clock) = (archive, clock) }

    /// The day as terms are counted (UTC). The ledger's last entry stands in for a clock that is behind it, so that
    /// turning the clock back brings nothing.
    var today: CalendarDate {
        let now = clock.now()
        return max(now, archive.custody.ledger.lastEntry?.time ?? now).date
    }

    /// A clock further back than this is an event worth an entry; less is the ordinary slewing of a time service.
    private static let clockBehindMillisecondsMax: Int64 = 2_000

    /// Appends what `acts` decides on, looking at an index that is up to date and cannot move meanwhile.
    /// - Parameter acts: nothing is appended when it gives no act or throws.
    /// - Returns: the acts' entries, durable.
    @discardableResult
    func append(deciding acts: (LetterIndex) throws -> [Act]) throws -> [Appended] {
        let archive = self.archive
        return try archive.custody.withLock { session in
            try IndexFeed(custody: archive.custody).feed(archive.index)
            let acts = try acts(archive.index)
            guard !acts.isEmpty else { return [] }
            let appended = try session.append(acts)
            if let behind = appended.map(\.clockBehindMilliseconds).max(), behind > Self.clockBehindMillisecondsMax {
                try session.append([Self.clockIncident(behind)])
            }
            try IndexFeed(custody: archive.custody).feed(archive.index)
            return appended
        }
    }

    private static func clockIncident(_ behindMilliseconds: Int64) -> Act {
        Act(
            kind: .incident,
            body: .object([
                "behindMilliseconds": .integer(behindMilliseconds), "code": .string("clock-went-back"),
                "note": .string("the clock stood behind the ledger's last entry"),
            ]))
    }

    /// Entries about the archive itself: `started`, `stopped`, `configured`.
    package func note(_ kind: EntryKind, _ body: [String: CanonicalJSON]) throws {
        try append { _ in [Act(kind: kind, body: .object(body))] }
    }
}
