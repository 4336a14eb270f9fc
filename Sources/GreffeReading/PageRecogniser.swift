import CTesseract
import GreffeCore

/// From a page as scanned to a page as read: turned upright, prepared, recognised, put in order.
struct PageRecogniser {
    private let models: LanguageModels
    private var engines: [String: LanguageEngine] = [:]
    private var orientation = PageOrientation()
    private var languages = ["fr"]
    /// The language the scan's last page was in; the next one is most likely in it too.
    private var current = "fr"
    private var used: Set<String> = []

    init(models: LanguageModels) { self.models = models }

    /// Tesseract's names (ISO 639-2/T) for the languages of a request (ISO 639-1).
    static let models = [
        "fr": "fra", "en": "eng", "de": "deu", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "lb": "ltz",
    ]

    /// Starts a scan, or goes on with one whose last page was in that language.
    mutating func begin(languages: [String], last: String?) {
        let known = languages.filter { Self.models[$0] != nil }
        self.languages = known.isEmpty ? ["fr"] : known
        current = last.flatMap { self.languages.contains($0) ? $0 : nil } ?? self.languages[0]
        used = []
    }

    /// The engine, its models as used for this scan, and our own steps.
    var fingerprint: EngineFingerprint {
        var models: [String: String] = [:]
        for model in used { models[model] = engines[model]?.modelDigest }
        return EngineFingerprint(
            engine: "tesseract \(LanguageEngine.version)", imaging: LanguageEngine.imagingVersion, models: models,
            preparation: PagePreparation.version)
    }

    mutating func read(_ scanned: ScanPage, number: Int, limits: ReadingLimits) throws(ScanFault) -> PageReading {
        var watch = StopWatch()
        let lying = PageResolution.of(scanned)
        guard let view = PageView(scanned, resolution: lying) else { throw .damaged(page: number) }
        var reading = PageReading(
            number: number, width: scanned.width, height: scanned.height, dpiX: lying.x, dpiY: lying.y)
        reading.faxLines = scanned.faxLines
        let patch = PatchFinder.patch(on: view)
        // Long bars alone look like folds.
        if patch == nil, view.isBlank {
            reading.isBlank = !scanned.isPartlyLost
            if scanned.isPartlyLost { reading.uncoveredInk = 1 }
            reading.seconds.prepare = watch.lap()
            return reading
        }
        let signs = SeparatorSheet.Signs(
            patch: patch, codes: SheetCodes.texts(on: scanned, view, isPatched: patch != nil))
        if signs.ticket != nil {
            // The sheet has said all it has to say.
            reading.separator = SeparatorSheet.mark(signs, text: "")
            reading.isSeparator = true
            reading.seconds.prepare = watch.lap()
            return reading
        }
        let verdict = orientation.judge(view, models: models)
        var page = try turn(scanned, lying, view, quarters: verdict.quarters, number: number)
        reading.seconds.prepare = watch.lap()
        var words: Recognised
        let own = try ownText(scanned.printed, on: page)
        reading.ownText = own?.outcome
        if let trusted = own?.words {
            words = trusted
        } else {
            words = try recognise(page.prepared, number: number, limits: limits)
            if !verdict.isSure || verdict.quarters != 0, Self.isNonsense(words) {
                // Nobody could tell which way is up, or it was turned, and this way reads as nonsense: perhaps it was
                // the other.
                let turned = try turn(scanned, lying, view, quarters: (verdict.quarters + 2) & 3, number: number)
                let second = try recognise(turned.prepared, number: number, limits: limits)
                if Self.confidence(second) > Self.confidence(words) + 15 { (page, words) = (turned, second) }
            }
            if let second = try secondLook(at: page, after: words, number: number, limits: limits) {
                (page, words) = second
            }
            words = try lineByLine(page, after: words, number: number, limits: limits) ?? words
        }
        (reading.width, reading.height) = (page.scan.width, page.scan.height)
        (reading.dpiX, reading.dpiY) = (page.resolution.x, page.resolution.y)
        reading.rotation = page.quarters * 90
        reading.language = words.language
        reading.uncoveredInk = scanned.isPartlyLost ? 1 : words.uncoveredInk
        finish(&reading, words.words, page)
        reading.separator = SeparatorSheet.mark(signs, text: reading.text)
        reading.isSeparator = reading.separator != nil
        reading.seconds.recognise = watch.lap()
        return reading
    }

