import CTesseract
import GreffeCore

/// From a page as scanned to a page as read: turned upright, prepared, recognised, put in order.
struct PageRecogniser {
    private var engines: [String: LanguageEngine] = [:]
    private var languages: [String] = []
    private var used: Set<String> = []

    /// Tesseract's names (ISO 639-2/T) for the languages of a request (ISO 639-1).
    private static let models = ["fr": "fra", "en": "eng", "de": "deu"]

    mutating func begin(languages: [String]) {
        self.languages = languages.isEmpty ? ["fr"] : languages
        used = []
    }

    var fingerprint: EngineFingerprint {
        var models: [String: String] = [:]
        for language in used { models[language] = engines[language]?.modelDigest }
        return EngineFingerprint(
            engine: "tesseract \(LanguageEngine.version)", imaging: LanguageEngine.imagingVersion, models: models,
            preparation: PagePreparation.version)
    }

    private mutating func engine(_ language: String) throws(ScanFault) -> LanguageEngine {
        let model = Self.models[language] ?? language
        if let engine = engines[model] { return engine }
        let engine = try LanguageEngine(language: model)
        engines[model] = engine
        return engine
    }

    mutating func read(_ page: ScanPage, number: Int, limits: ReadingLimits) throws(ScanFault) -> PageReading {
        var watch = StopWatch()
        let resolution = PageResolution.of(page)
        var reading = PageReading(
            number: number, width: page.width, height: page.height, dpiX: resolution.x, dpiY: resolution.y)
        guard let prepared = PagePreparation.prepare(page.image, page: page, resolution: resolution)
        else { throw .damaged(page: number) }
        reading.seconds.prepare = watch.lap()
        let language = languages[0]
        let engine = try engine(language)
        guard
            let words = engine.read(
                prepared.image, dpi: prepared.dpi, mode: PSM_SINGLE_COLUMN, wordsMax: limits.wordsPerPageMax)
        else { throw .tooManyWords(page: number, limit: limits.wordsPerPageMax) }
        used.insert(Self.models[language] ?? language)
        reading.language = language
        var (block, paragraph) = (-1, -1)
        for found in words {
            if found.startsBlock { block += 1 }
            if found.startsParagraph { paragraph += 1 }
            let word = Word(
                text: found.text.nfc, box: prepared.onPage(found.box, width: page.width, height: page.height),
                confidence: max(0, min(100, found.confidence)))
            if found.startsLine || reading.lines.isEmpty {
                reading.lines.append(
                    TextLine(block: max(0, block), paragraph: max(0, paragraph), box: word.box, words: [word]))
            } else {
                reading.lines[reading.lines.count - 1].words.append(word)
                reading.lines[reading.lines.count - 1].box = reading.lines[reading.lines.count - 1].box.union(word.box)
            }
        }
        reading.seconds.recognise = watch.lap()
        return reading
    }
}
