import GreffeCore

/// Cuts the stretch of a letter's text that holds most of what was searched, in the letter's own spelling.
struct SnippetMaker {
    /// Words shown: two lines of a table on a terminal.
    private static let wordsShown = 18
    /// A page's words looked at; what comes later is found but not shown.
    private static let wordsMax = 20_000

    let terms: [SearchExpression.Term]

    private struct Token {
        var range: Range<String.Index>
        var folded: [String]
        /// The term this token is part of.
        var term: Int?
    }

    /// Nil where no page holds a whole term.
    func snippet(of pages: [String]) -> Snippet? {
        var best: (score: Int, page: Int, start: Int, tokens: [Token])?
        for (index, text) in pages.enumerated() {
            let tokens = marked(tokens(of: text))
            for start in tokens.indices where tokens[start].term != nil {
                let window = tokens[start...].prefix(Self.wordsShown)
                let score = Set(window.compactMap(\.term)).count
                if score > best?.score ?? 0 { best = (score, index, start, tokens) }
            }
            if best?.score == terms.count { break }
        }
        guard let best else { return nil }
        return Snippet(page: best.page + 1, parts: parts(pages[best.page], best.tokens, from: best.start))
    }

    /// The head of the first page, where there is nothing to mark.
    static func head(of pages: [String]) -> Snippet? {
        guard let index = pages.firstIndex(where: { $0.contains { !$0.isWhitespace } }) else { return nil }
        let words = pages[index].split(whereSeparator: \.isWhitespace).prefix(wordsShown)
        return Snippet(page: index + 1, parts: [.init(text: words.joined(separator: " "), isMatch: false)])
    }

    private func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex, tokens.count < Self.wordsMax {
            guard SearchText.isWordScalar(scalars[index]) else {
                index = scalars.index(after: index)
                continue
            }
            let start = index
            // Combining accents belong to the word they follow.
            while index < scalars.endIndex,
                SearchText.isWordScalar(scalars[index])
                    || scalars[index].properties.generalCategory == .nonspacingMark
            {
                index = scalars.index(after: index)
            }
            tokens.append(Token(range: start..<index, folded: SearchText.words(String(text[start..<index]).folded)))
        }
        return tokens
    }

    private func marked(_ tokens: [Token]) -> [Token] {
        var tokens = tokens
        for (number, term) in terms.enumerated() {
            let joined = term.words.joined()
            for start in tokens.indices {
                let length = matchLength(term, joined, tokens, at: start)
                for index in start..<start + length { tokens[index].term = number }
            }
        }
        return tokens
    }

    /// How many tokens from `start` on are the term: its words one after the other, or a number's groups.
    private func matchLength(_ term: SearchExpression.Term, _ joined: String, _ tokens: [Token], at start: Int) -> Int {
        let count = term.words.count
        if start + count <= tokens.count {
            let isMatch = zip(tokens[start..<start + count], term.words).enumerated().allSatisfy { offset, pair in
                let word = pair.0.folded.joined()
                return word == pair.1 || (term.isPrefix && offset == count - 1 && word.hasPrefix(pair.1))
            }
            if isMatch { return count }
        }
        guard SearchText.hasDigit(joined) else { return 0 }
        var text = ""
        for (offset, token) in tokens[start...].prefix(9).enumerated() {
            text += token.folded.joined()
            if text == joined { return offset + 1 }
            if !joined.hasPrefix(text) { return 0 }
        }
        return 0
    }

    private func parts(_ text: String, _ tokens: [Token], from match: Int) -> [Snippet.Part] {
        let first = max(0, match - Self.wordsShown / 4)
        let shown = tokens[first...].prefix(Self.wordsShown)
        var parts: [Snippet.Part] = []
        func add(_ piece: String, _ isMatch: Bool) {
            if let last = parts.last, last.isMatch == isMatch {
                parts[parts.count - 1].text += piece
            } else {
                parts.append(.init(text: piece, isMatch: isMatch))
            }
        }
        if first > 0 { add("… ", false) }
        for (index, token) in zip(shown.indices, shown) {
            add(String(text[token.range]), token.term != nil)
            let end = index + 1 < shown.endIndex ? tokens[index + 1].range.lowerBound : token.range.upperBound
            let gap = text[token.range.upperBound..<end].map { $0.isWhitespace ? " " : $0 }
            if !gap.isEmpty {
                let isInside = token.term != nil && index + 1 < shown.endIndex && tokens[index + 1].term == token.term
                add(String(gap), isInside)
            }
        }
        if shown.endIndex < tokens.count { add(" …", false) }
        return parts
    }
}
