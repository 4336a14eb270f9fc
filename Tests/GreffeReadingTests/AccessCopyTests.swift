import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

@testable import GreffeReading

/// An access copy made by the real worker, and looked at with poppler's and qpdf's programs.
final class CopyInHand {
    let folder: TemporaryFolder
    let bytes: [UInt8]
    /// What it claims: the part of ISO 19005; nil for nothing.
    let part: Int?
    var path: String { folder.path + "/copy.pdf" }

    init(of scan: String, reading: Reading, title: String = "Brief") throws {
        folder = try TemporaryFolder()
        let worker = try WorkerProcess(WorkerLaunch(program: Program("greffe-worker").path))
        let descriptor = open(scan, O_RDONLY)
        defer { close(descriptor) }
        let request = CopyRequest(
            mediaType: Scan.mediaType(scan), title: title, language: "fr", pages: reading.pages.map(\.number))
        var bytes: [UInt8] = []
        part = try worker.copy(scan: descriptor, reading: reading, request: request) {
            bytes += $0
            return true
        }
        self.bytes = bytes
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/copy.pdf"))
    }

    /// A copy without words of a page of that size.
    convenience init(of scan: String, width: Int, height: Int, dpi: Int = 100, rotation: Int = 0) throws {
        let page = PageReading(number: 1, width: width, height: height, dpiX: dpi, dpiY: dpi, rotation: rotation)
        try self.init(of: scan, reading: Reading(pages: [page]))
    }

    func text(_ options: [String] = []) throws -> String {
        try Program(path: "/usr/bin/pdftotext").run(options + [path, "-"]).output
    }

    func rules() throws -> PDFRules { try PDFRules(path) }

    /// The images' streams as they are, one file each, in order.
    func images(of file: String? = nil) throws -> [[UInt8]] { try Self.images(of: file ?? path) }

    static func images(of file: String) throws -> [[UInt8]] {
        let folder = try TemporaryFolder()
        try Program(path: "/usr/bin/pdfimages").run(["-all", file, folder.path + "/i"])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.filter { !$0.hasSuffix(".params") }.map { try bytes(of: folder.path + "/" + $0) }
    }

