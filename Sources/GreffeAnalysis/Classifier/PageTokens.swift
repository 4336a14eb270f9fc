import GreffeCore

/// A page cut into words: folded, numbers replaced by their shape, so that what is left is language and not identity.
struct PageTokens {
    struct Token {
        /// Where the token's text lies in `bytes`.
        var range: Range<Int>
        /// Index of the line.
        var line: Int
        /// A shape stands for a number, an address or a reference: `#amount`, `#date`.
        var isShape: Bool
    }

    /// A line of the page: its tokens, and how it was set.
    struct Line {
        var tokens: Range<Int>
        var letters = 0
        var capitals = 0
        var digits = 0
        var bytes = 0
        var endsWithComma = false
    }

    private(set) var bytes: [UInt8] = []
    private(set) var tokens: [Token] = []
    private(set) var lines: [Line] = []

    init(lines texts: [String]) {
        bytes.reserveCapacity(4096)
        for text in texts { append(line: text) }
    }

    func text(_ token: Token) -> ArraySlice<UInt8> { bytes[token.range] }

    func string(_ tokens: ArraySlice<Token>) -> String {
        tokens.map { String(decoding: text($0), as: UTF8.self) }.joined(separator: " ")
    }

    private mutating func append(line text: String) {
        var line = Line(tokens: tokens.count..<tokens.count)
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if scalar.isASCII ? (0x30...0x39).contains(scalar.value) : properties.numericType == .decimal {
                line.digits += 1
            } else if properties.isUppercase {
                line.capitals += 1
                line.letters += 1
            } else if properties.isAlphabetic {
                line.letters += 1
            }
        }
        line.bytes = text.utf8.count
        let folded = Array(text.folded.utf8)
        line.endsWithComma = folded.last(where: { $0 > 0x20 }) == UInt8(ascii: ",")
        var start = 0
        while start < folded.count {
            while start < folded.count, folded[start] <= 0x20 { start += 1 }
            var end = start
            while end < folded.count, folded[end] > 0x20 { end += 1 }
            if start < end { append(chunk: folded[start..<end]) }
            start = end
        }
        line.tokens = line.tokens.lowerBound..<tokens.count
        lines.append(line)
    }

    /// A chunk is what stands between two spaces: one number as a whole, or one or more words.
    private mutating func append(chunk: ArraySlice<UInt8>) {
        if let shape = NumberShape(chunk) {
            append(Array(shape.rawValue.utf8)[...], isShape: true)
            return
        }
        var start = chunk.startIndex
        while start < chunk.endIndex {
            while start < chunk.endIndex, !Self.isWordByte(chunk[start]) { start += 1 }
            var end = start
            while end < chunk.endIndex, Self.isWordByte(chunk[end]) { end += 1 }
            guard start < end else { break }
            let word = chunk[start..<end]
            if word.contains(where: Self.isDigit) {
                append(Array((NumberShape(word) ?? .reference).rawValue.utf8)[...], isShape: true)
            } else {
                append(word, isShape: false)
            }
            start = end
        }
    }

    private mutating func append(_ text: ArraySlice<UInt8>, isShape: Bool) {
        let start = bytes.count
        bytes.append(contentsOf: text)
        tokens.append(Token(range: start..<bytes.count, line: lines.count, isShape: isShape))
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    /// Letters, digits, and everything beyond ASCII that folding left: another script's letters.
    static func isWordByte(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7a).contains(byte) || byte >= 0x80 }
}

extension PageTokens {
    /// Takes out our organisation's names and addresses wherever they stand as a run of words: every letter carries
    /// them.
    mutating func mask(_ phrases: [[[UInt8]]]) {
        guard !phrases.isEmpty else { return }
        var masked = [Bool](repeating: false, count: tokens.count)
        for start in tokens.indices {
            for phrase in phrases where start + phrase.count <= tokens.count {
                let run = tokens[start..<start + phrase.count]
                if zip(run, phrase).allSatisfy({ text($0).elementsEqual($1) }) {
                    for index in run.indices { masked[index] = true }
                }
            }
        }
        guard masked.contains(true) else { return }
        var kept: [Token] = []
        for index in lines.indices {
            let start = kept.count
            kept.append(contentsOf: lines[index].tokens.filter { !masked[$0] }.map { tokens[$0] })
            lines[index].tokens = start..<kept.count
        }
        tokens = kept
    }
}
