import Foundation
import GreffeTestKit
import Testing

/// Complaint: "three of a batch are hidden, and nobody knows which": what the mailroom counted against what came in.
@Suite(.serialized) struct ReconciliationTests {
    private func drop(_ number: Int, batch: String, slip: String = "", in archive: RunningArchive) throws {
        let file = "\(archive.inbox)/\(batch)-\(number).tif"
        try "batch: \(batch)\n\(slip)".write(toFile: file + ".yaml", atomically: true, encoding: .utf8)
        try Scans.variant(of: Scans.small, number, to: file)
    }

    private func batch(_ name: String, _ archive: RunningArchive) throws -> [String: Any] {
        try archive.lines(["batch", "show", name, "--json"]).first ?? [:]
    }

    @Test func `a batch is reconciled from its slips, closed when it adds up, and says when another file comes`() throws
    {
        let archive = try RunningArchive()
        let pages = try #require(
            try archive.greffe(["read", "--json", Scans.small]).output.firstMatch(of: /"pages":\[([0-9,]+)\]/)
        ).1.split(separator: ",").count
        try archive.start()
        try drop(1, batch: "lot-7", slip: "pages: \(2 * pages)\nenvelopes: 2\n", in: archive)
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 1 && archive.number($0, "backlog") == 0 }
        #expect(try batch("lot-7", archive)["adds_up"] as? Bool == false)
        let status = try #require(try archive.status()["batches"] as? [String: Any])
        #expect(status["open"] as? Int == 1 && status["differing"] as? Int == 1)
        #expect(try archive.greffe(["status"]).output.contains("1 does not add up"))
        let refused = try archive.greffe(["batch", "close", "lot-7"])
        #expect(refused.status == 7)
        #expect(refused.errors.contains("1 envelope received, 2 declared: 1 missing"), "\(refused.errors)")

        try drop(2, batch: "lot-7", in: archive)
        try "batch: lot-7\n".write(
            toFile: archive.inbox + "/lot-7-3.pdf.yaml", atomically: true, encoding: .utf8)
        try Data().write(to: URL(fileURLWithPath: archive.inbox + "/lot-7-3.pdf"))
        try archive.wait(seconds: 60) {
            archive.number($0, "letters") == 2 && archive.number($0, "backlog") == 0
                && archive.number($0, "refused_files") == 1
        }
        let whole = try batch("lot-7", archive)
        #expect(whole["adds_up"] as? Bool == true, "\(whole)")
        #expect((whole["received"] as? [String: Any])?["refused"] as? Int == 1)
        #expect((whole["files"] as? [Any])?.count == 3)
        let closed = try archive.greffe(["batch", "close", "lot-7"])
        #expect(closed.status == 0 && closed.output == "lot-7: closed\n", "\(closed.output)\(closed.errors)")
        #expect(try archive.greffe(["batch", "close", "lot-7"]).status == 7)
        #expect(try archive.lines(["batch", "list", "--open", "--json"]).isEmpty)

        try drop(4, batch: "lot-7", in: archive)
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 3 && archive.number($0, "backlog") == 0 }
        #expect(try batch("lot-7", archive)["state"] as? String == "late")
        #expect(try archive.greffe(["status"]).output.contains("1 closed, then another file came"))
        let again = try archive.greffe(["batch", "close", "lot-7", "--reason", "found in the tray", "--json"])
        #expect(again.status == 0 && again.output.contains("found in the tray"))
        #expect(try archive.greffe(["batch", "show", "lot-8"]).status == 6)
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }

    @Test func `every file still lying in a watch folder is listed with why`() throws {
        let archive = try RunningArchive(incompleteSeconds: 600)
        try archive.start()
        let half = try Data(contentsOf: URL(fileURLWithPath: Scans.small)).prefix(300)
        try half.write(to: URL(fileURLWithPath: archive.inbox + "/half.tif"))
        try FileManager.default.createSymbolicLink(
            atPath: archive.inbox + "/link.tif", withDestinationPath: "/nowhere")
        try Scans.variant(of: Scans.small, 1, to: archive.inbox + "/whole.tif")
        try archive.wait(seconds: 60) { _ in
            // A list that cannot be had yet is not the one waited for.
            let files = (try? archive.files()) ?? []
            func outcome(_ name: String) -> [String] {
                files.filter { $0["file"] as? String == name }.compactMap { $0["outcome"] as? String }.sorted()
            }
            return outcome("half.tif") == ["waiting"] && outcome("link.tif") == ["left", "rejected"]
                && outcome("whole.tif") == ["accessioned"]
        }
        #expect(try archive.greffe(["status", "--files"]).output.contains("waiting"))
        #expect(archive.stop() == 0)
    }
}
