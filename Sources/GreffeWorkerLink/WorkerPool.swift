import Glibc
package import GreffeCore

/// Workers side by side, one thread of their own each, so that Swift's threads never wait for a page. Scans have their
/// turn in the order they came, some pages a turn (`ScanParts`), so that one long scan is read by all workers and holds
/// up no other; a worker that crashed or hung is replaced, slower each time; so is one that has read many
/// pages.
package final class WorkerPool: LetterReader {
    private let floor: WorkerFloor

    /// Starts the threads; a worker process is started when the first scan reaches its thread.
    /// - Parameter workers: one for each core is right, for a worker computes on one thread.
    package init(launch: WorkerLaunch, workers: Int) {
        floor = WorkerFloor(launch: launch, lanes: max(1, workers))
        floor.start()
    }

    deinit { floor.close() }

    package var counters: WorkerPoolCounters { floor.counters }

    /// Reads a scan when its turn comes. A copy of the descriptor is kept until then, so the caller may close its own
    /// as soon as this returns or throws. Cancelling the task kills the worker that reads it.
    package func read(scan: Int32, request: ReadingRequest) async throws -> Reading {
        let copy = fcntl(scan, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw WorkerError.startFailed(errno: errno) }
        let job = WorkerJob(scan: copy, request: request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                job.await(continuation)
                floor.enqueue(job)
            }
        } onCancel: {
            floor.abandon(job)
        }
    }

    /// Refuses new scans and those that wait, lets workers finish the scan in hand for so long, then kills them.
    /// Returns when no worker runs any more.
    package func stop(graceSeconds: Double = 0) async {
        floor.close()
        let until = SuspendingClock.now + .seconds(graceSeconds)
        while !floor.isEmpty {
            if SuspendingClock.now >= until { floor.terminateAll() }
            // A cancelled stop still has to see the workers out: only the pace is lost.
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// What the pool has done since it was made, and is doing now; for `greffe status`.
package struct WorkerPoolCounters: Hashable, Sendable {
    package var workers = 0
    /// Workers reading a scan now.
    package var busy = 0
    /// Scans waiting for a worker.
    package var waiting = 0
    /// Scans read to the end.
    package var scansRead = 0
    package var pagesRead = 0
    /// Scans refused with a verdict: encrypted, damaged and so on.
    package var scansRefused = 0
    /// Workers replaced because they crashed, hung or spoke nonsense.
    package var restarts = 0
}
