import CBarcode
import CTesseract
import GreffeCore

/// QR codes and Code 128 on pages that may be separator sheets.
enum SheetCodes {
    /// A sheet has a title, a line or two and its codes; a page with more marks than this is a letter, whose codes are
    /// nobody's business here.
    private static let marksMax = 700
    /// A sheet has two.
    private static let codesMax = 8

    /// - Parameter isPatched: a patch code stands on the page, so that dirt is more likely than a letter.
    static func texts(on page: ScanPage, _ view: PageView, isPatched: Bool) -> [String] {
        guard isPatched || view.marks(upTo: marksMax) < marksMax else { return [] }
        guard let gray = PageImage(pixConvert1To8(nil, view.image.pix, 255, 0)) else { return [] }
        return read(gray)
    }

    private static func read(_ gray: PageImage) -> [String] {
        let (width, height) = (gray.width, gray.height)
        let wordsPerRow = Int(pixGetWpl(gray.pix))
        // The library reads bytes in the order of the pixels; Leptonica keeps them in 32-bit words.
        guard pixEndianByteSwap(gray.pix) == 0, let data = pixGetData(gray.pix) else { return [] }
        var found = [greffe_barcode](repeating: greffe_barcode(), count: codesMax)
        let count = data.withMemoryRebound(to: UInt8.self, capacity: wordsPerRow * 4 * height) { pixels in
            greffe_barcodes_read(pixels, Int32(width), Int32(height), Int32(wordsPerRow * 4), &found, codesMax)
        }
        return found.prefix(count).map { code in
            withUnsafeBytes(of: code.text) { String(decoding: $0.prefix(code.length), as: UTF8.self) }
        }
    }
}
