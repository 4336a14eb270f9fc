import GreffeCore

/// Finds the notions of a page: every word and phrase of `Notion.words`, looked up by hash while the page is walked
/// once.
struct Lexicon: Sendable {
    /// A notion at a place.
    struct Match {
        var notion: Notion
        /// Index of the token it begins at.
        var token: Int
    }

    static let shared = Lexicon()

    /// The longest phrase, in words.
    private static let phraseLimit = 6
    /// A stem shorter than this would match half the dictionary.
    private static let stemMinimum = 3

    private var whole: [FeatureHash: [Notion]] = [:]
    private var stems: [FeatureHash: [Notion]] = [:]

    init() {
        for notion in Notion.allCases {
            for phrase in notion.words.split(whereSeparator: { $0 == "," || $0 == "\n" }) { add(phrase, notion) }
        }
    }

    private mutating func add(_ phrase: Substring, _ notion: Notion) {
        let isStem = phrase.last == "*"
        let words = String(phrase).folded.utf8.split(whereSeparator: { !PageTokens.isWordByte($0) })
        guard !words.isEmpty else { return }
        var hash = FeatureHash()
        for (index, word) in words.enumerated() {
            if index > 0 { hash.mix(0x20) }
            for byte in word { hash.mix(byte) }
        }
        if isStem {
            stems[hash, default: []].append(notion)
        } else {
            whole[hash, default: []].append(notion)
        }
    }

    /// Every match, in the order of the page; a place can carry several.
    func matches(in page: PageTokens) -> [Match] {
        var found: [Match] = []
        for start in page.tokens.indices where !page.tokens[start].isShape {
            var hash = FeatureHash()
            for index in start..<min(start + Self.phraseLimit, page.tokens.count) {
                guard !page.tokens[index].isShape else { break }
                if index > start { hash.mix(0x20) }
                let word = page.text(page.tokens[index])
                for (offset, byte) in word.enumerated() {
                    hash.mix(byte)
                    guard offset + 1 >= Self.stemMinimum, let notions = stems[hash] else { continue }
                    found.append(contentsOf: notions.map { Match(notion: $0, token: start) })
                }
                guard let notions = whole[hash] else { continue }
                found.append(contentsOf: notions.map { Match(notion: $0, token: start) })
            }
        }
        return found
    }
}
