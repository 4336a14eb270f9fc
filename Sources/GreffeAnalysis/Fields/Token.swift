import GreffeCore

/// One word, number or mark of a line, as the scanners see it. A word of the engine (`FA-24-0688`) gives several
/// tokens, glued to each other.
package struct Token: Hashable, Sendable {
    package enum Kind: Sendable { case word, digits, mixed, mark }

    /// What stands between this token and the one before.
    package enum Gap: Sendable { case none, space, wide }

    /// As read.
    package let text: String
    /// As compared: lower case, no accents.
    package let folded: String
    package let kind: Kind
    package let gap: Gap
    /// Index of the engine's word in the line.
    package let word: Int

    package var isAlphanumeric: Bool { kind != .mark }
}

/// Cuts words into tokens.
enum Tokenizer {
    /// Longer words are noise or an attack; the longest honest one is an e-mail address.
    static let wordLengthMax = 100

    /// - Parameter widePrecedes: whether a wide gap stands before the word of that index.
    static func tokens(of words: [Word], widePrecedes: (Int) -> Bool) -> [Token] {
        var tokens: [Token] = []
        var ruleSeen = false
        for (index, word) in words.enumerated() {
            let wide = ruleSeen || widePrecedes(index)
            ruleSeen = false
            var pending: Token.Gap = index == 0 || wide ? .wide : .space
            for piece in pieces(of: word.text.prefix(wordLengthMax)) {
                // A vertical stroke is a table's rule, not a character of the text: what follows is another cell.
                if piece.kind == .mark, rules.contains(piece.text) {
                    ruleSeen = true
                    pending = .wide
                    continue
                }
                ruleSeen = false
                let text = String(piece.text)
                tokens.append(
                    Token(
                        text: text, folded: piece.kind == .digits ? text : text.folded, kind: piece.kind, gap: pending,
                        word: index))
                pending = .none
            }
        }
        return tokens
    }

    private static let rules: Set<Substring> = ["|", "¦", "│", "‖"]

    private static func pieces(of text: Substring) -> [(text: Substring, kind: Token.Kind)] {
        var pieces: [(text: Substring, kind: Token.Kind)] = []
        var start = text.startIndex
        var kind: Token.Kind?
        func close(at end: Substring.Index) {
            guard let kind, start < end else { return }
            let piece = text[start..<end]
            if kind == .mixed, let cut = seam(of: piece) {
                pieces.append((piece[..<cut], piece[piece.startIndex].isNumber ? .digits : .word))
                pieces.append((piece[cut...], piece[cut].isNumber ? .digits : .word))
            } else {
                pieces.append((piece, kind))
            }
        }
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            let isDigit = character.isASCII && character.isNumber
            if isDigit || character.isLetter && !ordinals.contains(character) {
                let own: Token.Kind = isDigit ? .digits : .word
                switch kind {
                case nil, .mark:
                    close(at: index)
                    (start, kind) = (index, own)
                case .some(let current) where current != own: kind = .mixed
                default: break
                }
            } else {
                close(at: index)
                (start, kind) = (index, .mark)
                close(at: next)
                kind = nil
            }
            index = next
        }
        close(at: text.endIndex)
        return pieces
    }

    /// Where a word and a figure were glued to each other: `TVA20`, `88EUR`, `le17`.
    private static func seam(of piece: Substring) -> Substring.Index? {
        guard let first = piece.first,
            let cut = piece.firstIndex(where: { $0.isNumber != first.isNumber }),
            piece[cut...].allSatisfy({ $0.isNumber != first.isNumber })
        else { return nil }
        let letters = (first.isNumber ? piece[cut...] : piece[..<cut]).lowercased()
        return (first.isNumber ? gluedBehind : gluedBefore).contains(letters) ? cut : nil
    }

    private static let gluedBefore: Set<String> = [
        "tva", "le", "du", "eur", "no", "n", "nr", "mwst", "ust", "vat", "ttc", "ht", "total", "den", "vom", "gbp",
        "usd",
        "facture", "rechnung", "invoice", "client", "au", "bis",
    ]
    private static let gluedBehind: Set<String> = ["eur", "euro", "euros", "gbp", "usd", "chf", "ht", "ttc"]

    /// The signs of `N°` count as letters for Unicode; for us they are marks.
    private static let ordinals: Set<Character> = ["º", "ª", "°"]
}

/// A word of a line as labels are matched: `H.T.` and `T.V.A.` are one term each.
package struct Term: Hashable, Sendable {
    package let folded: String
    /// The tokens it is made of.
    package let tokens: Range<Int>
    package let gap: Token.Gap

    static func terms(of tokens: [Token]) -> [Term] {
        var terms: [Term] = []
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            guard token.isAlphanumeric else {
                index += 1
                continue
            }
            var end = index + 1
            var folded = token.folded
            // h . t .  →  ht
            while token.kind == .word, token.folded.utf8.count == 1, end + 1 < tokens.count, tokens[end].folded == ".",
                tokens[end].gap == .none, tokens[end + 1].kind == .word, tokens[end + 1].folded.utf8.count == 1,
                tokens[end + 1].gap != .wide, end - index < 8
            {
                folded += tokens[end + 1].folded
                end += 2
            }
            terms.append(Term(folded: folded, tokens: index..<end, gap: token.gap))
            index = end
        }
        return terms
    }
}
