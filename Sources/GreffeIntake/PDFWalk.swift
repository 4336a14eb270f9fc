import GreffeCore

/// Looks at the two ends of a PDF (ISO 32000-2, 7.5): the header within its first kilobyte, `startxref`, a number and
/// `%%EOF` at its end, and whether the trailer found through that number asks for decryption.
struct PDFWalk {
    /// Readers accept a header with this much junk before it (ISO 32000-1, annex H, note 13).
    static let headerBytes = 1_024
    /// Some scanners pad to the block of their disk; Acrobat itself looks at 1,024 bytes.
    static let tailBytes: UInt64 = 5_120
    /// A trailer's dictionary has some hundred bytes; identifiers and producers' additions rarely make it one kilobyte.
    static let trailerBytes = 16_384
    /// Lines of sub-sections between `xref` and `trailer`; one a change in incremental updates.
    static let sectionsMax = 10_000

    /// Where `%PDF-` stands; the file's own offsets count from there or from 0.
    let header: UInt64

    static func headerOffset(_ head: [UInt8]) -> UInt64? {
        position(of: "%PDF-", in: head.prefix(headerBytes + 5)).map { UInt64($0) }
    }

    func verdict(_ bytes: inout ScanBytes) throws(SystemError) -> ScanVerdict {
        let size = UInt64(bytes.size)
        let truncated = ScanVerdict.incomplete(.truncated(.pdf))
        let tail = try bytes.upTo(Int(Self.tailBytes), at: size - min(size, Self.tailBytes))
        guard let end = Self.lastPosition(of: "%%EOF", in: tail),
            let keyword = Self.lastPosition(of: "startxref", in: tail[..<end]),
            let offset = Self.integer(in: tail[(keyword + 9)..<end])
        else { return truncated }
        // A linearised file has an early `%%EOF` whose offset is 0; one that ends there has lost all but its first
        // page.
        guard offset > 0, offset < size else { return truncated }
        if try isShortOfItsLinearisedLength(&bytes) { return truncated }
        for base in [offset, offset + header] {
            if let dictionary = try trailer(&bytes, at: base) {
                return Self.asksForDecryption(dictionary)
                    ? .refused(.encrypted) : .complete(ScanShape(mediaType: .pdf, pages: nil))
            }
        }
        // The offset leads nowhere; readers repair such files from their last trailer, and so the last trailer decides.
        if let last = Self.lastPosition(of: "trailer", in: tail), Self.asksForDecryption(Array(tail[(last + 7)...])) {
            return .refused(.encrypted)
        }
        return .complete(ScanShape(mediaType: .pdf, pages: nil))
    }

    /// A linearised file says in its first object how long it is (annex F.3.3).
    private func isShortOfItsLinearisedLength(_ bytes: inout ScanBytes) throws(SystemError) -> Bool {
        let head = try bytes.upTo(Self.headerBytes, at: header)
        guard let mark = Self.position(of: "/Linearized", in: head[...]),
            let close = Self.position(of: ">>", in: head[mark...]),
            let length = Self.position(of: "/L ", in: head[mark..<close])
        else { return false }
        return Self.integer(in: head[(length + 3)..<close]).map { $0 > UInt64(bytes.size) } ?? false
    }

    /// The bytes from the start of the trailer's dictionary on: after `trailer` behind a table, or within a stream
    /// object.
    private func trailer(_ bytes: inout ScanBytes, at offset: UInt64) throws(SystemError) -> [UInt8]? {
        let start = try bytes.upTo(Self.trailerBytes, at: offset)
        var cursor = Self.skipSpace(start, from: 0)
        if start[cursor...].starts(with: "xref".utf8) {
            return try trailerBehindTable(&bytes, at: offset + UInt64(cursor) + 4)
        }
        // `12 0 obj << … >> stream`
        for _ in 0..<2 {
            let digits = start[cursor...].prefix { (0x30...0x39).contains($0) }
            if digits.isEmpty { return nil }
            cursor = Self.skipSpace(start, from: digits.endIndex)
        }
        guard start[cursor...].starts(with: "obj".utf8) else { return nil }
        return Array(start[(cursor + 3)...])
    }

