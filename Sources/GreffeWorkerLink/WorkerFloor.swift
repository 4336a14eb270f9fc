import Glibc
import GreffeCore

/// The shared state of a pool and the loop of its threads ("lanes"). Everything mutable is touched under the monitor.
final class WorkerFloor: @unchecked Sendable {
    /// After the first crash at once, then after 0.1 s, doubling up to this: a broken installation must not spin.
    static let backOffSecondsMax = 30.0

    private let launch: WorkerLaunch
    private let lanes: Int
    private let monitor = Monitor()
    private var waiting: [WorkerJob] = []
    private var isClosed = false
    private var running: [Int: (job: WorkerJob, worker: WorkerProcess)] = [:]
    private var lanesOpen = 0
    private var counts = WorkerPoolCounters()

    init(launch: WorkerLaunch, lanes: Int) { (self.launch, self.lanes) = (launch, lanes) }

    var counters: WorkerPoolCounters {
        monitor.locked {
            var now = counts
            (now.workers, now.busy, now.waiting) = (lanes, running.count, waiting.count)
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
        let wasWaiting = monitor.locked {
            for entry in running.values where entry.job === job { entry.worker.terminate() }
            let index = waiting.firstIndex { $0 === job }
            if let index { waiting.remove(at: index) }
            return index != nil
        }
        if wasWaiting { job.answer(with: .failure(.stopped)) }
    }

    /// Refuses new scans and those that wait; lanes end after the scan in hand.
    func close() {
        let refused = monitor.locked {
            isClosed = true
            defer { waiting = [] }
            monitor.broadcast()
            return waiting
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
        while let job = take(afterFailures: failures) {
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
                let reading = try read(job, by: current, lane: lane)
                pages += reading.pages.count
                failures = 0
                job.answer(with: .success(reading))
            } catch .scan(let fault) {
                failures = 0
                monitor.locked { counts.scansRefused += 1 }
                job.answer(with: .failure(.scan(fault)))
            } catch {
                worker = nil
                if !job.isAbandoned {
                    failures += 1
                    monitor.locked { counts.restarts += 1 }
                }
                job.answer(with: .failure(job.isAbandoned || monitor.locked({ isClosed }) ? .stopped : error))
            }
        }
    }

    private func read(_ job: WorkerJob, by worker: WorkerProcess, lane: Int) throws(WorkerError) -> Reading {
        let isWanted = monitor.locked {
            running[lane] = (job, worker)
            return !job.isAbandoned
        }
        defer { monitor.locked { running[lane] = nil } }
        guard isWanted else { throw .stopped }
        let reading = try worker.read(scan: job.scan, request: job.request) { _ in
            monitor.locked { counts.pagesRead += 1 }
        }
        monitor.locked { counts.scansRead += 1 }
        return reading
    }

    /// The next scan; waits for one, and after failures for the back-off too. Nil when the pool is closed.
    private func take(afterFailures failures: Int) -> WorkerJob? {
        let pause = failures < 2 ? 0 : min(Self.backOffSecondsMax, 0.1 * Double(1 << min(failures - 2, 20)))
        let earliest = SuspendingClock.now + .seconds(pause)
        return monitor.locked {
            while !isClosed {
                let left = SuspendingClock.now.duration(to: earliest)
                if left > .zero {
                    monitor.wait(seconds: Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18)
                } else if waiting.isEmpty {
                    monitor.wait()
                } else {
                    return waiting.removeFirst()
                }
            }
            return nil
        }
    }
}
