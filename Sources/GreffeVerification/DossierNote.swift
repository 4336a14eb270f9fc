import GreffeProof

/// A C2SP signed note as a dossier holds it, taken apart byte by byte: in one spelling only.
struct DossierNote {
    /// Up to the empty line, which is not part of it.
    let text: [UInt8]
    private let lines: [Line]
    var signatureCount: Int { lines.count }

    private struct Line {
        var name: [UInt8]
        var keyHash: [UInt8]
        var signature: [UInt8]
    }

    /// Nil unless there is a text, an empty line, and signature lines.
    init?(_ bytes: [UInt8]) {
        guard bytes.last == Ascii.lineFeed, let (text, rest) = Ascii.splitAtEmptyLine(bytes), !rest.isEmpty,
            !text.isEmpty
        else { return nil }
        var lines: [Line] = []
        for line in Ascii.lines(rest) {
            guard let parsed = Self.parse(line) else { return nil }
            lines.append(parsed)
        }
        (self.text, self.lines) = (text, lines)
    }

    private static let dash = Array("\u{2014} ".utf8)

    private static func parse(_ line: ArraySlice<UInt8>) -> Line? {
        guard line.starts(with: dash) else { return nil }
        let parts = line.dropFirst(dash.count).split(separator: Ascii.space, omittingEmptySubsequences: false)
        guard parts.count == 2, Ascii.isName(parts[0]), parts[1].count >= 4,
            let bytes = Base64.decode(String(decoding: parts[1], as: UTF8.self))
        else { return nil }
        return Line(
            name: Array(parts[0]), keyHash: Array(bytes.prefix(4)), signature: Array(bytes.dropFirst(4)))
    }

    /// Each line under the key's name must have its hash and be its signature over the text, and there must be one.
    /// Lines of others say nothing here.
    func isSigned(by key: VerifierKey) -> Bool {
        let own = lines.filter { $0.name == Array(key.name.utf8) }
        let keyHash = [24, 16, 8, 0].map { UInt8(key.hash >> $0 & 255) }
        return !own.isEmpty
            && own.allSatisfy { $0.keyHash == keyHash && key.isValid(signature: $0.signature, over: text) }
    }
}

/// Bytes read as the lines of the formats are: no characters, no encodings.
enum Ascii {
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")

    /// What is above the first empty line, its own line feed included, and what is below.
    static func splitAtEmptyLine(_ bytes: [UInt8]) -> (above: [UInt8], below: [UInt8])? {
        var isLineStart = true
        for (index, byte) in bytes.enumerated() {
            if byte == lineFeed, isLineStart { return (Array(bytes[..<index]), Array(bytes[(index + 1)...])) }
            isLineStart = byte == lineFeed
        }
        return nil
    }

    /// Lines that are each ended by a line feed.
    static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.dropLast().split(separator: lineFeed, omittingEmptySubsequences: false)
    }

    /// The first lines, each with its line feed; all there is where there are fewer.
    static func firstLines(_ count: Int, of bytes: [UInt8]) -> [UInt8] {
        var left = count
        let end = bytes.firstIndex { byte in
            if byte == lineFeed { left -= 1 }
            return left == 0
        }
        return end.map { Array(bytes[...$0]) } ?? bytes
    }

    /// The name of a key or log: no white space, no control characters, no `+`.
    static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 > space && $0 != 0x7f && $0 != UInt8(ascii: "+") }
    }

    /// A number from `from` to 18 digits long without leading zeros.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        guard (1...18).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }),
            bytes.count == 1 || bytes.first != 0x30
        else { return nil }
        return bytes.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }
}
