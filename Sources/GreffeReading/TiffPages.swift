import CTesseract
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
        var offset = page.offset
        guard let image = PageImage.normalised(pixReadMemFromMultipageTiff(scan.pointer, scan.bytes.count, &offset))
        else { throw .damaged(page: number) }
        // The orientation tag may have turned it by a quarter.
        let isTurned = image.width == page.height && image.height == page.width && page.width != page.height
        return ScanPage(
            image: image, dpiX: isTurned ? page.dpiY : page.dpiX, dpiY: isTurned ? page.dpiX : page.dpiY)
    }
}
