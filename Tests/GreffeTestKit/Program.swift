package import Foundation

/// Runs our built programs, and others, as a person at a terminal would.
package struct Program: Sendable {
    package struct Outcome: Sendable {
        package var status: Int32
        package var output: String
        package var errors: String
    }

    package let path: String

    /// One of the programs of this package, beside the test bundle.
    package init(_ name: String) {
        path = Self.builtPrograms + "/" + name
    }

    /// A program of the system.
    package init(path: String) { self.path = path }

    /// `.build/<configuration>`: the test runner lives there too.
    package static let builtPrograms: String = {
        let runner = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var parts = runner.split(separator: "/", omittingEmptySubsequences: false)
        while let last = parts.last, last.contains(".xctest") || last == "greffePackageTests" { parts.removeLast() }
        let folder = parts.joined(separator: "/")
        if FileManager.default.isExecutableFile(atPath: folder + "/greffe") { return folder }
        for configuration in ["release", "debug"] {
            let candidate = "\(Repository.root)/.build/\(configuration)"
            if FileManager.default.isExecutableFile(atPath: candidate + "/greffe") { return candidate }
        }
        return folder
    }()

    /// Runs to the end. Output goes through files: a pipe that nobody empties would stop the program.
    @discardableResult
    package func run(
        _ arguments: [String] = [], environment: [String: String] = [:], folder: String? = nil
    ) throws -> Outcome {
        let scratch = try TemporaryFolder()
        let started = try start(
            arguments, environment: environment, folder: folder, output: scratch.path + "/out",
            errors: scratch.path + "/err")
        started.waitUntilExit()
        return Outcome(
            status: started.terminationReason == .uncaughtSignal
                ? 128 + started.terminationStatus : started.terminationStatus,
            output: try String(contentsOfFile: scratch.path + "/out", encoding: .utf8),
            errors: try String(contentsOfFile: scratch.path + "/err", encoding: .utf8))
    }

    /// Starts and returns at once.
    package func start(
        _ arguments: [String] = [], environment: [String: String] = [:], folder: String? = nil, output: String,
        errors: String
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables["NO_COLOR"] = "1"
        // The signer's memory belongs to the machine; a test's archive has a machine of its own.
        let archive =
            environment["GREFFE_ARCHIVE"]
            ?? arguments.firstIndex(of: "--archive").flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
        if let archive { variables["XDG_STATE_HOME"] = archive + ".state" }
        variables.merge(environment) { $1 }
        process.environment = variables
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        for file in [output, errors] where !FileManager.default.fileExists(atPath: file) {
            try Data().write(to: URL(fileURLWithPath: file))
        }
        let handles = try [output, errors].map { file in
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            try handle.seekToEnd()
            return handle
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try process.run()
        return process
    }
}

extension Process {
    /// A program that has not ended this long after it should is hanging; a test that waits on would hang with it.
    package static let endingSecondsMax = 180.0

    /// Waits for the end, and kills what does not come to one: it then ended by SIGKILL.
    package func waitUntilExitOrKill() {
        let deadline = Date(timeIntervalSinceNow: Self.endingSecondsMax)
        while isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
        if isRunning { kill(processIdentifier, SIGKILL) }
        waitUntilExit()
    }
}

/// A folder that goes when the test ends.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// - Parameter parent: nil for the system's folder of temporary files.
    package init(in parent: String? = nil) throws {
        path = (parent ?? FileManager.default.temporaryDirectory.path) + "/greffe-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A folder left behind in /tmp fails no test.
        try? FileManager.default.removeItem(atPath: path)
    }
}
