import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeSimulation
import GreffeStorage
import GreffeTestKit

/// One archive and its watch folder through several lives of the programs, everything drawn from one seed: what is
/// dropped, what is done, what goes wrong. The archive's ledger and vault are on the simulated disk; its index, which
/// may be lost at any time, is a real SQLite file.
final class World {
    /// A file somebody put into the watch folder.
    struct Drop: Hashable {
        var name: String
        var token: String
        var bytes: [UInt8]
    }

    let settings: ArchiveSettings
    let clock = SimulatedClock()
    var dice: Dice
    var disk: SimulatedDisk
    let caches: TemporaryFolder
    var tally = Tally()
    /// What was done, for whoever replays the seed.
    private(set) var story: [String] = []
    private let isTelling: Bool

    /// Files in the watch folder, and those removed in this life whose removal no power cut has yet confirmed.
    var inbox: [Drop] = []
    var removed: [Drop] = []
    var dropCount = 0
    /// What was promised: a drop's letter, by the drop's token, and every entry that an act returned for.
    var receipts: [String: (drop: Drop, number: AccessionNumber)] = [:]
    var promised: [Entry] = []

    /// Many small worlds find more than few large ones: half of them have one life only.
    private static let livesOfWorlds = [1, 1, 1, 2, 2, 3]
    private static let stepsMax = 10

    init(
        seed: UInt64, beginnings: [Beginning], settings: ArchiveSettings, neglecting pattern: String?,
        isTelling: Bool
    ) throws {
        (dice, self.settings, self.isTelling) = (Dice(seed: seed), settings, isTelling)
        // A ledger near the end of its first tile is what most of a world's time goes into.
        (disk, caches) = try beginnings[dice.percent(8) ? beginnings.count - 1 : 0].copy()
        self.pattern = pattern
        tally.seeds = 1
    }

    private let pattern: String?

    func tell(_ line: @autoclosure () -> String) {
        guard isTelling else { return }
        story.append(line())
        print("  " + (story.last ?? ""))
    }

    func run() async throws {
        for _ in 0..<dice.pick(Self.livesOfWorlds) {
            try await live(Trouble(&dice))
            try await judge()
            try rot()
        }
        try await finish()
    }

    /// The programs start, work, and end one way or another.
    private func live(_ trouble: Trouble) async throws {
        tally.lives += 1
        tally.troubles[trouble.kind, default: 0] += 1
        tell("a life: \(trouble)")
        keepIndexCopy()
        if let pattern { disk.neglects = { Self.matches($0, pattern) } }
        trouble.prepare(disk)
        do {
            let programs = try Programs(self)
            defer { programs.close() }
            for _ in 0..<1 + dice.below(Self.stepsMax) {
                clock.move(milliseconds: dice.percent(5) ? -3_600_000 : Int64(dice.below(20_000_000)))
                if try await attempt(programs, trouble) == .lifeIsOver { break }
            }
        } catch  where trouble.mayFail && !(error is Violation) {
            tally.openingsCut += 1
            tell("the opening fails: \(error)")
        }
        end(trouble)
    }

    private enum Outcome { case goesOn, lifeIsOver }

    /// One step. What it promised is written down; that it fails is allowed when something is wrong with the disk.
    private func attempt(_ programs: Programs, _ trouble: Trouble) async throws -> Outcome {
        do {
            try await step(programs)
            tally.acts += 1
            try programs.writeDown(&promised)
            return .goesOn
        } catch let error where !(error is Violation) {
            guard trouble.mayFail else { throw Violation("nothing is wrong with the disk, and: \(error)") }
            tally.actsRefused += 1
            tell("refused: \(error)")
            if case .fullDisk = trouble, (error as? StorageError)?.isDiskFull == true {
                if dice.percent(40) {
                    tell("somebody makes room")
                    disk.roomLeft = nil
                }
                return .goesOn
            }
            return .lifeIsOver
        }
    }

    private func end(_ trouble: Trouble) {
        switch trouble {
        case .powerCut(_, let loss), .failingSync(_, let loss):
            disk = disk.afterPowerCut(loss)
            // The removal of a file from the watch folder may not have reached the disk.
            for drop in removed where dice.percent(50) { inbox.append(drop) }
            spoilIndex()
        case .none, .processDeath, .fullDisk: disk.processDies()
        }
        removed = []
    }

    // MARK: The index, which is a cache

    private var indexPath: String { caches.path + "/" + VaultLayout.index }

    private func keepIndexCopy() {
        let copy = indexPath + ".copy"
        // There may be neither yet.
        try? FileManager.default.removeItem(atPath: copy)
        try? FileManager.default.copyItem(atPath: indexPath, toPath: copy)
    }

    /// After a power cut the index may be whole, older, gone or garbage.
    private func spoilIndex() {
        let choice = dice.below(10)
        guard choice < 4 else { return }
        tally.indexesLost += 1
        for suffix in ["", "-wal", "-shm"] {
            // Not all of them are there.
            try? FileManager.default.removeItem(atPath: indexPath + suffix)
        }
        switch choice {
        case 0: tell("the index is gone")
        case 1:
            tell("the index is garbage")
            _ = FileManager.default.createFile(atPath: indexPath, contents: Data(repeating: 0x5a, count: 9_000))
        default:
            tell("the index is older")
            try? FileManager.default.copyItem(atPath: indexPath + ".copy", toPath: indexPath)
        }
    }

    /// A path matches a pattern that is it, or its end, `*` standing for one name.
    static func matches(_ path: String, _ pattern: String) -> Bool {
        let (parts, wanted) = (path.split(separator: "/"), pattern.split(separator: "/"))
        guard parts.count >= wanted.count else { return false }
        return zip(parts.suffix(wanted.count), wanted).allSatisfy { part, wish in
            wish == "*" || (wish.hasPrefix("*") ? part.hasSuffix(wish.dropFirst()) : part == wish)
        }
    }
}

extension Trouble {
    fileprivate var kind: String {
        switch self {
        case .none: "clean ends"
        case .powerCut: "power cuts"
        case .processDeath: "kills"
        case .failingSync: "failing syncs"
        case .fullDisk: "full disks"
        }
    }
}

extension StorageError {
    fileprivate var isDiskFull: Bool { if case .diskFull = self { true } else { false } }
}
