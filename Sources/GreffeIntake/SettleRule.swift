import GreffeCore

/// Decides, from nothing but what was observed, whether a file's writer has finished.
///
/// A closed file proves nothing: scanners were seen to reopen theirs after 0.2 to 4 s, and a TIFF to which pages are
/// appended is whole after each of them. So a file must be quiet, its structure must be whole, and nobody on this
/// machine may have it open for writing.
package struct SettleRule: Hashable, Sendable {
    /// Long enough for writers that flush their buffers every second.
    package static let quietDefault: Int64 = 2_000
    /// For kinds that are whole after each page appended: above the longest gap reported, 4 s.
    package static let quietAppendableDefault: Int64 = 5_000
    /// Feeders jam, networks stall; a person notices after a minute.
    package static let incompleteAfterDefault: Int64 = 60_000
    /// A file whose times say that it has lain still for this long was there before we looked. Above `quiet` by far,
    /// because a file server's clock may differ from ours.
    package static let lyingStill: Int64 = 60_000

    /// Milliseconds without a change before a file is looked into.
    package var quiet: Int64
    /// Milliseconds without a change before a whole TIFF or PDF is taken.
    package var quietAppendable: Int64
    /// Milliseconds without a change before an incomplete file is refused.
    package var incompleteAfter: Int64

    package init(
        quiet: Int64 = quietDefault, quietAppendable: Int64 = quietAppendableDefault,
        incompleteAfter: Int64 = incompleteAfterDefault
    ) {
        self.quiet = max(quiet, 0)
        self.quietAppendable = max(quietAppendable, self.quiet)
        self.incompleteAfter = max(incompleteAfter, self.quietAppendable)
    }

    /// What was seen of a file.
    package struct Observation: Hashable, Sendable {
        package var identity: FileIdentity
        /// On the steady clock, in milliseconds, as is `lastChange`.
        package var firstSeen: Int64
        /// When its size, times or inode were last seen to differ from the look before; at first, `firstSeen`.
        package var lastChange: Int64
        /// Of these very bytes; nil before the file was looked into.
        package var structure: ScanVerdict?
        /// Nil when the system cannot tell.
        package var hasWriter: Bool?

        package init(
            identity: FileIdentity, firstSeen: Int64, lastChange: Int64, structure: ScanVerdict? = nil,
            hasWriter: Bool? = nil
        ) {
            (self.identity, self.firstSeen, self.lastChange) = (identity, firstSeen, lastChange)
            (self.structure, self.hasWriter) = (structure, hasWriter)
        }
    }

    package enum Verdict: Hashable, Sendable {
        /// Look again at this time of the steady clock, in milliseconds, or when something changes.
        case wait(until: Int64)
        /// Quiet: time to look into it.
        case examine
        case settled(ScanShape)
        case refused(Refusal)
    }

    package func verdict(_ seen: Observation, now: Moment) -> Verdict {
        let still = now.steadyMilliseconds - seen.lastChange
        // Once a change was seen, only what we see counts: a clock set forward makes every file look old.
        let liesStill = seen.lastChange == seen.firstSeen && Self.liesStill(seen.identity, now: now)
        guard still >= quiet || liesStill else { return .wait(until: seen.lastChange + quiet) }
        guard let structure = seen.structure else { return .examine }
        // A writer that holds the file open for ever, a viewer in editing mode for instance, must not block it for
        // ever.
        if seen.hasWriter == true, still < incompleteAfter { return wait(seen, now: now) }
        switch structure {
        case .refused(let refusal): return .refused(refusal)
        case .incomplete(let refusal):
            return still >= incompleteAfter ? .refused(refusal) : wait(seen, now: now)
        case .complete(let shape):
            if still < quietAppendable, !liesStill, shape.mediaType.isAppendable {
                return .wait(until: seen.lastChange + quietAppendable)
            }
            return .settled(shape)
        }
    }

    /// Whether the file's own times say that it has not been touched for long. The change time counts too, as a copy
    /// that preserves times sets an old modification time on new bytes.
    package static func liesStill(_ identity: FileIdentity, now: Moment) -> Bool {
        [identity.modified, identity.changed].allSatisfy {
            now.wall.millisecondsSince1970 - $0.timestamp.millisecondsSince1970 >= lyingStill
        }
    }

    /// Every `quiet`, as events may not tell of a change, and at the end of patience.
    private func wait(_ seen: Observation, now: Moment) -> Verdict {
        .wait(until: min(seen.lastChange + incompleteAfter, now.steadyMilliseconds + max(quiet, 1)))
    }
}

extension MediaType {
    /// Whether a writer may add pages to a file that is whole already.
    var isAppendable: Bool { self == .tiff || self == .pdf }
}