    // MARK: Steps

    private struct UprightPage {
        var scan: ScanPage
        var quarters: Int
        var resolution: PageResolution
        var skew: PageView.Skew?
        var prepared: PreparedPage
    }

    private func turn(
        _ scanned: ScanPage, _ lying: PageResolution, _ view: PageView, quarters: Int, number: Int
    ) throws(ScanFault) -> UprightPage {
        var (scan, resolution) = (scanned, lying)
        guard let image = scanned.image.turned(quarters: quarters) else { throw .damaged(page: number) }
        scan.image = image
        if !quarters.isMultiple(of: 2) {
            (scan.width, scan.height) = (scan.height, scan.width)
            (resolution.x, resolution.y) = (resolution.y, resolution.x)
        }
        guard let turnedView = view.turned(quarters: quarters) else { throw .damaged(page: number) }
        let skew = turnedView.skew
        let turn = skew.map { $0.isSure ? $0.turn : 0 } ?? 0
        guard let prepared = PagePreparation.prepare(scan, resolution: resolution, turn: turn)
        else { throw .damaged(page: number) }
        return UprightPage(
            scan: scan, quarters: quarters, resolution: resolution, skew: skew, prepared: prepared)
    }

    private struct Recognised {
        var words: [FoundWord]
        var language: String
        var uncoveredInk: Double
        /// The share of marks of a letter's size outside of all words.
        var looseInk = 0.0

        /// How much was read, and how surely: letters, each counted by its word's confidence.
        var weight: Double { words.reduce(0) { $0 + Double($1.text.count) * $1.confidence } }
    }

    /// Reads in the scan's language so far, and once more where the words show that they are in another.
    private mutating func recognise(
        _ prepared: PreparedPage, number: Int, limits: ReadingLimits
    ) throws(ScanFault) -> Recognised {
        let first = try recognise(prepared, in: current, number: number, limits: limits)
        guard let other = LanguageGuess.other(than: current, among: languages, words: first.words) else { return first }
        current = other
        return try recognise(prepared, in: other, number: number, limits: limits)
    }

    private mutating func recognise(
        _ prepared: PreparedPage, in language: String, number: Int, limits: ReadingLimits
    ) throws(ScanFault) -> Recognised {
        try seen(prepared, in: language, as: .blocks, number: number, limits: limits)
    }

    /// The page line by line, where the search for blocks left much of it out: now and then it takes half of a page for
    /// a picture and passes it by. Nil where that reads no better.
    private mutating func lineByLine(
        _ page: UprightPage, after first: Recognised, number: Int, limits: ReadingLimits
    ) throws(ScanFault) -> Recognised? {
        guard first.uncoveredInk > PageReading.uncoveredInkMax else { return nil }
        let second = try seen(page.prepared, in: first.language, as: .lines, number: number, limits: limits)
        let isBetter =
            second.uncoveredInk < first.uncoveredInk / 2 && second.weight > first.weight
            && Self.confidence(second) > Self.confidence(first) - Self.confidenceLossMax
        return isBetter ? second : nil
    }

    /// What words read right may cost in noise that is read as words.
    private static let confidenceLossMax = 5.0

    private mutating func seen(
        _ prepared: PreparedPage, in language: String, as layout: LanguageEngine.Layout, number: Int,
        limits: ReadingLimits
    ) throws(ScanFault) -> Recognised {
        let engine = try self.engine(for: language)
        guard let found = engine.read(prepared.image, dpi: prepared.dpi, wordsMax: limits.wordsPerPageMax, as: layout)
        else { throw .tooManyWords(page: number, limit: limits.wordsPerPageMax) }
        defer { engine.clear() }
        let words = WordFilter.cleaned(found)
        let uncovered = engine.thresholded.map { InkCoverage.uncovered($0, words: words) } ?? InkCoverage.Share()
        let traces = UnreadTraces(prepared, words: words.filter(InkCoverage.isRead))?.share ?? 0
        return Recognised(
            words: words, language: language, uncoveredInk: max(uncovered.ofText, traces), looseInk: uncovered.ofAll)
    }

    /// A page of which so much was not read is read once more with the skew that was not sure enough before; nil where
    /// there is none or it reads no better. Pages read well have at most 0.1 uncovered, those with lost lines 0.3 and
    /// more (`Benchmarks/reading`).
    private static let uncoveredMax = 0.12

