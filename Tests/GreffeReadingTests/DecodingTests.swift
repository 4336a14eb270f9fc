import Foundation
import GreffeCore
import Testing

/// One page in the many forms scanners and fax servers write it in: each must read like the plain one.
struct DecodingTests {
    private static let letter = "letters/f18.tif"

    private func expectReadsLikeOriginal(_ path: String, errorMax: Double = 0.01) async throws {
        let reading = try await Scan.read(path)
        let errors = characterErrorRate(reading.pages[0].text, against: try Scan.truth(Self.letter))
        #expect(errors <= errorMax)
    }

    @Test(arguments: ["g3:1d", "g3:2d", "g4", "lzw", "zip", "packbits", "none"])
    func `TIFF is read whatever its compression`(compression: String) async throws {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run("tiffcp", "-c", compression, Scan.fixture(Self.letter), path)
        try await expectReadsLikeOriginal(path)
    }

    @Test(arguments: [
        ["-colorspace", "gray", "-compress", "jpeg"], ["-type", "TrueColor", "-compress", "jpeg"],
        ["-type", "TrueColor", "-compress", "lzw"], ["-type", "Palette", "-compress", "lzw"],
        ["-colorspace", "gray", "-depth", "16", "-compress", "zip"],
        ["-type", "TrueColor", "-depth", "16", "-compress", "zip"],
        ["-type", "TrueColor", "-depth", "8", "-interlace", "plane", "-compress", "zip"],
        ["-colorspace", "CMYK", "-depth", "8", "-compress", "zip"], ["-colorspace", "Lab", "-depth", "8"],
        ["-endian", "MSB", "-compress", "group4"], ["-define", "tiff:rows-per-strip=9", "-compress", "group4"],
    ])
    func `TIFF is read in gray, colour, palette and sixteen bits`(options: [String]) async throws {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run("convert", [Scan.fixture(Self.letter)] + options + [path])
        try await expectReadsLikeOriginal(path, errorMax: 0.02)
    }

    @Test(arguments: ["jpg", "png"]) func `JPEG and PNG are read`(suffix: String) async throws {
        let variant = try Variant()
        let path = variant.path("scan." + suffix)
        try variant.run("convert", Scan.fixture(Self.letter), "-type", "TrueColor", path)
        try await expectReadsLikeOriginal(path, errorMax: 0.02)
    }

    @Test func `every page of a long TIFF comes, in order`() async throws {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run(
            "tiffcp", "-c", "g4", Scan.fixture("batch/f24.tif"), Scan.fixture(Self.letter),
            Scan.fixture("batch/f32.tif"), path)
        let reading = try await Scan.read(path)
        #expect(reading.pages.map(\.number) == Array(1...6))
        #expect(reading.pages[3].text.contains("Vermeillac"))
        #expect(reading.pages[3].dpiX == 200)
        #expect(reading.pages[4].width == 1654)
    }

    @Test func `a resolution that is not stated follows from the paper`() async throws {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run(
            "convert", Scan.fixture("letters/f27.tif"), "-units", "Undefined", "-density", "1", "-compress", "group4",
            path)
        let page = try await Scan.read(path).pages[0]
        #expect((page.dpiX, page.dpiY) == (300, 300))
    }

    @Test func `a fax without resolution is known by its width and read like one with it`() async throws {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run("tiffcp", "-c", "g4", Scan.fixture("fax/f04.tif"), variant.path("plain.tif"))
        for tag in ["282", "283", "296"] { try variant.run("tiffset", "-u", tag, variant.path("plain.tif")) }
        try FileManager.default.moveItem(atPath: variant.path("plain.tif"), toPath: path)
        let page = try await Scan.read(path).pages[0]
        #expect((page.dpiX, page.dpiY) == (204, 98))
        #expect(page.text == (try await Scan.read(Scan.fixture("fax/f04.tif")).pages[0].text))
    }

    // MARK: PDF

    @Test func `a PDF around a fax page reads exactly like the TIFF it was made of`() async throws {
        let variant = try Variant()
        try variant.run("tiffcp", "-c", "g4", "-r", "10000", Scan.fixture(Self.letter), variant.path("one.tif"))
        try variant.run("tiff2pdf", "-o", variant.path("scan.pdf"), variant.path("one.tif"))
        let fromPdf = try await Scan.read(variant.path("scan.pdf")).pages[0]
        let fromTiff = try await Scan.read(Scan.fixture(Self.letter)).pages[0]
        #expect(fromPdf.lines == fromTiff.lines)
        #expect((fromPdf.dpiX, fromPdf.width) == (fromTiff.dpiX, fromTiff.width))
    }

