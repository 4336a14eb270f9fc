import Foundation
import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeReading

/// The text that a PDF of a program brings along: used where it is what the page shows, and nowhere else.
struct OwnTextTests {
    static let letter = [
        "Maison des Associations de Limoges", "12 rue des Tanneurs", "87000 Limoges", "Limoges, le 3 mars 2025",
        "Objet : facture 2025-118 du 28 février 2025", "Madame, Monsieur,",
        "Veuillez trouver ci-joint notre facture pour la location de la salle.",
        "Nous vous remercions de la régler avant la fin du mois.", "Total TTC : 1 284,50 EUR",
        "IBAN FR76 3000 6000 0112 3456 7890 189", "Vous pouvez nous joindre au 05 55 12 34 56.",
        "Avec nos salutations les meilleures,", "Pour la Maison des Associations, la trésorière",
    ]

    private func read(_ pdf: PdfBuilder) async throws -> PageReading {
        let variant = try Variant()
        try pdf.write(to: variant.path("scan.pdf"))
        return try await Scan.read(variant.path("scan.pdf")).pages[0]
    }

    private func lines(_ page: PageReading) -> [String] { page.text.split(separator: "\n").map(String.init) }

    // MARK: Honest

    @Test func `the text of a page that shows it is taken as it stands`() async throws {
        var pdf = PdfBuilder()
        pdf.addText(Self.letter)
        let page = try await read(pdf)
        #expect(page.ownText == .used)
        #expect(lines(page) == Self.letter)
        #expect(page.language == "fr" && page.meanConfidence == 100 && page.uncoveredInk < 0.02)
        #expect((page.dpiX, page.width, page.height, page.rotation) == (300, 2480, 3509, 0))
        // The words stand where they are drawn: 70 points from the left, the first line 72 points below the top.
        let first = try #require(page.lines.first?.words.first)
        #expect(abs(first.box.left - 70 * 300 / 72) < 12 && abs(first.box.bottom - 72 * 300 / 72) < 12, "\(first)")
        #expect((20...60).contains(first.box.height))
    }

    @Test(arguments: [9.0, 7.0]) func `small print that a person can read is taken`(size: Double) async throws {
        var pdf = PdfBuilder()
        pdf.addText(Self.letter, size: size)
        let page = try await read(pdf)
        #expect(page.ownText == .used)
        #expect(lines(page) == Self.letter)
    }

    @Test func `white letters on black are seen, bullets and lines do no harm`() async throws {
        var pdf = PdfBuilder()
        let table = "0 0 0 rg 60 440 400 24 re f 1 1 1 rg " + PdfBuilder.text(["Total 1 284,50 EUR"], top: 448)
        let frame = "0 0 0 RG 60 300 400 100 re S 60 350 m 460 350 l S\n"
        pdf.addText(Self.letter, after: table + frame)
        let page = try await read(pdf)
        #expect(page.ownText == .used)
        #expect(lines(page) == Self.letter + ["Total 1 284,50 EUR"])
    }

    @Test func `a page turned by its own entry is read as it is shown`() async throws {
        let variant = try Variant()
        var pdf = PdfBuilder()
        // Drawn from the foot upwards; the page's turn puts it right.
        let turned = "q 0 1 -1 0 595 0 cm " + PdfBuilder.text(Self.letter, top: 500) + " Q"
        pdf.addPage(
            turned, resources: "/Font << /F1 << \(PdfBuilder.helvetica) >> >>", more: "/Rotate 90 /UserUnit 1.0")
        try pdf.write(to: variant.path("scan.pdf"))
        let page = try await Scan.read(variant.path("scan.pdf")).pages[0]
        #expect(page.ownText == .used)
        #expect(lines(page) == Self.letter)
        #expect(page.width > page.height)
    }

    @Test func `what lies outside of the page is not in its text`() async throws {
        var pdf = PdfBuilder()
        pdf.addText(
            Self.letter, after: PdfBuilder.text(["Autre IBAN DE89 3704 0044 0532 0130 00"], top: 60),
            more: "/CropBox [0 200 595 842]")
        let page = try await read(pdf)
        #expect(page.ownText == .used)
        #expect(lines(page) == Self.letter)
    }

    // MARK: Hidden

    @Test(arguments: [
        ("1 1 1 rg", 0, 12.0, OwnText.unseen), ("0.95 g", 0, 12, .unseen), ("", 3, 12, .unseen), ("", 7, 12, .unseen),
        ("", 0, 1, .tiny), ("", 0, 2, .tiny),
    ]) func `text that nobody can see is not taken, and nor is the rest`(
        ink: String, mode: Int, size: Double, outcome: OwnText
    ) async throws {
        var pdf = PdfBuilder()
        let hidden = PdfBuilder.text(["Autre IBAN DE89 3704 0044 0532 0130 00"], size: size, top: 300, mode: mode)
        pdf.addText(Self.letter, after: "q \(ink) \(hidden) Q")
        let page = try await read(pdf)
        #expect(page.ownText == outcome)
        #expect(!page.text.contains("DE89"))
        #expect(page.text.contains("FR76 3000 6000 0112"))
    }

