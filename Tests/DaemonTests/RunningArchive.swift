import Foundation
import GreffeTestKit
import Testing

/// An archive of its own with a watch folder, the real programs, and the fixtures' customers.
final class RunningArchive {
    let folder: TemporaryFolder
    private var daemon: Process?

    let archive: String
    var inbox: String { folder.path + "/inbox" }
    var log: String { (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? "" }

    /// - Parameters:
    ///   - incompleteSeconds: how long an unfinished file is waited for.
    ///   - events: whether the watch folder may rely on the kernel's events.
    ///   - disk: a file system of its own for the archive.
    init(incompleteSeconds: Int = 6, events: Bool = true, disk: SmallDisk? = nil) throws {
        folder = try TemporaryFolder()
        archive = disk.map { $0.path + "/archive" } ?? folder.path + "/archive"
        try FileManager.default.createDirectory(atPath: folder.path + "/inbox", withIntermediateDirectories: true)
        try #require(try greffe(["init", "--origin", "test.example/greffe"]).status == 0)
        let configuration = """
            organisation:
              names: [Vermeillac Assurances, Vermeillac Énergie]
              addresses: ["12 quai des Tanneurs, 87000 Limoges", "TSA 51830, 87042 Limoges Cedex 1"]
            watch:
              - folder: "\(inbox)"
                channel: letters
                events: \(events)
                rescan_seconds: 1
                incomplete_seconds: \(incompleteSeconds)
            """
        try configuration.write(toFile: archive + "/greffe.yaml", atomically: true, encoding: .utf8)
        try #require(
            try greffe(["customers", "import", Repository.fixtures + "/customers.csv"]).status == 0)
    }

    deinit { kill() }

    func greffe(_ arguments: [String]) throws -> Program.Outcome {
        try Program("greffe").run(arguments, environment: ["GREFFE_ARCHIVE": archive])
    }

    func start() throws {
        daemon = try Program("greffed").start(
            ["--archive", archive], output: folder.path + "/out", errors: folder.path + "/log")
    }

    /// Starts the daemon in a kernel that has no Landlock.
    func startWithoutLandlock() throws {
        daemon = try Program("greffe-escape").start(
            ["without-landlock", Program("greffed").path, "--archive", archive], output: folder.path + "/out",
            errors: folder.path + "/log")
    }

    /// The exit status of a daemon that ends by itself.
    func waitForEnd() throws -> Int32 {
        let daemon = try #require(daemon)
        daemon.waitUntilExitOrKill()
        return daemon.terminationStatus
    }

    /// Adds lines to greffe.yaml.
    func configure(_ lines: String) throws {
        let path = archive + "/greffe.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "\n" + lines + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    var daemonPid: Int32? { daemon?.processIdentifier }

    /// The power goes, for this process.
    func kill() {
        guard let daemon, daemon.isRunning else { return }
        Foundation.kill(daemon.processIdentifier, SIGKILL)
        daemon.waitUntilExitOrKill()
    }

    /// - Returns: the exit status of a daemon asked to end.
    func stop() -> Int32 {
        guard let daemon else { return -1 }
        daemon.terminate()
        daemon.waitUntilExitOrKill()
        return daemon.terminationReason == .exit ? daemon.terminationStatus : -daemon.terminationStatus
    }

    func status() throws -> [String: Any] {
        let outcome = try greffe(["status", "--json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    /// Waits until the archive is as wanted.
    func wait(seconds: Int, until isDone: ([String: Any]) -> Bool) throws {
        let deadline = Date().addingTimeInterval(TimeInterval(seconds))
        var last: [String: Any] = [:]
        while Date() < deadline {
            last = try status()
            if isDone(last) { return }
            Thread.sleep(forTimeInterval: 0.25)
        }
        Issue.record("not reached in \(seconds) s; status \(last); log:\n\(log.suffix(4_000))")
        throw GaveUp()
    }

    struct GaveUp: Error {}

    /// What became of every file, by the daemon's own account.
    func files() throws -> [[String: Any]] {
        try lines(["status", "--files", "--json", "--limit", "1000"])
    }

    func lines(_ arguments: [String]) throws -> [[String: Any]] {
        try greffe(arguments).output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    func number(_ status: [String: Any], _ key: String) -> Int { status[key] as? Int ?? -1 }

    func namesInInbox() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: inbox).filter { $0 != "rejected" }
    }

    /// Both verifiers, which share no code with the daemon.
    func expectSound() throws {
        let own = try greffe(["verify"])
        #expect(own.status == 0, "\(own.output)\(own.errors)")
        let outside = try Program("greffe-verify").run([archive, "--log-key", archive + "/log.vkey"])
        #expect(outside.status == 0, "\(outside.output)\(outside.errors)")
    }
}

enum Scans {
    static let folder = Repository.fixtures + "/scans"

    /// A small bitonal letter, quickly read.
    static let small = folder + "/letters/f27.tif"

    /// The scan with some bytes behind its end, which no reader looks at: the same letter with another digest.
    static func variant(of path: String, _ number: Int, to target: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.append(Data("copy \(number)\n".utf8))
        try bytes.write(to: URL(fileURLWithPath: target + ".part"))
        try FileManager.default.moveItem(atPath: target + ".part", toPath: target)
    }
}
