import Foundation
import GreffeTestKit
import Testing

/// docs/records-managers-day.md, run line by line.
@Suite struct RecordsManagersDayTests {
    /// Logins of the people in the page. They have no accounts on the machine of the test, where they are called by
    /// number.
    private static let logins = ["anna$": 2_001, "bob$": 2_002]

    private let folder: TemporaryFolder
    private let archive: String

    init() throws {
        folder = try TemporaryFolder()
        archive = folder.path + "/archive"
        let place = folder.path
        try FileManager.default.createDirectory(atPath: place + "/papers", withIntermediateDirectories: true)
        for scan in ["f01.tif", "f07.tif", "f18.tif", "f27.tif"] {
            try FileManager.default.copyItem(
                atPath: Repository.fixtures + "/scans/letters/" + scan, toPath: place + "/papers/" + scan)
        }
        let setUp = [
            "greffe init --origin archives.vermeillac.example/greffe",
            "sed -i 's|names: \\[\\].*|names: [Vermeillac Assurances]|' \(archive)/greffe.yaml",
            "greffe customers import \(Repository.fixtures)/customers.csv", "cp \(archive)/log.vkey .",
        ]
        for command in setUp { try #require(try run(command, login: nil).status == 0, "\(command)") }
    }

    /// Runs a line of shell as the person whose login this is, with the rights of whoever runs the tests: what
    /// `sudo -u greffe` does where people log in.
    private func run(_ command: String, login: Int?) throws -> Program.Outcome {
        let logsIn = login.map { "echo \($0) > /proc/self/loginuid && " } ?? ""
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try Program(path: "/bin/bash").run(
            ["-c", logsIn + "exec bash -c \"$1\"", "bash", command],
            environment: ["GREFFE_ARCHIVE": archive, "PATH": Program.builtPrograms + ":" + path],
            folder: folder.path)
    }

    /// As the page shows it: people have names, the archive stands in its usual place.
    private func shown(_ outcome: Program.Outcome) -> [String] {
        // Lines of CSV end as RFC 4180 wants them, lines of a page do not.
        var text = (outcome.output + outcome.errors).replacing("\r\n", with: "\n")
        let people = Dictionary(uniqueKeysWithValues: Self.logins.map { ("\($0.value)", String($0.key.dropLast())) })
        text.replace(/person:uid-(\d+)(?: as [A-Za-z0-9_-]+)?( *)/) { match in
            let name = "person:\(people[String(match.1)] ?? "?") as greffe"
            // The longer name's place is kept, so that columns stay columns.
            let isCell = match.2.count > 1
            let gap = isCell ? max(match.0.count - name.count, 2) : match.2.count
            return name + String(repeating: " ", count: gap)
        }
        text.replace(/uid-(\d+)/) { match in people[String(match.1)] ?? "?" }
        text.replace(archive, with: "/var/lib/greffe")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            String($0.reversed().drop { $0 == " " }.reversed())
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        if outcome.status != 0 { lines.append("(status \(outcome.status))") }
        return lines
    }

    @Test(
        .enabled(
            if: KeepingTests.canLogIn && geteuid() == 0,
            "the day needs accounts to log in with: run as root, where nobody has logged in yet"))
    func `every command of the records manager's day answers what the page says`() throws {
        let page = try Transcript(path: Repository.root + "/docs/records-managers-day.md")
        let steps = page.steps
        try #require(steps.count > 30)
        let isRecording = ProcessInfo.processInfo.environment["GREFFE_RECORD"] != nil
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        var outputs: [[String]] = []
        for step in steps {
            // Numbers of letters begin with the year they came in.
            let command = step.command.replacing(/\b2026-(\d{6})\b/) { "\(year)-\($0.1)" }
            let login = Self.logins[step.prompt]
            try #require(login != nil || step.prompt == "service#", "who is \(step.prompt)")
            let lines = shown(try run(command, login: login))
            outputs.append(lines)
            if isRecording { continue }
            let (found, expected) = (lines.map(Transcript.masked), step.output.map(Transcript.masked))
            #expect(found == expected, "line \(step.line + 1): \(step.command)\n\(lines.joined(separator: "\n"))")
        }
        if isRecording { try page.write(outputs) }
    }
}
