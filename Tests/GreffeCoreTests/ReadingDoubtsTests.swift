import GreffeCore
import Testing

/// What makes a reading doubtful, and that a person then looks.
struct ReadingDoubtsTests {
    private static let workflow = Workflow(
        letterClass: .other, version: "1", classConfidenceMin: 0.9, customerConfidenceMin: 0.9, customer: .optional,
        fields: [], readingConfidenceMin: 75, department: "Service", deadline: nil,
        retention: RetentionRule(
            id: "general-5y", start: .endOfYear, years: 5, basis: "Code civil"))

    private static let understanding = Understanding(
        language: "fr",
        classification: Classification(letterClass: .other, confidence: 1, ranking: [], reasons: [], model: "v1"),
        fields: [:], customer: .unknown)

    /// A page of so many words, read with such confidence.
    private static func page(_ number: Int, words: Int = 40, confidence: Double = 95) -> PageReading {
        let box = Box(left: 0, top: 0, right: 10, bottom: 10)
        let line = TextLine(
            block: 0, paragraph: 0, box: box,
            words: (0..<words).map { _ in Word(text: "mot", box: box, confidence: confidence) })
        return PageReading(
            number: number, width: 1654, height: 2339, dpiX: 200, dpiY: 200, lines: words > 0 ? [line] : [])
    }

    private static func reasons(_ pages: PageReading...) -> [ReviewReason] {
        let engine = EngineFingerprint(engine: "tesseract", imaging: "leptonica", models: [:], preparation: "p")
        return workflow.reviewReasons(
            for: understanding, reading: Reading(engine: engine, pages: pages, seconds: ReadingSeconds()))
    }

    @Test func `a page of which a part was not read goes to a person, whatever its confidence`() {
        var page = Self.page(1)
        #expect(Self.reasons(page) == [])
        page.uncoveredInk = PageReading.uncoveredInkMax
        #expect(Self.reasons(page) == [])
        page.uncoveredInk += 0.01
        #expect(Self.reasons(page) == [.readingIncomplete])
        #expect(ReviewReason.readingIncomplete.description == "reading-incomplete")
    }

    @Test func `one such page of several is enough, and a page without a word may be it`() {
        var second = Self.page(2, words: 0)
        #expect(Self.reasons(Self.page(1), second) == [])
        second.uncoveredInk = 1
        #expect(Self.reasons(Self.page(1), second) == [.readingIncomplete])
        second.isSeparator = true
        #expect(Self.reasons(Self.page(1), second) == [])
    }

    @Test func `a letter of which nothing was read has that reason alone`() {
        var page = Self.page(1, words: 0)
        page.uncoveredInk = 1
        #expect(Self.reasons(page) == [.nothingRead])
    }

    @Test func `a page read badly goes to a person`() {
        #expect(Self.reasons(Self.page(1), Self.page(2, confidence: 74.9)) == [.readingPoor])
        #expect(Self.reasons(Self.page(1), Self.page(2, confidence: 75)) == [])
    }

    @Test(arguments: [
        (FaxLines(rows: 1_000, dpiY: 98, bad: 50, badInARow: 5, quality: .unclean), false),
        (FaxLines(rows: 1_000, dpiY: 98, bad: 51), true),
        (FaxLines(rows: 1_000, dpiY: 98, bad: 6, badInARow: 6, quality: .repaired), true),
        // Twice as fine: twice as many lines in the same height.
        (FaxLines(rows: 2_000, dpiY: 196, bad: 10, badInARow: 10), false),
        (FaxLines(rows: 2_000, dpiY: 196, bad: 11, badInARow: 11), true),
        (FaxLines(rows: 1_000, dpiY: 98, quality: .unclean), true),
        (FaxLines(rows: 1_000, dpiY: 98, quality: .repaired), false),
        (FaxLines(rows: 0, dpiY: 98, bad: 1), true),
    ]) func `a fax that lost too many lines goes to a person`(lines: FaxLines, isDamaged: Bool) {
        var page = Self.page(1)
        page.faxLines = lines
        #expect(Self.reasons(page) == (isDamaged ? [.faxDamaged] : []))
    }
}