    private mutating func secondLook(
        at page: UprightPage, after first: Recognised, number: Int, limits: ReadingLimits
    ) throws(ScanFault) -> (UprightPage, Recognised)? {
        guard max(first.uncoveredInk, first.looseInk) > Self.uncoveredMax, let skew = page.skew, !skew.isSure,
            abs(skew.turn) > PagePreparation.skewMin,
            let level = PagePreparation.prepare(page.scan, resolution: page.resolution, turn: skew.turn)
        else { return nil }
        var second = page
        second.prepared = level
        let words = try recognise(level, number: number, limits: limits)
        return words.weight > first.weight ? (second, words) : nil
    }

    private mutating func engine(for language: String) throws(ScanFault) -> LanguageEngine {
        let model = Self.models[language] ?? language
        used.insert(model)
        if let known = engines[model] { return known }
        let engine = try LanguageEngine(language: model, models: models)
        engines[model] = engine
        return engine
    }

    /// What becomes of the text that the page brings along, with the words where they can be trusted. Nil where it
    /// brings none.
    private mutating func ownText(
        _ printed: PrintedWords.Outcome, on page: UprightPage
    ) throws(ScanFault) -> (outcome: OwnText, words: Recognised?)? {
        guard case .found(let printed) = printed else {
            if case .unreadable = printed { return (.unreadable, nil) }
            return nil
        }
        guard !printed.hasHidden else { return (.unseen, nil) }
        guard page.quarters == 0, page.prepared.turn == 0 else { return (.askew, nil) }
        let language =
            LanguageGuess.other(than: current, among: languages, words: printed.words) ?? current
        let engine = try self.engine(for: language)
        defer { engine.clear() }
        var judge = OwnTextJudge(printed, on: page.prepared)
        let (outcome, words) = judge.verdict { boxes in
            engine.lines(page.prepared.image, dpi: page.prepared.dpi, boxes: boxes)
        }
        guard outcome == .used else { return (outcome, nil) }
        current = language
        return (.used, Recognised(words: words, language: language, uncoveredInk: judge.uncoveredInk))
    }

    private static func confidence(_ recognised: Recognised) -> Double {
        recognised.words.isEmpty
            ? 0 : recognised.words.reduce(0) { $0 + $1.confidence } / Double(recognised.words.count)
    }

    /// Upside-down print reads at a mean confidence of 30 to 45; handwriting at 40 to 60; print above 80.
    private static func isNonsense(_ recognised: Recognised) -> Bool { confidence(recognised) < 60 }

    /// Puts the words in order and back onto the page's own pixels.
    private func finish(_ reading: inout PageReading, _ found: [FoundWord], _ page: UprightPage) {
        var words = found
        if page.resolution.isFax, page.quarters == 0 {
            reading.faxHeader = FaxHeader.remove(from: &words, dpi: page.prepared.dpi)
        }
        let lines = PageLayout.lines(
            of: words, pageWidth: page.prepared.image.width, pageHeight: page.prepared.image.height)
        let paragraphs = ParagraphCount.number(lines)
        for (line, paragraph) in zip(lines, paragraphs) {
            let placed = line.words.map { word in
                Word(
                    text: word.text, box: page.prepared.onPage(word.box, width: reading.width, height: reading.height),
                    confidence: word.confidence)
            }
            guard let first = placed.first else { continue }
            let box = placed.dropFirst().reduce(first.box) { $0.union($1.box) }
            reading.lines.append(TextLine(block: line.unit, paragraph: paragraph, box: box, words: placed))
        }
    }
}

/// Paragraphs of a page's lines: a new one with each unit and wherever the lines stand further apart than is usual
/// there.
enum ParagraphCount {
    static func number(_ lines: [PageLayout.Line]) -> [Int] {
        let middles = lines.map { line in line.words.map { Double($0.box.top + $0.box.bottom) / 2 }.median }
        let heights = lines.map { line in line.words.map { Double($0.box.height) }.median }
        var numbers: [Int] = []
        for index in lines.indices {
            guard index > 0, let last = numbers.last else {
                numbers.append(0)
                continue
            }
            let isNew =
                lines[index].unit != lines[index - 1].unit
                || middles[index] - middles[index - 1] > 2.2 * max(heights[index], heights[index - 1])
            numbers.append(isNew ? last + 1 : last)
        }
        return numbers
    }
}
