import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

/// The corpus of `fixtures/hostile`, each file handed to a real worker in its sandbox, past intake, under the type its
/// name claims: the worker is the last line, and must not need the first.
struct HostileCorpusTests {
    /// Most take less than a second, alone on a processor; this is where the daemon would give the page up.
    private static let secondsMax = 60.0
    /// What a worker that has met them all may have had at its most: the largest picture among them is 100 million
    /// pixels, and less than what it may have (3 GB of address space).
    private static let megabytesMax = 700

    @Test func `the table names every file, once`() throws {
        let named = try HostileFile.all().map(\.name)
        #expect(named == named.sorted() && Set(named).count == named.count)
        #expect(try FileManager.default.contentsOfDirectory(atPath: HostileFile.folder).sorted() == named)
        #expect(named.count >= 600)
    }

    @Test(arguments: ["jpeg-", "png-", "tiff-", "pdf-", "other-", "kept-"])
    func `a worker lives through the corpus, with the expected verdict on each file`(prefix: String) throws {
        let launch = WorkerLaunch(program: Program("greffe-worker").path)
        var worker = try WorkerProcess(launch)
        for file in try HostileFile.all() where file.name.hasPrefix(prefix) {
            let start = SuspendingClock.now
            let verdict = try Self.verdict(on: file, by: worker)
            #expect(verdict == file.reading, "\(file.name): \(verdict)")
            #expect(SuspendingClock.now - start < .seconds(Self.secondsMax), "\(file.name)")
            guard worker.isAlive else {
                Issue.record("\(file.name) killed the worker")
                worker = try WorkerProcess(launch)
                continue
            }
        }
        #expect(try peakMegabytes(worker) < Self.megabytesMax)
    }

    private static func verdict(on file: HostileFile, by worker: WorkerProcess) throws -> String {
        let scan = open(file.path, O_RDONLY)
        defer { close(scan) }
        let request = ReadingRequest(mediaType: Scan.mediaType(file.name), languages: ["fr"])
        do throws(WorkerError) {
            return "read \(try worker.read(scan: scan, request: request).pages.count)"
        } catch { return error.code }
    }
}

/// Most memory the worker ever had, in MB.
func peakMegabytes(_ worker: WorkerProcess) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(worker.processIdentifier)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first) / 1024
}
