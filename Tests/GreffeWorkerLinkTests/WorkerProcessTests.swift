import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

/// The real worker, read from and ill-treated.
struct WorkerProcessTests {
    private func read(
        _ name: String, by worker: WorkerProcess, limits: ReadingLimits = ReadingLimits(),
        pageRead: (PageReading) -> Void = { _ in }
    ) throws -> Reading {
        var request = Sample.request(name)
        request.limits = limits
        return try Sample.withScan(name) { try worker.read(scan: $0, request: request, pageRead: pageRead) }
    }

    @Test func `pages arrive one by one, with the engine's fingerprint at the end`() throws {
        let worker = try WorkerProcess(Sample.launch)
        var numbers: [Int] = []
        let reading = try read(Sample.threePages, by: worker) { numbers.append($0.number) }
        #expect(numbers == [1, 2, 3])
        #expect(reading.pages.count == 3)
        #expect(reading.engine.engine.hasPrefix("tesseract "))
        #expect(reading.engine.models.keys.sorted() == ["fra"])
        #expect(reading.seconds.recognise > 0)
    }

    @Test func `the scan's own offset is left alone`() throws {
        let worker = try WorkerProcess(Sample.launch)
        try Sample.withScan(Sample.onePage) { scan in
            lseek(scan, 5, SEEK_SET)
            _ = try worker.read(scan: scan, request: Sample.request(Sample.onePage))
            #expect(lseek(scan, 0, SEEK_CUR) == 5)
        }
    }

    @Test(arguments: [SIGKILL, SIGABRT, SIGSEGV])
    func `a worker that dies while it reads is a crash, and is reaped`(signal: Int32) throws {
        let worker = try WorkerProcess(Sample.launch)
        #expect(throws: WorkerError.crashed(signal: signal)) {
            _ = try read(Sample.threePages, by: worker) { _ in kill(worker.processIdentifier, signal) }
        }
        #expect(!worker.isAlive)
        #expect(kill(worker.processIdentifier, 0) != 0)
    }

    @Test func `a worker that stands still is killed at the page's deadline`() throws {
        let worker = try WorkerProcess(Sample.launch)
        var limits = ReadingLimits()
        limits.secondsPerPageMax = 20
        let started = SuspendingClock.now
        #expect(throws: WorkerError.hung(page: 2)) {
            _ = try read(Sample.threePages, by: worker, limits: limits) { _ in
                kill(worker.processIdentifier, SIGSTOP)
            }
        }
        #expect(started.duration(to: .now) < .seconds(60))
        #expect(!worker.isAlive)
    }

    @Test func `a verdict on the scan leaves the worker alive for the next`() throws {
        let worker = try WorkerProcess(Sample.launch)
        #expect(throws: WorkerError.scan(.encrypted)) { _ = try read("hostile/encrypted.pdf", by: worker) }
        #expect(try read(Sample.onePage, by: worker).pages.count == 1)
    }

    @Test func `a missing program is an error, not a dead child`() {
        #expect(throws: WorkerError.startFailed(errno: ENOENT)) {
            _ = try WorkerProcess(WorkerLaunch(program: "/nonexistent/greffe-worker"))
        }
    }

    static let nonsense: [(script: String, error: WorkerError)] = [
        (#"printf '\377\377\377\377' >&0; sleep 60"#, .malformed(.oversizedFrame)),
        (Sample.say("not json") + "; sleep 60", .malformed(.notJSON)),
        (Sample.say(#"{"failed":{"code":"reading.unheard-of"}}"#) + "; sleep 60", .malformed(.notJSON)),
        (Sample.say(#"{"opened":0}"#) + "; sleep 60", .malformed(.outOfBounds)),
        (Sample.say(#"{"opened":2001}"#) + "; sleep 60", .malformed(.outOfBounds)),
        (Sample.say(#"{"opened":1}"#) + "; " + Sample.say(#"{"opened":1}"#) + "; sleep 60", .malformed(.outOfTurn)),
        ("exit 3", .exited(status: 3)),
    ]

    @Test(arguments: nonsense.indices) func `a worker that speaks nonsense is killed`(index: Int) throws {
        let folder = try TemporaryFolder()
        let worker = try WorkerProcess(try Sample.impostor(Self.nonsense[index].script, in: folder))
        #expect(throws: Self.nonsense[index].error) { _ = try read(Sample.onePage, by: worker) }
        #expect(!worker.isAlive)
    }

    @Test func `a worker has its limits, no privileges to gain and none of our environment`() throws {
        setenv("GREFFE_TEST_SECRET", "password", 1)
        let worker = try WorkerProcess(Sample.launch)
        _ = try read(Sample.onePage, by: worker)
        let process = "/proc/\(worker.processIdentifier)"
        let status = try String(contentsOfFile: process + "/status", encoding: .utf8)
        #expect(status.contains("NoNewPrivs:\t1"))
        let limits = try String(contentsOfFile: process + "/limits", encoding: .utf8)
        func limit(_ name: String) -> String? {
            limits.split(separator: "\n").first { $0.hasPrefix(name) }?
                .dropFirst(name.count).split(separator: " ").first.map(String.init)
        }
        #expect(limit("Max file size") == "0")
        #expect(limit("Max core file size") == "0")
        #expect(limit("Max address space") == "\(WorkerLaunch.memoryBytesMaxDefault)")
        #expect(limit("Max cpu time") != "unlimited")
        let environment = try String(contentsOfFile: process + "/environ", encoding: .utf8)
        #expect(!environment.contains("GREFFE_TEST_SECRET"))
        #expect(environment.contains("OMP_THREAD_LIMIT=1"))
    }

    @Test func `a worker sees none of our descriptors`() throws {
        // Open across exec, as a careless library would leave it.
        let leaked = open(Repository.fixtures + "/README.md", O_RDONLY)
        defer { close(leaked) }
        let worker = try WorkerProcess(Sample.launch)
        _ = try read(Sample.onePage, by: worker)
        let folder = "/proc/\(worker.processIdentifier)/fd"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + name)
            #expect(target?.hasSuffix("README.md") != true)
        }
    }
}
