import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

@Suite struct LetterPageTests {
    private func page(_ text: String) throws -> LetterPage {
        LetterPage(try #require(Reading.plain(pages: [text]).pages.first))
    }

    private func word(_ text: String, _ left: Int, _ top: Int) -> Word {
        Word(
            text: text, box: Box(left: left, top: top, right: left + 12 * text.count, bottom: top + 24), confidence: 90)
    }

    @Test func `wide gaps and table rules part cells`() throws {
        let page = try page("Total HT      864,00 €\nDate | 30/08/2024")
        #expect(
            page.lines.map { $0.cells.map(page.text(of:)) } == [["Total HT", "864,00 €"], ["Date", "30/08/2024"]])
    }

    @Test func `pieces of several engine lines side by side are one line`() {
        let lines = [
            TextLine(
                block: 1, paragraph: 1, box: Box(left: 100, top: 100, right: 220, bottom: 124),
                words: [word("Brunel", 100, 100)]),
            TextLine(
                block: 2, paragraph: 1, box: Box(left: 900, top: 103, right: 1000, bottom: 127),
                words: [word("Valmorel", 900, 103)]),
        ]
        let page = LetterPage(PageReading(number: 1, width: 1654, height: 2339, dpiX: 200, dpiY: 200, lines: lines))
        #expect(page.lines.map(\.text) == ["Brunel Valmorel"])
        #expect(page.lines.first?.cells.count == 2)
    }

    @Test func `lines of a skewed page stay apart`() {
        // One degree and a half: 36 pixels across the page, a whole line.
        let lines = (0..<8).map { row in
            TextLine(
                block: 1, paragraph: 1, box: Box(left: 100, top: 100 + row * 36, right: 1500, bottom: 160 + row * 36),
                words: (0..<10).map { word("mot\(row)", 100 + $0 * 140, 100 + row * 36 + $0 * 140 * 26 / 1000) })
        }
        let page = LetterPage(PageReading(number: 1, width: 1654, height: 2339, dpiX: 200, dpiY: 200, lines: lines))
        #expect(page.lines.count == 8)
        #expect(page.lines.allSatisfy { line in Set(line.words.map(\.text)).count == 1 })
    }

    @Test func `a fax machine's line is set apart`() throws {
        let page = try page("10/09/24 17:19   FROM : P'TITS LOUPS   FAX NO. : 02 54 99 25 86   P1\n\nBonjour")
        #expect(page.lines.map(\.text) == ["Bonjour"])
        #expect(page.faxHeader?.contains("17:19") == true)
    }

    @Test func `blocks are columns of lines`() throws {
        let page = try page(
            """
            Odette Brunel                          Valmorel Assurances
            3 rue du Four                          CS 30118
            18000 Bourges                          36020 Châteauroux

            Madame, Monsieur,
            """)
        #expect(
            page.blocks.map { $0.cells.map(page.text(of:)) }.contains([
                "Odette Brunel", "3 rue du Four", "18000 Bourges",
            ]))
        #expect(
            page.blocks.map { $0.cells.map(page.text(of:)) }.contains([
                "Valmorel Assurances", "CS 30118", "36020 Châteauroux",
            ]))
    }

    @Test func `labels carry whose number it is`() throws {
        let evidence = FieldExtractor(organisation: Recipient.organisation, contractShapes: [])
            .evidence(of: .plain(pages: ["Votre n° de client 118320 et notre commande n° 4471"]))
        let labels = try #require(evidence.labels.first)
        #expect(labels.map(\.kind) == [.customerNumber, .orderNumber])
        #expect(labels.map(\.isYours) == [true, false])
        #expect(labels.map(\.isOurs) == [false, true])
        #expect(evidence.references.map(\.text) == ["118320", "4471"])
    }

    // MARK: Hostile readings

    @Test func `boxes no page can have are not believed`() {
        let box = Box(left: Int.min, top: Int.max, right: Int.max, bottom: Int.min)
        let lines = [
            TextLine(
                block: Int.max, paragraph: 0, box: box,
                words: [Word(text: "Facture", box: box, confidence: .nan), word("n°", 10, 10)])
        ]
        let reading = Reading(
            engine: EngineFingerprint(engine: "", imaging: "", models: [:], preparation: ""),
            pages: [PageReading(number: 1, width: Int.max, height: -5, dpiX: 0, dpiY: Int.min, lines: lines)],
            seconds: ReadingSeconds())
        let found = FieldExtractor(organisation: Organisation(), contractShapes: [])
            .fields(of: reading, language: "", letterClass: .invoice)
        #expect(found.isEmpty)
    }

    @Test(arguments: LetterClass.allCases)
    func `a flood of labels and figures is walked in bounded time`(letterClass: LetterClass) {
        let line = "facture n° 1 234,56 € TVA 20 % FR76 1999 IBAN 12/03/2024 total HT SIRET 522 "
        let text = String(repeating: String(repeating: line, count: 8) + "\n", count: 120)
        let long = String(repeating: "9", count: 50_000) + " " + String(repeating: "A-", count: 20_000)
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            _ = fields(text, long, text, letterClass: letterClass)
        }
        // Debug builds are fifty times slower than the program; quadratic behaviour would take hours.
        #expect(elapsed < .seconds(60))
    }

    @Test func `an empty reading has no fields`() {
        #expect(fields(letterClass: .other).isEmpty)
        #expect(fields("", "\n\n", letterClass: .invoice).isEmpty)
    }

    @Test func `a blank leading page is passed over`() {
        #expect(
            fields("", "Odette Brunel\n18000 Bourges\n\nBourges, le 4 mars 2024\n\nMadame,", letterClass: .other)[.date]
                == "2024-03-04")
    }
}
