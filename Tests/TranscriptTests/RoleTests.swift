import Foundation
import GreffeTestKit
import Testing

/// Roles as people meet them. The people are accounts of the system that every Debian has, each with a group of its own
/// name.
@Suite struct RoleTests {
    private static let roles = "roles: {advisers: games, operators: man, records: lp, auditors: mail}\n"
    private static let accounts = ["games": 5, "man": 6, "lp": 7, "mail": 8, "news": 9]

    private func archive() throws -> (folder: TemporaryFolder, path: String, letter: String) {
        let folder = try TemporaryFolder()
        let path = folder.path + "/archive"
        try #require(try Program("greffe").run(["init", "--archive", path]).status == 0)
        let scan = Repository.fixtures + "/scans/letters/f27.tif"
        let taken = try Program("greffe").run(["accession", scan, "--archive", path, "--json"])
        let line = try #require(try JSONSerialization.jsonObject(with: Data(taken.output.utf8)) as? [String: Any])
        let file = try #require(FileHandle(forWritingAtPath: path + "/greffe.yaml"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(Self.roles.utf8))
        try file.close()
        return (folder, path, try #require(line["accession"] as? String))
    }

    /// As `sudo -u greffe` does where people log in: the person's login, the rights of whoever runs the tests.
    private func greffe(_ arguments: [String], as account: String, archive: String) throws -> Program.Outcome {
        let login = Self.accounts[account] ?? 0
        return try Program(path: "/bin/bash").run(
            ["-c", "echo \(login) > /proc/self/loginuid && exec \"$@\"", "bash", Program("greffe").path] + arguments
                + ["--archive", archive])
    }

    @Test func `every command is in the table of roles`() throws {
        let help = try Program("greffe").run(["--experimental-dump-help"])
        let root = try #require(try JSONSerialization.jsonObject(with: Data(help.output.utf8)) as? [String: Any])
        func leaves(_ command: [String: Any], _ words: [String]) -> [String] {
            let children = (command["subcommands"] as? [[String: Any]] ?? []).filter {
                $0["commandName"] as? String != "help"
            }
            guard !children.isEmpty else { return [words.joined(separator: " ")] }
            return children.flatMap { leaves($0, words + [$0["commandName"] as? String ?? "?"]) }
        }
        let commands = leaves(try #require(root["command"] as? [String: Any]), [])
        let page = try String(contentsOfFile: Repository.root + "/docs/operating/roles.md", encoding: .utf8)
        #expect(commands.count > 60)
        #expect(commands.filter { !page.contains("`\($0)`") } == [])
    }

    @Test(.enabled(if: KeepingTests.canLogIn, "this machine has a login already, which cannot be set anew"))
    func `each role may what it may, and is told by name what it may not`() throws {
        let (folder, path, letter) = try archive()
        defer { withExtendedLifetime(folder) {} }
        let hold = ["hold", "add", letter, "--reason", "procès"]
        for (account, arguments, status) in [
            ("games", ["search", "introuvable"], Int32(6)), ("games", ["status"], 7), ("games", hold, 7),
            ("man", ["status"], 0), ("man", hold, 7), ("mail", ["status"], 0), ("mail", hold, 7),
            ("mail", ["rebuild"], 7), ("mail", ["verify"], 0), ("mail", ["hold", "list"], 0), ("news", ["status"], 7),
            ("news", ["show", letter], 7), ("lp", hold, 0), ("lp", ["backup", folder.path + "/copy"], 0),
        ] {
            let outcome = try greffe(arguments, as: account, archive: path)
            #expect(outcome.status == status, "\(account) \(arguments): \(outcome.output)\(outcome.errors)")
        }
        let refused = try greffe(hold, as: "games", archive: path).errors
        #expect(
            refused.contains("greffe hold add is for the role of records manager, and games has none"), "\(refused)")
        #expect(refused.contains("put into the group lp"), "\(refused)")
    }

    @Test(.enabled(if: KeepingTests.canLogIn, "this machine has a login already, which cannot be set anew"))
    func `who looked at a letter is told to who may ask`() throws {
        let (folder, path, letter) = try archive()
        defer { withExtendedLifetime(folder) {} }
        #expect(try greffe(["show", letter], as: "games", archive: path).status == 0)
        #expect(try greffe(["show", letter, "--json"], as: "games", archive: path).status == 0)
        #expect(try greffe(["open", letter, "-o", folder.path + "/x.tif"], as: "mail", archive: path).status == 0)
        #expect(try greffe(["show", letter, "--readers"], as: "games", archive: path).status == 7)
        let readers = try greffe(["show", letter, "--readers"], as: "mail", archive: path)
        #expect(readers.status == 0, "\(readers.errors)")
        let lines = readers.output.split(separator: "\n")
        #expect(lines.contains { $0.contains("person:games as ") && $0.contains("shown 2") }, "\(readers.output)")
        #expect(lines.contains { $0.contains("person:mail as ") && $0.contains("opened 1") }, "\(readers.output)")

        // Where it cannot be written down, the letter stays shut.
        try FileManager.default.removeItem(atPath: path + "/consultations")
        try Data().write(to: URL(fileURLWithPath: path + "/consultations"))
        let shut = try greffe(["show", letter], as: "games", archive: path)
        #expect(shut.status == 1 && shut.output.isEmpty, "\(shut.output)")
        #expect(shut.errors.contains("who looks at letters is recorded here"), "\(shut.errors)")
    }

    @Test(.enabled(if: getuid() == 0, "only root can become another account"))
    func `an auditor with no right but to read verifies everything and can write nothing`() throws {
        let (folder, path, letter) = try archive()
        defer { withExtendedLifetime(folder) {} }
        for place in [folder.path, path] { _ = try Program(path: "/bin/chmod").run(["-R", "a+rX", place]) }
        func auditor(_ arguments: [String]) throws -> Program.Outcome {
            try Program(path: "/usr/bin/setpriv").run(
                ["--reuid=4343", "--regid=4343", "--groups=8", "--no-new-privs"] + arguments)
        }
        try #require(try auditor(["/bin/true"]).status == 0)
        guard try auditor([Program("greffe").path, "--version"]).status == 0 else {
            print("the programs lie where no other account can read them: not tested")
            return
        }
        let sums = "find \"$0\" -type f ! -name '*.sqlite-*' | sort | xargs -d '\\n' sha256sum"
        let before = try Program(path: "/bin/bash").run(["-c", sums, path]).output
        let verified = try auditor([Program("greffe").path, "verify", "--archive", path])
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(verified.output.contains("No fault was found"))
        #expect(try auditor([Program("greffe-verify").path, path]).status == 0)
        for arguments in [
            ["hold", "add", letter, "--reason", "x"], ["seal"], ["rebuild"], ["retention", "rules", "--record"],
        ] {
            let refused = try auditor([Program("greffe").path] + arguments + ["--archive", path])
            #expect(refused.status == 7, "\(arguments): \(refused.errors)")
        }
        #expect(try auditor(["/bin/bash", "-c", "echo x >> \"$0\"", path + "/greffe.yaml"]).status != 0)
        #expect(try Program(path: "/bin/bash").run(["-c", sums, path]).output == before)
    }

    @Test func `a letter that was destroyed is not found any more, in any form`() throws {
        let (folder, path, letter) = try archive()
        defer { withExtendedLifetime(folder) {} }
        // What an erasure leaves in the index; how it comes about is the erasure's tests'.
        let rows = "UPDATE letter SET erased = 1"
        try #require(try Program(path: "/usr/bin/sqlite3").run([path + "/index.sqlite", rows]).status == 0)
        for form in ["--original", "--access", "--hocr"] {
            let outcome = try Program("greffe").run(
                ["open", letter, form, "-o", folder.path + "/gone", "--archive", path])
            #expect(outcome.status == 6, "\(form): \(outcome.errors)")
            #expect(outcome.errors.contains("was erased"))
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/gone"))
        }
    }
}
