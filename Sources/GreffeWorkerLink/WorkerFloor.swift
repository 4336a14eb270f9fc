import Glibc
import GreffeCore

/// The shared state of a pool and the loop of its threads ("lanes"). Everything mutable is touched under the monitor.
/// Scans have their parts read in turn: each lane takes the next part of the scan that waits longest, and puts the scan
/// behind the others.
final class WorkerFloor: @unchecked Sendable {
    /// After the first crash at once, then after 0.1 s, doubling up to this: a broken installation must not spin.
    static let backOffSecondsMax = 30.0

    private let launch: WorkerLaunch
    private let lanes: Int
    private let monitor = Monitor()
    /// Scans with parts to begin, in the order of their turns.
    private var waiting: [WorkerJob] = []
    private var isClosed = false
    private var running: [Int: (job: WorkerJob, worker: WorkerProcess)] = [:]
    private var lanesOpen = 0
    private var counts = WorkerPoolCounters()

    init(launch: WorkerLaunch, lanes: Int) { (self.launch, self.lanes) = (launch, lanes) }

    var counters: WorkerPoolCounters {
        monitor.locked {
            var now = counts
            (now.workers, now.busy, now.waiting) = (lanes, running.count, waiting.count { !$0.hasBegun })
            return now
        }
    }

    var isEmpty: Bool { monitor.locked { lanesOpen == 0 } }

    func start() {
        monitor.locked { lanesOpen = lanes }
        for lane in 0..<lanes {
            let started = Thread.detach { [self] in
                work(lane: lane)
                monitor.locked { lanesOpen -= 1 }
            }
            if !started { monitor.locked { lanesOpen -= 1 } }
        }
    }

    func enqueue(_ job: WorkerJob) {
        let accepted = monitor.locked {
            guard !isClosed, lanesOpen > 0, !job.isAbandoned else { return false }
            waiting.append(job)
            // All of them: one alone may be a lane that still backs off.
            monitor.broadcast()
            return true
        }
        if !accepted { job.answer(with: .failure(.stopped)) }
    }

    func abandon(_ job: WorkerJob) {
        job.abandon()
        let isIdle = monitor.locked {
            for entry in running.values where entry.job === job { entry.worker.terminate() }
            let index = waiting.firstIndex { $0 === job }
            if let index { waiting.remove(at: index) }
            return index != nil && !job.isInHand
        }
        if isIdle { job.answer(with: .failure(.stopped)) }
    }

    /// Refuses new scans and those that wait; lanes end after the part in hand, and with it a scan that it completes.
    func close() {
        let refused = monitor.locked {
            isClosed = true
            defer { waiting = [] }
            monitor.broadcast()
            return waiting.filter { !$0.isInHand }
        }
        for job in refused { job.answer(with: .failure(.stopped)) }
    }

    func terminateAll() {
        monitor.locked {
            for entry in running.values { entry.worker.terminate() }
        }
    }

    // MARK: The lane's thread

    private func work(lane: Int) {
        var worker: WorkerProcess?
        var pages = 0
        var failures = 0
        while let (job, request) = take(afterFailures: failures) {
            if job.isAbandoned {
                job.answer(with: .failure(.stopped))
                continue
            }
            do throws(WorkerError) {
                let current: WorkerProcess
                if let worker, worker.isAlive, pages < launch.pagesMax {
                    current = worker
                } else {
                    worker = nil
                    (current, pages) = (try WorkerProcess(launch), 0)
                    worker = current
                }
                let part = try read(job, request, by: current, lane: lane)
                pages += part.reading.pages.count
                failures = 0
                finish(part, of: job, first: request.firstPage ?? 1)
            } catch .scan(let fault) {
                failures = 0
                if job.answer(with: .failure(.scan(fault))) { monitor.locked { counts.scansRefused += 1 } }
                drop(job)
            } catch {
                worker = nil
                if !job.isAbandoned {
                    failures += 1
                    monitor.locked { counts.restarts += 1 }
                }
                job.answer(with: .failure(job.isAbandoned || monitor.locked({ isClosed }) ? .stopped : error))
                drop(job)
            }
        }
    }

    private func read(
        _ job: WorkerJob, _ request: ReadingRequest, by worker: WorkerProcess, lane: Int
    ) throws(WorkerError) -> WorkerProcess.Part {
        let isWanted = monitor.locked {
            running[lane] = (job, worker)
            return !job.isAbandoned
        }
        defer { monitor.locked { running[lane] = nil } }
        guard isWanted else { throw .stopped }
        return try worker.readPart(scan: job.scan, request: request) { _ in
            monitor.locked { counts.pagesRead += 1 }
        }
    }

    /// Takes what was read of a scan, and answers for it when that was all, or nobody will read the rest.
    private func finish(_ part: WorkerProcess.Part, of job: WorkerJob, first: Int) {
        let whole = job.take(part.reading, first: first, of: part.pageCount)
        let isCut = monitor.locked {
            if whole != nil { counts.scansRead += 1 }
            if !job.mayGoOn { waiting.removeAll { $0 === job } }
            // The other lanes may go on with it.
            monitor.broadcast()
            return whole == nil && isClosed && !job.isInHand
        }
        if let whole {
            job.answer(with: .success(whole))
        } else if isCut {
            job.answer(with: .failure(.stopped))
        }
    }

    /// The rest of a scan that failed is not read.
    private func drop(_ job: WorkerJob) {
        monitor.locked { waiting.removeAll { $0 === job } }
    }

    /// The first scan that has a part to begin, which then has the last turn. Called under the monitor.
    private func next() -> (job: WorkerJob, request: ReadingRequest)? {
        for (index, job) in waiting.enumerated() {
            guard let request = job.begin() else { continue }
            waiting.remove(at: index)
            if job.mayGoOn { waiting.append(job) }
            return (job, request)
        }
        return nil
    }

    /// The next part of a scan; waits for one, and after failures for the back-off too. Nil when the pool is closed.
    private func take(afterFailures failures: Int) -> (job: WorkerJob, request: ReadingRequest)? {
        let pause = failures < 2 ? 0 : min(Self.backOffSecondsMax, 0.1 * Double(1 << min(failures - 2, 20)))
        let earliest = SuspendingClock.now + .seconds(pause)
        return monitor.locked {
            while !isClosed {
                let left = SuspendingClock.now.duration(to: earliest)
                if left > .zero {
                    monitor.wait(seconds: Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18)
                } else if let next = next() {
                    return next
                } else {
                    monitor.wait()
                }
            }
            return nil
        }
    }
}
