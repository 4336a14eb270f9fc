import CLinux
import Glibc
import GreffeCore

/// Finds what lies in one watch folder and is settled. Events are a hint, the rescan is the truth; what it keeps in
/// memory is bounded, however many files wait.
///
/// Synchronous and used by one thread at a time.
final class InboxWatcher {
    /// Files under observation. 100,000 dropped at once are looked at in portions of this; each costs some 200 bytes.
    static let watchedMax = 8_192
    /// The oldest files of one rescan that are handed on before the next, in the order they were written.
    static let readyMax = 1_024
    /// Files that cannot be taken, moved or removed, remembered so that they are not tried again and again.
    static let leftMax = 200_000
    /// Milliseconds before a file that could not be looked at is looked at again.
    static let lookAgain: Int64 = 5_000
    /// Milliseconds before a file that could not be removed or moved is tried again where its folder may be written to:
    /// reading and digesting it once a minute is no burden.
    static let leaveAgain: Int64 = 60_000
    /// Milliseconds that an overdue rescan waits for what the last one found; a folder that went away is noticed then.
    static let rescanPatience: Int64 = 60_000
    /// Milliseconds after which a file that never comes to rest is complained about.
    static let restlessAfter: Int64 = 900_000

    /// What the watcher hands on.
    enum Finding {
        case scan(Drop, ScanShape, Site)
        case refused(Drop, Refusal, Site)
        /// What cannot be opened cannot be moved safely either: it is recorded and stays.
        case refusedInPlace(FileIdentity, Refusal, Site)
    }

    struct Watched {
        var seen: SettleRule.Observation
        /// On the steady clock, in milliseconds.
        var due: Int64
        /// Failed attempts to hand it on.
        var attempts = 0
    }

    struct Left {
        var identity: FileIdentity
        /// The rescan that saw it last.
        var round: Int
        /// When it may be tried again, on the steady clock in milliseconds; nil for what no right to write can help.
        var again: Int64?
    }

    let watch: WatchFolder
    let structure: ScanStructure
    let outputs: [String]
    private let ring: @Sendable () -> Void

    var root: Folder?
    var events: FolderEvents?
    var watched: [Site: Watched] = [:]
    var left: [Site: Left] = [:]
    /// Sorted, the next one last; `queued` holds the same sites.
    var ready: [Ready] = []
    var queued: Set<Site> = []
    /// Names to look at although no event told of them.
    var again: Set<Site> = []
    var complaints = ComplaintBook()
    var round = 0
    var nextRescan: Int64 = .min
    /// When what lies there is to be listed for people again.
    var nextPresent: Int64 = .min
    /// The last rescan found more than it kept.
    var hasMore = false
    /// Names the last rescan met, those that stay included.
    var seen = 0
    var lastRescan: Timestamp?

    struct Ready {
        var modified: FileTime
        var site: Site

        /// Older first, then by name: the order in which a scanner wrote.
        static func precedes(_ one: Ready, _ other: Ready) -> Bool {
            (one.modified.seconds, one.modified.nanoseconds, one.site.fileName)
                < (other.modified.seconds, other.modified.nanoseconds, other.site.fileName)
        }
    }

    /// - Parameters:
    ///   - outputs: folders greffe writes to, which must not overlap with the watch folder.
    ///   - ring: called on another thread when there may be something new.
    init(
        _ watch: WatchFolder, structure: ScanStructure = ScanStructure(), outputs: [String] = [],
        ring: @escaping @Sendable () -> Void = {}
    ) {
        (self.watch, self.structure, self.outputs, self.ring) = (watch, structure, outputs, ring)
    }

