import Foundation
import GreffeCore
import GreffePDF
import GreffeTestKit
import Testing

/// Files made by the writer, looked at by other programs.
private final class Written {
    let folder: TemporaryFolder
    let bytes: [UInt8]
    var path: String { folder.path + "/written.pdf" }

    init(_ bytes: [UInt8]) throws {
        (self.bytes, folder) = (bytes, try TemporaryFolder())
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// The rules, looked at while the file is there.
    func rules() throws -> PDFRules { try PDFRules(path) }

    func text(_ options: [String] = []) throws -> String {
        try Program(path: "/usr/bin/pdftotext").run(options + [path, "-"]).output
    }

    /// Each page's pixels, gray, as `pdftoppm` draws them at so many dots an inch.
    func pixels(page: Int, dpi: Int) throws -> (width: Int, height: Int, gray: [UInt8]) {
        let target = folder.path + "/page"
        try Program(path: "/usr/bin/pdftoppm").run([
            "-r", String(dpi), "-gray", "-singlefile", "-f", String(page), "-aa", "no", "-aaVector", "no", path, target,
        ])
        let file = try Array(Data(contentsOf: URL(fileURLWithPath: target + ".pgm")))
        let head = String(decoding: file.prefix(40), as: UTF8.self).split(separator: "\n", maxSplits: 3)
        let size = head[1].split(separator: " ").compactMap { Int($0) }
        return (size[0], size[1], Array(file.suffix(size[0] * size[1])))
    }
}

struct TextPagesTests {
    private static let french = """
        Le cœur d’Œdipe, « façade » & 1 234,50 € – déjà à l’hôtel, où l’Île naïve… “quoted” ‘single’ — Straße, Größe, Öl, \
        Übung, Ärger; it’s fine.
        """

    private static func letter(created: Timestamp? = Timestamp("2026-11-22T04:05:00.000Z")) -> TextPages {
        var pages = TextPages(
            about: PDFAbout(title: "Dossier <2026> & œuvre", language: "fr", created: created), footer: "greffe")
        pages.heading("Ce que ce dossier prouve")
        pages.paragraph(french)
        pages.item("Premier point")
        pages.item("Étape", marker: "1.")
        pages.monospace(["cat salt.object document | sha256sum"])
        pages.table(header: ["Fichier", "Sens"], rows: [["document", "les octets reçus"], ["entry"]])
        return pages
    }

    @Test func `a text page keeps the rules of PDF A 2b`() throws {
        let written = try Written(Self.letter().pdf())
        let rules = try written.rules()
        #expect(rules.faults == [])
        #expect(rules.part == 2)
        #expect(rules.pageCount == 1)
    }

    @Test func `qpdf finds nothing to complain of`() throws {
        let written = try Written(Self.letter().pdf())
        let outcome = try Program(path: "/usr/bin/qpdf").run(["--check", written.folder.path + "/written.pdf"])
        #expect(outcome.status == 0)
        #expect(!outcome.output.contains("WARNING") && outcome.errors.isEmpty)
    }

    @Test func `the same text gives the same bytes, another text or date gives others`() throws {
        let bytes = try Self.letter().pdf()
        #expect(try Self.letter().pdf() == bytes)
        #expect(try Self.letter(created: nil).pdf() != bytes)
        var longer = Self.letter()
        longer.paragraph("x")
        #expect(try longer.pdf().suffix(300) != bytes.suffix(300))
    }

    @Test func `a page of text is below 60 kB`() throws {
        var pages = TextPages(about: PDFAbout(title: "Alphabet"))
        // All of Latin-1, in all three faces.
        let all = String(String.UnicodeScalarView((0x20...0xff).compactMap(Unicode.Scalar.init)))
        pages.heading(all)
        pages.paragraph(all)
        pages.monospace([all])
        #expect(try pages.pdf().count < 60_000)
        #expect(try Self.letter().pdf().count < 25_000)
    }

    @Test func `the text comes back as it was, accents, ligatures and quotes included`() throws {
        let text = try Written(Self.letter().pdf()).text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(Self.french.split(whereSeparator: \.isWhitespace).joined(separator: " ")))
    }

    @Test func `a character the font does not have is shown as a mark, never left out or drawn as nothing`() throws {
        var pages = TextPages(about: PDFAbout(title: "漢字"))
        pages.paragraph("a漢b")
        let written = try Written(pages.pdf())
        #expect(try written.text().contains("a\u{fffd}b"))
        #expect(try written.rules().faults == [])
    }

