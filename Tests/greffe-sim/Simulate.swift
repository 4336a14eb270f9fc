import ArgumentParser
import Foundation
import GreffeCore
import GreffeRegistry
import GreffeRuntime

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

    func run() async throws {
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
        let all = try await tally(over: first..<first + UInt64(seeds), beginnings, settings)
        print(all.table)
    }

    /// Worlds side by side, one a core.
    private func tally(
        over seeds: Range<UInt64>, _ beginnings: [Beginning], _ settings: ArchiveSettings
    ) async throws -> Tally {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            var all = Tally()
            var rest = seeds.makeIterator()
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                if let seed = rest.next() { group.addTask { try await one(seed, beginnings, settings) } }
            }
            while let tally = try await group.next() {
                all = all + tally
                if let seed = rest.next() { group.addTask { try await one(seed, beginnings, settings) } }
            }
            return all
        }
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
