import Foundation
import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeReading

/// PDF of every kind that scanners and people produce.
struct PdfKindTests {
    private static let letter = Scan.fixture("letters/f18.tif")
    private static let truth = "letters/f18.tif"

    private func expectLetter(_ text: String, errorMax: Double = 0.02) throws {
        #expect(characterErrorRate(text, against: try Scan.truth(Self.truth)) < errorMax, "\(text.prefix(200))")
    }

    /// The pixels that are recognised, as they come from the reader.
    private func pixels(_ path: String, page: Int = 1) throws -> ScanPage {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let drawer = try #require(Drawer(restrictingFiles: false))
        return try PdfPages(ScanBytes(descriptor: descriptor), limits: ReadingLimits(), drawer: drawer).page(page)
    }

    /// What `pdfimages` gives of a stream that no other program here decodes.
    private func decoded(_ path: String, _ kind: StoredPicture.Kind, in variant: Variant) throws -> String? {
        guard kind.isJbig2 else { return nil }
        try variant.run("pdfimages", "-png", path, variant.path("decoded"))
        return variant.path("decoded-000.png")
    }

    // MARK: One image a page

    @Test(arguments: StoredPicture.Kind.allCases)
    func `a page that is one image is that image, untouched`(kind: StoredPicture.Kind) async throws {
        let variant = try Variant()
        let picture = try StoredPicture.make(kind, of: Self.letter, in: variant)
        var pdf = PdfBuilder()
        picture.addPage(to: &pdf)
        let path = variant.path("scan.pdf")
        try pdf.write(to: path)

        // What is recognised has the image's own pixels, each as another program decodes the stream.
        let scan = try pixels(path)
        #expect((scan.image.width, scan.image.height) == (picture.width, picture.height))
        if let reference = try picture.reference ?? decoded(path, kind, in: variant) {
            let plain = variant.path("pixels.gray")
            let size =
                reference.hasSuffix(".gray") ? ["-size", "\(picture.width)x\(picture.height)", "-depth", "8"] : []
            try variant.run("convert", size + [reference, "-colorspace", "gray", "-depth", "8", plain])
            let wanted = try CopyInHand.bytes(of: plain)
            try #require(wanted.count == picture.width * picture.height)
            let differing = wanted.indices.count { place in
                let (x, y) = (place % picture.width, place / picture.width)
                return abs(scan.image.gray(x, y) - Int(wanted[place])) > picture.tolerance
            }
            #expect(differing == 0)
        }
        let reading = try await Scan.read(path)
        #expect(reading.pages.count == 1)
        let page = reading.pages[0]
        #expect((page.width, page.height, page.dpiX, page.dpiY) == (1654, 2339, 200, 200))
        #expect(page.rotation == 0 && page.ownText == nil)
        try expectLetter(page.text)

        // And the copy has its stream, byte for byte.
        let copy = try CopyInHand(of: path, reading: reading)
        #expect(Data(copy.bytes).range(of: Data(picture.stream)) != nil)
        #expect(try copy.rules().pageCount == 1)
        #expect(copy.part == (kind == .fourColourJpeg ? nil : 2))
    }

    @Test(arguments: [StoredPicture.Kind.fax4, .jpeg2000, .jbig2], ["/Rotate 180", "placed"])
    func `an image that lies and is put right by its page is read upright`(
        kind: StoredPicture.Kind, by: String
    ) async throws {
        let variant = try Variant()
        let lying = variant.path("lying.tif")
        try variant.run("convert", Self.letter, "-rotate", "180", "-compress", "group4", lying)
        let picture = try StoredPicture.make(kind, of: lying, in: variant)
        var pdf = PdfBuilder()
        picture.addPage(to: &pdf, more: by == "placed" ? "" : by, upsideDown: by == "placed")
        try pdf.write(to: variant.path("scan.pdf"))
        let page = try await Scan.read(variant.path("scan.pdf")).pages[0]
        #expect(page.rotation == 0)
        #expect((page.width, page.height) == (1654, 2339))
        try expectLetter(page.text)
    }

