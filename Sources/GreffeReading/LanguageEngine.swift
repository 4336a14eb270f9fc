import CTesseract
import Glibc
import GreffeCore

/// Tesseract with one language model, kept alive between pages. The model is given from memory, so that the digest in
/// the fingerprint is that of the very bytes in use. Images are handed over as pixels only: Tesseract's own opening of
/// files also follows addresses and lists. What it has to say goes to standard error, which is /dev/null in a worker.
final class LanguageEngine {
    let modelDigest: String
    private let api: OpaquePointer

    init(language: String, models: LanguageModels) throws(ScanFault) {
        guard let model = models.bytes(language), let api = TessBaseAPICreate() else {
            throw .modelMissing(language: language)
        }
        self.api = api
        modelDigest = Sha256Digest.of(model).hex
        let outcome = model.withUnsafeBytes { bytes in
            TessBaseAPIInit5(
                api, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count), language, OEM_LSTM_ONLY,
                nil, 0, nil, nil, 0, 0)
        }
        guard outcome == 0 else { throw .modelMissing(language: language) }
    }

    deinit {
        TessBaseAPIEnd(api)
        TessBaseAPIDelete(api)
    }

    static let version = String(cString: TessVersion())

    static let imagingVersion: String = {
        guard let text = getLeptonicaVersion() else { return "leptonica" }
        defer { lept_free(text) }
        return String(cString: text)
    }()

    // MARK: Reading

    /// How a page's text is looked for.
    enum Layout {
        /// Columns found by Tesseract (mode 3) are read apart and put together again by `PageLayout`: in mode 4 the
        /// lines of neighbouring blocks run into each other and are lost.
        case blocks
        /// Line by line across the page (mode 6): finds what the search for blocks takes for a picture.
        case lines
    }

    /// Nil when there are more words than allowed.
    func read(_ image: PageImage, dpi: Int, wordsMax: Int, as layout: Layout = .blocks) -> [FoundWord]? {
        TessBaseAPISetPageSegMode(api, layout == .blocks ? PSM_AUTO : PSM_SINGLE_BLOCK)
        TessBaseAPISetImage2(api, image.pix)
        TessBaseAPISetSourceResolution(api, Int32(dpi))
        guard TessBaseAPIRecognize(api, nil) == 0, let results = TessBaseAPIGetIterator(api) else { return [] }
        defer { TessResultIteratorDelete(results) }
        let place = TessResultIteratorGetPageIterator(results)
        var words: [FoundWord] = []
        var line = 0
        repeat {
            if TessPageIteratorIsAtBeginningOf(place, RIL_TEXTLINE) != 0 { line += 1 }
            guard let text = TessResultIteratorGetUTF8Text(results, RIL_WORD) else { continue }
            defer { TessDeleteText(text) }
            var (left, top, right, bottom) = (Int32(), Int32(), Int32(), Int32())
            guard TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom) != 0, left < right,
                top < bottom
            else { continue }
            guard words.count < wordsMax else { return nil }
            words.append(
                FoundWord(
                    text: String(cString: text),
                    box: Box(left: Int(left), top: Int(top), right: Int(right), bottom: Int(bottom)),
                    confidence: Double(TessResultIteratorConfidence(results, RIL_WORD)), line: line,
                    baseline: Self.baseline(place, RIL_WORD), lineBaseline: Self.baseline(place, RIL_TEXTLINE)))
        } while TessResultIteratorNext(results, RIL_WORD) != 0
        return words
    }

    /// The text of single lines, each in its box.
    func lines(_ image: PageImage, dpi: Int, boxes: [Box]) -> [String] {
        TessBaseAPISetPageSegMode(api, PSM_SINGLE_LINE)
        TessBaseAPISetImage2(api, image.pix)
        TessBaseAPISetSourceResolution(api, Int32(dpi))
        return boxes.map { box in
            TessBaseAPISetRectangle(api, Int32(box.left), Int32(box.top), Int32(box.width), Int32(box.height))
            guard let text = TessBaseAPIGetUTF8Text(api) else { return "" }
            defer { TessDeleteText(text) }
            return String(cString: text)
        }
    }

    /// The page as the engine saw it in black and white; until `clear`.
    var thresholded: PageImage? { PageImage(TessBaseAPIGetThresholdedImage(api)) }

    /// Forgets the page.
    func clear() { TessBaseAPIClear(api) }

    private static func baseline(_ place: OpaquePointer?, _ level: TessPageIteratorLevel) -> FoundWord.Baseline? {
        var (x1, y1, x2, y2) = (Int32(), Int32(), Int32(), Int32())
        guard TessPageIteratorBaseline(place, level, &x1, &y1, &x2, &y2) != 0, x1 < x2 else { return nil }
        return FoundWord.Baseline(left: Double(x1), leftY: Double(y1), right: Double(x2), rightY: Double(y2))
    }
}

/// A word as the engine gives it, in pixels of the image it was shown.
struct FoundWord {
    /// The line that the letters stand on.
    struct Baseline {
        var left: Double
        var leftY: Double
        var right: Double
        var rightY: Double
    }

    var text: String
    var box: Box
    var confidence: Double
    /// The engine's line: words of one line have the same number.
    var line: Int
    var baseline: Baseline?
    var lineBaseline: Baseline?
}
