import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeTestKit
import Testing

/// Everything in open forms, for another system.
@Suite struct LeavingTests {
    private func lines(_ file: String) throws -> [[String: Any]] {
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func folder(_ test: TestArchive) throws -> String {
        let folder = test.folder.path + "/out"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func `what leaves has every original as it came, every entry, and sums that sha256sum agrees with`()
        async throws
    {
        let test = try TestArchive()
        let first = try await test.filed("first letter", .claim, customer: "40718352")
        let second = try await test.filed("second letter", .invoice, customer: "40718352")
        let hold = try await test.registrar.hold(
            HoldRequest(scope: .letters([second]), reason: "procès", by: "person:anna"))
        let out = try folder(test)
        var last: UInt64 = 0
        let count = try await test.registrar.leave(to: out, reason: "reprise", by: "person:anna") { done, _ in
            last = done
        }
        #expect(count == 2)
        #expect(last == test.archive.entryCount)

        let letters = try lines(out + "/letters.jsonl")
        #expect(letters.map { $0["accession"] as? String } == ["\(first)", "\(second)"])
        let original = try #require(letters.first?["original"] as? String)
        #expect(try String(contentsOfFile: "\(out)/\(original)", encoding: .utf8) == "first letter")
        #expect(letters.last?["held"] as? String == "yes")
        let entries = try lines(out + "/entries.jsonl")
        #expect(UInt64(entries.count) == test.archive.entryCount)
        #expect(entries.allSatisfy { $0["body"] != nil })
        #expect(entries.last?["kind"] as? String == "exported")
        #expect(try lines(out + "/holds.jsonl").first?["hold"] as? String == "\(hold.number)")
        #expect(try !lines(out + "/retention-rules.jsonl").isEmpty)
        let table = try String(contentsOfFile: out + "/letters.csv", encoding: .utf8).components(separatedBy: "\r\n")
        #expect(table.count == 4 && table[1].hasPrefix("\(first),"))
        for page in ["LISEZMOI.txt", "README.txt"] { #expect(FileManager.default.fileExists(atPath: "\(out)/\(page)")) }

        let check = try Program(path: "/usr/bin/sha256sum").run(
            ["--check", "--strict", "--quiet", "SHA256SUMS"], folder: out)
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        let named = try String(contentsOfFile: out + "/SHA256SUMS", encoding: .utf8).split(separator: "\n").count
        let files = try Program(path: "/usr/bin/find").run([out, "-type", "f"]).output.split(separator: "\n").count
        #expect(named == files - 1)
    }

    @Test func `a folder that is not empty, such as a run that was broken off, is refused and not touched`()
        async throws
    {
        let test = try TestArchive()
        let out = try folder(test)
        try Data("x".utf8).write(to: URL(fileURLWithPath: out + "/SHA256SUMS.part"))
        let before = test.archive.entryCount
        await #expect(throws: RegistryError.leavingFolderTaken(out)) {
            try await test.registrar.leave(to: out, reason: nil, by: "person:anna") { _, _ in }
        }
        #expect(test.archive.entryCount == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["SHA256SUMS.part"])
    }

    @Test func `an original that is not what came in does not leave, and the folder says that it is unfinished`()
        async throws
    {
        let test = try TestArchive()
        let letter = try await test.filed("first letter", .claim, customer: "1")
        let file = "\(test.path)/\(try test.archive.letter("\(letter)").letter.folder)/original.tif"
        _ = try Program(path: "/bin/chmod").run(["u+w", file])
        try Data("FIRST LETTER".utf8).write(to: URL(fileURLWithPath: file))
        let out = try folder(test)
        await #expect(throws: (any Error).self) {
            try await test.registrar.leave(to: out, reason: nil, by: "person:anna") { _, _ in }
        }
        #expect(!FileManager.default.fileExists(atPath: out + "/SHA256SUMS"))
    }
}