    @Test(arguments: [90, 270]) func `an image that stands on its side is turned by its page`(degrees: Int) async throws
    {
        let variant = try Variant()
        let lying = variant.path("lying.tif")
        try variant.run("convert", Self.letter, "-rotate", "\(360 - degrees)", "-compress", "group4", lying)
        let picture = try StoredPicture.make(.jbig2, of: lying, in: variant)
        var pdf = PdfBuilder()
        picture.addPage(to: &pdf, more: "/Rotate \(degrees)")
        try pdf.write(to: variant.path("scan.pdf"))
        let reading = try await Scan.read(variant.path("scan.pdf"))
        #expect(reading.pages[0].rotation == 0)
        #expect((reading.pages[0].width, reading.pages[0].height) == (1654, 2339))
        try expectLetter(reading.pages[0].text)
    }

    // MARK: Other pages

    @Test func `a page of several images is drawn, and all of them are read`() async throws {
        let variant = try Variant()
        var pdf = PdfBuilder()
        var names = ""
        var content = ""
        // Some scanners store a page in bands.
        for (index, top) in [0, 1169].enumerated() {
            let band = variant.path("band\(index).tif")
            try variant.run(
                "convert", Self.letter, "-crop", "1654x1170+0+\(top)", "+repage", "-compress", "group4", band)
            let picture = try StoredPicture.make(.fax4, of: band, in: variant)
            let image = pdf.addStream(
                "/Type /XObject /Subtype /Image /Width \(picture.width) /Height \(picture.height) \(picture.entries)",
                picture.stream)
            names += "/Im\(index) \(image) "
            let (height, bottom) = (Double(picture.height) * 0.36, Double(2339 - top - picture.height) * 0.36)
            content += "q 595.44 0 0 \(height) 0 \(bottom) cm /Im\(index) Do Q\n"
        }
        pdf.addPage(content, resources: "/XObject << \(names) >>", size: (595.44, 842.04))
        try pdf.write(to: variant.path("scan.pdf"))
        let reading = try await Scan.read(variant.path("scan.pdf"))
        #expect(reading.pages.count == 1)
        try expectLetter(reading.pages[0].text)
    }

    @Test func `what is cut off a page is not read`() async throws {
        let variant = try Variant()
        let picture = try StoredPicture.make(.fax4, of: Self.letter, in: variant)
        var pdf = PdfBuilder()
        picture.addPage(to: &pdf, more: "/CropBox [0 421 595.44 842.04]")
        picture.addPage(to: &pdf)
        try pdf.write(to: variant.path("scan.pdf"))
        let pages = try await Scan.read(variant.path("scan.pdf")).pages
        #expect(pages.count == 2)
        #expect(abs(Double(pages[0].height) / Double(pages[0].width) - 421.04 / 595.44) < 0.01)
        let whole = pages[1].text.split(separator: "\n")
        #expect(pages[0].text.contains(try #require(whole.first)))
        #expect(!pages[0].text.contains(try #require(whole.last)))
    }

    @Test func `scans and pages of a program lie in one file, each read as what it is`() async throws {
        let variant = try Variant()
        var pdf = PdfBuilder()
        try StoredPicture.make(.fax4, of: Self.letter, in: variant).addPage(to: &pdf)
        pdf.addText(OwnTextTests.letter)
        try StoredPicture.make(.jpeg, of: Self.letter, in: variant).addPage(to: &pdf)
        try pdf.write(to: variant.path("scan.pdf"))
        let pages = try await Scan.read(variant.path("scan.pdf")).pages
        #expect(pages.map(\.ownText) == [nil, .used, nil])
        try expectLetter(pages[0].text)
        #expect(pages[1].text.contains(OwnTextTests.letter[0]))
        try expectLetter(pages[2].text)
    }

