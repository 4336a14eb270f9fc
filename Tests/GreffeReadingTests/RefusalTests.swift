import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

/// Files that cannot be read: each gets a verdict, none kills the worker, and none costs memory.
struct RefusalTests {
    static let verdicts: [(name: String, fault: ScanFault)] = [
        ("empty.pdf", .empty), ("text.pdf", .damaged(page: 0)), ("zip.pdf", .damaged(page: 0)),
        ("nested.tif", .damaged(page: 0)),
        ("encrypted.pdf", .encrypted), ("zeropages.pdf", .noPages), ("loop.tif", .damaged(page: 0)),
        ("truncated.tif", .damaged(page: 1)), ("truncated.jpg", .damaged(page: 1)),
        ("truncated.png", .damaged(page: 1)),
        ("bomb.tif", .tooManyPixels(page: 1, limit: 140_000_000)),
        ("bomb.png", .tooManyPixels(page: 1, limit: 140_000_000)),
    ]

    @Test(arguments: verdicts.indices) func `a hostile file gets its verdict`(index: Int) async throws {
        let (name, fault) = Self.verdicts[index]
        #expect(try await Scan.fault(Scan.hostile(name)) == fault)
        #expect(fault.fate == .quarantine)
    }

    @Test func `more pages than allowed are refused before any is read`() async throws {
        var limits = ReadingLimits()
        limits.pagesMax = 2
        let fault = try await Scan.fault(Scan.fixture("batch/f24.tif"), limits: limits)
        #expect(fault == .tooManyPages(limit: 2))
    }

    @Test func `more words than allowed are refused`() async throws {
        var limits = ReadingLimits()
        limits.wordsPerPageMax = 10
        #expect(
            try await Scan.fault(Scan.fixture("letters/f18.tif"), limits: limits) == .tooManyWords(page: 1, limit: 10))
    }

    @Test func `a bomb is refused in little memory`() throws {
        let worker = try WorkerProcess(WorkerLaunch(program: Program("greffe-worker").path))
        for name in ["bomb.tif", "bomb.png"] {
            let file = open(Scan.hostile(name), O_RDONLY)
            defer { close(file) }
            let request = ReadingRequest(mediaType: name.hasSuffix("png") ? .png : .tiff, languages: ["fr"])
            #expect(throws: WorkerError.self) { _ = try worker.read(scan: file, request: request) }
        }
        #expect(try peakMegabytes(worker) < 40)
    }

    @Test(arguments: ["jpg", "tif"])
    func `a colour page at 600 dpi fits in 300 megabytes`(suffix: String) throws {
        let variant = try Variant()
        let path = variant.path("scan." + suffix)
        try variant.run(
            "convert", Scan.fixture("letters/f18.tif"), "-resize", "300%", "-type", "TrueColor", "-depth", "8",
            "-density", "600",
            "-units",
            "PixelsPerInch", "-compress", suffix == "jpg" ? "JPEG" : "LZW", path)
        let worker = try WorkerProcess(WorkerLaunch(program: Program("greffe-worker").path))
        let file = open(path, O_RDONLY)
        defer { close(file) }
        let request = ReadingRequest(mediaType: suffix == "jpg" ? .jpeg : .tiff, languages: ["fr"])
        let page = try worker.read(scan: file, request: request).pages[0]
        #expect((page.width, page.height) == (4962, 7017))
        #expect(characterErrorRate(page.text, against: try Scan.truth("letters/f18.tif")) < 0.02)
        #expect(try peakMegabytes(worker) <= 300)
    }

    @Test(arguments: [7, 100, 5_000, 20_000]) func `a PDF cut short is read whole or refused`(missing: Int) async throws
    {
        let variant = try Variant()
        let whole = try Data(contentsOf: URL(fileURLWithPath: Scan.fixture("letters/f09.pdf")))
        try whole.dropLast(missing).write(to: URL(fileURLWithPath: variant.path("scan.pdf")))
        do {
            let reading = try await Scan.read(variant.path("scan.pdf"))
            #expect(characterErrorRate(reading.pages[0].text, against: try Scan.truth("letters/f09.pdf")) < 0.02)
        } catch WorkerError.scan(let fault) {
            #expect(fault.fate == .quarantine)
        }
    }

    @Test(arguments: 0..<6) func `a scan with flipped bits is read or refused, and the worker lives`(seed: UInt64)
        throws
    {
        var dice = Dice(seed: seed)
        let variant = try Variant()
        let worker = try WorkerProcess(WorkerLaunch(program: Program("greffe-worker").path))
        for name in ["letters/f18.tif", "letters/f09.pdf", "letters/f22.png", "letters/f30.jpg"] {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: Scan.fixture(name)))
            for _ in 0..<20 {
                bytes[dice.below(bytes.count)] ^= UInt8(1 << dice.below(8))
            }
            let path = variant.path("scan")
            try bytes.write(to: URL(fileURLWithPath: path))
            let file = open(path, O_RDONLY)
            defer { close(file) }
            let mediaType: MediaType =
                name.hasSuffix("pdf") ? .pdf : name.hasSuffix("png") ? .png : name.hasSuffix("jpg") ? .jpeg : .tiff
            do {
                _ = try worker.read(scan: file, request: ReadingRequest(mediaType: mediaType, languages: ["fr"]))
            } catch {
                guard case .scan = error else {
                    Issue.record("\(name): \(error)")
                    return
                }
            }
            #expect(worker.isAlive)
        }
    }
}
