import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeSimulation
import GreffeStorage
import GreffeTestKit

/// An archive of which everything is on the disk, with its index beside it: many worlds begin with a copy, since
/// founding the index again for each is a fifth of their cost.
struct Beginning: Sendable {
    private let disk: SimulatedDisk
    private let caches: TemporaryFolder

    init(acts: Int, settings: ArchiveSettings) throws {
        disk = SimulatedDisk()
        caches = try Self.cacheFolder()
        let custody = try Custody.found(
            files: disk, origin: "sim.example/greffe", clock: SimulatedClock(), random: Dice(seed: 0))
        try custody.append((0..<acts).map { _ in Act(kind: .started, body: .object([:])) })
        disk.processDies()
        let archive = try Archive.open(
            files: disk, root: caches.path, settings: settings, access: .append, clock: SimulatedClock(),
            random: Dice(seed: 0))
        try archive.index.close()
        try archive.customers.close()
        disk.processDies()
    }

    /// A disk and a folder of caches of one's own.
    func copy() throws -> (disk: SimulatedDisk, caches: TemporaryFolder) {
        let folder = try Self.cacheFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: caches.path) {
            try FileManager.default.copyItem(atPath: caches.path + "/" + name, toPath: folder.path + "/" + name)
        }
        return (disk.afterPowerCut(.nothing), folder)
    }

    /// In memory where the system has such a place: SQLite waits for every sync otherwise.
    private static func cacheFolder() throws -> TemporaryFolder {
        try TemporaryFolder(in: FileManager.default.fileExists(atPath: memory) ? memory : nil)
    }

    /// Where Linux keeps files in memory.
    static let memory = "/dev/shm"
}