    @Test func `long texts go on over the page with numbers and lose no line`() throws {
        var pages = TextPages(about: PDFAbout(title: "Lang"))
        for number in 1...150 { pages.paragraph("Absatz \(number) " + String(repeating: "wort ", count: number % 40)) }
        pages.table(header: ["n", "text"], rows: (1...120).map { ["z\($0)", "Zelle \($0)"] })
        pages.monospace((1...100).map { "mono \($0)" })
        let written = try Written(pages.pdf())
        let text = try written.text(["-layout"])
        let count = try written.rules().pageCount
        #expect(count > 5)
        #expect(text.contains("1 / \(count)") && text.contains("\(count) / \(count)"))
        for number in 1...150 { #expect(text.contains("Absatz \(number)")) }
        for number in 1...120 { #expect(text.contains("Zelle \(number)")) }
        for number in 1...100 { #expect(text.contains("mono \(number)")) }
    }

    @Test(arguments: ["", "\n\n", "\u{0}\u{7}\u{fffe}", String(repeating: "x", count: 5_000), "\r\n\t<&>"])
    func `odd texts make a sound file`(_ text: String) throws {
        var pages = TextPages(about: PDFAbout(title: text), footer: text)
        pages.heading(text)
        pages.paragraph(text)
        pages.item(text, marker: text)
        pages.monospace([text, ""])
        pages.table(header: [text, text], rows: [[text], [], [text, text, text]], monospaceColumns: [1, 9])
        pages.table(header: [], rows: [])
        let written = try Written(pages.pdf())
        #expect(try written.rules().faults == [])
    }
}

struct DrawnPagesTests {
    @Test func `rectangles stand where they were put, to the pixel`() throws {
        var pages = try DrawnPages(about: PDFAbout(title: "Trennblatt"))
        pages.beginPage()
        pages.fill([.init(left: 20, top: 30, width: 50.8, height: 25.4)])
        // Modules that touch leave no seam.
        pages.fill((0..<10).map { .init(left: 100 + Double($0) * 2.54, top: 30, width: 2.54, height: 25.4) })
        pages.beginPage()
        pages.text("Größe", x: 105, baseline: 100, points: 40, face: .bold, alignment: .centre)
        let written = try Written(pages.pdf())
        #expect(try written.rules().faults == [])

        let drawn = try written.pixels(page: 1, dpi: 254)
        func gray(_ x: Double, _ y: Double) -> UInt8 { drawn.gray[Int(y * 10) * drawn.width + Int(x * 10)] }
        #expect(drawn.width == 2100 && drawn.height == 2970)
        #expect(gray(45, 42) == 0 && gray(20.3, 30.3) == 0 && gray(70.5, 55.1) == 0)
        #expect(gray(19.6, 42) == 255 && gray(71.1, 42) == 255 && gray(45, 29.6) == 255 && gray(45, 55.7) == 255)
        #expect((1001..<1253).allSatisfy { drawn.gray[420 * drawn.width + $0] == 0 })

        let text = try written.pixels(page: 2, dpi: 254)
        let inked = text.gray.indices.filter { text.gray[$0] < 128 }.map { $0 % text.width }
        let (left, right) = (try #require(inked.min()), try #require(inked.max()))
        #expect(abs((left + right) / 2 - 1050) < 12)
        let width = Int(pages.width(of: "Größe", points: 40, face: .bold) * 10)
        #expect(abs(right - left - width) < 25)
    }

    @Test func `drawing without a page does nothing`() throws {
        var pages = try DrawnPages(about: PDFAbout(title: "leer"))
        pages.fill([.init(left: 0, top: 0, width: 10, height: 10)])
        pages.text("x", x: 0, baseline: 0, points: 10)
        #expect(pages.pageCount == 0)
    }
}

struct AttachmentTests {
    @Test func `an attached file comes out again as it went in`() throws {
        var document = PDFDocument(about: PDFAbout(title: "mit Beilage"))
        try document.add(PDFDocument.Page(width: 100, height: 100, content: [], resources: []))
        let content = Array("Inhalt der Beilage".utf8)
        try document.attach(content, name: "b.txt", mediaType: "text/plain", description: "zweite")
        try document.attach([1, 2, 3], name: "a.bin", mediaType: "application/octet-stream", description: "erste")
        try document.finish(claim: .a3b)
        let written = try Written(document.writer.take())
        let rules = try written.rules()
        #expect(rules.faults == [] && rules.part == 3)
        let outcome = try Program(path: "/usr/bin/pdfdetach").run(["-saveall", "-o", written.folder.path, written.path])
        #expect(outcome.status == 0)
        let saved = try Data(contentsOf: URL(fileURLWithPath: written.folder.path + "/b.txt"))
        #expect(Array(saved) == content)
    }

    @Test func `a page of ten metres keeps the bounds of the format`() throws {
        var document = PDFDocument(about: PDFAbout(title: "Rolle"))
        let content = Array("0 0 600 28346 re f".utf8)
        try document.add(PDFDocument.Page(width: 600, height: 28_346, content: content, resources: []))
        try document.finish(claim: .a2b)
        let written = try Written(document.writer.take())
        #expect(try written.rules().faults == [])
    }
}
