import Glibc
import GreffeCore
import GreffeIntake
import GreffeRegistry
import GreffeRuntime
import Logging
import ServiceLifecycle

/// Tells systemd and `greffe status` how the daemon fares. The watchdog hears of us only while the folders are really
/// looked at and letters really get done: a daemon that hangs is restarted, not admired.
struct Watchkeeper: Service {
    let archive: String
    let intakes: [Intake]
    let reserve: DiskReserve
    let crew: ReadingCrew
    let processor: LetterProcessor
    let sealer: Sealer
    let reminder: RenewalReminder
    let clock: SystemClock
    let log: Logger
    private let notification: ServiceNotification
    private let watchdogMicroseconds: Int?

    init(
        archive: String, intakes: [Intake], reserve: DiskReserve, crew: ReadingCrew, processor: LetterProcessor,
        sealer: Sealer, reminder: RenewalReminder, clock: SystemClock, log: Logger
    ) {
        (self.archive, self.intakes, self.crew, self.processor) = (archive, intakes, crew, processor)
        (self.reserve, self.sealer, self.clock, self.log) = (reserve, sealer, clock, log)
        self.reminder = reminder
        var environment: [String: String] = [:]
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        notification = ServiceNotification(environment: environment)
        watchdogMicroseconds = ServiceNotification.watchdogMicroseconds(environment: environment, pid: getpid())
    }

    /// How often `greffe status` gets something new, where the watchdog does not ask for more.
    private static let roundMax = Duration.seconds(5)
    /// A folder's loop comes round at every rescan; three missed rounds and a slow share's minute are a hang.
    private static let roundsMissedMax: Int64 = 3
    private static let slowShareMilliseconds: Int64 = 60_000
    /// A page may take 60 s and a letter may have many: the pool's own deadlines end a hang long before this.
    private static let stallMax = Duration.seconds(900)

    func run() async throws {
        let started = clock.now()
        notification.ready(status: "watching \(intakes.count) folders")
        await cancelWhenGracefulShutdown {
            // Twice within the interval, as sd_watchdog_enabled(3) advises.
            let pace = watchdogMicroseconds.map { min(.microseconds($0 / 2), Self.roundMax) } ?? Self.roundMax
            while !Task.isCancelled {
                await round(started)
                // Cancellation ends the pause, and then the loop.
                try? await Task.sleep(for: pace)
            }
        }
        sayStopping()
    }

    func sayStopping() { notification.stopping() }

    private func round(_ started: Timestamp) async {
        let progress = intakes.map(\.progress)
        let workers = crew.state
        let state = DaemonState(
            started: started, written: clock.now(), progress: progress, workers: workers, disk: reserve.state,
            seals: DaemonState.Seals(sealer.state), renewals: reminder.last)
        do throws(RuntimeError) { try state.write(archive: archive) } catch {
            log.warning("the daemon's state cannot be written", metadata: ["error": "\(error.message)"])
        }
        let waiting = progress.reduce(0) { $0 + $1.waiting }
        notification.status(
            "\(waiting) files waiting, \(workers.busy) of \(workers.workers) workers busy, \(workers.pagesRead) pages read"
        )
        if let hang = await hang(progress) {
            log.error("no progress", metadata: ["where": "\(hang)"])
        } else {
            notification.watchdog()
        }
    }

    /// What has stopped moving; nil when all is well.
    private func hang(_ progress: [IntakeProgress]) async -> String? {
        let now = clock.now().millisecondsSince1970
        for (intake, progress) in zip(intakes, progress) {
            guard let last = progress.lastActivity?.millisecondsSince1970 else { continue }
            let patience = Self.roundsMissedMax * intake.pollingMilliseconds + Self.slowShareMilliseconds
            if now - last > patience { return progress.folder }
        }
        if let stalled = await processor.stalledFor, stalled > Self.stallMax { return "processing" }
        return nil
    }
}
