import ArgumentParser
import Foundation
import GreffeCore
import GreffeRegistry
import GreffeRuntime
import GreffeTestKit

/// Runs the real storage and registry over a simulated disk and clock, one small world a seed.
@main
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greffe-sim",
        abstract: "Power cuts, kills, failing disks and other accidents, and what is left of the promises afterwards.",
        discussion: "A world that breaks a promise is named by its seed; --seed replays it and tells what happened.")

    @Option(help: "How many worlds.") var seeds = 2_000
    @Option(help: "The first world's seed.") var first: UInt64 = 1
    @Option(help: "Only this world, with its story.") var seed: UInt64?
    @Option(help: "A path (`*`: any name) whose syncs are left out; the simulation must then fail.")
    var neglect: String?
    @Flag(help: "Every world begins where the ledger's first tile is nearly full, not a few of them.")
    var atTileEnd = false
    @Flag(help: .hidden) var portion = false

    func run() async throws {
        if seed == nil, !portion { return print(try await tallyOfPortions().table) }
        let settings = try Self.settings()
        let acts = atTileEnd ? [Self.nearlyFullTile] : [0, Self.nearlyFullTile]
        let beginnings = try acts.map { try Beginning(acts: $0, settings: settings) }
        if let seed {
            let world = try World(
                seed: seed, beginnings: beginnings, settings: settings, neglecting: neglect, isTelling: true)
            try await world.run()
            print(world.tally.table)
            return
        }
        var tally = Tally()
        for seed in first..<first + UInt64(seeds) { tally = tally + (try await one(seed, beginnings, settings)) }
        print(String(decoding: try JSONEncoder().encode(tally), as: UTF8.self))
    }

    /// Worlds side by side, a process of this program for each core: threads of one would wait for each other at
    /// SQLite's allocator.
    private func tallyOfPortions() async throws -> Tally {
        let program = Program(path: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let size = max(Self.portionMin, seeds / Self.portionsMax)
        var portions = stride(from: 0, to: seeds, by: size).map { (start: $0, count: min(size, seeds - $0)) }
            .makeIterator()
        let options = (neglect.map { ["--neglect", $0] } ?? []) + (atTileEnd ? ["--at-tile-end"] : [])
        return try await withThrowingTaskGroup(of: Tally.self) { group in
            func startNext() {
                guard let portion = portions.next() else { return }
                let range = ["--first", "\(first + UInt64(portion.start))", "--seeds", "\(portion.count)"]
                group.addTask { try Self.tally(of: program, ["--portion"] + range + options) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { startNext() }
            var all = Tally()
            while let tally = try await group.next() {
                all = all + tally
                startNext()
            }
            return all
        }
    }

    /// A portion is large beside the time its process takes to begin, and small enough that no core idles at the end.
    private static let portionMin = 25
    private static let portionsMax = 200

    private static func tally(of program: Program, _ arguments: [String]) throws -> Tally {
        // An audit builds its index where temporary files go, and waits for the disk there.
        let isThere = FileManager.default.fileExists(atPath: Beginning.memory)
        let outcome = try program.run(arguments, environment: isThere ? ["TMPDIR": Beginning.memory] : [:])
        guard outcome.status == 0 else {
            print(outcome.output + outcome.errors)
            throw ExitCode.failure
        }
        return try JSONDecoder().decode(Tally.self, from: Data(outcome.output.utf8))
    }

    private func one(_ seed: UInt64, _ beginnings: [Beginning], _ settings: ArchiveSettings) async throws -> Tally {
        let world = try World(
            seed: seed, beginnings: beginnings, settings: settings, neglecting: neglect, isTelling: false)
        do { try await world.run() } catch {
            let options = (neglect.map { " --neglect \($0)" } ?? "") + (atTileEnd ? " --at-tile-end" : "")
            print("seed \(seed): \(error)\nreplay: greffe-sim --seed \(seed)\(options)")
            throw ExitCode.failure
        }
        return world.tally
    }

    /// So many acts, and the next ones fill the ledger's first tile and begin a second.
    private static let nearlyFullTile = 246

    private static func settings() throws -> ArchiveSettings {
        var workflows: [LetterClass: Workflow] = [:]
        for letterClass in LetterClass.allCases {
            workflows[letterClass] = try WorkflowFile.read(
                EmbeddedFiles.workflow(letterClass), file: "\(letterClass.rawValue).yaml")
        }
        return ArchiveSettings(
            organisation: Organisation(names: ["Vermeillac"], addresses: []), languages: ["fr"], workflows: workflows)
    }
}
