import Glibc
import GreffeCore
import GreffeIntake
import GreffeRegistry
import GreffeRuntime
import Logging
import ServiceLifecycle
import UnixSignals

/// Puts the services together, and takes them apart in order: the doors close first, then the letters in hand are
/// finished, then the last entry says so.
struct Daemon {
    let archive: String
    let log: Logger
    private let clock = SystemClock()

    init(archive: String, log: Logger) { (self.archive, self.log) = (archive, log) }

    func run() async throws {
        let folder = ArchiveFolder(path: archive)
        let configuration = try folder.configuration()
        guard let lock = try DaemonLock(archive: archive) else { throw RuntimeError.daemonRunning(archive: archive) }
        defer { withExtendedLifetime(lock) {} }

        let opened = try ActingArchive.open(path: archive, clock: clock, asksWitnesses: true) { peer, outcome in
            WitnessService.say(peer, outcome, log)
        }
        let registrar = Registrar(archive: opened, clock: clock)
        let crew = try ReadingCrew(
            archive: opened, workers: configuration.workers, sandbox: configuration.sandbox)
        crew.sayHowConfined(log)
        try crew.sayWhichModel(opened, log)
        let processor = crew.processor(registrar, log: log)
        let reserve = DiskReserve(configuration, archive: archive, log: log)
        let intakes = try WatchRoom(configuration: configuration, archive: archive).intakes(
            doorkeeper: Doorkeeper(registrar: registrar) { await processor.wake() }, reserve: reserve, log: log)
        try await registrar.note(.started, ["version": .string(Version.text)])
        // Who edited them is not known here; that they changed, and when that was noticed, is.
        try await registrar.recordRetentionRules(by: "greffed")
        let finished = try await registrar.finishDestructions(by: "greffed").count
        if finished > 0 { log.warning("finished interrupted destructions", metadata: ["count": "\(finished)"]) }
        log.notice(
            "started",
            metadata: [
                "archive": "\(archive)", "entries": "\(opened.entryCount)", "folders": "\(intakes.count)",
                "workers": "\(crew.workers)",
            ])

        let witnesses = try WitnessDesk(archive: opened) { [log] in WitnessService.say($0, $1, log) }
        let sealing = Sealing(
            registrar: registrar, client: HTTPTimeStampAuthority(), clock: clock,
            witnesses: witnesses?.call)
        let sealer = Sealer(registrar: registrar, sealing: sealing, clock: clock, log: log)
        let reminder = RenewalReminder(archive: opened, clock: clock, log: log)
        let watchkeeper = Watchkeeper(
            archive: archive, intakes: intakes, reserve: reserve, crew: crew, processor: processor, sealer: sealer,
            reminder: reminder, clock: clock, log: log)
        var services: [any Service] = [
            watchkeeper, ProcessingService(processor: processor, crew: crew), SealService(sealer: sealer), reminder,
            ConsultationService(registrar: registrar, log: log),
        ]
        services += intakes.map { IntakeService(intake: $0) }
        if let witnesses {
            services.append(WitnessService(desk: witnesses, seconds: configuration.witnesses.seconds))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .cancelGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }))
        do {
            try await group.run()
        } catch {
            await crew.stop()
            throw error
        }
        watchkeeper.sayStopping()
        try await registrar.note(.stopped, ["version": .string(Version.text)])
        await sealer.sealAtStop()
        log.notice("stopped", metadata: ["entries": "\(opened.entryCount)"])
    }
}

/// Time-stamps over the ledger; nothing waits for them.
private struct SealService: Service {
    let sealer: Sealer

    func run() async throws {
        let sealer = sealer
        try await cancelWhenGracefulShutdown { try await sealer.run() }
    }
}

/// One watch folder.
private struct IntakeService: Service {
    let intake: Intake

    func run() async throws {
        let intake = intake
        try await cancelWhenGracefulShutdown { try await intake.run() }
    }
}

/// Reading, understanding and filing.
private struct ProcessingService: Service {
    let processor: LetterProcessor
    let crew: ReadingCrew

    /// systemd kills after 90 s; a page may take 60 s. What is cut off is read again at the next start.
    private static let graceSeconds = 20.0

    func run() async throws {
        try await withGracefulShutdownHandler {
            // More letters in hand than workers: while one is recorded the workers read, and while long scans have
            // their turns, some pages each, there are short letters among them.
            try await processor.run(lanes: 3 * crew.workers + 1)
        } onGracefulShutdown: { [processor, crew] in
            Task {
                await processor.stop()
                await crew.stop(graceSeconds: Self.graceSeconds)
            }
        }
        await crew.stop()
    }
}