    static func bytes(of file: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: file))) }

    /// How many bytes of the pixels differ between the page drawn in the image's own resolution and another program's
    /// decoding of the original; nil when even the sizes do.
    /// - Parameter tolerance: grays of 256 that two programs may round apart.
    func differences(
        from original: String, page: Int = 1, dpiX: Int = 100, dpiY: Int = 100, tolerance: Int = 0
    ) throws -> Int? {
        let drawn = folder.path + "/drawn"
        try Program(path: "/usr/bin/pdftoppm").run([
            "-rx", String(dpiX), "-ry", String(dpiY), "-f", String(page), "-singlefile", path, drawn,
        ])
        let decoded = folder.path + "/decoded.ppm"
        let outcome = try Program(path: "/usr/bin/convert").run([
            "\(original)[\(page - 1)]", "-auto-orient", "-background", "white", "-alpha", "remove", "-depth", "8",
            "-type", "TrueColor", decoded,
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let (a, b) = try (Self.bytes(of: drawn + ".ppm"), Self.bytes(of: decoded))
        guard a.count == b.count else { return nil }
        return zip(a, b).count { abs(Int($0) - Int($1)) > tolerance }
    }
}

extension Reading {
    fileprivate init(pages: [PageReading]) {
        self.init(
            engine: EngineFingerprint(engine: "none", imaging: "none", models: [:], preparation: "none"), pages: pages,
            seconds: ReadingSeconds())
    }
}

struct AccessCopyTests {
    /// A kind each: gray JPEG in TIFF, fax fine, fax standard, colour JPEG, PNG, PDF with G4, upside-down PDF, three
    /// pages of G4.
    static let scans = [
        "letters/f01.tif", "fax/f03.tif", "fax/f04.tif", "letters/f30.jpg", "letters/f22.png", "letters/f09.pdf",
        "letters/f12.pdf", "batch/f24.tif",
    ]

    @Test(arguments: scans) func `a copy is PDF A 2b, searchable, and the same each time`(name: String) async throws {
        let path = Scan.fixture(name)
        let reading = try await Scan.read(path)
        let copy = try CopyInHand(of: path, reading: reading)
        let rules = try copy.rules()
        #expect(rules.faults == [])
        #expect(rules.part == 2 && copy.part == 2)
        #expect(rules.pageCount == reading.pages.count)
        let check = try Program(path: "/usr/bin/qpdf").run(["--check", copy.path])
        #expect(check.status == 0 && check.errors.isEmpty)
        #expect(try CopyInHand(of: path, reading: reading).bytes == copy.bytes)

        // Without white space: where two words touch, pdftotext takes them for one.
        let found = try copy.text().filter { !$0.isWhitespace }
        let words = reading.pages.flatMap { $0.lines.flatMap(\.words) }.map(\.text)
        let missed = words.filter { !found.contains($0) }
        #expect(missed.isEmpty, "\(missed)")
        #expect(words.contains { $0.contains("é") } == found.contains("é"))
    }

    @Test(arguments: ["letters/f30.jpg", "letters/f16.jpg"])
    func `a JPEG is in its copy byte for byte`(name: String) async throws {
        let path = Scan.fixture(name)
        let copy = try CopyInHand(of: path, reading: await Scan.read(path))
        #expect(try copy.images() == [CopyInHand.bytes(of: path)])
    }

    @Test(arguments: ["letters/f06.pdf", "letters/f09.pdf", "letters/f12.pdf", "letters/f29.pdf"])
    func `the images of a scanner's PDF are in its copy byte for byte`(name: String) async throws {
        let path = Scan.fixture(name)
        let copy = try CopyInHand(of: path, reading: await Scan.read(path))
        let images = try copy.images()
        #expect(try images == copy.images(of: path) && !images.isEmpty)
    }

    @Test(arguments: ["letters/f31.tif", "batch/f24.tif"])
    func `a strip of fax group 4 is in its copy byte for byte`(name: String) async throws {
        let variant = try Variant()
        let path = variant.path("strip.tif")
        try variant.run("tiffcp", "-c", "g4", "-r", "100000", Scan.fixture(name), path)
        let copy = try CopyInHand(of: path, reading: await Scan.read(path))
        let file = try CopyInHand.bytes(of: path)
        let strips = try file.withUnsafeBytes { bytes in
            try TiffDirectory(bytes, pagesMax: 9).pages.map { page in
                let storage = try #require(TiffStorage(bytes, directory: page.offset))
                try #require(storage.strips.count == 1 && storage.compression == 4 && !storage.isLowBitFirst)
                return Array(bytes[storage.strips[0]])
            }
        }
        #expect(try copy.images() == strips)
    }

    @Test(arguments: ["letters/f01.tif", "fax/f03.tif", "fax/f04.tif", "fax/f11.tif", "fax/f20.tif", "letters/f22.png"])
    func `no pixel of a page differs from the original's`(name: String) async throws {
        let path = Scan.fixture(name)
        let reading = try await Scan.read(path)
        let copy = try CopyInHand(of: path, reading: reading)
        let page = reading.pages[0]
        #expect(try copy.differences(from: path, dpiX: page.dpiX, dpiY: page.dpiY) == 0)
    }

    @Test func `a page has its paper's size, fax pixels or not, and words stand where they are printed`() async throws {
        for name in ["fax/f04.tif", "letters/f12.pdf"] {
            let path = Scan.fixture(name)
            let reading = try await Scan.read(path)
            let copy = try CopyInHand(of: path, reading: reading)
            let boxes = try copy.text(["-bbox", "-f", "1", "-l", "1"])
            let page = reading.pages[0]
            let (width, height) = (
                Double(page.width) * 72 / Double(page.dpiX), Double(page.height) * 72 / Double(page.dpiY)
            )
            #expect(abs(width - 595) < 30 && abs(height - 842) < 30, "\(name): \(width) x \(height)")
            let words = page.lines.flatMap(\.words).filter { $0.text.count > 6 && $0.text.allSatisfy(\.isLetter) }
            try #require(words.count > 5)
            for word in words {
                // pdftotext gives places on the page as shown.
                let near = boxes.matches(
                    of: /xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</
                )
                .filter { $0.5 == word.text }
                .contains { match in
                    let places = [match.1, match.2, match.3, match.4].compactMap { Double($0) }
                    let wanted = [
                        Double(word.box.left) / Double(page.width) * width,
                        Double(word.box.top) / Double(page.height) * height,
                        Double(word.box.right) / Double(page.width) * width,
                        Double(word.box.bottom) / Double(page.height) * height,
                    ]
                    return zip(places, wanted).allSatisfy { abs($0 - $1) < 8 }
                }
                #expect(near, "\(name): \(word)")
            }
        }
    }

    @Test func `a letter that is some pages of a scan is copied alone`() async throws {
        let path = Scan.fixture("batch/f24.tif")
        let whole = try await Scan.read(path)
        let copy = try CopyInHand(of: path, reading: whole.restricted(to: [2, 3]))
        #expect(try copy.images() == Array(CopyInHand(of: path, reading: whole).images().dropFirst()))
        #expect(try copy.rules().pageCount == 2)
    }

    @Test func `a reading of another scan is refused`() async throws {
        let reading = try await Scan.read(Scan.fixture("letters/f31.tif"))
        for name in ["fax/f04.tif", "letters/f30.jpg", "letters/f22.png"] {
            #expect(throws: WorkerError.scan(.damaged(page: 1))) {
                try CopyInHand(of: Scan.fixture(name), reading: reading)
            }
        }
        let beyond = Reading(pages: [PageReading(number: 9, width: 10, height: 10, dpiX: 100, dpiY: 100)])
        #expect(throws: WorkerError.scan(.damaged(page: 0))) {
            try CopyInHand(of: Scan.fixture("letters/f31.tif"), reading: beyond)
        }
    }
}

