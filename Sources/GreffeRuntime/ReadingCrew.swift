import GreffeAnalysis
import GreffeCore
package import GreffeRegistry
import GreffeWorkerLink
package import Logging

/// The reading workers and the model, as the daemon and `greffe accession --wait` put them to work on an archive.
package struct ReadingCrew: Sendable {
    private let pool: WorkerPool
    package let workers: Int
    private let understanding: UnderstandingSource
    private let languages: [String]

    package init(archive: Archive, workers: Int?) throws {
        self.workers = workers ?? Self.coreCount
        pool = try Self.pool(workers: self.workers)
        understanding = UnderstandingSource(
            settings: archive.settings, classifier: try Self.classifier(), customers: archive.customers)
        languages = archive.settings.languages
    }

    package func processor(_ registrar: Registrar, log: Logger) -> LetterProcessor {
        LetterProcessor(
            registrar: registrar, reader: pool, understanding: understanding, languages: languages, log: log)
    }

    package var state: DaemonState.Workers {
        let counters = pool.counters
        return DaemonState.Workers(
            workers: workers, busy: counters.busy, pagesRead: counters.pagesRead, restarts: counters.restarts)
    }

    /// Workers finish the scan in hand for so long, then are killed.
    package func stop(graceSeconds: Double = 0) async { await pool.stop(graceSeconds: graceSeconds) }

    static func pool(workers: Int) throws(RuntimeError) -> WorkerPool {
        guard let launch = WorkerLaunch.installed() else { throw .workerMissing }
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
