import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

struct WorkerPoolTests {
    private func read(_ name: String, by pool: WorkerPool) async throws -> Reading {
        let scan = open(Repository.fixtures + "/" + name, O_RDONLY)
        defer { close(scan) }
        return try await pool.read(scan: scan, request: Sample.request(name))
    }

    /// Child processes of ours that run a given program.
    private func children(_ program: String) -> [Int32] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap(Int32.init).filter { process in
            guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
                let command = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
            else { return false }
            return status.contains("PPid:\t\(getpid())\n") && command.hasPrefix(program)
        }
    }

    @Test func `scans are read side by side and each answer belongs to its scan`() async throws {
        let pool = WorkerPool(launch: Sample.launch, workers: 2)
        async let one = read(Sample.onePage, by: pool)
        async let three = read(Sample.threePages, by: pool)
        async let again = read(Sample.onePage, by: pool)
        let counts = try await [one.pages.count, three.pages.count, again.pages.count]
        #expect(counts == [1, 3, 1])
        let counters = pool.counters
        #expect((counters.scansRead, counters.pagesRead, counters.restarts) == (3, 5, 0))
        #expect((counters.workers, counters.busy, counters.waiting) == (2, 0, 0))
        await pool.stop()
    }

    @Test func `a crash costs its scan a retry and the next scan nothing`() async throws {
        let folder = try TemporaryFolder()
        // Dies the first time it is started, and is the real worker from then on.
        let launch = try Sample.impostor(
            """
            if mkdir '\(folder.path)/once' 2>/dev/null; then kill -ABRT $$; fi
            exec '\(Sample.launch.program)'
            """, in: folder)
        let pool = WorkerPool(launch: launch, workers: 1)
        await #expect(throws: WorkerError.crashed(signal: SIGABRT)) { _ = try await read(Sample.onePage, by: pool) }
        let reading = try await read(Sample.onePage, by: pool)
        #expect(reading.pages.count == 1)
        #expect(pool.counters.restarts == 1)
        await pool.stop()
    }

    @Test func `a refused scan is counted and costs no worker`() async throws {
        let pool = WorkerPool(launch: Sample.launch, workers: 1)
        await #expect(throws: WorkerError.scan(.noPages)) { _ = try await read("hostile/zeropages.pdf", by: pool) }
        #expect(pool.counters.restarts == 0)
        #expect(pool.counters.scansRefused == 1)
        await pool.stop()
    }

    @Test func `stopping refuses the scans that wait and leaves no process behind`() async throws {
        let folder = try TemporaryFolder()
        let launch = try Sample.impostor("exec sleep 600", in: folder)
        let pool = WorkerPool(launch: launch, workers: 1)
        let tasks = (0..<2).map { _ in Task { try await read(Sample.onePage, by: pool) } }
        while pool.counters.busy == 0 || pool.counters.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
        await pool.stop()
        for task in tasks { await #expect(throws: WorkerError.stopped) { _ = try await task.value } }
        #expect(children("sleep").isEmpty)
        await #expect(throws: WorkerError.stopped) { _ = try await read(Sample.onePage, by: pool) }
    }

    @Test func `a scan nobody waits for any more frees its worker`() async throws {
        let folder = try TemporaryFolder()
        let launch = try Sample.impostor(
            "if mkdir '\(folder.path)/once' 2>/dev/null; then exec sleep 600; fi; exec '\(Sample.launch.program)'",
            in: folder)
        let pool = WorkerPool(launch: launch, workers: 1)
        let task = Task { try await read(Sample.onePage, by: pool) }
        // Cancelled any earlier, the first worker would not have left its mark.
        while !FileManager.default.fileExists(atPath: folder.path + "/once") {
            try await Task.sleep(for: .milliseconds(5))
        }
        task.cancel()
        await #expect(throws: WorkerError.stopped) { _ = try await task.value }
        #expect(try await read(Sample.onePage, by: pool).pages.count == 1)
        #expect(pool.counters.restarts == 0)
        await pool.stop()
    }

    @Test func `a program that cannot be started answers every scan`() async {
        let pool = WorkerPool(launch: WorkerLaunch(program: "/nonexistent/greffe-worker"), workers: 1)
        for _ in 0..<2 {
            await #expect(throws: WorkerError.startFailed(errno: ENOENT)) {
                _ = try await read(Sample.onePage, by: pool)
            }
        }
        await pool.stop()
    }
}