    // MARK: Damaged and refused

    @Test(arguments: ["startxref", "table", "both"])
    func `a damaged table of objects is made anew`(what: String) async throws {
        let variant = try Variant()
        var pdf = PdfBuilder()
        for _ in 0..<2 { try StoredPicture.make(.fax4, of: Self.letter, in: variant).addPage(to: &pdf) }
        var file = pdf.bytes()
        let cut = try #require(file.range(of: Data("\nxref\n".utf8), options: .backwards)).lowerBound
        let end = String(decoding: file[cut...], as: UTF8.self)
        let damaged =
            switch what {
            case "startxref": end.replacing(/startxref\n\d+/, with: "startxref\n17")
            case "table": end.replacing(/\d{10} 00000 n/, with: "0000000042 00000 n")
            default:
                end.replacing(/startxref\n\d+/, with: "startxref\n17")
                    .replacing(/\d{10} 00000 n/, with: "0000000042 00000 n")
            }
        file = file.prefix(upTo: cut) + Data(damaged.utf8)
        try file.write(to: URL(fileURLWithPath: variant.path("scan.pdf")))
        let pages = try await Scan.read(variant.path("scan.pdf")).pages
        #expect(pages.count == 2)
        for page in pages { try expectLetter(page.text) }
    }

    @Test func `a file without its end is refused as damaged`() async throws {
        let variant = try Variant()
        var pdf = PdfBuilder()
        try StoredPicture.make(.fax4, of: Self.letter, in: variant).addPage(to: &pdf)
        let file = pdf.bytes()
        let cut = try #require(file.range(of: Data("\nxref\n".utf8), options: .backwards)).lowerBound
        try file.prefix(upTo: cut).write(to: URL(fileURLWithPath: variant.path("scan.pdf")))
        #expect(try await Scan.fault(variant.path("scan.pdf")) == .damaged(page: 0))
    }

    @Test func `a portfolio is refused, and said to be one`() async throws {
        let variant = try Variant()
        var pdf = PdfBuilder()
        pdf.addText(["Pour consulter ce porte-documents, ouvrez-le dans Acrobat X."])
        let inner = pdf.addStream("/Type /EmbeddedFile", Array("%PDF-1.7".utf8))
        let file = pdf.add("<< /Type /Filespec /F (lettre.pdf) /EF << /F \(inner) >> >>")
        pdf.catalog = "/Names << /EmbeddedFiles << /Names [(lettre.pdf) \(file)] >> >> /Collection << /View /D >>"
        try pdf.write(to: variant.path("scan.pdf"))
        let fault = try #require(try await Scan.fault(variant.path("scan.pdf")))
        #expect(fault == .portfolio)
        #expect(fault.fate == .quarantine && fault.message.contains("portfolio") && !fault.hint.isEmpty)
        // Files that only come along, as the data of an electronic invoice, make no portfolio.
        pdf.catalog = "/Names << /EmbeddedFiles << /Names [(lettre.pdf) \(file)] >> >>"
        try pdf.write(to: variant.path("attached.pdf"))
        #expect(try await Scan.read(variant.path("attached.pdf")).pages.count == 1)
    }

    @Test(arguments: ["128", "256"]) func `a file that needs a password is refused, and said to`(bits: String)
        async throws
    {
        let variant = try Variant()
        var pdf = PdfBuilder()
        try StoredPicture.make(.fax4, of: Self.letter, in: variant).addPage(to: &pdf)
        try pdf.write(to: variant.path("plain.pdf"))
        let more = bits == "128" ? ["--use-aes=y"] : []
        try variant.run(
            "qpdf",
            ["--encrypt", "secret", "owner", bits] + more + ["--", variant.path("plain.pdf"), variant.path("scan.pdf")])
        #expect(try await Scan.fault(variant.path("scan.pdf")) == .encrypted)
        #expect(ScanFault.encrypted.message.contains("password"))
    }
}
