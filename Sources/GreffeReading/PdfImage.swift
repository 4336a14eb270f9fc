import CTesseract
import GreffeCore

/// A PDF's image as pixels: the stored stream given to the decoder it belongs to, nothing resampled.
enum PdfImage {
    /// Nil where the image is of a kind left to poppler (JBIG2, CMYK, masks, odd colour spaces).
    static func decode(
        _ placed: PdfPlacedImage, frame: PdfFrame, page: Int, limits: ReadingLimits
    ) throws(ScanFault) -> ScanPage? {
        let object = placed.object
        guard let width = object["/Width"]?.integer, let height = object["/Height"]?.integer,
            object["/SMask"] == nil, object["/Mask"] == nil
        else { return nil }
        try ScanDecoder.check(width: width, height: height, page: page, limits: limits)
        guard var pixels = try pixels(of: object, ink: placed.ink, page: page, limits: limits) else { return nil }
        pixels.isPartlyLost = EmptyPicture.isInFax(object, drawnAs: pixels.image)
        return try turned(pixels, by: placed.matrix, frame: frame, page: page)
    }

    private static func pixels(
        of object: PdfObject, ink: Double, page: Int, limits: ReadingLimits
    ) throws(ScanFault) -> ScanPage? {
        let filters = object["/Filter"]?.name.map { [$0] } ?? object["/Filter"]?.items()?.compactMap(\.name) ?? []
        switch filters.last {
        case "/DCTDecode" where filters.count == 1:
            guard let data = object.stream(decoded: false) else { throw .damaged(page: page) }
            // Four colours are as a rule stored inverted, and not always said to be.
            guard let space = PdfSamples.colours(of: object["/ColorSpace"]), space <= 3 else { return nil }
            let decoded = try JpegImage.decode(data.bytes, page: page, limits: limits)
            return try isInverted(object) ? inverted(decoded, page: page) : decoded
        case "/JPXDecode" where filters.count == 1:
            guard let data = object.stream(decoded: false) else { throw .damaged(page: page) }
            return try jpeg2000(data.bytes, page: page, limits: limits)
        case "/CCITTFaxDecode" where filters.count == 1:
            guard let fax = FaxStream(object), let data = object.stream(decoded: false) else { return nil }
            guard let image = fax.decode(data.bytes) else { throw .damaged(page: page) }
            guard object["/ImageMask"]?.boolean != true || ink < 0.5 else { return nil }
            return try isInverted(object) ? inverted(ScanPage(image: image), page: page) : ScanPage(image: image)
        case nil, "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode":
            return try PdfSamples(object, ink: ink)?.decode(page: page)
        default: return nil
        }
    }

    private static func jpeg2000(
        _ bytes: UnsafeRawBufferPointer, page: Int, limits: ReadingLimits
    ) throws(ScanFault) -> ScanPage? {
        let data = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        var (width, height, bits, samples, codec) = (Int32(), Int32(), Int32(), Int32(), Int32())
        guard readHeaderMemJp2k(data, bytes.count, &width, &height, &bits, &samples, &codec) == 0, samples <= 3,
            bits == 8
        else { return nil }
        try ScanDecoder.check(width: Int(width), height: Int(height), page: page, limits: limits)
        guard let image = PageImage.normalised(pixReadMemJp2k(data, bytes.count, 1, nil, 0, 0)) else { return nil }
        return ScanPage(image: image, width: Int(width), height: Int(height))
    }

    /// A `Decode` array that runs from 1 to 0.
    private static func isInverted(_ object: PdfObject) -> Bool {
        guard let decode = object["/Decode"]?.numbers, decode.count >= 2 else { return false }
        return decode[0] > decode[1]
    }

    private static func inverted(_ page: ScanPage, page number: Int) throws(ScanFault) -> ScanPage {
        var page = page
        guard let image = page.image.inverted() else { throw .damaged(page: number) }
        page.image = image
        return page
    }

    /// As the page shows it: mirrored and turned by the placement and the page's own turn; the resolution follows from
    /// the size on the page.
    static func turned(
        _ scan: ScanPage, by placement: PdfMatrix, frame: PdfFrame, page: Int
    ) throws(ScanFault) -> ScanPage {
        var matrix = placement
        var image: PageImage? = scan.image
        if matrix.a * matrix.d - matrix.b * matrix.c < 0 {
            image = image?.flippedTopToBottom()
            (matrix.c, matrix.d) = (-matrix.c, -matrix.d)
        }
        let isLying = abs(matrix.b) > abs(matrix.a)
        let placedQuarters = isLying ? (matrix.b > 0 ? 3 : 1) : (matrix.a > 0 ? 0 : 2)
        let quarters = (placedQuarters + frame.quarters) & 3
        guard let upright = image?.turned(quarters: quarters) else { throw .damaged(page: page) }

        let inchesAcross = (isLying ? abs(matrix.b) : abs(matrix.a)) * frame.unit / 72
        let inchesDown = (isLying ? abs(matrix.c) : abs(matrix.d)) * frame.unit / 72
        let (dpiAcross, dpiDown) = (Double(scan.width) / inchesAcross, Double(scan.height) / inchesDown)
        let isTurned = !quarters.isMultiple(of: 2)
        var turned = ScanPage(
            image: upright, width: isTurned ? scan.height : scan.width, height: isTurned ? scan.width : scan.height,
            dpiX: isTurned ? dpiDown : dpiAcross, dpiY: isTurned ? dpiAcross : dpiDown)
        turned.isPartlyLost = scan.isPartlyLost
        return turned
    }
}
