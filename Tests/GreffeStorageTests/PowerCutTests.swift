import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeSimulation
import GreffeTestKit
import GreffeVerification
import Testing

/// The writer over a disk that forgets what was not synced, and the verifier over what it finds afterwards.
@Suite struct PowerCutTests {
    /// Archives of which everything is on the disk, on the last day of a month.
    private static let small = Result { try base(acts: 3) }
    private static let nearlyFullTile = Result { try base(acts: 252) }

    private static func base(acts: Int) throws -> SimulatedDisk {
        let disk = SimulatedDisk()
        let clock = TestClock("2026-11-30T23:59:00.000Z")
        let custody = try Custody.found(
            files: disk, origin: TestArchive.origin, clock: clock, random: Dice(seed: 1))
        try custody.append([try letter(0, in: custody)])
        try custody.append(
            (0..<acts).map { _ in Act(kind: .started, body: .object([:]), refs: [.entry(LeafIndex(0))]) })
        return disk
    }

    private static func letter(_ number: Int, in custody: Custody) throws -> Act {
        let folder = try TemporaryFolder()
        let source = folder.path + "/scan"
        try Data(TestArchive.letter(number)).write(to: URL(fileURLWithPath: source))
        let descriptor = open(source, O_RDONLY)
        defer { close(descriptor) }
        let staged = try custody.vault.stage(descriptor: descriptor, mediaType: .tiff)
        return Act(kind: .accessioned, body: .object([:]), object: .staged(staged))
    }

    /// What was promised before the power went.
    private struct Promises {
        var entries: [Entry] = []
        /// Whether everything was done.
        var isComplete = false
    }

    /// A letter with its reading, an act about an older one, the first letter of a month, and over a tile's edge.
    private static func work(on disk: SimulatedDisk) -> Promises {
        var promises = Promises()
        let clock = TestClock("2026-11-30T23:59:30.000Z")
        do {
            let custody = try Custody.open(files: disk, clock: clock, random: Dice(seed: 2))
            let batches: [() throws -> [Act]] = [
                {
                    [
                        try letter(1, in: custody),
                        Act(kind: .read, body: .object([:]), object: .bytes([1, 2, 3]), refs: [.act(0)]),
                    ]
                },
                {
                    clock.set("2026-12-01T00:00:00.000Z")
                    return [
                        try letter(2, in: custody),
                        Act(kind: .classified, body: .object([:]), object: .bytes([4]), refs: [.entry(LeafIndex(1))]),
                    ]
                },
                { [Act(kind: .stopped, body: .object([:]))] },
            ]
            for batch in batches { promises.entries += try custody.append(try batch()).map(\.entry) }
            promises.isComplete = true
        } catch {
            // The power went; what was promised before stands.
        }
        return promises
    }

    /// What is wrong after the power cut; nil when nothing is.
    private static func wrong(with disk: SimulatedDisk, promises: Promises) -> String? {
        do {
            let clock = TestClock("2026-12-02T00:00:00.000Z")
            let custody = try Custody.open(files: disk, clock: clock, random: Dice(seed: 3))
            for entry in promises.entries {
                guard entry.seq.value < custody.ledger.size, try custody.ledger.entry(at: entry.seq) == entry else {
                    return "entry \(entry.seq) was promised and is gone"
                }
            }
            try custody.append([try letter(3, in: custody)])
            let report = try ArchiveVerifier(files: SimulatedArchiveFiles(disk), name: "archive").verify()
            if report.isFaultFound { return report.text }
            // A file for an older letter may stay behind; a folder may not.
            if report.notices.contains(where: { $0.kind != .strayFile }) { return report.text }
            return nil
        } catch { return "\(error)" }
    }

    @Test(arguments: [SimulatedDisk.Loss.everything, .nothing, .some(seed: 1), .some(seed: 2), .some(seed: 3)])
    func `a power cut at any operation takes back no promise`(loss: SimulatedDisk.Loss) throws {
        let base = try (loss == .everything ? Self.nearlyFullTile : Self.small).get()
        var powerCutAt = 0
        while true {
            let disk = base.afterPowerCut(.nothing)
            disk.powerCutAt = powerCutAt
            let promises = Self.work(on: disk)
            let found = disk.afterPowerCut(loss)
            #expect(Self.wrong(with: found, promises: promises) == nil, "power cut at \(powerCutAt)")
            if promises.isComplete, disk.operations < powerCutAt { break }
            powerCutAt += 1
        }
        #expect(powerCutAt > 90)
    }

    @Test func `a second power cut during recovery takes back no promise either`() throws {
        let base = try Self.small.get()
        for powerCutAt in stride(from: 10, through: 110, by: 9) {
            let disk = base.afterPowerCut(.nothing)
            disk.powerCutAt = powerCutAt
            let promises = Self.work(on: disk)
            for second in 0..<25 {
                let found = disk.afterPowerCut(.nothing)
                found.powerCutAt = second
                // The power goes, mostly; whether this one comes to its end does not matter.
                _ = try? Custody.open(files: found, clock: TestClock(), random: Dice(seed: 4))
                let again = found.afterPowerCut(.some(seed: UInt64(second)))
                #expect(
                    Self.wrong(with: again, promises: promises) == nil, "power cut at \(powerCutAt), then \(second)")
            }
        }
    }

    /// A disk that lies about one kind of sync. What is missing must show, else the sync is not needed or not tested.
    @Test(arguments: [
        "original.tif", ".accessioned.opening.json", ".read.opening.json", ".read.json", "vault/2026/11/2026-000001",
        "classified.opening.json", "classified.json", "staging/*/*", "vault/2026/11", "vault/2026", "vault/2026/12",
        "ledger/tile/0/000", "ledger/tile/0", "ledger/tile/0/001.p", "ledger/tile/0/001.p/2",
        "ledger/tile/1/000.p", "ledger/tile/1/000.p/1", "ledger/tile", "ledger/tile/entries",
        "ledger/tile/entries/000", "ledger/tile/entries/001.p", "ledger/tile/entries/001.p/2", "ledger/checkpoint",
        "ledger",
    ])
    func `a sync left out is missed`(pattern: String) throws {
        let base = try Self.nearlyFullTile.get()
        let neglects = { (path: String) -> Bool in
            guard pattern == "staging/*/*" else {
                return pattern.hasPrefix(".") || !pattern.contains("/") ? path.hasSuffix(pattern) : path == pattern
            }
            return path.hasPrefix("staging/") && path.split(separator: "/").count == 3
        }
        var powerCutAt = 0
        while true {
            let disk = base.afterPowerCut(.nothing)
            disk.neglects = neglects
            disk.powerCutAt = powerCutAt
            let promises = Self.work(on: disk)
            if Self.wrong(with: disk.afterPowerCut(.everything), promises: promises) != nil { return }
            if promises.isComplete, disk.operations < powerCutAt { break }
            powerCutAt += 3
        }
        Issue.record("nothing was lost without the sync of \(pattern)")
    }
}
