import GreffeCore

/// The pages of a PDF. A page that shows one image and nothing else is that image, untouched; any other is drawn by
/// `PdfRasteriser`, and the words it says it shows go along.
final class PdfPages: PageSource {
    private let scan: ScanBytes
    private let file: PdfFile
    private let rasteriser: PdfRasteriser
    private let limits: ReadingLimits
    let pageCount: Int

    init(_ scan: ScanBytes, limits: ReadingLimits, drawer: Drawer) throws(ScanFault) {
        (self.scan, self.limits, rasteriser) = (scan, limits, PdfRasteriser(drawer: drawer))
        file = try PdfFile(scan.bytes)
        // Its cover page would pass for the letter.
        guard !file.isPortfolio else { throw .portfolio }
        guard let count = file.pageCount, !PdfFile.failed(file.inheritAttributes()) else { throw .damaged(page: 0) }
        guard count > 0 else { throw .noPages }
        guard count <= limits.pagesMax else { throw .tooManyPages(limit: limits.pagesMax) }
        pageCount = count
    }

    func page(_ number: Int) throws(ScanFault) -> ScanPage {
        let page = file.page(number)
        let frame = PdfFrame(page)
        if let placed = Self.onlyImage(of: page, frame: frame) {
            if let scanned = try PdfImage.decode(placed, frame: frame, page: number, limits: limits) { return scanned }
            if let scanned = try decode(placed, of: page, frame: frame, number: number) { return scanned }
        }
        guard let alone = file.alone(page) else { throw .damaged(page: number) }
        let drawing = try rasteriser.draw(alone, frame: frame, page: number, limits: limits)
        var drawn = drawing.scan
        drawn.printed = PrintedWords.of(
            page, alone: alone, pixelsPerPoint: drawing.pixelsPerPoint, drawer: rasteriser.drawer)
        return drawn
    }

    /// An image that only poppler can decode. Nil where it cannot either, or what is below the image would show
    /// through.
    private func decode(
        _ placed: PdfPlacedImage, of page: PdfObject, frame: PdfFrame, number: Int
    ) throws(ScanFault) -> ScanPage? {
        let object = placed.object
        guard let width = object["/Width"]?.integer, let height = object["/Height"]?.integer,
            object["/SMask"] == nil, object["/Mask"] == nil, object["/SMaskInData"]?.integer ?? 0 == 0,
            object["/ImageMask"]?.boolean != true || placed.ink == 0,
            let alone = file.alone(page, imageNamed: placed.name, width: width, height: height),
            var image = try rasteriser.decode(alone, width: width, height: height, page: number)
        else { return nil }
        // Black and white came as 0 and 255.
        if object["/BitsPerComponent"]?.integer ?? 1 == 1, !image.hasGrays, let bits = image.blackAndWhite() {
            image = bits
        }
        var scanned = ScanPage(image: image)
        scanned.isPartlyLost = EmptyPicture.isInJbig2(object, drawnAs: image)
        return try PdfImage.turned(scanned, by: placed.matrix, frame: frame, page: number)
    }

    /// The page's image, where it shows one image and nothing else that leaves ink.
    static func onlyImage(of page: PdfObject, frame: PdfFrame) -> PdfPlacedImage? {
        // Comments, stamps and form fields drawn over the page are not in its content.
        if let notes = page["/Annots"]?.items(), notes.contains(where: { $0["/AP"] != nil }) { return nil }
        guard let content = page.content, let drawing = PdfDrawing(content.bytes), let image = drawing.image,
            let object = page["/Resources"]?["/XObject"]?[image.name], object["/Subtype"]?.name == "/Image"
        else { return nil }
        let placed = PdfPlacedImage(name: image.name, object: object, matrix: image.matrix, ink: image.ink)
        return frame.isFilled(by: placed.matrix) ? placed : nil
    }
}

/// The visible rectangle of a page, in points, and its turn.
struct PdfFrame {
    private(set) var left = 0.0
    private(set) var bottom = 0.0
    /// Letter paper where the page says nothing usable.
    private(set) var width = 612.0
    private(set) var height = 792.0
    /// Points of this page are so many 1/72 inch.
    let unit: Double
    /// Clockwise quarter turns.
    let quarters: Int

    init(_ page: PdfObject) {
        unit = page["/UserUnit"]?.number.flatMap { (0.01...100).contains($0) ? $0 : nil } ?? 1
        let turn = page["/Rotate"]?.integer ?? 0
        quarters = turn.isMultiple(of: 90) ? (turn / 90 % 4 + 4) % 4 : 0
        for box in [page["/MediaBox"]?.numbers, page["/CropBox"]?.numbers] {
            guard let box, box.count == 4, box.allSatisfy({ abs($0) < 1e6 }) else { continue }
            let (right, top) = (max(box[0], box[2]), max(box[1], box[3]))
            guard right - min(box[0], box[2]) > 1, top - min(box[1], box[3]) > 1 else { continue }
            (left, bottom) = (min(box[0], box[2]), min(box[1], box[3]))
            (width, height) = (right - left, top - bottom)
        }
    }

    /// Whether an image so placed makes up the page: it stands at right angles, covers at least half of the page each
    /// way (scanners leave margins) and is not cut by its edges, where it would show more than the page does.
    func isFilled(by matrix: PdfMatrix) -> Bool {
        guard matrix.isRightAngled else { return false }
        let box = matrix.unitSquare
        return box.width >= width / 2 && box.height >= height / 2
            && box.left >= left - 0.02 * width && box.right <= left + 1.02 * width
            && box.bottom >= bottom - 0.02 * height && box.top <= bottom + 1.02 * height
    }
}

/// An affine transformation, as PDF writes it.
struct PdfMatrix: Hashable {
    var a = 1.0
    var b = 0.0
    var c = 0.0
    var d = 1.0
    var e = 0.0
    var f = 0.0

    /// This one applied first, then `next`.
    func then(_ next: PdfMatrix) -> PdfMatrix {
        PdfMatrix(
            a: a * next.a + b * next.c, b: a * next.b + b * next.d, c: c * next.a + d * next.c,
            d: c * next.b + d * next.d, e: e * next.a + f * next.c + next.e, f: e * next.b + f * next.d + next.f)
    }

    var isRightAngled: Bool {
        let slack = 0.01 * (abs(a) + abs(b) + abs(c) + abs(d))
        return slack.isFinite && slack > 0
            && ((abs(b) < slack && abs(c) < slack && abs(a) > slack && abs(d) > slack)
                || (abs(a) < slack && abs(d) < slack && abs(b) > slack && abs(c) > slack))
    }

    /// Where the unit square comes to lie.
    var unitSquare: (left: Double, bottom: Double, right: Double, top: Double, width: Double, height: Double) {
        let xs = [e, e + a, e + c, e + a + c].sorted()
        let ys = [f, f + b, f + d, f + b + d].sorted()
        return (xs[0], ys[0], xs[3], ys[3], xs[3] - xs[0], ys[3] - ys[0])
    }
}

/// An image as a page places it.
struct PdfPlacedImage {
    /// In the page's resources.
    var name: String
    var object: PdfObject
    var matrix: PdfMatrix
    /// Lightness, 0 to 1, of the colour a stencil mask paints with.
    var ink: Double
}
