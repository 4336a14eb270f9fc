import GreffeCore

/// A scan opened, its pages decoded one at a time.
protocol PageSource {
    var pageCount: Int { get }
    /// - Parameter number: from 1.
    func page(_ number: Int) throws(ScanFault) -> ScanPage
}

/// A page as scanned.
struct ScanPage {
    var image: PageImage
    /// The size in the scan; `image` may have been decoded smaller.
    var width: Int
    var height: Int
    /// Dots per inch as stated by the scan; nil where it says nothing.
    var dpiX: Double?
    var dpiY: Double?
    /// What a drawn page of a PDF says it shows.
    var printed = PrintedWords.Outcome.none
    /// What the receiver of a fax says of it.
    var faxLines: FaxLines?
    /// The scan holds more of this page than its pixels show: what is missing was lost in it.
    var isPartlyLost = false

    init(image: PageImage, width: Int? = nil, height: Int? = nil, dpiX: Double? = nil, dpiY: Double? = nil) {
        (self.image, self.dpiX, self.dpiY) = (image, dpiX, dpiY)
        (self.width, self.height) = (width ?? image.width, height ?? image.height)
    }
}

enum ScanDecoder {
    /// The longest side a page may have: a fax roll of ten metres at 391 dpi.
    static let sideMax = 160_000

    static func open(
        _ scan: ScanBytes, as mediaType: MediaType, limits: ReadingLimits, drawer: Drawer
    ) throws(ScanFault) -> any PageSource {
        _ = PageImage.silence
        switch mediaType {
        case .tiff: return try TiffPages(scan, limits: limits)
        case .jpeg, .png: return try PicturePage(scan, as: mediaType, limits: limits)
        case .pdf: return try PdfPages(scan, limits: limits, drawer: drawer)
        }
    }

    /// Holds the size that a page declares against the limits, before anything is allocated for it.
    static func check(width: Int, height: Int, page: Int, limits: ReadingLimits) throws(ScanFault) {
        guard width > 0, height > 0 else { throw .damaged(page: page) }
        guard width <= sideMax, height <= sideMax, width * height <= limits.pixelsMax
        else { throw .tooManyPixels(page: page, limit: limits.pixelsMax) }
    }
}
