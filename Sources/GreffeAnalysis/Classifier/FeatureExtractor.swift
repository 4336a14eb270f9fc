import GreffeCore

/// Features of a letter before a model has weighed them.
struct LetterFeatures: Sendable {
    /// A feature and how often it occurs, later pages counting less.
    struct Entry: Sendable {
        var hash: FeatureHash
        var block: FeatureBlock
        var count: Float
    }

    /// Each hash once, in ascending order.
    var entries: [Entry]
    /// By `LayoutCue`.
    var cues: [Float]
    /// The words of the pages looked at, for judging how much of the letter the model knows.
    var words: [FeatureHash]
}

/// Features of one kind are brought to the same length, so that a letter's many characters do not drown its few
/// notions.
enum FeatureBlock: UInt8, CaseIterable, Sendable {
    case words, characters, notions
}

/// Turns a letter into features: words and their sequences, characters inside words, notions of the lexicon, layout.
struct FeatureExtractor {
    /// Goes up whenever the same letter would give other features: a model is only as good as the features it was
    /// trained on, and is refused with others.
    static let version: UInt32 = 2

    /// What a word of a later page counts against one of the leading page, which decides.
    static let laterPageWeight: Float = 0.15
    /// A leading page with fewer words is a cover sheet or a stamp: the next page then counts in full.
    static let leadingWordMinimum = 25
    static let wordLengths = 1...3
    static let characterLengths = 3...5
    /// Characters of longer words than this are cut: no language of ours needs more.
    static let wordByteLimit = 32
    /// Notions at most this many tokens apart make a pair.
    static let pairDistance = 6

    private let masks: [[[UInt8]]]

    init(organisation: Organisation = Organisation()) {
        masks = (organisation.names + organisation.addresses + organisation.identifiers).compactMap { phrase in
            let tokens = PageTokens(lines: [phrase])
            return tokens.tokens.isEmpty ? nil : tokens.tokens.map { Array(tokens.text($0)) }
        }
    }

    func tokens(_ lines: [String]) -> PageTokens {
        var page = PageTokens(lines: lines)
        page.mask(masks)
        return page
    }

    func features(of letter: LetterText) -> LetterFeatures {
        var counts = Counts()
        var cues = [Float](repeating: 0, count: LayoutCue.allCases.count)
        var words: [FeatureHash] = []
        var hasLeadingPage = false
        for lines in letter.pages {
            let page = tokens(lines)
            guard !page.tokens.isEmpty else { continue }
            let zones = PageZones(page)
            let weight = hasLeadingPage ? Self.laterPageWeight : 1
            visit(page, zones: zones) { hash, block, _ in counts.add(hash, block, weight) }
            guard !hasLeadingPage else { continue }
            cues = LayoutCue.measure(page, zones: zones, lines: lines, pageCount: letter.pages.count)
            for token in page.tokens where !token.isShape { words.append(hash(of: .words, page, token)) }
            hasLeadingPage = words.count >= Self.leadingWordMinimum
        }
        return LetterFeatures(entries: counts.entries, cues: cues, words: words)
    }

    private struct Counts {
        var table: [FeatureHash: LetterFeatures.Entry] = [:]

        mutating func add(_ hash: FeatureHash, _ block: FeatureBlock, _ weight: Float) {
            table[hash, default: LetterFeatures.Entry(hash: hash, block: block, count: 0)].count += weight
        }

        var entries: [LetterFeatures.Entry] { table.values.sorted { $0.hash.value < $1.hash.value } }
    }

    private func hash(of kind: FeatureKind, _ page: PageTokens, _ token: PageTokens.Token) -> FeatureHash {
        var hash = FeatureHash(kind)
        hash.mix(page.text(token))
        return hash
    }

    /// Calls `body` with every feature of the page; `name` spells it out for a person, and is empty for characters.
    func visit(
        _ page: PageTokens, zones: PageZones, body: (FeatureHash, FeatureBlock, _ name: () -> String) -> Void
    ) {
        visitWords(page, zones: zones, body: body)
        visitCharacters(page, body: body)
        visitNotions(page, zones: zones, body: body)
    }

    private func visitWords(
        _ page: PageTokens, zones: PageZones, body: (FeatureHash, FeatureBlock, () -> String) -> Void
    ) {
        for start in page.tokens.indices {
            var hash = FeatureHash(.words)
            var title = FeatureHash(.titleWords)
            let line = page.tokens[start].line
            let isTitle = zones.titles.contains(line)
            for index in start..<min(start + Self.wordLengths.upperBound, page.tokens.count) {
                if index > start {
                    hash.mix(0x20)
                    title.mix(0x20)
                }
                let token = page.tokens[index]
                hash.mix(page.text(token))
                body(hash, .words) { page.string(page.tokens[start...index]) }
                guard isTitle, token.line == line, index - start < 2 else { continue }
                title.mix(page.text(token))
                body(title, .words) { page.string(page.tokens[start...index]) }
            }
            if page.lines[line].tokens.lowerBound == start {
                var first = FeatureHash(.lineStart)
                first.mix(page.text(page.tokens[start]))
                body(first, .words) { page.string(page.tokens[start...start]) }
            }
        }
    }

    private func visitCharacters(_ page: PageTokens, body: (FeatureHash, FeatureBlock, () -> String) -> Void) {
        var word: [UInt8] = []
        for token in page.tokens where !token.isShape {
            word.removeAll(keepingCapacity: true)
            word.append(UInt8(ascii: "^"))
            word.append(contentsOf: page.text(token).prefix(Self.wordByteLimit))
            word.append(UInt8(ascii: "$"))
            for start in word.indices {
                var hash = FeatureHash(.characters)
                for end in start..<min(start + Self.characterLengths.upperBound, word.count) {
                    hash.mix(word[end])
                    if end - start + 1 >= Self.characterLengths.lowerBound { body(hash, .characters) { "" } }
                }
            }
        }
    }

    private func visitNotions(
        _ page: PageTokens, zones: PageZones, body: (FeatureHash, FeatureBlock, () -> String) -> Void
    ) {
        let matches = Lexicon.shared.matches(in: page)
        let opening = zones.opening
        for (index, match) in matches.enumerated() {
            var hash = FeatureHash(.notion)
            hash.mix(match.notion.code)
            body(hash, .notions) { match.notion.rawValue }
            let isTitle = zones.titles.contains(page.tokens[match.token].line)
            if isTitle {
                var title = FeatureHash(.titleNotion)
                title.mix(match.notion.code)
                body(title, .notions) { match.notion.rawValue }
            }
            if opening.contains(match.token) {
                var early = FeatureHash(.openingNotion)
                early.mix(match.notion.code)
                body(early, .notions) { match.notion.rawValue }
            }
            for other in matches[(index + 1)...] {
                guard other.token - match.token <= Self.pairDistance else { break }
                guard other.notion != match.notion else { continue }
                var pair = FeatureHash(.notionPair)
                pair.mix(min(match.notion.code, other.notion.code))
                pair.mix(max(match.notion.code, other.notion.code))
                body(pair, .notions) { "\(match.notion.rawValue) + \(other.notion.rawValue)" }
                guard isTitle, page.tokens[other.token].line == page.tokens[match.token].line else { continue }
                var title = FeatureHash(.titlePair)
                title.mix(min(match.notion.code, other.notion.code))
                title.mix(max(match.notion.code, other.notion.code))
                body(title, .notions) { "\(match.notion.rawValue) + \(other.notion.rawValue)" }
            }
        }
    }
}
