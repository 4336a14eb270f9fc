import CTesseract
import GreffeCore
import Glibc

/// A small black-and-white copy of a page, at about 150 dpi and with square pixels, for the cheap questions: is there
/// anything on it, which way is up, are its lines level.
struct PageView {
    let image: PageImage
    /// Dots per inch of `image`.
    let dpi: Double

    private static let dpiWanted = 150.0
    /// What is printed differs from its paper by more than this many grays of 256; the other side showing through does
    /// not.
    private static let contrastMin: Int32 = 56

    init?(_ scan: ScanPage, resolution: PageResolution) {
        let shrunkX = Double(scan.image.width) / Double(scan.width)
        let shrunkY = Double(scan.image.height) / Double(scan.height)
        let scaleX = Self.dpiWanted / (Double(resolution.x) * shrunkX)
        let scaleY = Self.dpiWanted / (Double(resolution.y) * shrunkY)
        guard
            let image = scan.image.isBitonal
                ? Self.bitonal(scan.image, scaleX, scaleY) : Self.gray(scan.image, scaleX, scaleY)
        else { return nil }
        self.image = image
        dpi = Double(resolution.x) * Double(image.width) / Double(scan.width)
    }

    private init(image: PageImage, dpi: Double) { (self.image, self.dpi) = (image, dpi) }

    func turned(quarters: Int) -> PageView? { image.turned(quarters: quarters).map { PageView(image: $0, dpi: dpi) } }

    private static func bitonal(_ image: PageImage, _ scaleX: Double, _ scaleY: Double) -> PageImage? {
        let isSquare = abs(scaleX / scaleY - 1) < 0.1
        // Halving by whole pixels is twenty times as fast as scaling, and 150 need not be exact.
        if isSquare, scaleX <= 0.55, let half = PageImage(pixReduceRankBinaryCascade(image.pix, 1, 0, 0, 0)) {
            return half
        }
        if isSquare, scaleX < 1.4 { return image }
        return PageImage(pixScale(image.pix, Float(scaleX), Float(scaleY)))
    }

    private static func gray(_ image: PageImage, _ scaleX: Double, _ scaleY: Double) -> PageImage? {
        let scaled =
            scaleX < 0.95 || scaleX > 1.5
            ? PageImage(pixScaleAreaMap(image.pix, Float(min(1, scaleX)), Float(min(1, scaleY)))) : image
        return scaled.flatMap { threshold($0) }
    }

    /// Black is what is darker than its surroundings by the contrast.
    private static func threshold(_ image: PageImage) -> PageImage? {
        guard image.width > 64, image.height > 64,
            // Background normalised to 200: shadows, folds and yellowed paper are gone.
            let level = PageImage(pixBackgroundNorm(image.pix, nil, nil, 16, 16, 90, 60, 200, 2, 2))
        else { return PageImage(pixConvertTo1(image.pix, 128)) }
        return PageImage(pixThresholdToBinary(level.pix, 200 - contrastMin))
    }
}

extension PageView {
    /// Marks smaller than this many pixels (1 mm) are dust; the small letters of 8 points are larger.
    private static let markSizeMin: Int32 = 6
    /// A page with fewer marks holds no line of text: four punch holes, a staple, a fold or two.
    private static let marksMin = 8

    /// Whether there is nothing on the page: no more than dust, folds, holes and shadows at the edges.
    var isBlank: Bool {
        // One large mark, a signature or a stamp, is enough; punch holes are smaller.
        marks(upTo: Self.marksMin, largeAs: Self.marksMin) < Self.marksMin
    }

    /// How many marks the size of a letter or larger there are, counted no further than `limit`, a large one for as
    /// many as `weight`.
    func marks(upTo limit: Int, largeAs weight: Int = 1) -> Int {
        let inner = PageImage(pixRemoveBorderConnComps(image.pix, 8)) ?? image
        var boxes = pixConnCompBB(inner.pix, 8)
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return limit }
        var marks = 0
        for index in 0..<boxaGetCount(boxes) {
            var (x, y, width, height) = (Int32(), Int32(), Int32(), Int32())
            boxaGetBoxGeometry(boxes, index, &x, &y, &width, &height)
            let (long, short) = (max(width, height), min(width, height))
            // Folds are long and thin; a whole line of joined-up writing is not that thin.
            guard long >= Self.markSizeMin, long <= 20 * short else { continue }
            marks += long > 60 && short > 12 ? weight : 1
            if marks >= limit { return limit }
        }
        return marks
    }

    /// Clockwise turn, in radians, that makes the lines level.
    struct Skew: Hashable {
        var turn: Double
        /// Leptonica's ratio of the best turn's score to the worst one's.
        var confidence: Double

        /// Believed without having read the page.
        var isSure: Bool { confidence > Self.sureMin }

        /// Leptonica's own measure for a skew worth believing.
        private static let sureMin = 3.0
    }

    /// Nil where the page has no lines to tell it by.
    var skew: Skew? {
        var (degrees, confidence) = (Float(), Float())
        // At a quarter of the pixels, then at half of them.
        guard
            pixFindSkewSweepAndSearch(image.pix, &degrees, &confidence, 4, 2, Self.skewSweep, 1, 0.01) == 0,
            degrees.isFinite, confidence.isFinite, confidence > 0
        else { return nil }
        return Skew(turn: Double(degrees) * .pi / 180, confidence: Double(confidence))
    }

    /// Degrees to each side. Leptonica has no confidence in what it finds near the ends of its sweep (with 5°, beyond
    /// 4°), and a page drawn in by one corner is askew by 5°.
    private static let skewSweep: Float = 10
}
