package import GreffeAnalysis
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
    /// The name of the model that judges, with its digest.
    private let judging: String

    /// - Parameter kernel: what the running kernel offers; another in tests.
    /// - Throws: `sandboxMissing` when that is less than the rule asks for.
    package init(
        archive: Archive, workers: Int?, sandbox: SandboxRule, kernel: KernelSandbox = .probe()
    ) throws {
        self.workers = workers ?? Self.coreCount
        self.kernel = kernel
        pool = try Self.pool(workers: self.workers, sandbox: sandbox, kernel: kernel)
        let classifier = try Self.classifier(of: archive)
        judging = classifier.name
        understanding = UnderstandingSource(
            settings: archive.settings, classifier: classifier, customers: archive.customers)
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

    /// The model people adopted for an archive, or the one carried inside the programs. That one judges also where the
    /// adopted model was made for other programs: an upgrade must not stop the mail.
    package static func classifier(of archive: Archive?) throws -> Classifier {
        let adopted = try archive?.adoptedModel()
        do {
            if let adopted, !adopted.isShipped {
                do { return try Classifier(model: adopted.bytes) } catch ClassifierError.modelOfOtherVersion {}
            }
            return try Classifier(model: EmbeddedFiles.classifierModel)
        } catch {
            throw RegistryError.modelInvalid("\(error)")
        }
    }

    /// One line for the log, at the start: that another model judges than the one people chose.
    package func sayWhichModel(_ archive: Archive, _ log: Logger) throws {
        guard let adopted = try archive.adoptedModel(), !adopted.isShipped, !judging.hasSuffix(adopted.sha256.hex)
        else { return }
        log.warning(
            "the model adopted for this archive is of other programs: the one carried in them judges",
            metadata: ["adopted": "\(adopted.sha256.hex)", "entry": "\(adopted.entry)"])
    }

    /// A worker computes on one thread, so one a core keeps the machine busy and no busier.
    static var coreCount: Int { CPUCount.available }
}
