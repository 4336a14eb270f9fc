import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

/// The real worker in its sandbox, and where there is none to be had.
struct SandboxTests {
    private func read(_ name: String, by worker: WorkerProcess) throws -> Reading {
        try Sample.withScan(name) { try worker.read(scan: $0, request: Sample.request(name)) }
    }

    private func status(_ process: Int32) throws -> [String: String] {
        let lines = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8).split(separator: "\n")
        return lines.reduce(into: [:]) { fields, line in
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[String(parts[0])] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
    }

    private func children(of process: Int32, running program: String) throws -> [Int32] {
        try children(of: process).filter {
            // As above.
            (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8))?.hasPrefix(program) == true
        }
    }

    private func children(of process: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter {
            // A process may be gone between the listing and the look.
            (try? status($0))?["PPid"] == "\(process)"
        }
    }

    /// The real worker, in a kernel without Landlock.
    private func launchWithoutLandlock(_ rule: SandboxRule, in folder: TemporaryFolder) throws -> WorkerLaunch {
        let escape = Program("greffe-escape").path
        var launch = try Sample.impostor(
            "exec '\(escape)' without-landlock '\(Sample.launch.program)' \"$@\"", in: folder)
        launch.sandbox = rule
        return launch
    }

    @Test func `a worker and the process beside it run one thread each, filtered and without privileges`() throws {
        let worker = try WorkerProcess(Sample.launch)
        _ = try read(Sample.onePage, by: worker)
        let drawers = try children(of: worker.processIdentifier)
        #expect(drawers.count == 1)
        for process in drawers + [worker.processIdentifier] {
            let status = try status(process)
            #expect(status["Seccomp"] == "2")
            #expect(status["NoNewPrivs"] == "1")
            #expect(status["Threads"] == "1")
        }
    }

    @Test func `the process beside the worker holds nothing but its socket`() throws {
        let worker = try WorkerProcess(Sample.launch)
        _ = try read(Sample.onePage, by: worker)
        let drawer = try #require(try children(of: worker.processIdentifier).first)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(drawer)/fd").sorted()
        #expect(open == ["0", "1", "2", "3"])
        for standard in ["0", "1", "2"] {
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(drawer)/fd/\(standard)")
            #expect(target == "/dev/null")
        }
    }

    @Test func `worker and drawing process die with their parent`() throws {
        let folder = try TemporaryFolder()
        let holder = try Program("greffe-escape").start(
            ["hold", Sample.launch.program], output: folder.path + "/out", errors: folder.path + "/err")
        defer { holder.terminate() }
        func said() -> Int32? {
            // Not yet written.
            (try? String(contentsOfFile: folder.path + "/out", encoding: .utf8)).flatMap {
                Int32($0.trimmingCharacters(in: .newlines))
            }
        }
        try wait { said() != nil }
        let worker = try #require(said())
        try wait { try children(of: worker).count == 1 }
        let drawer = try #require(try children(of: worker).first)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        try wait { [worker, drawer].allSatisfy { process in isGone(process) } }
    }

    /// Gone, or dead and only not yet reaped by whoever inherits orphans.
    private func isGone(_ process: Int32) -> Bool {
        // No such process is what is hoped for.
        guard let state = (try? status(process))?["State"] else { return true }
        return state.hasPrefix("Z")
    }

    private func wait(until isDone: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(20)
        while try !isDone() {
            try #require(Date() < deadline, "not reached in 20 s")
            Foundation.Thread.sleep(forTimeInterval: 0.02)
        }
    }

    @Test func `a worker that must be confined and cannot be reads nothing`() throws {
        let folder = try TemporaryFolder()
        let worker = try WorkerProcess(try launchWithoutLandlock(.required, in: folder))
        let error = try #require(throws: WorkerError.self) { _ = try read(Sample.onePage, by: worker) }
        #expect(error == .unconfined)
        #expect(error.fate == .halt)
        #expect(error.hint.contains("sandbox: best-effort"))
    }

    @Test(arguments: [Sample.onePage, "scans/letters/f09.pdf"])
    func `a reading is the same with and without Landlock`(name: String) throws {
        let folder = try TemporaryFolder()
        let whole = try read(name, by: try WorkerProcess(Sample.launch))
        let partly = try read(name, by: try WorkerProcess(try launchWithoutLandlock(.bestEffort, in: folder)))
        #expect(whole.pages.map(\.lines) == partly.pages.map(\.lines))
        #expect(whole.engine == partly.engine)
    }

    @Test func `a worker is replaced after its pages`() async throws {
        // Under a name of its own, by which its process is found among those of other tests.
        let folder = try TemporaryFolder()
        let program = folder.path + "/worker"
        try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: Sample.launch.program)
        var launch = WorkerLaunch(program: program)
        // A worker may be replaced between two parts of a scan too.
        launch.pagesMax = 4
        let pool = WorkerPool(launch: launch, workers: 1)
        var workers: [Int32] = []
        for name in [Sample.onePage, Sample.threePages, Sample.onePage] {
            let scan = open(Repository.fixtures + "/" + name, O_RDONLY)
            defer { close(scan) }
            _ = try await pool.read(scan: scan, request: Sample.request(name))
            workers.append(try #require(try children(of: getpid(), running: program).first))
        }
        #expect(workers[0] == workers[1])
        #expect(workers[1] != workers[2])
        #expect(pool.counters.restarts == 0)
        await pool.stop()
    }

    @Test func `a rule is met by what the kernel has`() {
        let whole = KernelSandbox(landlockVersion: 1, filtersCalls: true)
        let noLandlock = KernelSandbox(landlockVersion: 0, filtersCalls: true)
        let noFilter = KernelSandbox(landlockVersion: 7, filtersCalls: false)
        #expect(whole.meets(.required) && whole.missing.isEmpty)
        for kernel in [noLandlock, noFilter] {
            #expect(!kernel.meets(.required) && kernel.meets(.bestEffort))
            #expect(kernel.missing.count == 1)
        }
    }
}
