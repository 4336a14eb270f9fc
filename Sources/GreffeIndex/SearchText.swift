import GreffeCore

/// What of a letter's text is searched, and how a query's words are brought to the same form. A change here changes
/// what the index holds: raise `IndexSchema.version`.
enum SearchText {
    /// Codes shorter than this are found as words anyway; longer than an IBAN is no code.
    private static let codeLengths = 5...34
    /// A code is written in at most this many groups (`FR76 1882 9004 5901 7202 7771 550` has seven).
    private static let groupsMax = 9

    /// Numbers written in groups, joined: `MRH 50964336` gives `mrh50964336`, `44-84 0898` gives `44840898`. Every run
    /// of groups is joined, since where a number begins is not known; letters alone are a group only in front of digits
    /// or behind them, and only when short.
    ///
    /// - Parameter folded: pages, each folded.
    static func codes(folded pages: [String]) -> String {
        var codes: [UInt8] = []
        var seen: Set<[UInt8]> = []
        for page in pages {
            let bytes = Array(page.utf8)
            for run in groupRuns(bytes) {
                for start in run.indices {
                    var joined: [UInt8] = []
                    var digits = false
                    for group in run[start...].prefix(groupsMax) {
                        joined += bytes[group.range]
                        digits = digits || group.hasDigit
                        guard joined.count <= codeLengths.upperBound else { break }
                        if group.range != run[start].range, joined.count >= codeLengths.lowerBound, digits,
                            seen.insert(joined).inserted
                        {
                            if !codes.isEmpty { codes.append(UInt8(ascii: " ")) }
                            codes += joined
                        }
                    }
                }
            }
        }
        return String(decoding: codes, as: UTF8.self)
    }

    private struct Group {
        var range: Range<Int>
        var hasDigit: Bool
    }

    /// Groups that may be parts of one number: words of a line with one space, hyphen, dot or slash between them,
    /// having a digit or being at most four letters.
    private static func groupRuns(_ bytes: [UInt8]) -> [[Group]] {
        var runs: [[Group]] = []
        var run: [Group] = []
        var word: Range<Int>?
        var digits = false
        var separators = 0
        func end() {
            if run.count > 1, run.contains(where: \.hasDigit) { runs.append(run) }
            run.removeAll(keepingCapacity: true)
        }
        func endWord() {
            guard let range = word else { return }
            if digits || range.count <= 4 { run.append(Group(range: range, hasDigit: digits)) } else { end() }
            (word, digits) = (nil, false)
        }
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39, 0x61...0x7a, 0x80...:
                if separators > 1 { end() }
                separators = 0
                word = (word?.lowerBound ?? place)..<place + 1
                if byte <= 0x39 { digits = true }
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                endWord()
                separators += 1
            default:
                endWord()
                end()
                separators = 0
            }
        }
        endWord()
        end()
        return runs
    }

    /// The words of a folded text as the tokenizer sees them.
    static func words(_ folded: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars {
            if isWordScalar(scalar) {
                word.append(scalar)
            } else if !word.isEmpty {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return (0x30...0x39).contains(scalar.value) || (0x61...0x7a).contains(scalar.value)
                || (0x41...0x5a).contains(scalar.value)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    static func hasDigit(_ text: some StringProtocol) -> Bool { text.utf8.contains { (0x30...0x39).contains($0) } }
}
