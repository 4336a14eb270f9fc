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
}
