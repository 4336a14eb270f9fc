import GreffeCore

/// The PRONOM identifier (PUID) of a file, by its own bytes, as they pass. Only what they show for certain: the
/// versions of PNG, Exif and PDF/A are told apart by more than that, and the receiving archive identifies them itself.
struct FormatSign {
    private let mediaType: MediaType?
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var isArchivalPDF = false

    /// More than the longest of the signatures.
    private static let headBytes = 16
    /// XMP's name for the properties of PDF/A (ISO 19005).
    private static let archivalMark = Array("pdfaid:part".utf8)

    init(_ mediaType: MediaType?) { self.mediaType = mediaType }

    mutating func look(_ bytes: UnsafeRawBufferPointer) {
        head += bytes.prefix(Self.headBytes - head.count)
        guard mediaType == .pdf, !isArchivalPDF else { return }
        let overlap = Self.archivalMark.count - 1
        let joint = tail + bytes.prefix(overlap)
        isArchivalPDF = joint.withUnsafeBytes(Self.hasMark) || Self.hasMark(bytes)
        tail = Array((tail + bytes.suffix(overlap)).suffix(overlap))
    }

    private static func hasMark(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let mark = archivalMark
        guard bytes.count >= mark.count else { return false }
        for start in 0...(bytes.count - mark.count) where bytes[start] == mark[0] {
            if bytes[start..<(start + mark.count)].elementsEqual(mark) { return true }
        }
        return false
    }

    /// PRONOM's identifiers of PDF 1.0 to 1.7.
    private static let plainPDF = ["14", "15", "16", "17", "18", "19", "20", "276"]

    /// Nil where the bytes seen do not say it for certain.
    var puid: String? {
        switch mediaType {
        case .tiff:
            return head.starts(with: [0x49, 0x49, 0x2a, 0x00]) || head.starts(with: [0x4d, 0x4d, 0x00, 0x2a])
                ? "fmt/353" : nil
        case .pdf:
            if isArchivalPDF { return nil }
            if head.starts(with: Array("%PDF-2.0".utf8)) { return "fmt/1129" }
            guard head.starts(with: Array("%PDF-1.".utf8)), head.count > 7, (0x30...0x37).contains(head[7]) else {
                return nil
            }
            return "fmt/\(Self.plainPDF[Int(head[7] - 0x30)])"
        case .jpeg:
            // SOI, APP0 "JFIF", and the version in two bytes.
            guard head.starts(with: [0xff, 0xd8, 0xff, 0xe0]), head.count > 12,
                head[6..<11].elementsEqual(Array("JFIF\0".utf8)), head[11] == 1, head[12] <= 2
            else { return nil }
            return "fmt/\(42 + Int(head[12]))"
        case .png, nil: return nil
        }
    }
}
