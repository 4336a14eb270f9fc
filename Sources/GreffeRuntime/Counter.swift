package import GreffeCore
import GreffeIndex
import GreffeIntake
package import GreffeRegistry
import Logging

/// The counter (guichet): scans handed over by a person rather than found in a watch folder. They are taken in the same
/// way, and the person's files stay where they are.
package struct Counter: Sendable {
    private let registrar: Registrar
    private let particulars: WatchFolder.Particulars
    private let reserve: DiskReserve

    /// - Parameter reserve: what is kept free for letters already taken in, as the watch folders keep it.
    package init(registrar: Registrar, operatorName: String, channel: String, reserve: DiskReserve) {
        (self.registrar, self.reserve) = (registrar, reserve)
        particulars = WatchFolder.Particulars(channel: channel, operatorName: operatorName)
    }

    /// - Throws: an `IntakeError` for what is not a scan, and before the disk is full; nothing is recorded then, since
    ///   the person is told at once.
    package func takeIn(_ file: String) async throws -> Taken {
        let drop = try Drop.open(path: file)
        let room = reserve.room()
        guard drop.identity.size <= room.bytes else { throw IntakeError.noRoom(reason: room.reason) }
        let shape = try ScanGate.shape(of: drop)
        let arrival = Arrival(
            descriptor: drop.descriptor, mediaType: shape.mediaType, provenance: drop.provenance(particulars))
        let outcomes = try await registrar.accession([arrival])
        return try withExtendedLifetime(drop) { try outcomes[0].get() }
    }

    /// Returns when the machine owes none of these letters anything more. Where no daemon runs, it does the work
    /// itself.
    package func wait(for numbers: [AccessionNumber], archivePath: String) async throws {
        if let lock = try DaemonLock(archive: archivePath) {
            try await processHere(numbers, archivePath: archivePath)
            withExtendedLifetime(lock) {}
            return
        }
        for number in numbers {
            while try registrar.archive.letter("\(number)").letter.due != .nothing {
                try await Task.sleep(for: Self.pollInterval)
                try registrar.archive.catchUp()
            }
        }
    }

    private static let pollInterval = Duration.milliseconds(200)

    private func processHere(_ numbers: [AccessionNumber], archivePath: String) async throws {
        let sandbox = try ArchiveFolder(path: archivePath).configuration().sandbox
        let crew = try ReadingCrew(archive: registrar.archive, workers: nil, sandbox: sandbox)
        let processor = crew.processor(registrar, log: Logger(label: "greffe") { _ in SwiftLogNoOpLogHandler() })
        for number in numbers {
            _ = try await processor.process(number)
        }
        await crew.stop()
    }
}

/// A file's structure as the intake judges it, for files that are not waited for.
enum ScanGate {
    static func shape(of drop: Drop) throws(IntakeError) -> ScanShape {
        switch try drop.examine() {
        case .complete(let shape): shape
        case .incomplete(let refusal), .refused(let refusal): throw .refused(refusal)
        }
    }
}
