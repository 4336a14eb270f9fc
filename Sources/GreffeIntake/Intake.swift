import Dispatch
package import GreffeCore
import Synchronization

/// Takes in what is dropped into one watch folder: finds it, hands it over, and removes it only when the closure that
/// took it has returned. Several folders are several intakes, so that a share that hangs holds up no other.
package final class Intake: Sendable {
    /// One settled file, with what is known of its origin.
    package struct Delivery: Sendable {
        package let drop: Drop
        package let shape: ScanShape
        package let provenance: Provenance
    }

    /// What became of a delivery.
    package enum Taken: Hashable, Sendable {
        case accessioned(AccessionNumber)
        /// The same bytes are a letter already; recorded as their duplicate.
        case duplicate(of: AccessionNumber)
        /// This very file is a letter already; only its removal was interrupted.
        case alreadyOurs(AccessionNumber)
        /// Not taken, and recorded as refused already; its file goes to `rejected/`.
        case refused(Refusal)
    }

    /// Something that is not taken in, to be recorded.
    package struct Rejection: Sendable {
        /// Nil when it cannot be opened (a link, a pipe, a file without the right to read); it then stays where it is.
        package let drop: Drop?
        package let refusal: Refusal
        package let provenance: Provenance
    }

    /// Makes the deliveries ours: when it returns, each is durable, and one outcome for each says so, in the same
    /// order. Throwing means that none is known to be ours. A `GreffeError` of fate `halt` ends the intake.
    package typealias Take = @Sendable ([Delivery]) async throws -> [Taken]
    /// Records a refusal in the ledger, durably.
    package typealias Refuse = @Sendable (Rejection) async throws -> Void

    /// How long failed attempts wait, in milliseconds; doubled from the first to the last.
    package struct Backoff: Hashable, Sendable {
        package var first: Int64
        package var last: Int64

        /// A full disk is noticed by a person within minutes; one attempt a minute costs nothing.
        package init(first: Int64 = 1_000, last: Int64 = 60_000) { (self.first, self.last) = (first, last) }

        func delay(attempt: Int) -> Int64 { min(first << Int64(min(max(attempt, 0), 20)), last) }
    }

    /// Handed over together, so that the ledger syncs once for all of them; each holds a descriptor open.
    package static let batchDefault = 32

    let folder: WatchFolder
    let outputs: [String]
    let batchMax: Int
    let backoff: Backoff
    let clock: @Sendable () -> Moment
    let parseSlip: @Sendable ([UInt8]) throws -> [String: String]
    let report: @Sendable (Complaint) -> Void
    let room: @Sendable () -> DiskRoom
    let take: Take
    let refuse: Refuse
    let bell: Doorbell
    /// The watcher does blocking work, on a share that may hang; it has a thread of its own instead of the pool's.
    private let queue: DispatchQueue
    private let watcher: Mutex<InboxWatcher>
    private let state: Mutex<IntakeProgress>

    /// - Parameters:
    ///   - outputs: the archive and all other folders greffe writes to.
    ///   - parseSlip: reads YAML; throws when it is not a list of keys and values.
    ///   - report: told each complaint once.
    ///   - room: what the archive's disk can still take; asked before each round.
    package init(
        folder: WatchFolder, outputs: [String], limits: ReadingLimits = ReadingLimits(), batchMax: Int = batchDefault,
        backoff: Backoff = Backoff(), clock: @escaping @Sendable () -> Moment = Moment.current,
        parseSlip: @escaping @Sendable ([UInt8]) throws -> [String: String],
        report: @escaping @Sendable (Complaint) -> Void = { _ in },
        room: @escaping @Sendable () -> DiskRoom = { .unlimited }, take: @escaping Take, refuse: @escaping Refuse
    ) {
        (self.folder, self.outputs, self.batchMax, self.backoff) = (folder, outputs, max(batchMax, 1), backoff)
        (self.clock, self.parseSlip, self.report, self.take, self.refuse) = (clock, parseSlip, report, take, refuse)
        self.room = room
        let bell = Doorbell()
        self.bell = bell
        queue = DispatchQueue(label: "greffe.intake")
        watcher = Mutex(
            InboxWatcher(folder, structure: ScanStructure(limits: limits), outputs: outputs, ring: { bell.ring() }))
        state = Mutex(IntakeProgress(folder: folder.path))
    }

    /// Between two rescans of the folder.
    package var pollingMilliseconds: Int64 { folder.polling }

    /// What was done so far and what stands now.
    package var progress: IntakeProgress { state.withLock { $0 } }

    /// Looks at the whole folder soon, without waiting for the next interval.
    package func rescanSoon() {
        queue.async { [self] in
            watcher.withLock { $0.nextRescan = .min }
            bell.ring()
        }
    }

    /// Takes in until the task is cancelled; what is being handed over then is finished first.
    ///
    /// - Throws: `overlap` at once; `stopped` when a closure failed with fate `halt`.
    package func run() async throws(IntakeError) {
        try WatchFolder.checkOverlap([folder], outputs: outputs)
        var failures = 0
        while !Task.isCancelled {
            let room = self.room()
            let findings = await withWatcher { [batchMax, clock] watcher in
                let now = clock()
                watcher.say(room, now: now)
                // What lies there is still listed, so that `greffe status` can tell of it.
                return watcher.next(max: room.isUsedUp ? 0 : batchMax, now: now)
            }
            if findings.isEmpty {
                let wakeAt = await withWatcher { $0.wakeAt }
                let pause = room.isUsedUp ? Self.noRoomPause : wakeAt - clock().steadyMilliseconds
                await bell.wait(milliseconds: min(max(pause, Self.pauseMin), folder.polling))
                continue
            }
            let outcome = try await handle(findings)
            failures = outcome == .allFailed ? failures + 1 : 0
            if failures > 0 {
                // Cancellation ends the pause, and then the loop.
                try? await Task.sleep(for: .milliseconds(backoff.delay(attempt: failures - 1)))
            }
        }
    }

    /// Events of one burst are looked at together; no file is settled within this time anyway.
    private static let pauseMin: Int64 = 20
    /// Between two looks at a disk without room: nobody makes room and waits in front of the screen for it.
    private static let noRoomPause: Int64 = 5_000

    /// Runs on the watcher's own thread, then publishes what it says.
    func withWatcher<Result: Sendable>(_ body: @escaping @Sendable (InboxWatcher) -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                let (result, news) = watcher.withLock { watcher in
                    let result = body(watcher)
                    publish(watcher)
                    return (result, watcher.complaints.takeNews())
                }
                news.forEach(report)
                continuation.resume(returning: result)
            }
        }
    }

    /// Listing what lies there takes milliseconds when it is thousands; a person looks less often than this.
    private static let presentPause: Int64 = 1_000

    private func publish(_ watcher: InboxWatcher) {
        let complaints = watcher.complaints.all
        let now = clock()
        var present: [IntakeProgress.Present]?
        if now.steadyMilliseconds >= watcher.nextPresent {
            present = watcher.present()
            watcher.nextPresent = now.steadyMilliseconds + Self.presentPause
        }
        state.withLock { state in
            if let present { state.present = present }
            state.lastActivity = now.wall
            state.lastRescan = watcher.root == nil ? nil : watcher.lastRescan
            state.isFolderThere = watcher.root != nil
            state.waiting = watcher.waiting
            state.left = watcher.left.count
            state.complaints = complaints
        }
    }

    func count(_ change: @Sendable (inout IntakeProgress) -> Void) { state.withLock { change(&$0) } }
}
