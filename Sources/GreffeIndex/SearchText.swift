import GreffeCore

/// What of a letter's text is searched, and how a query's words are brought to the same form. A change here changes
/// what the index holds: raise `IndexSchema.version`.
enum SearchText {
    /// Codes shorter than this are found as words anyway; longer than an IBAN is no code.
    private static let codeLengths = 5...34
    /// A code is written in at most this many groups (`FR76 1882 9004 5901 7202 7771 550` has seven).
    private static let groupsMax = 9

    /// The text as words: folded, pages one after the other.
    static func body(_ pages: [String]) -> String { pages.map(\.folded).joined(separator: "\n") }

    /// Numbers written in groups, joined: `MRH 50964336` gives `mrh50964336`, `44-84 0898` gives `44840898`. Every run
    /// of groups is joined, since where a number begins is not known; letters alone are a group only in front of digits
    /// or behind them, and only when short.
    static func codes(_ pages: [String]) -> String {
        var codes: [String] = []
        var seen: Set<String> = []
        for page in pages {
            for line in page.split(separator: "\n") {
                for run in groupRuns(line) where run.count > 1 {
                    for start in run.indices {
                        var joined = run[start]
                        for group in run[(start + 1)...].prefix(groupsMax - 1) {
                            joined += group
                            guard joined.utf8.count <= codeLengths.upperBound else { break }
                            if joined.utf8.count >= codeLengths.lowerBound, hasDigit(joined),
                                seen.insert(joined).inserted
                            {
                                codes.append(joined)
                            }
                        }
                    }
                }
            }
        }
        return codes.joined(separator: " ")
    }

    /// Groups that may be parts of one number: words of a line with one space, hyphen, dot or slash between them,
    /// having a digit or being at most four letters.
    private static func groupRuns(_ line: Substring) -> [[String]] {
        var runs: [[String]] = []
        var run: [String] = []
        var word: [UInt8] = []
        var separators = 0
        func end() {
            if run.count > 1, run.contains(where: hasDigit) { runs.append(run) }
            run.removeAll()
        }
        func endWord() {
            guard !word.isEmpty else { return }
            let text = String(decoding: word, as: UTF8.self)
            word.removeAll(keepingCapacity: true)
            if hasDigit(text) || text.utf8.count <= 4 { run.append(text) } else { end() }
        }
        for byte in String(line).folded.utf8 {
            switch byte {
            case 0x30...0x39, 0x61...0x7a, 0x80...:
                if separators > 1 { end() }
                separators = 0
                word.append(byte)
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
