package import GreffeAnalysis
package import GreffeCore
import GreffeIndex
import GreffeIntake
package import GreffeRegistry
import GreffeWorkerLink

/// What `greffe read` does: opens files, looks at their structure as the intake would, reads and understands them side
/// by side, and gives the results in the order of the files.
package struct ScanReading: Sendable {
    package struct Outcome: Sendable {
        package var file: String
        package var result: Result<ReadingRoom.Letter, any Error>
    }

    /// Rows of the customer file that were left out, in words.
    package let directoryProblems: [String]
    private let room: ReadingRoom
    private let pool: WorkerPool
    private let lanes: Int
    private let rule: SandboxRule

    /// - Parameters:
    ///   - archive: whose greffe.yaml, workflows and customers count; nil for none.
    ///   - customersFile: a CSV; it replaces the archive's customers.
    ///   - sandbox: what to insist on; nil for what the archive's greffe.yaml says.
    ///   - classifier: in place of the one in force.
    package init(
        archive: String?, customersFile: String?, organisationNames: [String], workers: Int?,
        sandbox: SandboxRule? = nil, classifier: Classifier? = nil
    ) throws {
        rule = try sandbox ?? archive.map { try ArchiveFolder(path: $0).configuration().sandbox } ?? .default
        var settings = try archive.map { try ArchiveFolder(path: $0).settings() } ?? Self.settingsAsShipped()
        settings.organisation.names += organisationNames
        let customers: CustomerStore
        var problems: [String] = []
        if let customersFile {
            customers = try CustomerStore.inMemory()
            let report = try customers.importing(file: customersFile)
            problems = report.faults.map { "\(customersFile):\($0.line): \($0.reason); row left out" }
        } else if let archive {
            customers = try CustomerStore.open(path: "\(archive)/\(VaultLayout.customers)")
        } else {
            customers = try CustomerStore.inMemory()
        }
        directoryProblems = problems
        lanes = workers ?? CPUCount.available
        pool = try ReadingCrew.pool(workers: lanes, sandbox: rule)
        room = ReadingRoom(
            settings: settings, classifier: try classifier ?? Self.classifier(archive, settings), customers: customers,
            reader: pool)
    }

    private static func classifier(_ archive: String?, _ settings: ArchiveSettings) throws -> Classifier {
        try ReadingCrew.classifier(
            of: archive.map {
                try Archive.open(root: $0, settings: settings, access: .read, clock: SystemClock())
            })
    }

    private static func settingsAsShipped() throws -> ArchiveSettings {
        var workflows: [LetterClass: Workflow] = [:]
        for letterClass in LetterClass.allCases {
            workflows[letterClass] = try WorkflowFile.read(
                EmbeddedFiles.workflow(letterClass), file: "\(letterClass.rawValue).yaml")
        }
        return ArchiveSettings(
            organisation: Organisation(), languages: Configuration.languagesKnown, workflows: workflows)
    }

    /// Files opened ahead of the workers, so that none of them waits; more would only hold descriptors.
    private static let filesAheadOfEachLane = 2

    package func read(_ files: [String]) -> AsyncStream<Outcome> {
        let (stream, continuation) = AsyncStream.makeStream(of: Outcome.self)
        let task = Task {
            await withTaskGroup(of: (Int, Outcome).self) { group in
                var next = 0
                var finished: [Int: Outcome] = [:]
                var shown = 0
                func enqueue() {
                    guard next < files.count else { return }
                    let (place, file) = (next, files[next])
                    next += 1
                    group.addTask { (place, await self.read(file)) }
                }
                for _ in 0..<lanes * Self.filesAheadOfEachLane { enqueue() }
                while let (place, outcome) = await group.next() {
                    finished[place] = outcome
                    enqueue()
                    while let ready = finished.removeValue(forKey: shown) {
                        continuation.yield(ready)
                        shown += 1
                    }
                }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private func read(_ file: String) async -> Outcome {
        do {
            let drop = try Drop.open(path: file)
            let shape = try ScanGate.shape(of: drop)
            let letter = try await room.read(scan: drop.descriptor, mediaType: shape.mediaType)
            return withExtendedLifetime(drop) { Outcome(file: file, result: .success(letter)) }
        } catch {
            return Outcome(file: file, result: .failure(error))
        }
    }

    /// What another room read, as this one understands it.
    package func understand(_ reading: Reading) throws -> ScanDecision { try room.understand(reading) }

    /// A letter that is kept as text.
    package func understand(_ texts: [String]) throws -> Decision { try room.understand(texts) }

    /// What makes access copies under the same rule.
    package func copies() throws -> AccessCopies { try AccessCopies(sandbox: rule) }

    package func close() async { await pool.stop() }
}
