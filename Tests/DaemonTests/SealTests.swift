import Foundation
import GreffeTestKit
import Testing

/// The real daemon with an authority of its own: `openssl ts` behind a small server.
@Suite struct SealTests {
    private static func seals(_ archive: RunningArchive) -> [String] {
        // No folder, no seals.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: archive.archive + "/seals")) ?? []
        return names.sorted()
    }

    private static func wait(_ seconds: Int, _ isDone: () throws -> Bool) async throws -> Bool {
        for _ in 0..<seconds * 5 {
            if try isDone() { return true }
            try await Task.sleep(for: .milliseconds(200))
        }
        return try isDone()
    }

    @Test func `start and stop are sealed, an outage is shown, and the archive verifies`() async throws {
        // Not the shared one: this office is shut for a while.
        let office = try TimeStampOffice()
        let counter = try office.open()
        let archive = try RunningArchive()
        let root = "\(office.folder.path)/root.pem"
        try archive.configure(
            """
            seals:
              authorities:
                - {name: rsa, url: "\(counter.address)/ts/rsa", anchors: "\(root)", qualified: true}
                - {name: chain, url: "\(counter.address)/ts/chain", anchors: "\(root)"}
            """)
        let down = "\(office.folder.path)/down"
        try archive.start()
        #expect(try await Self.wait(60) { Self.seals(archive).count == 1 }, "\(archive.log)")
        #expect(archive.stop() == 0)
        #expect(Self.seals(archive).count == 2)
        let report = try archive.greffe(["verify", "--seals", "--tsa-root", root, "--json"])
        #expect(report.status == 0, "\(report.output)")
        #expect(report.output.contains("\"checked\":4,\"faults\":0,\"name\":\"seals\""), "\(report.output)")

        #expect(FileManager.default.createFile(atPath: down, contents: nil))
        let refused = try archive.greffe(["seal"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("HTTP status 503"), "\(refused.errors)")
        try archive.start()
        let isShown = try await Self.wait(60) {
            try archive.greffe(["status"]).output.contains("tries failed")
        }
        #expect(isShown, "\(archive.log)")
        try FileManager.default.removeItem(atPath: down)
        #expect(archive.stop() == 0)
        #expect(Self.seals(archive).count == 3)
        let outside = try Program("greffe-verify").run([archive.archive, "--tsa-root", root])
        #expect(outside.status == 0, "\(outside.output)")
    }

    @Test func `what is sealed is what the witnesses cosigned just before, and both verifiers look at it`() async throws
    {
        let office = try TimeStampOffice.shared.get()
        let counter = try office.open()
        let archive = try RunningArchive()
        let site = try WitnessSite(log: archive.archive + "/log.vkey")
        let root = "\(office.folder.path)/root.pem"
        // A round of its own would come in a day: what is cosigned is so because of the seals.
        try archive.configure(
            """
            seals:
              authorities:
                - {name: first, url: "\(counter.address)/ts/ec", anchors: "\(root)"}
            \(try site.configuration(seconds: 86_400))
            """)
        try archive.start()
        #expect(try await Self.wait(60) { Self.seals(archive).count == 1 }, "\(archive.log)")
        #expect(archive.stop() == 0)
        #expect(try archive.greffe(["seal"]).status == 0)
        let seals = Self.seals(archive)
        #expect(seals.count == 3)
        var cosigned = ""
        for seal in seals {
            let folder = "\(archive.archive)/seals/\(seal)"
            let checkpoint = try String(contentsOfFile: folder + "/checkpoint", encoding: .utf8)
            cosigned = folder + "/checkpoint.cosigned"
            let text = try String(contentsOfFile: cosigned, encoding: .utf8)
            #expect(text.hasPrefix(checkpoint) && text.dropFirst(checkpoint.count).hasPrefix("— w.example/1 "))
        }
        let seen = try Program("greffe").run(
            ["witness", "show", "--folder", site.path, "--checkpoint", "test.example/greffe"])
        #expect(try seen.output == String(contentsOfFile: cosigned, encoding: .utf8))
        let arguments =
            [archive.archive, "--log-key", archive.archive + "/log.vkey", "--tsa-root", root] + [
                "--witness-key", site.path + "/witness.vkey",
            ]
        let python = Program(path: "/usr/bin/python3")
        let second = [Repository.root + "/Tests/independent/greffe_verify.py"]
        #expect(try Program("greffe-verify").run(arguments).status == 0)
        #expect(try python.run(second + arguments).status == 0)
        // Another signature of the witness's in its place.
        let first = "\(archive.archive)/seals/\(seals[0])/checkpoint.cosigned"
        let old = try String(contentsOfFile: first, encoding: .utf8)
        let line = try #require(old.split(separator: "\n").last)
        let text = try String(contentsOfFile: cosigned, encoding: .utf8)
        let own = try #require(text.split(separator: "\n").last)
        try text.replacing(own, with: line).write(toFile: cosigned, atomically: true, encoding: .utf8)
        for outcome in [try Program("greffe-verify").run(arguments), try python.run(second + arguments)] {
            #expect(outcome.status == 4 && outcome.output.contains("cosignature-invalid"), "\(outcome.output)")
        }
    }
}