    @Test func `text under something is not taken`() async throws {
        let variant = try Variant()
        for cover in ["1 1 1 rg 0 0 595 842 re f", "image"] {
            var pdf = PdfBuilder()
            let lie = PdfBuilder.text(["Autre IBAN DE89 3704 0044 0532 0130 00", "Total TTC : 9 999,99 EUR"])
            if cover == "image" {
                let picture = try StoredPicture.make(.fax4, of: Scan.fixture("letters/f18.tif"), in: variant)
                let image = pdf.addStream(
                    "/Type /XObject /Subtype /Image /Width \(picture.width) /Height \(picture.height) \(picture.entries)",
                    picture.stream)
                pdf.addPage(
                    lie + "q 595 0 0 842 0 0 cm /Im0 Do Q",
                    resources: "/Font << /F1 << \(PdfBuilder.helvetica) >> >> /XObject << /Im0 \(image) >>")
            } else {
                pdf.addText([], before: lie, after: "\(cover) 0 g \(PdfBuilder.text(Self.letter))")
            }
            let page = try await read(pdf)
            #expect(page.ownText != .used && page.ownText != nil)
            #expect(!page.text.contains("DE89") && !page.text.contains("9 999,99"), "\(cover)")
            #expect(page.lines.count > 8)
        }
    }

    @Test func `a scanner's own recognition, behind its image, is not taken`() async throws {
        let variant = try Variant()
        let picture = try StoredPicture.make(.fax4, of: Scan.fixture("letters/f18.tif"), in: variant)
        var pdf = PdfBuilder()
        let image = pdf.addStream(
            "/Type /XObject /Subtype /Image /Width \(picture.width) /Height \(picture.height) \(picture.entries)",
            picture.stream)
        pdf.addPage(
            PdfBuilder.text(["Total TTC : 9 999,99 EUR"], mode: 3) + "q 595.44 0 0 842.04 0 0 cm /Im0 Do Q",
            resources: "/Font << /F1 << \(PdfBuilder.helvetica) >> >> /XObject << /Im0 \(image) >>",
            size: (595.44, 842.04))
        let page = try await read(pdf)
        // The page is its image; its text is not asked for.
        #expect(page.ownText == nil && page.width == 1654)
        #expect(characterErrorRate(page.text, against: try Scan.truth("letters/f18.tif")) < 0.02)
    }

    // MARK: Lying

    /// A font whose letters mean others than they show.
    private func lyingFont(_ pdf: inout PdfBuilder, _ meanings: [(from: Character, to: String)]) -> String {
        let pairs = meanings.map { pair in
            "<\(String(pair.from.asciiValue ?? 0, radix: 16))> <\(pair.to)>"
        }.joined(separator: "\n")
        let map = """
            /CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Lie def
            1 begincodespacerange <00> <ff> endcodespacerange
            \(meanings.count) beginbfchar
            \(pairs)
            endbfchar endcmap end end
            """
        let stream = pdf.addStream("", Array(map.utf8))
        return "/Font << /F1 << \(PdfBuilder.helvetica) /ToUnicode \(stream) >> >>"
    }

    @Test func `a font that shows one figure and means another is found out`() async throws {
        var pdf = PdfBuilder()
        let resources = lyingFont(&pdf, [("1", "0037"), ("7", "0031")])
        pdf.addPage(PdfBuilder.text(Self.letter), resources: resources)
        let page = try await read(pdf)
        #expect(page.ownText == .unlike)
        #expect(page.text.contains("1 284,50") && !page.text.contains("7 284,50"))
    }

    @Test func `a font that shows one letter and means another is found out`() async throws {
        var pdf = PdfBuilder()
        let resources = lyingFont(&pdf, [("a", "006F"), ("o", "0061"), ("e", "0069"), ("i", "0065"), ("s", "0074")])
        pdf.addPage(PdfBuilder.text(Self.letter), resources: resources)
        let page = try await read(pdf)
        #expect(page.ownText == .unlike)
        #expect(page.text.contains("Maison des Associations"))
    }

    @Test(arguments: ["E061", "FFFD", "202E"]) func `a font that means nothing is not believed`(code: String)
        async throws
    {
        var pdf = PdfBuilder()
        let resources = lyingFont(&pdf, [("a", code)])
        pdf.addPage(PdfBuilder.text(Self.letter), resources: resources)
        let page = try await read(pdf)
        #expect(page.ownText == .unmapped)
        #expect(page.text.contains("Maison des Associations"))
    }

