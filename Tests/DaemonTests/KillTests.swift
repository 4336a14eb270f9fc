import Foundation
import GreffeTestKit
import Testing

@Suite(.serialized) struct KillTests {
    /// The seed of the moments at which processes are killed.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// `make soak` asks for a thousand; `greffe status --files` lists no more at a time.
    private static let rounds = min(
        1_000, max(1, Int(ProcessInfo.processInfo.environment["GREFFE_KILLS"] ?? "") ?? 10))

    @Test(arguments: [UInt64(1)])
    func `kill -9 of the daemon and of its workers, time and again, loses nothing and doubles nothing`(
        seed: UInt64
    ) throws {
        let archive = try RunningArchive()
        var random = Generator(state: seed)
        let perRound = max(1, 100 / Self.rounds)
        let count = perRound * Self.rounds
        try archive.start()
        var dropped = 0
        for round in 0..<Self.rounds {
            for _ in 0..<perRound {
                dropped += 1
                try Scans.variant(of: Scans.small, dropped, to: "\(archive.inbox)/\(dropped).tif")
            }
            Thread.sleep(forTimeInterval: Double.random(in: 0.2...3.5, using: &random))
            if round.isMultiple(of: 2) {
                archive.kill()
                try archive.start()
            } else {
                _ = try Program(path: "/usr/bin/pkill").run(
                    ["-KILL", "-P", "\(try #require(archive.daemonPid))", "greffe-worker"])
            }
        }
        try archive.wait(seconds: 600) {
            archive.number($0, "letters") == count && archive.number($0, "backlog") == 0
        }
        #expect(try archive.namesInInbox().isEmpty)
        #expect(archive.stop() == 0)
        let files = try archive.files()
        let accessioned = files.filter { $0["outcome"] as? String == "accessioned" }
        #expect(accessioned.count == count)
        #expect(Set(accessioned.compactMap { $0["file"] as? String }).count == count)
        #expect(files.count == count, "nothing is recorded twice")
        let status = try archive.status()
        #expect(archive.number(status, "quarantined") == 0)
        #expect(archive.number(status, "filed") + archive.number(status, "review") == count)
        try archive.expectSound()
    }

    @Test func `a daemon asked to end while it reads ends cleanly and goes on where it was`() throws {
        let archive = try RunningArchive()
        try archive.start()
        for number in 1...6 { try Scans.variant(of: Scans.small, number, to: "\(archive.inbox)/\(number).tif") }
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 6 }
        #expect(archive.stop() == 0)
        try archive.start()
        try archive.wait(seconds: 120) { archive.number($0, "letters") == 6 && archive.number($0, "backlog") == 0 }
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }
}
