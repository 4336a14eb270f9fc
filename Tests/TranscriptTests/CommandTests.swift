import Foundation
import GreffeTestKit
import Testing

@Suite struct CommandTests {
    static let commands = [
        "init", "read", "accession", "status", "search", "show", "open", "customers", "review", "quarantine", "batch",
        "cases", "interactions", "retention", "hold", "dispose", "erase", "subject-access", "backup",
        "verify", "export", "leave", "transfer", "attest", "qualify", "control", "rebuild", "stats",
        "train", "evaluate",
    ]

    private func founded() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try #require(try Program("greffe").run(["init", "--archive", folder.path + "/archive"]).status == 0)
        return folder
    }

    @Test(arguments: commands) func `each command explains itself`(command: String) throws {
        let outcome = try Program("greffe").run([command, "--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("OVERVIEW: "))
        #expect(outcome.output.contains("USAGE: greffe \(command)"))
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [
        (["serch", "x"], Int32(2), "unexpected argument"), (["search", "--limit", "0"], 2, "--limit 0"),
        (["show"], 2, "Missing expected argument"), (["batch", "list", "--limit", "0"], 2, "--limit 0"),
        (["review", "decide", "2026-000001", "--field", "x"], 2, "--field x"),
        (["transfer", "out", "--to", "A", "--from", "B"], 2, "--case, --search or --all"),
        (["transfer", "out", "2026-000001", "--all", "--to", "A", "--from", "B"], 2, "one of them"),
        (["transfer", "out", "--all", "--from", "B"], 2, "--to <id>"),
    ])
    func `a command line that makes no sense ends with status 2 and says why`(
        arguments: [String], status: Int32, message: String
    ) throws {
        let outcome = try Program("greffe").run(arguments)
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func `a folder that is no archive is told apart, with what to do`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program("greffe").run(["status", "--archive", folder.path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("greffe init"))
    }

    @Test func `a mistake in greffe yaml is named with its line and column`() throws {
        let folder = try founded()
        let file = folder.path + "/archive/greffe.yaml"
        try "organisation: {}\nlangages: [fr]\n".write(toFile: file, atomically: true, encoding: .utf8)
        for program in ["greffe", "greffed"] {
            let arguments = program == "greffe" ? ["status"] : []
            let outcome = try Program(program).run(arguments, environment: ["GREFFE_ARCHIVE": folder.path + "/archive"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("greffe.yaml:2:1: unknown key"), "\(outcome.errors)")
            #expect(outcome.errors.contains("languages"))
        }
    }

    @Test func `an archive that lost its newest entries is refused, since the index remembers them`() throws {
        let folder = try founded()
        let archive = folder.path + "/archive"
        let scan = Repository.fixtures + "/scans/letters/f27.tif"
        let backup = folder.path + "/backup"
        try FileManager.default.copyItem(atPath: archive + "/ledger", toPath: backup)
        #expect(try Program("greffe").run(["accession", scan, "--archive", archive]).status == 0)
        try FileManager.default.removeItem(atPath: archive + "/ledger")
        try FileManager.default.copyItem(atPath: backup, toPath: archive + "/ledger")
        let outcome = try Program("greffe").run(["accession", scan, "--archive", archive])
        #expect(outcome.status == 5)
        #expect(outcome.errors.contains("recovery"), "\(outcome.errors)")
    }

    @Test func `an original changed on disk is not given out`() throws {
        let folder = try founded()
        let archive = folder.path + "/archive"
        let scan = Repository.fixtures + "/scans/letters/f27.tif"
        let outcome = try Program("greffe").run(["accession", scan, "--archive", archive, "--json"])
        let line = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let number = try #require(line["accession"] as? String)
        let copy = folder.path + "/copy.tif"
        #expect(try Program("greffe").run(["open", number, "-o", copy, "--archive", archive]).status == 0)
        #expect(FileManager.default.contentsEqual(atPath: copy, andPath: scan))
        let vault = try #require(FileManager.default.enumerator(atPath: archive + "/vault"))
        let original = try #require(vault.compactMap { $0 as? String }.first { $0.hasSuffix("original.tif") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(archive)/vault/\(original)"))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: "\(archive)/vault/\(original)"))
        let other = folder.path + "/other.tif"
        #expect(try Program("greffe").run(["open", number, "-o", other, "--archive", archive]).status != 0)
        #expect(!FileManager.default.fileExists(atPath: other))
        let verified = try Program("greffe").run(["verify", "--archive", archive])
        #expect(verified.status == 4)
        #expect(verified.output.contains("letter-altered"))
    }

    @Test func `scans are read without any archive, one JSON line each, and one bad file stops no other`() throws {
        let outcome = try Program("greffe").run([
            "read", "--json", Repository.fixtures + "/scans/letters/f25.tif", Repository.fixtures + "/hostile/text.pdf",
            "--customers", Repository.fixtures + "/customers.csv", "--organisation", "Vermeillac Assurances",
        ])
        #expect(outcome.status == 3)
        let lines = try outcome.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.count == 2)
        #expect(lines[0]["class"] as? String == "other")
        #expect(lines[0].keys.contains("customer"))
        #expect(((lines[1]["error"] as? [String: Any])?["code"] as? String) == "intake.not-a-scan")
    }
}
