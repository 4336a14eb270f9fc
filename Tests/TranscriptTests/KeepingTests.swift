import Foundation
import GreffeTestKit
import Testing

/// Retention, holds, disposal and erasure as people at their terminals do them.
@Suite struct KeepingTests {
    /// Runs greffe as the person whose login this is, with the rights of whoever runs the tests: what `sudo -u greffe`
    /// does on a machine where people log in. The kernel lets a login be set once where there is none yet.
    private func greffe(_ arguments: [String], as login: Int?, archive: String) throws -> Program.Outcome {
        let command = [Program("greffe").path] + arguments + ["--archive", archive]
        guard let login else { return try Program("greffe").run(arguments + ["--archive", archive]) }
        return try Program(path: "/bin/bash").run(
            ["-c", "echo \(login) > /proc/self/loginuid && exec \"$@\"", "bash"] + command)
    }

    static var canLogIn: Bool {
        let login = (try? String(contentsOfFile: "/proc/self/loginuid", encoding: .utf8)) ?? ""
        return login.hasPrefix("4294967295")
    }

    private func archive() throws -> (folder: TemporaryFolder, path: String, letter: String) {
        let folder = try TemporaryFolder()
        let path = folder.path + "/archive"
        try #require(try Program("greffe").run(["init", "--archive", path]).status == 0)
        let scan = Repository.fixtures + "/scans/letters/f27.tif"
        let taken = try Program("greffe").run(["accession", scan, "--archive", path, "--json"])
        let line = try #require(try JSONSerialization.jsonObject(with: Data(taken.output.utf8)) as? [String: Any])
        return (folder, path, try #require(line["accession"] as? String))
    }

    @Test func `an act that needs a person is refused to a service's account and to root`() throws {
        let (folder, path, letter) = try archive()
        defer { withExtendedLifetime(folder) {} }
        let held = try greffe(["hold", "add", letter, "--reason", "procès"], as: nil, archive: path)
        #expect(held.status == 0, "\(held.errors)")
        let hold = try #require(held.output.split(separator: " ").dropFirst().first.map { String($0.dropLast()) })
        // Root without a login, and root's own login: neither is a person.
        for login in [nil, 0, 999] as [Int?] where login == nil || Self.canLogIn {
            let outcome = try greffe(
                ["hold", "release", hold, "--reason", "x"], as: login, archive: path)
            #expect(outcome.status == (getuid() >= 1_000 && login == nil ? 0 : 7), "\(outcome.errors)")
        }
    }

    @Test(.enabled(if: canLogIn, "this machine has a login already, which cannot be set anew"))
    func `a letter under a hold is erased by nobody; released, by two people`() throws {
        let (folder, path, letter) = try archive()
        defer { withExtendedLifetime(folder) {} }
        let hold = try greffe(["hold", "add", letter, "--reason", "procès Garrel", "--json"], as: 2_001, archive: path)
        let line = try #require(try JSONSerialization.jsonObject(with: Data(hold.output.utf8)) as? [String: Any])
        let number = try #require(line["hold"] as? String)
        #expect((line["by"] as? String)?.hasPrefix("person:uid-2001") == true)

        let refused = try greffe(["erase", "request", letter, "--reason", "lettre"], as: 2_002, archive: path)
        #expect(refused.status == 7)
        #expect(refused.errors.contains("legal hold \(number)"), "\(refused.errors)")
        #expect(refused.errors.contains("procès Garrel"))
        #expect(try greffe(["hold", "release", number, "--reason", "jugé"], as: 2_001, archive: path).status == 0)
        #expect(try greffe(["hold", "release", number, "--reason", "jugé"], as: 2_001, archive: path).status == 7)

        let undecided = try greffe(["erase", "request", letter, "--reason", "lettre"], as: 2_002, archive: path)
        #expect(undecided.status == 7)
        #expect(undecided.errors.contains("nobody has decided"), "\(undecided.errors)")
        #expect(try greffe(["dispose", "propose", "--due"], as: 2_002, archive: path).status == 6)
        #expect(try greffe(["dispose", "approve", number], as: 2_002, archive: path).status == 6)
        let verified = try greffe(["verify"], as: nil, archive: path)
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test func `a status names a destruction that was interrupted, until it is finished`() throws {
        let (folder, path, _) = try archive()
        defer { withExtendedLifetime(folder) {} }
        #expect(try !greffe(["status"], as: nil, archive: path).output.contains("not complete"))
        // What a power cut leaves: the entry that gives leave, and none that says it is done.
        let rows = "INSERT INTO destruction (seq, year, kind, time, letters) VALUES (2, 2026, 'disposed', 0, 3)"
        #expect(try Program(path: "/usr/bin/sqlite3").run([path + "/index.sqlite", rows]).status == 0)
        let status = try greffe(["status"], as: nil, archive: path).output
        #expect(status.contains("destruction 2026-000002 is not complete"), "\(status)")
        #expect(status.contains("3 letters: greffe dispose finish"), "\(status)")
        let json = try greffe(["status", "--json"], as: nil, archive: path).output
        #expect(json.contains(#""destructions_unfinished":[{"kind":"disposed","letters":3"#), "\(json)")
    }

    @Test(arguments: [
        (["hold", "add", "--reason", "x"], "one of them"),
        (["hold", "add", "2026-000001", "--customer", "1", "--reason", "x"], "one of them"),
        (["hold", "add", "2026-000001", "--reason", "x", "--since", "2026-02-01", "--until", "2026-01-01"], "before"),
        (["dispose", "propose"], "one of them"), (["erase", "request", "--reason", "x"], "one of them"),
        (["retention", "list", "--due", "--before", "2027-01-01"], "not both"),
    ])
    func `a command that does not say what it is about ends with status 2`(arguments: [String], message: String) throws
    {
        let outcome = try Program("greffe").run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