    /// Settled and refused files, the oldest first, at most `max`; empty when there is nothing to do before `wakeAt`.
    /// With a `max` of 0 the folder is listed and no file looked into.
    func next(max: Int, now: Moment) -> [Finding] {
        // Listing 100,000 names on a share may take longer than the interval: what the last one found goes first, or
        // every portion would wait for a listing.
        let isBusy = max > 0 && !ready.isEmpty && now.steadyMilliseconds < nextRescan + Self.rescanPatience
        if now.steadyMilliseconds >= nextRescan || events?.isRescanNeeded == true {
            if !isBusy { rescan(now) }
        } else {
            lookAtHints(now)
        }
        var findings = collect(max: max, now: now)
        // The rescan kept only the oldest; they are dealt with, so there is room for the next.
        if findings.isEmpty, max > 0, hasMore, watched.count < Self.watchedMax {
            rescan(now)
            findings = collect(max: max, now: now)
        }
        return findings
    }

    /// When to call `next` again at the latest, on the steady clock in milliseconds.
    var wakeAt: Int64 {
        if left.count >= Self.leftMax { return nextRescan }
        return watched.values.reduce(nextRescan) { min($0, $1.due) }
    }

    /// It has left the folder.
    func forget(_ site: Site) {
        watched[site] = nil
        left[site] = nil
        complaints.settle(site)
    }

    /// It stays as it is; it is tried again only when it changes.
    func leave(_ site: Site, _ identity: FileIdentity) {
        watched[site] = nil
        complaints.settle(site)
        left[site] = Left(identity: identity, round: round, again: nil)
    }

    /// The same for a file that was to be removed or moved, until its folder may be written to: an attempt that was
    /// undone has changed its change time. What was told of it already is not told again.
    func leave(_ site: Site, _ drop: Drop, now: Moment) {
        // When its status cannot be had either, the rescan will see to it.
        let status = (try? drop.folder?.status(drop.fileName)) ?? nil
        watched[site] = nil
        complaints.settle(site, but: IntakeError.cannotMoveCode)
        left[site] = Left(
            identity: status?.identity ?? drop.identity, round: round, again: now.steadyMilliseconds + Self.leaveAgain)
    }

    /// Whether a file that was left where it is shall be tried again.
    func isToBeTriedAgain(_ entry: Left, in folder: Folder, now: Moment) -> Bool {
        entry.again.map { $0 <= now.steadyMilliseconds } == true && folder.isWritable
    }

    /// Something else has its name now, or it has changed: look at it anew.
    func lookAnew(_ site: Site) {
        watched[site] = nil
        again.insert(site)
    }

    /// It could not be handed on; again after `delay` milliseconds.
    func postpone(_ site: Site, _ identity: FileIdentity, delay: Int64, countsAsAttempt: Bool, now: Moment) {
        let steady = now.steadyMilliseconds
        var entry =
            watched[site]
            ?? Watched(
                seen: SettleRule.Observation(identity: identity, firstSeen: steady, lastChange: steady), due: 0)
        entry.due = steady + delay
        if countsAsAttempt { entry.attempts += 1 }
        watched[site] = entry
    }

    /// Files not settled, not tried or to be tried again; where not all are kept in memory, as the last rescan counted.
    var waiting: Int {
        let kept = watched.count + ready.count { watched[$0.site] == nil }
        return hasMore ? max(kept, seen - left.count) : kept
    }

    func attempts(_ site: Site) -> Int { watched[site]?.attempts ?? 0 }

    /// Events start with the first rescan that finds the folder, and anew when another folder has its place.
    func openEvents(now: Moment) {
        guard watch.usesEvents, events == nil else { return }
        do {
            events = try FolderEvents(ring: ring)
            complaints.settle(code: Self.noEventsCode)
        } catch { complainOfEvents(error, now: now) }
    }

    func complainOfEvents(_ error: SystemError, now: Moment) {
        complaints.raise(
            nil, code: Self.noEventsCode,
            message: "Changes in \(watch.path) are found by listing it only: \(error.reason).",
            hint: "Raise fs.inotify.max_user_watches, or set the folder to polling.", now: now.wall)
    }

    private static let noEventsCode = "intake.no-events"
}