/// Layouts of TIFF, PNG and JPEG that scanners rarely write and people's programs do.
struct CopiedLayoutTests {
    static let layouts: [(name: String, arguments: [String])] = [
        ("lzw.tif", ["-compress", "LZW"]), ("deflate.tif", ["-compress", "Zip"]),
        ("packbits.tif", ["-compress", "RLE"]), ("plain.tif", ["-compress", "None"]),
        ("strips.tif", ["-compress", "Zip", "-define", "tiff:rows-per-strip=16"]),
        ("gray16.tif", ["-colorspace", "Gray", "-depth", "16", "-compress", "LZW"]),
        ("palette.tif", ["-type", "Palette", "-compress", "Zip"]),
        ("bits.tif", ["-monochrome", "-compress", "Group4"]),
        ("bits-strips.tif", ["-monochrome", "-compress", "Group4", "-define", "tiff:rows-per-strip=32"]),
        ("bits-fax.tif", ["-monochrome", "-compress", "Fax"]),
        ("bits-low.tif", ["-monochrome", "-compress", "Group4", "-define", "tiff:fill-order=lsb"]),
        ("bits-lzw.tif", ["-monochrome", "-compress", "LZW"]),
        ("bits-black.tif", ["-monochrome", "-compress", "Group4", "-define", "quantum:polarity=min-is-black"]),
        ("bits-zip-white.tif", ["-monochrome", "-compress", "Zip", "-define", "quantum:polarity=min-is-white"]),
        ("colour.png", ["-define", "png:color-type=2"]), ("gray.png", ["-colorspace", "Gray"]),
        ("palette.png", ["-colors", "60", "-define", "png:color-type=3"]), ("bits.png", ["-monochrome"]),
        ("deep.png", ["-depth", "16", "-define", "png:color-type=2"]), ("interlaced.png", ["-interlace", "PNG"]),
        ("clear.png", ["-alpha", "set", "-channel", "A", "-evaluate", "set", "60%", "+channel"]),
    ]

