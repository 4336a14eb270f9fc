import Foundation
import GreffeTestKit
import Testing

@Suite(.serialized) struct LifeOfALetterTests {
    @Test func `a letter dropped in the watch folder is filed, found, and leaves the folder`() throws {
        let archive = try RunningArchive()
        try archive.start()
        for name in ["letters/f01.tif", "letters/f21.pdf", "fax/f03.tif", "letters/f16.jpg"] {
            let file = String(name.split(separator: "/")[1])
            try FileManager.default.copyItem(
                atPath: "\(Scans.folder)/\(name)", toPath: "\(archive.inbox)/\(file)")
        }
        try archive.wait(seconds: 180) { archive.number($0, "letters") == 4 && archive.number($0, "backlog") == 0 }
        #expect(try archive.namesInInbox().isEmpty)
        let found = try archive.lines(["search", "degat", "--json"])
        #expect(found.contains { $0["class"] as? String == "claim" })
        #expect(archive.stop() == 0)
        try archive.expectSound()
        let history = try archive.lines([
            "show", try #require(found.first?["accession"] as? String), "--history", "--json",
        ])
        #expect(history.compactMap { $0["kind"] as? String }.starts(with: ["accessioned", "read", "classified"]))
    }

    @Test func `what cannot be a letter is refused with its reason, and the queue goes on`() throws {
        let archive = try RunningArchive()
        let hostile = Repository.fixtures + "/hostile"
        for name in ["empty.pdf", "text.pdf", "truncated.tif", "encrypted.pdf", "bomb.tif"] {
            try FileManager.default.copyItem(atPath: "\(hostile)/\(name)", toPath: "\(archive.inbox)/\(name)")
        }
        try FileManager.default.createDirectory(
            atPath: archive.inbox + "/folder.tif", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: archive.inbox + "/dangling.tif", withDestinationPath: "/nowhere")
        // A name that is not UTF-8, for a scan that is one.
        let odd = Array(archive.inbox.utf8) + Array("/caf".utf8) + [0xe9] + Array(".tif".utf8) + [0]
        let scan = try Data(contentsOf: URL(fileURLWithPath: Scans.small))
        let descriptor = odd.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
            name.baseAddress.map { open($0, O_WRONLY | O_CREAT, 0o600) } ?? -1
        }
        try #require(descriptor >= 0)
        #expect(scan.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == scan.count)
        close(descriptor)
        try archive.start()
        try archive.wait(seconds: 120) {
            archive.number($0, "refused_files") >= 6 && archive.number($0, "letters") == 1
                && archive.number($0, "backlog") == 0
        }
        let reasons = try archive.files().reduce(into: [String: String]()) { reasons, line in
            reasons[line["file"] as? String ?? ""] = line["code"] as? String ?? line["outcome"] as? String
        }
        #expect(reasons["empty.pdf"] == "intake.empty")
        #expect(reasons["text.pdf"] == "intake.not-a-scan")
        #expect(reasons["truncated.tif"] == "intake.truncated")
        #expect(reasons["encrypted.pdf"] == "intake.encrypted")
        #expect(reasons["bomb.tif"] == "intake.bomb")
        #expect(reasons["dangling.tif"] == "intake.not-a-file")
        #expect(reasons["caf%E9.tif"] == "accessioned")
        for name in ["empty.pdf", "text.pdf", "truncated.tif", "encrypted.pdf", "bomb.tif"] {
            let reason = try String(contentsOfFile: "\(archive.inbox)/rejected/\(name).reason.txt", encoding: .utf8)
            #expect(reason.contains("Why:"))
            #expect(FileManager.default.fileExists(atPath: "\(archive.inbox)/rejected/\(name)"))
        }
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }

    @Test func `the same bytes twice are one letter and a recorded duplicate`() throws {
        let archive = try RunningArchive()
        try archive.start()
        try Scans.variant(of: Scans.small, 1, to: archive.inbox + "/first.tif")
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 1 }
        try Scans.variant(of: Scans.small, 1, to: archive.inbox + "/second.tif")
        try archive.wait(seconds: 60) { archive.number($0, "duplicate_files") == 1 }
        #expect(archive.number(try archive.status(), "letters") == 1)
        let files = try archive.files()
        #expect(files.map { $0["file"] as? String } == ["second.tif", "first.tif"])
    }

    @Test func `a second daemon on the same archive is refused`() throws {
        let archive = try RunningArchive()
        try archive.start()
        try archive.wait(seconds: 30) { $0["daemon"] != nil }
        let second = try Program("greffed").run(["--archive", archive.archive])
        #expect(second.status == 5)
        #expect(second.errors.contains("storage.lock-held"))
    }

    @Test func `a rebuilt index is the same byte for byte`() throws {
        let archive = try RunningArchive()
        for name in ["letters/f25.tif", "letters/f17.tif"] {
            #expect(try archive.greffe(["accession", "--wait", "\(Scans.folder)/\(name)"]).status == 0)
        }
        let first = try archive.greffe(["rebuild", "--digest"]).output
        for suffix in ["", "-wal", "-shm"] {
            // The write-ahead log may be folded in already.
            try? FileManager.default.removeItem(atPath: "\(archive.archive)/index.sqlite\(suffix)")
        }
        let second = try archive.greffe(["rebuild", "--digest"]).output
        #expect(first == second)
        #expect(first.contains("dump sha256 "))
        try archive.expectSound()
    }

    @Test func `a person's decision is an entry with the person's account`() throws {
        let archive = try RunningArchive()
        #expect(try archive.greffe(["accession", "--wait", "\(Scans.folder)/fax/f04.tif"]).status == 0)
        let waiting = try #require(try archive.lines(["review", "list", "--json"]).first)
        let number = try #require(waiting["accession"] as? String)
        let refused = try archive.greffe(["review", "decide", number, "--customer", "00000000"])
        #expect(refused.status == 6)
        #expect(try archive.greffe(["review", "decide", number, "--class", "claim", "--customer", "none"]).status == 0)
        let history = try archive.lines(["show", number, "--history", "--json"])
        #expect(history.last?["kind"] as? String == "filed")
        #expect((history.last?["by"] as? String)?.hasPrefix("person:") == true)
        #expect(try archive.greffe(["show", "2026-999999"]).status == 6)
    }
}
