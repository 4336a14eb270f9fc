import Foundation
import GreffeAnalysis
import GreffeCore
import GreffeSheets
import Testing

/// Sheets as they are printed, scanned and sent.
@Suite struct SeparatorSheetTests {
    private static let letter = "letters/f07.tif"

    /// What a scanner or a fax makes of a page of 200 dpi: `convert`'s arguments.
    struct Condition: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var testDescription: String { name }

        init(_ name: String, _ arguments: String) {
            (self.name, self.arguments) = (name, arguments.split(separator: " ").map(String.init))
        }
    }

    static let conditions = [
        Condition("gray", "-density 200"),
        Condition("bitonal", "-threshold 50% -density 200 -compress group4"),
        Condition("fax, fine", "-resize 1728x2292! -threshold 50% -density 204x196 -compress group4"),
        Condition("fax, standard", "-resize 1728x1146! -threshold 50% -density 204x98 -compress group4"),
        Condition("gray, 4° askew", "-background white -rotate 4 +repage -density 200"),
        Condition("bitonal, 3° askew", "-background white -rotate -3 +repage -threshold 50% -density 200"),
        Condition("upside down", "-rotate 180 -density 200"),
        Condition("on its side", "-rotate 90 +repage -density 200"),
        Condition("faint, on gray paper", "+level 35%,80% -density 200"),
        Condition("blurred and dirty", "-seed 7 -blur 0x1 -attenuate 0.4 +noise Impulse -threshold 55% -density 200"),
    ]

    private func sheet(
        _ variant: Variant, _ kind: SeparatorSheets.Kind, _ ticket: SeparatorTicket? = SeparatorTicket()
    ) throws -> String {
        let pdf = try SeparatorSheets.pdf(try #require(ticket), kind: kind, count: 1)
        try Data(pdf).write(to: URL(fileURLWithPath: variant.path("sheet.pdf")))
        try variant.run(
            "pdftoppm", "-r", "200", "-gray", "-singlefile", variant.path("sheet.pdf"), variant.path("sheet"))
        return variant.path("sheet.pgm")
    }

    private func read(_ variant: Variant, _ page: String, _ condition: Condition = conditions[0]) async throws
        -> PageReading
    {
        let scan = variant.path("scan.tif")
        try variant.run("convert", [page] + condition.arguments + ["-units", "PixelsPerInch", scan])
        return try #require(try await Scan.read(scan).pages.first)
    }

    @Test(arguments: conditions)
    func `a sheet of ours is known, and what it says`(condition: Condition) async throws {
        let variant = try Variant()
        let ticket = SeparatorTicket(letterClass: .claim, channel: "counter", customer: CustomerNumber("40718352"))
        let page = try await read(variant, try sheet(variant, .both, ticket), condition)
        #expect(page.isSeparator)
        #expect(page.separator?.ticket == ticket)
    }

    @Test(arguments: conditions)
    func `a sheet with nothing but a patch code and words is known`(condition: Condition) async throws {
        let variant = try Variant()
        let page = try await read(variant, try sheet(variant, .patch), condition)
        #expect(page.isSeparator)
        #expect(page.separator?.signs.contains(.patch) == true)
        #expect(page.separator?.isDamaged == false)
    }

    /// A page of 200 dpi with a patch code, its bars across at a height, or along the left edge.
    private func patch(_ variant: Variant, _ code: PatchCode, top: Int, upright: Bool = false) throws -> String {
        var draw: [String] = []
        var offset = top
        for isWide in code.bars {
            let thickness = isWide ? 40 : 16
            let (from, to) = (offset, offset + thickness - 1)
            draw += ["-draw", upright ? "rectangle \(from),300 \(to),900" : "rectangle 500,\(from) 1100,\(to)"]
            offset += thickness + 16
        }
        let path = variant.path("patch.pgm")
        try variant.run("convert", ["-size", "1654x2339", "xc:white", "-fill", "black"] + draw + [path])
        return path
    }

    private static let as200 = Condition("as it is", "-density 200")

    @Test(arguments: PatchCode.allCases, [60, 1900])
    func `every patch code separates, wherever on the page`(code: PatchCode, top: Int) async throws {
        let variant = try Variant()
        #expect(try await read(variant, try patch(variant, code, top: top), Self.as200).isSeparator)
    }

    @Test func `a patch code along the side separates`() async throws {
        let variant = try Variant()
        #expect(try await read(variant, try patch(variant, .two, top: 80, upright: true), Self.as200).isSeparator)
    }

    @Test func `a patch code with a third of its bars gone still separates`() async throws {
        let variant = try Variant()
        let page = try patch(variant, .transfer, top: 100)
        let damage = Condition(
            "damaged", "-fill white -draw rectangle_500,90_700,300 -fill black -draw line_480,90_1100,310 -density 200")
        let arguments = damage.arguments.map { $0.replacingOccurrences(of: "_", with: " ") }
        var condition = damage
        condition.arguments = arguments
        #expect(try await read(variant, page, condition).isSeparator)
    }

    @Test func `four bars that are no patch code separate nothing`() async throws {
        let variant = try Variant()
        var draw: [String] = []
        for bar in 0..<4 { draw += ["-draw", "rectangle 500,\(100 + bar * 40) 1100,\(119 + bar * 40)"] }
        let path = variant.path("bars.pgm")
        try variant.run("convert", ["-size", "1654x2339", "xc:white", "-fill", "black"] + draw + [path])
        #expect(try await read(variant, path, Self.as200).isSeparator == false)
    }

    @Test func `a letter with a patch code printed on it is a letter`() async throws {
        let variant = try Variant()
        let patch = try patch(variant, .transfer, top: 60)
        let both = variant.path("both.tif")
        try variant.run(
            "convert", Scan.fixture(Self.letter) + "[0]", "-resize", "1654x2339!", "-type", "Grayscale", patch,
            "-compose",
            "Multiply", "-composite", both)
        #expect(try await read(variant, both, Self.as200).isSeparator == false)
    }

    /// A page with a code of somebody else's and a few words.
    private func foreign(_ variant: Variant, _ text: String, qr: Bool) throws -> String {
        let rows: [[Bool]]
        if qr {
            rows = try #require(QRCode.modules(of: text))
        } else {
            let widths = try #require(Code128.modules(of: text))
            let line = widths.enumerated().flatMap { [Bool](repeating: $0.offset.isMultiple(of: 2), count: $0.element) }
            rows = [[Bool]](repeating: line, count: 40)
        }
        let pixels = rows.map { $0.map { $0 ? "1" : "0" }.joined(separator: " ") }.joined(separator: "\n")
        let code = variant.path("code.pbm")
        try "P1\n\(rows[0].count) \(rows.count)\n\(pixels)\n".write(toFile: code, atomically: false, encoding: .utf8)
        let path = variant.path("foreign.pgm")
        try variant.run(
            "convert", "-size", "1654x2339", "xc:white", "(", code, "-scale",
            qr ? "600%" : text.count > 20 ? "300%" : "500%", ")", "-geometry",
            "+200+1400", "-composite", "-font", "DejaVu-Sans", "-pointsize", "40", "-annotate", "+200+400",
            "Votre colis est en route.\nSuivi ci-dessous.", path)
        return path
    }

    @Test(arguments: [
        ("SPC\n0200\n1\nCH4431999123000889012\nS\nVermeillac", true), ("https://vermeillac.example/payer?f=118", true),
        ("BCD\n002\n1\nSCT\nVermeillac\nFR7619638103080771867147928\nEUR144.00", true), ("6A12345678901", false),
        ("greffe/sep/1 00000000", true), ("greffe/sep/1 class=claim 12345678", false),
    ])
    func `a page with a foreign code is a page`(text: String, qr: Bool) async throws {
        let variant = try Variant()
        #expect(try await read(variant, try foreign(variant, text, qr: qr), Self.as200).isSeparator == false)
    }

    @Test(arguments: [true, false])
    func `a page that says PATCHT in a code and little else is a sheet`(qr: Bool) async throws {
        let variant = try Variant()
        let page = try await read(variant, try foreign(variant, "PATCHT", qr: qr), Self.as200)
        #expect(page.separator?.signs == [.code])
    }

    @Test func `a sheet of ours with its codes torn off separates, and is called damaged`() async throws {
        let variant = try Variant()
        var condition = Self.conditions[0]
        condition.arguments = ["-fill", "white", "-draw", "rectangle 0,787 1654,1627"] + condition.arguments
        let page = try await read(variant, try sheet(variant, .both), condition)
        #expect(page.isSeparator)
        #expect(page.separator?.isDamaged == true)
    }

    @Test(arguments: ["tif", "pdf"])
    func `a pile scanned on both sides is its letters`(form: String) async throws {
        let variant = try Variant()
        let (front, back) = (variant.path("front.tif"), variant.path("back.tif"))
        try variant.run(
            "convert", [try sheet(variant, .both)] + Self.conditions[1].arguments + ["-units", "PixelsPerInch", front])
        try variant.run(
            "convert", "-size", "1654x2339", "xc:white", "-density", "200", "-units", "PixelsPerInch", "-threshold",
            "50%", "-compress", "group4", back)
        let letter = Scan.fixture(Self.letter)
        var pile = variant.path("pile.tif")
        try variant.run("tiffcp", "-c", "g4", front, back, letter, back, front, back, letter, letter, pile)
        if form == "pdf" {
            try variant.run("tiff2pdf", "-o", variant.path("pile.pdf"), pile)
            pile = variant.path("pile.pdf")
        }
        let cut = LetterCutter.cut(try await Scan.read(pile))
        #expect(cut.pieces.map(\.pages) == [[3, 4], [7, 8]])
        #expect(cut.pieces[0].doubts.isEmpty)
    }
}