    @Test(arguments: layouts.map(\.name)) func `a picture of any layout is copied without a changed pixel`(name: String)
        throws
    {
        let variant = try Variant()
        let arguments = try #require(Self.layouts.first { $0.name == name }).arguments
        try variant.run(
            "convert",
            ["-size", "301x203", "plasma:red-blue", "-depth", "8", "-seed", "1"] + arguments + [variant.path(name)])
        let copy = try CopyInHand(of: variant.path(name), width: 301, height: 203)
        #expect(try copy.rules().faults == [] && copy.part == 2)
        // Sixteen bits a sample, and so the colours of a TIFF's palette, are brought to eight by each in its own way.
        let differing = try copy.differences(
            from: variant.path(name), tolerance: ["gray16.tif", "palette.tif"].contains(name) ? 1 : 0)
        // Transparency is blended by two programs: one gray of 256 is rounding.
        #expect(name == "clear.png" ? differing != nil : differing == 0)
    }

    @Test(arguments: 1...8) func `a TIFF that says how it lies is copied so`(orientation: Int) throws {
        let variant = try Variant()
        let path = variant.path("o.tif")
        try variant.run(
            "convert", "-size", "301x203", "gradient:", "-fill", "black", "-draw", "rectangle 5,5 60,90",
            "-monochrome", "-compress", "Group4", path)
        try variant.run("tiffset", "-s", "274", String(orientation), path)
        let isTurned = orientation >= 5
        let copy = try CopyInHand(of: path, width: isTurned ? 203 : 301, height: isTurned ? 301 : 203)
        #expect(try copy.differences(from: path) == 0)
    }

    @Test(arguments: [0, 90, 180, 270]) func `a page that was read turned is shown upright`(rotation: Int) throws {
        let variant = try Variant()
        let (upright, lying) = (variant.path("upright.tif"), variant.path("lying.tif"))
        try variant.run(
            "convert", "-size", "300x200", "xc:white", "-fill", "black", "-draw", "rectangle 5,5 60,90",
            "-monochrome", upright)
        try variant.run("convert", upright, "-rotate", String(360 - rotation), "-compress", "Group4", lying)
        let copy = try CopyInHand(of: lying, width: 300, height: 200, rotation: rotation)
        #expect(try copy.differences(from: upright) == 0)
    }

    @Test func `JPEG in a TIFF, tables apart, is the same JPEG in the copy`() throws {
        let variant = try Variant()
        try variant.run("convert", "-size", "320x240", "plasma:red-blue", "-depth", "8", variant.path("in.tif"))
        try variant.run("tiffcp", "-c", "jpeg:80", "-r", "240", variant.path("in.tif"), variant.path("jpeg.tif"))
        let copy = try CopyInHand(of: variant.path("jpeg.tif"), width: 320, height: 240)
        #expect(try copy.rules().faults == [])
        let image = try #require(try copy.images().first)
        #expect(image.starts(with: [0xff, 0xd8]))
        #expect(try copy.differences(from: variant.path("jpeg.tif")) == 0)
    }

    @Test func `four colours are shown and nothing is claimed of them`() throws {
        let variant = try Variant()
        try variant.run(
            "convert", "-size", "320x240", "plasma:red-blue", "-depth", "8", "-colorspace", "CMYK",
            variant.path("four.jpg"))
        let copy = try CopyInHand(of: variant.path("four.jpg"), width: 320, height: 240)
        #expect(copy.part == nil)
        #expect(try copy.rules().part == nil)
        #expect(try copy.images() == [CopyInHand.bytes(of: variant.path("four.jpg"))])
    }
}