    @Test(arguments: [["-j"], ["-z"]]) func `a PDF around JPEG or deflated samples is read`(options: [String])
        async throws
    {
        let variant = try Variant()
        try variant.run(
            "convert", Scan.fixture(Self.letter), "-colorspace", "gray", "-depth", "8", "-type", "Grayscale",
            "-compress", "none", variant.path("gray.tif"))
        try variant.run("tiff2pdf", options[0], "-o", variant.path("scan.pdf"), variant.path("gray.tif"))
        let page = try await Scan.read(variant.path("scan.pdf")).pages[0]
        #expect(page.width == 1654)
        #expect(characterErrorRate(page.text, against: try Scan.truth(Self.letter)) < 0.02)
    }

    @Test(arguments: [90, 180, 270]) func `a PDF's own turn is obeyed`(degrees: Int) async throws {
        let variant = try Variant()
        // The scan lies; the page's /Rotate puts it right: nothing is left for us to turn.
        try variant.run(
            "convert", Scan.fixture(Self.letter), "-rotate", "\(360 - degrees)", "-compress", "group4",
            variant.path("lying.tif"))
        try variant.run("tiff2pdf", "-o", variant.path("lying.pdf"), variant.path("lying.tif"))
        try variant.run("qpdf", "--rotate=+\(degrees)", variant.path("lying.pdf"), variant.path("scan.pdf"))
        let page = try await Scan.read(variant.path("scan.pdf")).pages[0]
        #expect(page.rotation == 0)
        #expect((page.width, page.height) == (1654, 2339))
        #expect(characterErrorRate(page.text, against: try Scan.truth(Self.letter)) < 0.01)
    }

    @Test func `a PDF of print, not of a scan, is drawn and read`() async throws {
        let variant = try Variant()
        let content = """
            BT /F1 14 Tf 72 720 Td (Maison des Associations de Limoges) Tj 0 -30 Td (Facture 2025-118 du 3 mars 2025) Tj
            0 -30 Td (Total 1 284,50 EUR, payable avant la fin du mois de mars) Tj ET
            """
        try HandmadePdf.write(
            content, resources: "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            to: variant.path("scan.pdf"))
        let page = try await Scan.read(variant.path("scan.pdf")).pages[0]
        #expect(page.text.contains("Maison des Associations de Limoges"))
        #expect(page.text.contains("Total 1 284,50 EUR"))
        #expect((page.dpiX, page.width) == (300, 2480))
    }

    @Test(arguments: ["FEUILLE DE SÉPARATION\\nPATCH T", "SEPARATOR SHEET", "Trennblatt"])
    func `a separator sheet is known as one, and no letter is`(words: String) async throws {
        let variant = try Variant()
        let sheet = variant.path("sheet.tif")
        try variant.run(
            "convert", "-size", "1654x2339", "xc:white", "-font", "DejaVu-Sans-Bold", "-pointsize", "70", "-gravity",
            "North", "-annotate", "+0+400", words, "-threshold", "50%", "-density", "200", "-units", "PixelsPerInch",
            "-compress", "group4", sheet)
        let path = variant.path("batch.tif")
        try variant.run(
            "tiffcp", "-c", "g4", sheet, Scan.fixture(Self.letter), sheet, Scan.fixture(Self.letter), path)
        let reading = try await Scan.read(path)
        #expect(reading.pages.map(\.isSeparator) == [true, false, true, false])
        #expect(reading.pages.map { $0.separator?.signs ?? [] } == [[.words], [], [.words], []])
    }

    @Test func `a PDF locked against changes but not against reading is read`() async throws {
        let variant = try Variant()
        try variant.run("tiff2pdf", "-o", variant.path("plain.pdf"), Scan.fixture(Self.letter))
        try variant.run(
            "qpdf", "--encrypt", "", "owner", "256", "--", variant.path("plain.pdf"), variant.path("scan.pdf"))
        try await expectReadsLikeOriginal(variant.path("scan.pdf"))
    }
}
