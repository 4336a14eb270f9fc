import Foundation
import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeWorkerLink

/// A box of paper scanned in one go: read by all workers, holding up nobody, in the memory of a letter.
struct LongScanTests {
    /// 300 in `make soak`.
    private static let pages = ProcessInfo.processInfo.environment["GREFFE_LONG_SCAN"].flatMap { Int($0) } ?? 22
    private static let heightMin = 300

    /// Pages of a few lines each, told apart by their heights.
    private func scan(in folder: TemporaryFolder) throws -> (path: String, heights: [Int]) {
        let heights = (0..<Self.pages).map { Self.heightMin + $0 }
        var arguments = [Repository.fixtures + "/scans/" + "letters/f18.tif"]
        for height in heights {
            arguments += ["(", "-clone", "0", "-crop", "1654x\(height)+0+0", "+repage", ")"]
        }
        let path = folder.path + "/long.tif"
        let made = try Program(path: "/usr/bin/convert").run(arguments + ["-delete", "0", "-compress", "group4", path])
        try #require(made.status == 0, "\(made.errors)")
        return (path, heights)
    }

    private func read(_ path: String, by pool: WorkerPool) async throws -> Reading {
        let scan = open(path, O_RDONLY)
        defer { close(scan) }
        return try await pool.read(
            scan: scan, request: ReadingRequest(mediaType: .tiff, languages: ["fr", "en", "de"]))
    }

    @Test func `the pages of one scan are spread over the workers, and come together as if read by one`() async throws {
        let folder = try TemporaryFolder()
        let (path, heights) = try scan(in: folder)
        let pool = WorkerPool(launch: Sample.launch, workers: 2)
        let spread = Task { try await read(path, by: pool) }
        var busiest = 0
        while pool.counters.scansRead == 0 {
            busiest = max(busiest, pool.counters.busy)
            try await Task.sleep(for: .milliseconds(5))
        }
        let reading = try await spread.value
        #expect(busiest == 2)
        #expect(reading.pages.map(\.number) == Array(1...heights.count))
        #expect(reading.pages.map(\.height) == heights)
        #expect(pool.counters.pagesRead == heights.count && pool.counters.restarts == 0)
        await pool.stop()

        let worker = try WorkerProcess(Sample.launch)
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var peaks: [Int] = []
        let request = ReadingRequest(mediaType: .tiff, languages: ["fr", "en", "de"])
        let alone = try worker.read(scan: file, request: request) { _ in peaks.append(Self.peakMegabytes(worker)) }
        #expect(alone.pages.map(\.lines) == reading.pages.map(\.lines))
        #expect(alone.engine == reading.engine)
        // What a page took is free again for the next.
        let early = try #require(peaks.dropFirst(7).first)
        let late = try #require(peaks.last)
        #expect(late <= early + 24, "\(early) MB after 8 pages, \(late) MB after \(peaks.count)")
    }

    @Test func `a letter waits for some pages of a long scan, not for all of them`() async throws {
        let folder = try TemporaryFolder()
        let (path, heights) = try scan(in: folder)
        let pool = WorkerPool(launch: Sample.launch, workers: 1)
        let long = Task { try await read(path, by: pool) }
        while pool.counters.pagesRead == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let before = pool.counters.pagesRead
        let letter = try await read(Repository.fixtures + "/" + Sample.onePage, by: pool)
        #expect(letter.pages.count == 1)
        // The part in hand, and the one that had its turn before the letter came.
        #expect(pool.counters.pagesRead <= before + 2 * ScanParts.pagesEach + 1)
        #expect(pool.counters.scansRead == 1)
        #expect(try await long.value.pages.count == heights.count)
        await pool.stop()
    }

    @Test func `stopping lets go of a scan that is read in part`() async throws {
        let folder = try TemporaryFolder()
        let (path, _) = try scan(in: folder)
        let pool = WorkerPool(launch: Sample.launch, workers: 2)
        let long = Task { try await read(path, by: pool) }
        while pool.counters.pagesRead < 3 { try await Task.sleep(for: .milliseconds(5)) }
        await pool.stop(graceSeconds: 60)
        await #expect(throws: WorkerError.stopped) { _ = try await long.value }
    }

    /// Most memory a process ever had.
    private static func peakMegabytes(_ worker: WorkerProcess) -> Int {
        // Unreadable counts as none, which the comparison then shows.
        let status = (try? String(contentsOfFile: "/proc/\(worker.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
    }
}

/// How a scan is cut into parts and put together again.
struct ScanPartsTests {
    private let request = ReadingRequest(mediaType: .tiff, languages: ["fr", "de"])

    private func part(_ request: ReadingRequest, of count: Int, language: String = "de") -> Reading {
        let pages = request.pages(of: count).map { number in
            PageReading(number: number, width: 9, height: 9, dpiX: 9, dpiY: 9, language: language)
        }
        let engine = EngineFingerprint(
            engine: "e", imaging: "i", models: ["m\(request.firstPage ?? 0)": "x"], preparation: "p")
        return Reading(engine: engine, pages: pages, seconds: ReadingSeconds(decode: 1))
    }

    @Test(arguments: [1, 2, 3, 10, 11, 300]) func `every page is asked for once, and all come back in order`(count: Int)
    {
        var parts = ScanParts(request)
        guard let first = parts.begin() else { return #expect(Bool(false)) }
        // Until the first is read nobody knows whether there are others.
        #expect(parts.begin() == nil && parts.hasBegun && parts.isInHand)
        var whole = parts.take(part(first, of: count), first: 1, of: count)
        var begun: [ReadingRequest] = []
        while let next = parts.begin() { begun.append(next) }
        #expect((whole == nil) == (count > ScanParts.pagesFirst) && begun.isEmpty == (whole != nil))
        #expect(begun.allSatisfy { $0.language == "de" })
        // The last part may come back first.
        for request in begun.reversed() {
            #expect(whole == nil)
            whole = parts.take(part(request, of: count), first: request.firstPage ?? 0, of: count)
        }
        #expect(whole?.pages.map(\.number) == Array(1...count))
        #expect(whole?.seconds.decode == Double(begun.count + 1))
        #expect(whole?.engine.models.count == begun.count + 1)
        #expect(!parts.mayGoOn && !parts.isInHand)
    }

    @Test func `a request is about pages the scan has`() {
        var request = request
        #expect(request.pages(of: 3) == 1..<4)
        (request.firstPage, request.pagesWanted) = (2, 8)
        #expect(request.pages(of: 3) == 2..<4 && request.pages(of: 20) == 2..<10 && request.pages(of: 1).isEmpty)
        (request.firstPage, request.pagesWanted) = (-5, -1)
        #expect(request.pages(of: 3).isEmpty)
        (request.firstPage, request.pagesWanted) = (1, .max)
        #expect(request.pages(of: 3) == 1..<4)
    }
}
