import GreffeCore

/// The part of a letter a word stands in, as far as it tells whose letter it is.
enum LetterPart: Sendable {
    case head, subject, body, signature, foot
    /// A page behind the leading one.
    case behind
    /// Our own name and address, or a page we wrote ourselves.
    case ours
}

/// A word that may be part of a name or an address.
struct LetterWord: Hashable, Sendable {
    let folded: String
    let key: String
    /// Written with a capital, as names are.
    let isCapital: Bool
    /// Index in `LetterEvidence.pages`.
    let page: Int
    let line: Int
    let cell: Int
    let part: LetterPart

    var isInitial: Bool { folded.utf8.count == 1 && folded.utf8.allSatisfy { (0x61...0x7a).contains($0) } }
    var isNumber: Bool { folded.utf8.first.map { (0x30...0x39).contains($0) } ?? false }
}

/// The letter as words in reading order, and where a name occurs among them, misreadings allowed.
struct LetterWords: Sendable {
    /// Annexes repeat what the first pages say; a directory of names behind them must not be matched.
    static let pagesMax = 4
    static let wordsMax = 3_000
    /// A name read worse than this is another name.
    static let likenessMin = 0.8
    /// Shorter words are compared as they are: one edit makes another name of them.
    private static let fuzzyLengthMin = 5

    struct Occurrence: Hashable, Sendable {
        var index: Int
        /// 1 for the very word.
        var likeness: Double
    }

    let words: [LetterWord]
    /// Words of a line, by page and line.
    private let lines: [[Range<Int>]]
    private let byWord: [String: [Int]]
    private let byKey: [String: [Int]]
    /// Distinct words written with a capital, long enough to be misread.
    private let fuzzy: [String]

    init(_ evidence: LetterEvidence) {
        var words: [LetterWord] = []
        var lines: [[Range<Int>]] = []
        for (number, page) in evidence.pages.prefix(Self.pagesMax).enumerated() {
            let parts = PageParts(evidence, page: number)
            var ranges: [Range<Int>] = []
            for line in page.lines {
                let start = words.count
                for (cell, range) in line.cells.enumerated() where words.count < Self.wordsMax {
                    let part = parts.part(of: range)
                    for token in line.tokens[range.tokens] where token.isAlphanumeric {
                        words.append(
                            LetterWord(
                                folded: token.folded, key: NameKey.key(token.folded),
                                isCapital: token.text.first?.isUppercase ?? false, page: number, line: line.index,
                                cell: cell, part: part))
                    }
                }
                ranges.append(start..<words.count)
            }
            lines.append(ranges)
        }
        self.words = words
        self.lines = lines
        byWord = Dictionary(grouping: words.indices) { words[$0].folded }
        byKey = Dictionary(grouping: words.indices) { words[$0].key }
        fuzzy = Set(
            words.filter { $0.isCapital && $0.folded.utf8.count >= Self.fuzzyLengthMin && $0.part != .ours }.map(
                \.folded)
        ).sorted()
    }

    /// Words of a line; empty for a line that is not there.
    func line(_ line: Int, page: Int) -> Range<Int> {
        guard lines.indices.contains(page), lines[page].indices.contains(line) else { return 0..<0 }
        return lines[page][line]
    }

    func lineCount(page: Int) -> Int { lines.indices.contains(page) ? lines[page].count : 0 }

    /// Where the name word occurs, our own lines left out: as it is, else as recognition may have spoilt it.
    func occurrences(of name: String) -> [Occurrence] {
        let exact = (byWord[name] ?? []).filter { words[$0].part != .ours }
        if !exact.isEmpty { return exact.map { Occurrence(index: $0, likeness: 1) } }
        guard name.utf8.count >= Self.fuzzyLengthMin else { return [] }
        var found: [Occurrence] = []
        for index in byKey[NameKey.key(name)] ?? [] where words[index].part != .ours {
            let likeness = WordLikeness.of(name, words[index].folded)
            if likeness >= Self.likenessMin { found.append(Occurrence(index: index, likeness: likeness)) }
        }
        if !found.isEmpty { return found }
        for candidate in fuzzy where Self.mayBeLike(candidate, name) {
            let likeness = WordLikeness.of(name, candidate)
            guard likeness >= Self.likenessMin else { continue }
            for index in byWord[candidate] ?? [] where words[index].part != .ours {
                found.append(Occurrence(index: index, likeness: likeness))
            }
        }
        return found
    }

    private static func mayBeLike(_ one: String, _ other: String) -> Bool {
        abs(one.utf8.count - other.utf8.count) <= 2
            && (one.utf8.first == other.utf8.first || one.utf8.last == other.utf8.last)
    }
}

/// Tells the parts of one page.
private struct PageParts {
    private let evidence: LetterEvidence
    private let page: Int
    private let addressee: Set<LetterCell>
    private let signature: Range<Int>
    private let isOwnPage: Bool

    /// Our name in a longer stretch is a sentence about us.
    private static let ownTermsMax = 16
    /// Lines behind the closing formula that may be a signature.
    private static let signatureLinesMax = 6

    init(_ evidence: LetterEvidence, page: Int) {
        self.evidence = evidence
        self.page = page
        let zones = evidence.zones
        addressee = page == 0 ? Set(zones.addressee) : []
        let count = evidence.pages[page].lines.count
        // A letter without the formula ends with the name all the same.
        let closing = zones.closing ?? max(zones.bodyStart, count - 4)
        let end = min(max(zones.footStart, closing), closing + 1 + Self.signatureLinesMax, count)
        signature =
            page == 0 && zones.closing.map { $0 + 1 < end } ?? (closing < end)
            ? (zones.closing == nil ? closing : closing + 1)..<max(end, closing) : 0..<0
        isOwnPage = page > 0 && evidence.ownPages.contains(page)
    }

    func part(of cell: LetterCell) -> LetterPart {
        if addressee.contains(cell) || isOwnPage { return .ours }
        let terms = evidence.pages[page].terms(of: cell).map(\.folded)
        if terms.count <= Self.ownTermsMax,
            evidence.ourselves.isMarked(in: terms) || evidence.ourselves.isAddressed(in: terms)
        {
            return .ours
        }
        if page > 0 { return .behind }
        if cell.line == evidence.zones.subject { return .subject }
        if cell.line < evidence.zones.bodyStart { return .head }
        if cell.line >= evidence.zones.footStart { return .foot }
        return signature.contains(cell.line) ? .signature : .body
    }
}
