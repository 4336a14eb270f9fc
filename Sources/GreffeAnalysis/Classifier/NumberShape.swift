/// What a number looks like, in the place of the number: its value names a person or a file, its shape says what kind
/// of paper this is. Input is folded text without spaces.
enum NumberShape: String {
    case amount = "#amount"
    case percent = "#percent"
    case date = "#date"
    case year = "#year"
    case time = "#time"
    case few = "#n"
    case number = "#number"
    case code = "#code"
    case long = "#long"
    case reference = "#ref"
    case email = "#email"
    case site = "#site"

    /// Nil where the chunk is words rather than one number.
    init?(_ chunk: ArraySlice<UInt8>) {
        if chunk.contains(UInt8(ascii: "@")), chunk.count > 4 {
            self = .email
            return
        }
        if chunk.starts(with: "www.".utf8) || chunk.starts(with: "http".utf8) {
            self = .site
            return
        }
        guard chunk.contains(where: PageTokens.isDigit) else { return nil }
        let body = Self.trimmed(chunk)
        guard let first = body.first, PageTokens.isDigit(first) else { return nil }
        let digits = body.count(where: PageTokens.isDigit)
        let letters = body.count(where: { (0x61...0x7a).contains($0) })
        if letters > 0 {
            guard letters == 1, digits <= 4, body.contains(UInt8(ascii: "h")) else { return nil }
            self = .time
        } else if body.last == UInt8(ascii: "%") {
            self = .percent
        } else if body.count == digits {
            self = Self.plain(body)
        } else if Self.isDate(body) {
            self = .date
        } else if Self.isAmount(body) {
            self = .amount
        } else if body.contains(UInt8(ascii: ":")), digits <= 4 {
            self = .time
        } else {
            self = digits <= 3 ? .few : .long
        }
    }

    private static func plain(_ digits: ArraySlice<UInt8>) -> NumberShape {
        switch digits.count {
        case 1...2: .few
        case 4 where digits.starts(with: "19".utf8) || digits.starts(with: "20".utf8): .year
        case 3...4: .number
        case 5: .code
        default: .long
        }
    }

    /// Currency, brackets and punctuation around a number are not part of its shape.
    private static func trimmed(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var body = chunk
        while let first = body.first, !PageTokens.isDigit(first), !(0x61...0x7a).contains(first) { body.removeFirst() }
        for suffix in ["eur", "euros", "chf", "gbp"] where body.count > suffix.utf8.count {
            let tail = body.suffix(suffix.utf8.count)
            if tail.elementsEqual(suffix.utf8), PageTokens.isDigit(body[tail.startIndex - 1]) {
                body = body.prefix(upTo: tail.startIndex)
            }
        }
        while let last = body.last, !PageTokens.isDigit(last), last != UInt8(ascii: "%"), !(0x61...0x7a).contains(last)
        {
            body.removeLast()
        }
        return body
    }

    /// Two or three groups of digits parted by dots, slashes or hyphens, the last a year of two or four digits, or the
    /// first a year of four.
    private static func isDate(_ body: ArraySlice<UInt8>) -> Bool {
        guard let separator = body.first(where: { !PageTokens.isDigit($0) }), ".-/".utf8.contains(separator) else {
            return false
        }
        let groups = body.split(separator: separator, omittingEmptySubsequences: false)
        guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(PageTokens.isDigit) }) else { return false }
        let lengths = groups.map(\.count)
        return switch lengths {
        case [1, 1, 2], [1, 2, 2], [2, 1, 2], [2, 2, 2], [1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 2, 4], [4, 2, 2]: true
        case [2, 2], [1, 2]: separator == UInt8(ascii: "/")
        default: false
        }
    }

    /// Digits, perhaps grouped, with exactly two decimals.
    private static func isAmount(_ body: ArraySlice<UInt8>) -> Bool {
        guard body.count >= 4 else { return false }
        let point = body[body.endIndex - 3]
        guard point == UInt8(ascii: ",") || point == UInt8(ascii: "."),
            body.suffix(2).allSatisfy(PageTokens.isDigit)
        else { return false }
        return body.dropLast(3).allSatisfy { PageTokens.isDigit($0) || ".,'".utf8.contains($0) }
    }
}
