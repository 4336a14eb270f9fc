import CTesseract
import GreffeCore

/// Draws a PDF page that is not one scanned image, with `pdftoppm` of poppler-utils: a program of its own, confined on
/// its own, that is given the page on its standard input and answers with gray pixels.
struct PdfRasteriser {
    /// What a letter is scanned at, and what recognition reads best.
    private static let dpi = 300.0
    /// Drawn pages are kept below this many pixels, whatever the paper: A2 at 300 dpi.
    private static let pixelsMax = 36_000_000.0

    let drawer: Drawer

    /// A drawn page, and how many of its pixels are a point of the page's.
    struct Drawing {
        var scan: ScanPage
        var pixelsPerPoint: Double
    }

    func draw(
        _ document: [UInt8], frame: PdfFrame, page: Int, limits: ReadingLimits
    ) throws(ScanFault) -> Drawing {
        let (inchesAcross, inchesDown) = (frame.width * frame.unit / 72, frame.height * frame.unit / 72)
        let most = min(Self.pixelsMax, Double(limits.pixelsMax))
        // A drawn page has no pixels of its own: a wall-sized plan is drawn coarser, not refused.
        let dpi = min(Self.dpi, (most / (inchesAcross * inchesDown)).squareRoot())
        guard dpi >= 1 else { throw .tooManyPixels(page: page, limit: limits.pixelsMax) }
        let asked = max(1, Int32(dpi * frame.unit))
        let image = try run(dpi: asked, document, page: page, outputMax: Int(most * 1.1) + 64)
        return Drawing(
            scan: ScanPage(image: image, dpiX: dpi.rounded(.down), dpiY: dpi.rounded(.down)),
            pixelsPerPoint: Double(asked) / 72)
    }

    /// One image, pixel by pixel: how a stream is decoded that poppler knows and the libraries of this process do not
    /// (JBIG2, four colours, odd colour spaces). Nothing is resampled.
    /// - Parameter document: a page on which the image has a point for each of its pixels.
    /// - Returns: nil where poppler gives something else than so many pixels, or the image has more than are drawn.
    func decode(_ document: [UInt8], width: Int, height: Int, page: Int) throws(ScanFault) -> PageImage? {
        guard width * height <= Int(Self.pixelsMax) else { return nil }
        let image: PageImage
        do throws(ScanFault) {
            image = try run(dpi: 72, document, page: page, outputMax: width * height + 64)
        } catch .rasteriserMissing { throw .rasteriserMissing } catch { return nil }
        return (image.width, image.height) == (width, height) ? image : nil
    }

    private func run(dpi: Int32, _ document: [UInt8], page: Int, outputMax: Int) throws(ScanFault) -> PageImage {
        switch drawer.answer(.pixels(dpi: dpi), about: document, outputMax: outputMax) {
        case .output(let bytes):
            guard let image = bytes.withUnsafeBytes({ PortableGraymap.decode($0) }) else { throw .damaged(page: page) }
            return image
        case .failed: throw .damaged(page: page)
        case .missing: throw .rasteriserMissing
        case .unasked: throw .unsupported(page: page)
        }
    }
}

/// The binary Portable Graymap (`P5`) that `pdftoppm -gray` writes.
enum PortableGraymap {
    static func decode(_ bytes: UnsafeRawBufferPointer) -> PageImage? {
        var index = 0
        func token() -> String {
            while index < bytes.count, bytes[index] <= 32 { index += 1 }
            let start = index
            while index < bytes.count, bytes[index] > 32, index - start < 16 { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        guard token() == "P5", let width = Int(token()), let height = Int(token()), token() == "255",
            (1...ScanDecoder.sideMax).contains(width), (1...ScanDecoder.sideMax).contains(height),
            bytes.count - index - 1 >= width * height
        else { return nil }
        return PageImage.packed(
            width: width, height: height, depth: 8, rows: UnsafeRawBufferPointer(rebasing: bytes[(index + 1)...]))
    }
}
