import CTesseract
import Glibc
import GreffeCore

/// Tesseract with one language model, kept alive between pages. The model is given from memory, so that the digest in the
/// fingerprint is that of the very bytes in use. Images are handed over as pixels only: Tesseract's own opening of files
/// also follows addresses and lists.
final class LanguageEngine {
    let modelDigest: String
    private let api: OpaquePointer

    init(language: String) throws(ScanFault) {
        guard let model = Self.model(language), let api = TessBaseAPICreate() else {
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
        TessBaseAPISetVariable(api, "debug_file", "/dev/null")
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

    // MARK: Models

    /// Largest model of tessdata_best is 40 MB.
    private static let modelBytesMax = 128 << 20

    static var modelsFolder: String {
        if let prefix = getenv("TESSDATA_PREFIX") {
            let folder = String(cString: prefix)
            return access(folder + "/tessdata", R_OK) == 0 ? folder + "/tessdata" : folder
        }
        return "/usr/share/tesseract-ocr/5/tessdata"
    }

    private static func model(_ language: String) -> [UInt8]? {
        guard let file = fopen("\(modelsFolder)/\(language).traineddata", "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return bytes.isEmpty ? nil : bytes }
            bytes += chunk[0..<count]
            if bytes.count > modelBytesMax { return nil }
        }
    }

    // MARK: Reading

    /// A word as Tesseract gives it, in pixels of the image it was shown.
    struct FoundWord {
        var text: String
        var box: Box
        var confidence: Double
        /// First word of a block, a paragraph, a line.
        var startsBlock: Bool
        var startsParagraph: Bool
        var startsLine: Bool
    }

    /// Nil when there are more words than allowed.
    func read(_ image: PageImage, dpi: Int, mode: TessPageSegMode, wordsMax: Int) -> [FoundWord]? {
        TessBaseAPISetPageSegMode(api, mode)
        TessBaseAPISetImage2(api, image.pix)
        TessBaseAPISetSourceResolution(api, Int32(dpi))
        defer { TessBaseAPIClear(api) }
        guard TessBaseAPIRecognize(api, nil) == 0, let results = TessBaseAPIGetIterator(api) else { return [] }
        defer { TessResultIteratorDelete(results) }
        let place = TessResultIteratorGetPageIterator(results)
        var words: [FoundWord] = []
        var (block, paragraph, line) = (false, false, false)
        repeat {
            // Words without text are left out, but what they began is still begun.
            block = block || TessPageIteratorIsAtBeginningOf(place, RIL_BLOCK) != 0
            paragraph = paragraph || TessPageIteratorIsAtBeginningOf(place, RIL_PARA) != 0
            line = line || TessPageIteratorIsAtBeginningOf(place, RIL_TEXTLINE) != 0
            guard let text = TessResultIteratorGetUTF8Text(results, RIL_WORD) else { continue }
            defer { TessDeleteText(text) }
            var (left, top, right, bottom) = (Int32(), Int32(), Int32(), Int32())
            guard text.pointee != 0, TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom) != 0
            else { continue }
            guard words.count < wordsMax else { return nil }
            words.append(
                FoundWord(
                    text: String(cString: text),
                    box: Box(left: Int(left), top: Int(top), right: Int(right), bottom: Int(bottom)),
                    confidence: Double(TessResultIteratorConfidence(results, RIL_WORD)), startsBlock: block,
                    startsParagraph: paragraph, startsLine: line))
            (block, paragraph, line) = (false, false, false)
        } while TessResultIteratorNext(results, RIL_WORD) != 0
        return words
    }
}
