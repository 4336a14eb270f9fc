import CTesseract
import GreffeCore

/// A CCITT stream of a PDF (ISO 32000-1, 7.4.6), decoded by giving it a TIFF's header.
struct FaxStream {
    private let columns: Int
    private let rows: Int
    private let isGroup4: Bool
    private let isTwoDimensional: Bool
    private let blackIs1: Bool

    /// Nil for the variants a TIFF cannot express.
    init?(_ image: PdfObject) {
        let parameters = image["/DecodeParms"] ?? image["/DP"]
        let one = parameters?.items()?.last ?? parameters
        let k = one?["/K"]?.number ?? 0
        (isGroup4, isTwoDimensional) = (k < 0, k > 0)
        columns = one?["/Columns"]?.integer ?? 1728
        rows = image["/Height"]?.integer ?? 0
        blackIs1 = one?["/BlackIs1"]?.boolean ?? false
        guard columns == image["/Width"]?.integer, columns > 0, rows > 0, one?["/EncodedByteAlign"]?.boolean != true,
            image["/BitsPerComponent"]?.integer ?? 1 == 1
        else { return nil }
    }

    func decode(_ stream: UnsafeRawBufferPointer) -> PageImage? {
        var tiff: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
        // BlackIs1 says how samples come out: then they are inverted against the fax's own sense, in which 0 is white.
        let entries: [(tag: UInt16, type: UInt16, value: Int)] = [
            (256, 4, columns), (257, 4, rows), (258, 3, 1), (259, 3, isGroup4 ? 4 : 3), (262, 3, blackIs1 ? 1 : 0),
            (273, 4, 8 + 2 + 12 * 10 + 4), (277, 3, 1), (278, 4, rows), (279, 4, stream.count),
            (292, 4, !isGroup4 && isTwoDimensional ? 1 : 0),
        ]
        func append(_ value: Int, bytes: Int) {
            for index in 0..<bytes { tiff.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
        append(entries.count, bytes: 2)
        for entry in entries {
            append(Int(entry.tag), bytes: 2)
            append(Int(entry.type), bytes: 2)
            append(1, bytes: 4)
            append(entry.value, bytes: 4)
        }
        append(0, bytes: 4)
        tiff += stream
        return PageImage.normalised(pixReadMemTiff(tiff, tiff.count, 0))
    }
}