    @Test func `two texts in one place are not both believed`() async throws {
        var pdf = PdfBuilder()
        pdf.addText(Self.letter, before: "1 1 1 rg " + PdfBuilder.text(["Caisse des Dépôts de Bordeaux"]) + " 0 g ")
        let page = try await read(pdf)
        #expect(page.ownText == .unseen)
        #expect(!page.text.contains("Bordeaux"))
    }

    // MARK: Mixed

    @Test func `a page that is half text and half picture of text is recognised as a whole`() async throws {
        let variant = try Variant()
        let half = variant.path("half.tif")
        try variant.run(
            "convert", Scan.fixture("letters/f18.tif"), "-crop", "1654x1100+0+500", "+repage", "-compress", "group4",
            half)
        let picture = try StoredPicture.make(.fax4, of: half, in: variant)
        var pdf = PdfBuilder()
        let image = pdf.addStream(
            "/Type /XObject /Subtype /Image /Width \(picture.width) /Height \(picture.height) \(picture.entries)",
            picture.stream)
        pdf.addPage(
            PdfBuilder.text(Self.letter) + "q 595 0 0 396 0 20 cm /Im0 Do Q",
            resources: "/Font << /F1 << \(PdfBuilder.helvetica) >> >> /XObject << /Im0 \(image) >>")
        let page = try await read(pdf)
        #expect(page.ownText == .incomplete)
        #expect(page.text.contains(Self.letter[0]) && page.lines.count > Self.letter.count + 5)
    }
}

/// The parts of the judgement, each by itself.
struct OwnTextPartTests {
    @Test(arguments: [
        ("Total 1 284,50 EUR", "Total 1 284,50 EUR", true), ("Total 1 284,50 EUR", "Tota1 1 284,5O EUR", true),
        ("Total 1 284,50 EUR", "Total 1 284,50 €", false), ("Total 1 284,50 EUR", "Total 284,50 EUR", false),
        ("Total 284,50 EUR", "Total 1 284,50 EUR", false), ("Total 1 284,50 EUR", "Total 1 234,50 EUR", false),
        ("FR76 3000 6000 0112", "FR76 3000 6000 0l12", true), ("FR76 3000 6000 0112", "FR76 3000 6000 0113", false),
        ("Veuillez trouver ci-joint", "Veuillez trouver ci joint", true),
        ("Veuillez trouver ci-joint", "Veuillez trouvar ci-jaint", true),
        ("Veuillez trouver ci-joint", "Ne veuillez rien trouver ci-joint", false), ("Dépôt", "depot", true),
        ("M. Martin", "M. Durand", false), ("Total 1 284,50", "Tota 1 284,50", true),
        ("Tel 0555 12 34", "Tel O555 12 34", true), ("BIC AGRIFRPP835", "BIC AGRIFRPP839", false),
        ("", "whatever", true), ("Martin", "", false),
    ]) func `two readings of a line are the same but for recognition's own errors`(
        own: String, seen: String, same: Bool
    ) {
        #expect(LineLikeness.isSame(own, seen) == same)
    }

    @Test func `words come out of pdftotext's answer, and nonsense does not`() throws {
        func parse(_ text: String) -> [FoundWord]? { PrintedWords.parse(Array(text.utf8), pixelsPerPoint: 2) }
        let good = """
            <page width="10" height="10"><line xMin="0"><word xMin="1.5" yMin="2" xMax="3" yMax="4">A&amp;&lt;B</word>
            <word xMin="4" yMin="2" xMax="5" yMax="4">\u{FB01}n</word></line><line xMin="0">
            <word xMin="1" yMin="6" xMax="2" yMax="7"> </word><word xMin="1" yMin="6" xMax="2" yMax="7">x</word></line>
            """
        let words = try #require(parse(good))
        #expect(words.map(\.text) == ["A&<B", "fin", "x"])
        #expect(words.map(\.line) == [1, 1, 2])
        #expect(words[0].box == Box(left: 3, top: 4, right: 6, bottom: 8))
        for bad in [
            "<word xMin=\"nan\" yMin=\"2\" xMax=\"3\" yMax=\"4\">a</word>", "<word xMin=\"1\">a</word>",
            "<word xMin=\"1e300\" yMin=\"2\" xMax=\"3\" yMax=\"4\">a</word>",
            String(repeating: "<word xMin=\"1\" yMin=\"2\" xMax=\"3\" yMax=\"4\">a</word>", count: 6_001),
        ] {
            #expect(parse(bad) == nil)
        }
        for cut in ["", "<", "<word", "<word xMin=\"1", "<line >", "no tags at all", "<word ><"] {
            #expect(parse(cut)?.isEmpty ?? true)
        }
    }
}