    /// Skips the table's sub-sections, each a line `first count` and `count` lines of 20 bytes.
    private func trailerBehindTable(_ bytes: inout ScanBytes, at start: UInt64) throws(SystemError) -> [UInt8]? {
        var at = start
        for _ in 0..<Self.sectionsMax {
            let line = try bytes.upTo(64, at: at)
            var cursor = Self.skipSpace(line, from: 0)
            if line[cursor...].starts(with: "trailer".utf8) {
                return try bytes.upTo(Self.trailerBytes, at: at + UInt64(cursor) + 7)
            }
            var numbers: [UInt64] = []
            for _ in 0..<2 {
                let digits = line[cursor...].prefix { (0x30...0x39).contains($0) }
                guard let number = Self.integer(in: digits) else { return nil }
                numbers.append(number)
                cursor = Self.skipSpace(line, from: digits.endIndex)
            }
            let (length, overflow) = numbers[1].multipliedReportingOverflow(by: 20)
            guard !overflow, length <= UInt64(bytes.size) else { return nil }
            at += UInt64(cursor) + length
        }
        return nil
    }

    /// Whether the dictionary that begins in these bytes has an `/Encrypt` of its own, not one in a dictionary within.
    static func asksForDecryption(_ bytes: [UInt8]) -> Bool {
        var tokens = PDFTokens(bytes)
        var depth = 0
        while let token = tokens.next() {
            switch token {
            case .open: depth += 1
            case .close:
                depth -= 1
                if depth <= 0 { return false }
            case .name("Encrypt") where depth == 1: return tokens.next() != .word("null")
            case .name, .word, .other: break
            }
        }
        return false
    }

    private static func skipSpace(_ bytes: [UInt8], from start: Int) -> Int {
        bytes[start...].firstIndex { !PDFTokens.isSpace($0) } ?? bytes.endIndex
    }

    /// The first run of digits; nil when there is none or it has more digits than any offset.
    private static func integer(in bytes: ArraySlice<UInt8>) -> UInt64? {
        let digits = bytes.drop { !(0x30...0x39).contains($0) }.prefix { (0x30...0x39).contains($0) }
        return digits.count <= 18 ? UInt64(String(decoding: digits, as: UTF8.self)) : nil
    }

    private static func position(of word: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let word = Array(word.utf8)
        guard let first = word.first, bytes.count >= word.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - word.count)).first {
            bytes[$0] == first && bytes[$0...].starts(with: word)
        }
    }

    private static func lastPosition(of word: String, in bytes: some RandomAccessCollection<UInt8>) -> Int? {
        let bytes = Array(bytes)
        let word = Array(word.utf8)
        guard let first = word.first, bytes.count >= word.count else { return nil }
        return (0...(bytes.count - word.count)).last { bytes[$0] == first && bytes[$0...].starts(with: word) }
    }
}

/// The tokens of a PDF dictionary, as far as finding one of its keys needs: strings and comments are skipped whole.
struct PDFTokens {
    enum Token: Hashable {
        case open, close
        /// With `#45` and the like decoded.
        case name(String)
        case word(String)
        case other
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    static func isSpace(_ byte: UInt8) -> Bool { [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20].contains(byte) }

    private static func isDelimiter(_ byte: UInt8) -> Bool { "()<>[]{}/%".utf8.contains(byte) }

    mutating func next() -> Token? {
        rest = rest.drop(while: Self.isSpace)
        guard let first = rest.first else { return nil }
        rest = rest.dropFirst()
        switch first {
        case UInt8(ascii: "<"):
            if take("<") { return .open }
            rest = rest.drop { $0 != UInt8(ascii: ">") }.dropFirst()
            return .other
        case UInt8(ascii: ">"): return take(">") ? .close : .other
        case UInt8(ascii: "("):
            skipString()
            return .other
        case UInt8(ascii: "%"):
            rest = rest.drop { $0 != 0x0a && $0 != 0x0d }
            return .other
        case UInt8(ascii: "/"): return .name(Self.decodeName(takeRegular()))
        case let byte where Self.isDelimiter(byte): return .other
        default: return .word(String(decoding: [first] + takeRegular(), as: UTF8.self))
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func takeRegular() -> ArraySlice<UInt8> {
        let word = rest.prefix { !Self.isSpace($0) && !Self.isDelimiter($0) }
        rest = rest[word.endIndex...]
        return word
    }

    private mutating func skipString() {
        var depth = 1
        while depth > 0, let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "\\"): rest = rest.dropFirst()
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
        }
    }

    private static func decodeName(_ bytes: ArraySlice<UInt8>) -> String {
        var output: [UInt8] = []
        var rest = bytes
        while let byte = rest.first {
            rest = rest.dropFirst()
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "#"), rest.count >= 2, let value = UInt8(digits, radix: 16) {
                output.append(value)
                rest = rest.dropFirst(2)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
