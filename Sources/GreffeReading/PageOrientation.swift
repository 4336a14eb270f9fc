import CTesseract
import Glibc
import GreffeCore

/// Which way is up. Leptonica's count of ascenders against descenders answers most pages in 20 ms; only when it cannot
/// tell, or says that the page is turned, Tesseract's own test (ten times as dear) is asked as well. A page is turned
/// only where there is no doubt, for a wrong turn costs the whole page.
struct PageOrientation {
    /// Clockwise quarter turns that make the page upright; whether any test was sure.
    struct Verdict: Hashable {
        var quarters: Int
        var isSure: Bool
    }

    /// Leptonica's recommended bounds: a normalised difference of counts, and how much one direction must beat the
    /// other.
    private static let confidenceMin: Float = 8
    private static let ratioMin: Float = 2.5
    /// Tesseract's confidence below which its answer is a guess; right answers on whole letters are above 10.
    private static let tesseractConfidenceMin: Float = 3

    private var detector: OrientationDetector?

    mutating func judge(_ view: PageView, models: LanguageModels) -> Verdict {
        let cheap = Self.byAscenders(view.image)
        if cheap == 0 { return Verdict(quarters: 0, isSure: true) }
        if detector == nil { detector = OrientationDetector(models: models) }
        let dear = detector?.quarters(of: view.image)
        switch (cheap, dear) {
        case (let cheap?, nil): return Verdict(quarters: cheap, isSure: true)
        case (nil, nil): return Verdict(quarters: 0, isSure: false)
        case (let cheap?, let dear?) where cheap == dear.quarters: return Verdict(quarters: cheap, isSure: true)
        case (_, let dear?):
            let isSure = dear.confidence >= Self.tesseractConfidenceMin
            return Verdict(quarters: isSure ? dear.quarters : 0, isSure: isSure)
        }
    }

    /// Nil where Leptonica cannot tell.
    private static func byAscenders(_ image: PageImage) -> Int? {
        var (up, left, orientation) = (Float(), Float(), Int32())
        guard pixOrientDetect(image.pix, &up, &left, 0, 0) == 0,
            makeOrientDecision(up, left, confidenceMin, ratioMin, &orientation, 0) == 0
        else { return nil }
        switch Int(orientation) {
        case Int(L_TEXT_ORIENT_UP): return 0
        // "Left" is text turned counter-clockwise, which a clockwise quarter puts right.
        case Int(L_TEXT_ORIENT_LEFT): return 1
        case Int(L_TEXT_ORIENT_DOWN): return 2
        case Int(L_TEXT_ORIENT_RIGHT): return 3
        default: return nil
        }
    }
}

/// Tesseract's orientation and script detection; without its model (`tesseract-ocr-osd`) there is no second opinion.
private final class OrientationDetector {
    private let api: OpaquePointer

    init?(models: LanguageModels) {
        guard let model = models.bytes("osd"), let api = TessBaseAPICreate() else { return nil }
        self.api = api
        let outcome = model.withUnsafeBytes { bytes in
            TessBaseAPIInit5(
                api, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count), "osd",
                OEM_TESSERACT_ONLY, nil, 0, nil, nil, 0, 0)
        }
        guard outcome == 0 else { return nil }
    }

    deinit {
        TessBaseAPIEnd(api)
        TessBaseAPIDelete(api)
    }

    func quarters(of image: PageImage) -> (quarters: Int, confidence: Float)? {
        TessBaseAPISetPageSegMode(api, PSM_OSD_ONLY)
        TessBaseAPISetImage2(api, image.pix)
        TessBaseAPISetSourceResolution(api, 150)
        defer { TessBaseAPIClear(api) }
        var (degrees, confidence, script, scriptConfidence) = (Int32(), Float(), UnsafePointer<CChar>?.none, Float())
        guard TessBaseAPIDetectOrientationScript(api, &degrees, &confidence, &script, &scriptConfidence) != 0
        else { return nil }
        // It tells by how much the page is turned; this much is to be taken back.
        return ((4 - Int(degrees) / 90) & 3, confidence)
    }
}
