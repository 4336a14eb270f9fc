import CTesseract
import CTiff
import GreffeCore

/// The pages of a TIFF: fax (Group 3 in one and two dimensions, Group 4), LZW, Deflate, PackBits, JPEG or plain;
/// bitonal, gray, palette or colour.
struct TiffPages: PageSource {
    private let scan: ScanBytes
    private let directory: TiffDirectory
    private let limits: ReadingLimits

    init(_ scan: ScanBytes, limits: ReadingLimits) throws(ScanFault) {
        (self.scan, self.limits) = (scan, limits)
        directory = try TiffDirectory(scan.bytes, pagesMax: limits.pagesMax)
    }

    var pageCount: Int { directory.pages.count }

    func page(_ number: Int) throws(ScanFault) -> ScanPage {
        let page = directory.pages[number - 1]
        try ScanDecoder.check(width: page.width, height: page.height, page: number, limits: limits)
        guard !page.isTruncated else { throw .damaged(page: number) }
        guard let image = scannersLayout(page) ?? anyLayout(page) else { throw .damaged(page: number) }
        // The orientation tag may have turned it by a quarter.
        let isTurned = image.width == page.height && image.height == page.width && page.width != page.height
        var scanned = ScanPage(
            image: image, dpiX: isTurned ? page.dpiY : page.dpiX, dpiY: isTurned ? page.dpiX : page.dpiY)
        scanned.faxLines = Self.faxLines(page)
        scanned.isPartlyLost =
            page.isCoded && image.isBitonal
            && EmptyPicture.isSuspicious(image, storedBytes: page.storedBytes, rows: page.height)
        return scanned
    }

    /// Nil where the tags say nothing, or what cannot be.
    private static func faxLines(_ page: TiffDirectory.Page) -> FaxLines? {
        guard page.badLines != nil || page.badLinesInARow != nil || page.lineQuality != nil else { return nil }
        // A fax that does not say how fine it is has 98 lines to the inch, or twice as many.
        let dpi = page.dpiY.flatMap { (1...10_000).contains($0) ? Int($0) : nil } ?? 98
        func lines(_ count: Int?) -> Int? { count.flatMap { (0...page.height).contains($0) ? $0 : nil } }
        return FaxLines(
            rows: page.height, dpiY: dpi, bad: lines(page.badLines), badInARow: lines(page.badLinesInARow),
            quality: page.lineQuality)
    }

    /// What scanners and faxes make; bitonal stays bitonal.
    private func scannersLayout(_ page: TiffDirectory.Page) -> PageImage? {
        var offset = page.offset
        return PageImage.normalised(pixReadMemFromMultipageTiff(scan.pointer, scan.bytes.count, &offset))
    }

    /// Whatever else libtiff can decode, as gray: colour with 1, 2, 4 or 16 bits a sample, planes apart, CIE Lab.
    private func anyLayout(_ page: TiffDirectory.Page) -> PageImage? {
        guard let bytes = scan.pointer else { return nil }
        return PageImage.gray(width: page.width, height: page.height) { pixels in
            greffe_tiff_gray(
                bytes, scan.bytes.count, UInt64(page.offset), UInt32(page.width), UInt32(page.height), pixels) == 0
        }
    }
}
