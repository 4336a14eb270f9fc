/// What a file that is not a scan is, by its content; the raw value completes "The file is …".
package enum ForeignKind: String, Hashable, Sendable, CaseIterable {
    case word = "a Word document"
    case excel = "an Excel workbook"
    case powerPoint = "a PowerPoint presentation"
    case openDocument = "an OpenDocument (LibreOffice) file"
    case oldOffice = "an old Office document or Outlook message"
    case zip = "a ZIP archive"
    case archive = "a compressed archive"
    case html = "a web page (HTML)"
    case xml = "an XML file"
    case email = "an e-mail"
    case richText = "a rich-text document (RTF)"
    case postScript = "a PostScript file"
    case heic = "a HEIC or AVIF photograph"
    case gif = "a GIF image"
    case bmp = "a BMP image"
    case webP = "a WebP image"
    case jpeg2000 = "a JPEG 2000 image"
    case djvu = "a DjVu document"
    case photoshop = "a Photoshop image"
    case video = "a video or sound recording"
    case program = "a program"
    case text = "plain text"
    case unknown = "of an unknown kind"

    /// - Parameter head: the first bytes of the file; a few kilobytes tell most kinds.
    /// - Returns: `unknown` when nothing matches, which may also be a scan whose first bytes are not written yet.
    init(head: [UInt8]) {
        self = Self.byMagic(head) ?? Self.byText(head) ?? .unknown
    }

    /// Kinds told by fixed bytes at fixed places.
    static func byMagic(_ head: [UInt8]) -> ForeignKind? {
        for (offset, magic, kind) in magics where head.dropFirst(offset).starts(with: magic) {
            switch kind {
            case .zip: return zip(head)
            case .heic: return isoMedia(head)
            default: return kind
            }
        }
        return byTwoLetters(head)
    }

    private static let magics: [(Int, [UInt8], ForeignKind)] = [
        (0, [0x50, 0x4b, 0x03, 0x04], .zip), (0, [0x50, 0x4b, 0x05, 0x06], .zip),
        (0, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], .oldOffice),
        (0, Array("{\\rtf".utf8), .richText), (0, Array("%!PS".utf8), .postScript),
        (0, [0xc5, 0xd0, 0xd3, 0xc6], .postScript),
        (0, Array("GIF87a".utf8), .gif), (0, Array("GIF89a".utf8), .gif),
        (8, Array("WEBP".utf8), .webP), (4, Array("ftyp".utf8), .heic),
        (0, [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20], .jpeg2000), (0, [0xff, 0x4f, 0xff, 0x51], .jpeg2000),
        (0, Array("AT&TFORM".utf8), .djvu), (0, Array("8BPS".utf8), .photoshop),
        (0, Array("RIFF".utf8), .video), (0, Array("OggS".utf8), .video), (0, Array("ID3".utf8), .video),
        (0, [0x1a, 0x45, 0xdf, 0xa3], .video),
        (0, [0x1f, 0x8b], .archive), (0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .archive),
        (0, Array("Rar!".utf8), .archive), (0, [0xfd, 0x37, 0x7a, 0x58, 0x5a], .archive),
        (0, Array("BZh".utf8), .archive), (0, [0x28, 0xb5, 0x2f, 0xfd], .archive),
        (0, [0x7f, 0x45, 0x4c, 0x46], .program), (0, Array("#!/".utf8), .program),
    ]

    /// `BM` and `MZ` are two letters, with which a text may begin: zeros that each header has must be there too.
    private static func byTwoLetters(_ head: [UInt8]) -> ForeignKind? {
        if head.starts(with: Array("BM".utf8)), head.count >= 10, head[6..<10].allSatisfy({ $0 == 0 }) { return .bmp }
        if head.starts(with: Array("MZ".utf8)), head.contains(0) { return .program }
        return nil
    }

    private static func zip(_ head: [UInt8]) -> ForeignKind {
        let text = String(decoding: head, as: UTF8.self)
        if text.contains("mimetypeapplication/vnd.oasis.opendocument") { return .openDocument }
        if text.contains("word/") { return .word }
        if text.contains("xl/") { return .excel }
        if text.contains("ppt/") { return .powerPoint }
        return .zip
    }

    private static func isoMedia(_ head: [UInt8]) -> ForeignKind {
        let brand = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
        return ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"].contains(brand)
            ? .heic : .video
    }

    /// Kinds told by being text at all, and then by how the text begins.
    static func byText(_ head: [UInt8]) -> ForeignKind? {
        guard let text = readableText(head) else { return nil }
        let start = text.drop { $0.isWhitespace }.prefix(1_024).lowercased()
        if start.isEmpty { return nil }
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
        if start.hasPrefix("<?xml") { return start.contains("<html") ? .html : .xml }
        let headers = ["from:", "return-path:", "received:", "delivered-to:", "mime-version:", "message-id:", "from "]
        let lines = start.split(whereSeparator: \.isNewline)
        if headers.contains(where: start.hasPrefix),
            lines.contains(where: { line in headers.dropLast().contains(where: line.hasPrefix) })
        {
            return .email
        }
        return .text
    }

    /// The text when the bytes are UTF-8, UTF-16 with a mark, or Latin letters, without control characters.
    private static func readableText(_ head: [UInt8]) -> String? {
        if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
            let high = head[0] == 0xfe ? 0 : 1
            let units = stride(from: 2, to: head.count - 1, by: 2).map {
                UInt16(head[$0 + high]) | UInt16(head[$0 + 1 - high]) << 8
            }
            return String(decoding: units, as: UTF16.self)
        }
        let bytes = head.starts(with: [0xef, 0xbb, 0xbf]) ? head.dropFirst(3) : head[...]
        let isPlain = bytes.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7f || [0x09, 0x0a, 0x0c, 0x0d].contains(byte)
        }
        guard isPlain else { return nil }
        // The block may end within a character of up to four bytes.
        for cut in 0..<4 {
            if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
        }
        // Latin-1 is told from noise by being mostly ASCII.
        let letters = bytes.reduce(0) { $0 + ($1 < 0x80 ? 1 : 0) }
        return letters * 10 >= bytes.count * 7 ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
