import CTesseract
import Glibc
import GreffeCore

/// A JPEG or PNG file: a scan of one page.
struct PicturePage: PageSource {
    private let scan: ScanBytes
    private let mediaType: MediaType
    private let limits: ReadingLimits
    let pageCount = 1

    init(_ scan: ScanBytes, as mediaType: MediaType, limits: ReadingLimits) throws(ScanFault) {
        (self.scan, self.mediaType, self.limits) = (scan, mediaType, limits)
    }

    func page(_ number: Int) throws(ScanFault) -> ScanPage {
        switch mediaType {
        case .jpeg: try JpegImage.decode(scan.bytes, page: number, limits: limits)
        default: try png(page: number)
        }
    }

    private func png(page: Int) throws(ScanFault) -> ScanPage {
        guard Self.hasWholeChunks(scan.bytes) else { throw .damaged(page: page) }
        var (width, height, bits, samples, hasPalette) = (Int32(), Int32(), Int32(), Int32(), Int32())
        guard readHeaderMemPng(scan.pointer, scan.bytes.count, &width, &height, &bits, &samples, &hasPalette) == 0
        else { throw .damaged(page: page) }
        try ScanDecoder.check(width: Int(width), height: Int(height), page: page, limits: limits)
        guard let pix = pixReadMemPng(scan.pointer, scan.bytes.count) else { throw .damaged(page: page) }
        let (dpiX, dpiY) = (Double(pix.pointee.xres), Double(pix.pointee.yres))
        guard let image = PageImage.normalised(pix) else { throw .damaged(page: page) }
        return ScanPage(image: image, dpiX: dpiX > 0 ? dpiX : nil, dpiY: dpiY > 0 ? dpiY : nil)
    }

    /// Whether each chunk (ISO/IEC 15948, clause 5.3), up to the last, lies within the file. Leptonica goes on handing
    /// the memory's end to libpng for as long as a chunk claims to be: 20 seconds for 2 GB that are not there.
    static func hasWholeChunks(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Behind the signature; length, name and checksum are twelve bytes.
        var index = 8
        while bytes.count - index >= 12 {
            let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - index - 12 else { return false }
            if bytes[index + 4..<index + 8].elementsEqual("IEND".utf8) { return true }
            index += 12 + length
        }
        return false
    }
}

/// JPEG, alone or inside a PDF.
enum JpegImage {
    /// Above this many pixels a page was scanned finer than 400 dpi; decoding every second pixel costs a quarter of the
    /// memory, and reads as well.
    private static let fullPixelsMax = 16_000_000

    static func decode(_ bytes: UnsafeRawBufferPointer, page: Int, limits: ReadingLimits) throws(ScanFault) -> ScanPage
    {
        let data = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        var (width, height, samples, isYcck, isCmyk) = (Int32(), Int32(), Int32(), Int32(), Int32())
        guard readHeaderMemJpeg(data, bytes.count, &width, &height, &samples, &isYcck, &isCmyk) == 0
        else { throw .damaged(page: page) }
        try ScanDecoder.check(width: Int(width), height: Int(height), page: page, limits: limits)
        guard hasEnd(bytes) else { throw .damaged(page: page) }
        var reduction: Int32 = 1
        while reduction < 8, Int(width) * Int(height) / Int(reduction * reduction) > fullPixelsMax { reduction *= 2 }
        var warnings: Int32 = 0
        guard let pix = pixReadMemJpeg(data, bytes.count, 0, reduction, &warnings, 0) else {
            throw .damaged(page: page)
        }
        let (dpiX, dpiY) = (Double(pix.pointee.xres), Double(pix.pointee.yres))
        guard let image = PageImage.normalised(pix) else { throw .damaged(page: page) }
        return ScanPage(
            image: image, width: Int(width), height: Int(height), dpiX: dpiX > 0 ? dpiX : nil,
            dpiY: dpiY > 0 ? dpiY : nil)
    }

    /// Whether the end marker is there. libjpeg fills what is missing with gray and only warns: half a letter would
    /// pass for a whole one.
    private static func hasEnd(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Scanners pad; what follows the end marker within the last 64 KiB is not looked at.
        var index = bytes.count - 2
        let first = max(0, bytes.count - 65_536)
        while index >= first {
            if bytes[index] == 0xff, bytes[index + 1] == 0xd9 { return true }
            index -= 1
        }
        return false
    }
}