/// PDF files that are more than scanned images.
struct CopiedPdfTests {
    @Test func `a born-digital page keeps its own text, once, and is not claimed to be PDF A`() async throws {
        let variant = try Variant()
        let path = variant.path("born.pdf")
        try HandmadePdf.write(
            "BT /F1 14 Tf 72 720 Td (Maison des Associations de Limoges, le 3 mars 2025) Tj ET",
            resources: "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", to: path)
        let reading = try await Scan.read(path)
        let copy = try CopyInHand(of: path, reading: reading)
        #expect(copy.part == nil)
        #expect(try copy.rules().part == nil)
        let original = try Program(path: "/usr/bin/pdftotext").run([path, "-"]).output
        #expect(try copy.text() == original)
        #expect(try CopyInHand(of: path, reading: reading).bytes == copy.bytes)
    }

    @Test func `a page of several images gets words and keeps its streams`() async throws {
        let variant = try Variant()
        let path = variant.path("two.pdf")
        // Two scans side by side on one sheet: nobody's single image.
        try variant.run(
            "qpdf", Scan.fixture("letters/f06.pdf"), "--overlay", Scan.fixture("letters/f06.pdf"), "--", path)
        let reading = try await Scan.read(path)
        let copy = try CopyInHand(of: path, reading: reading)
        #expect(copy.part == nil)
        #expect(try copy.images() == copy.images(of: path))
        let words = reading.pages[0].lines.flatMap(\.words).map { Substring($0.text) }
        let found = Set(try copy.text().split(whereSeparator: \.isWhitespace))
        #expect(words.count > 50 && words.allSatisfy { found.contains($0) })
        let check = try Program(path: "/usr/bin/qpdf").run(["--check", copy.path])
        #expect(check.status == 0)
    }

    @Test func `what would run by itself is not in the copy`() throws {
        let variant = try Variant()
        let path = variant.path("script.pdf")
        try HandmadePdf.write(
            "BT /F1 20 Tf 50 700 Td (Hello there) Tj ET",
            resources: "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", to: path)
        let plain = try String(decoding: CopyInHand.bytes(of: path), as: UTF8.self)
        let armed = plain.replacingOccurrences(
            of: "/Type /Catalog", with: "/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
        try Data(armed.utf8).write(to: URL(fileURLWithPath: path))
        let copy = try CopyInHand(of: path, width: 2479, height: 3508, dpi: 300)
        let text = String(decoding: copy.bytes, as: UTF8.self)
        #expect(!text.contains("JavaScript") && !text.contains("OpenAction"))
        #expect(try copy.text().contains("Hello there"))
    }
}

/// The hostile corpus, asked to be copied.
struct HostileCopyTests {
    @Test(arguments: ["jpeg-", "png-", "tiff-", "pdf-", "other-", "kept-"])
    func `a worker lives through copying the corpus, and claims nothing wrong`(prefix: String) throws {
        let launch = WorkerLaunch(program: Program("greffe-worker").path)
        var worker = try WorkerProcess(launch)
        let page = PageReading(number: 1, width: 100, height: 100, dpiX: 100, dpiY: 100)
        for file in try HostileFile.all() where file.name.hasPrefix(prefix) {
            let scan = open(file.path, O_RDONLY)
            defer { close(scan) }
            let request = CopyRequest(
                mediaType: Scan.mediaType(file.name), title: file.name, language: nil, pages: [1])
            var bytes: [UInt8] = []
            var part: Int?
            do throws(WorkerError) {
                part = try worker.copy(scan: scan, reading: Reading(pages: [page]), request: request) {
                    bytes += $0
                    return true
                }
            } catch .scan {
                continue
            } catch {
                Issue.record("\(file.name): \(error)")
                worker = try WorkerProcess(launch)
                continue
            }
            let path = try TemporaryFolder()
            try Data(bytes).write(to: URL(fileURLWithPath: path.path + "/copy.pdf"))
            let rules = try PDFRules(path.path + "/copy.pdf")
            #expect(rules.part == part, "\(file.name)")
            if part != nil { #expect(rules.faults == [], "\(file.name)") }
        }
        #expect(try peakMegabytes(worker) < 900)
    }
}
