import GreffeAnalysis
package import GreffeCore
package import GreffeRegistry
package import GreffeWorkerLink
package import Logging

/// The reading workers and the model, as the daemon and `greffe accession --wait` put them to work on an archive.
package struct ReadingCrew: Sendable {
    private let pool: WorkerPool
    package let workers: Int
    /// What confines the workers.
    private let kernel: KernelSandbox
    private let understanding: UnderstandingSource
    private let languages: [String]

    /// - Parameter kernel: what the running kernel offers; another in tests.
    /// - Throws: `sandboxMissing` when that is less than the rule asks for.
    package init(
        archive: Archive, workers: Int?, sandbox: SandboxRule, kernel: KernelSandbox = .probe()
    ) throws {
        self.workers = workers ?? Self.coreCount
        self.kernel = kernel
        pool = try Self.pool(workers: self.workers, sandbox: sandbox, kernel: kernel)
        understanding = UnderstandingSource(
            settings: archive.settings, classifier: try Self.classifier(), customers: archive.customers)
        languages = archive.settings.languages
    }

    package func processor(_ registrar: Registrar, log: Logger) -> LetterProcessor {
        LetterProcessor(
            registrar: registrar, reader: pool, understanding: understanding, languages: languages, log: log)
    }

    /// One line for the log, at the start: by what the workers are confined, or what is missing.
    package func sayHowConfined(_ log: Logger) {
        let by: Logger.Metadata = ["by": "\(kernel.description)"]
        guard kernel.missing.isEmpty else {
            let missing = kernel.missing.joined(separator: ", ")
            log.warning("the workers are confined in part only", metadata: by.merging(["missing": "\(missing)"]) { $1 })
            return
        }
        log.notice("the workers are confined", metadata: by)
    }

    package var state: DaemonState.Workers {
        let counters = pool.counters
        return DaemonState.Workers(
            workers: workers, busy: counters.busy, pagesRead: counters.pagesRead, restarts: counters.restarts)
    }

    /// Workers finish the scan in hand for so long, then are killed.
    package func stop(graceSeconds: Double = 0) async { await pool.stop(graceSeconds: graceSeconds) }

    static func pool(
        workers: Int, sandbox: SandboxRule, kernel: KernelSandbox = .probe()
    ) throws(RuntimeError) -> WorkerPool {
        guard kernel.meets(sandbox) else { throw .sandboxMissing(kernel) }
        guard var launch = WorkerLaunch.installed() else { throw .workerMissing }
        launch.sandbox = sandbox
        return WorkerPool(launch: launch, workers: workers)
    }

    /// The model carried inside the programs.
    static func classifier() throws(RegistryError) -> Classifier {
        do { return try Classifier(model: EmbeddedFiles.classifierModel) } catch {
            throw .modelInvalid("\(error)")
        }
    }

    /// A worker computes on one thread, so one a core keeps the machine busy and no busier.
    static var coreCount: Int { CPUCount.available }
}
