/// Finds the labels of a line: the longest phrase of the lexicon at each place, tolerant of reading errors.
enum LabelFinder {
    static func labels(in line: LetterLine) -> [Label] {
        let terms = line.terms
        var labels: [Label] = []
        var index = 0
        while index < terms.count {
            guard let match = trie.longestMatch(at: index, in: terms) else {
                index += 1
                continue
            }
            labels.append(label(match, at: index, in: line))
            index = match.end
        }
        return labels
    }

    private static func label(_ match: PhraseTrie.Match, at index: Int, in line: LetterLine) -> Label {
        let terms = line.terms
        let tokens = terms[index].tokens.lowerBound..<terms[match.end - 1].tokens.upperBound
        var asksNumber = terms[index..<match.end].contains {
            LabelLexicon.numberWords.contains($0.folded) || LabelLexicon.referenceWords.contains($0.folded)
                || $0.folded.hasSuffix("nummer") || $0.folded.hasSuffix("nr")
        }
        // A sign for number, or a colon: what follows is the value.
        for token in line.tokens[tokens.upperBound...].prefix(3) where !asksNumber {
            guard token.kind == .mark else { break }
            asksNumber = ["#", "\u{2116}", "°", "º", ":"].contains(token.text)
        }
        var owner: String?
        for term in terms[..<index].suffix(2).reversed() where term.gap != .wide || index > 0 {
            if LabelLexicon.yours.contains(term.folded) || LabelLexicon.ours.contains(term.folded) {
                owner = term.folded
                break
            }
            guard LabelLexicon.fillers.contains(term.folded) || LabelLexicon.numberWords.contains(term.folded) else {
                break
            }
        }
        if owner == nil {
            owner =
                terms[index..<match.end].first {
                    LabelLexicon.yours.contains($0.folded) || LabelLexicon.ours.contains($0.folded)
                }?.folded
        }
        // "votre n° client chez nous", "notre n° chez vous": what follows tells whose number it is.
        let tail = terms[match.end...].prefix(2).map(\.folded)
        let isAtYours = tail.first == "chez" && tail.last == "vous" || tail.first == "bei" && tail.last == "ihnen"
        return Label(
            kind: match.kind, line: line.index, terms: index..<match.end, tokens: tokens, asksNumber: asksNumber,
            isYours: owner.map(LabelLexicon.yours.contains) ?? false,
            isOurs: isAtYours || (owner.map(LabelLexicon.ours.contains) ?? false))
    }

    private static let trie = PhraseTrie(LabelLexicon.phrases)
}

/// The lexicon's phrases by their words.
struct PhraseTrie: Sendable {
    struct Match {
        let kind: LabelKind
        /// Index of the term after the phrase.
        let end: Int
    }

    private struct Node {
        var children: [String: Int] = [:]
        /// The long words among the children, which reading may have misspelt.
        var longWords: [String] = []
        var kind: LabelKind?
    }

    private var nodes = [Node()]

    init(_ phrases: [LabelKind: [String]]) {
        // In the kinds' order, so that a phrase listed twice always means the same.
        for kind in LabelKind.allCases {
            for phrase in phrases[kind] ?? [] { insert(phrase, kind: kind) }
        }
    }

    private mutating func insert(_ phrase: String, kind: LabelKind) {
        var node = 0
        for word in phrase.split(separator: " ").map(String.init) {
            if node != 0, LabelLexicon.fillers.contains(word) { continue }
            if let next = nodes[node].children[word] {
                node = next
            } else {
                nodes.append(Node())
                nodes[node].children[word] = nodes.count - 1
                if word.utf8.count >= 5 { nodes[node].longWords.append(word) }
                node = nodes.count - 1
            }
        }
        if node != 0, nodes[node].kind == nil { nodes[node].kind = kind }
    }

    func longestMatch(at start: Int, in terms: [Term]) -> Match? {
        var node = 0
        var index = start
        var best: Match?
        while index < terms.count {
            let term = terms[index]
            if index > start, term.gap == .wide { break }
            if let next = child(of: node, for: term.folded) {
                node = next
                index += 1
                if let kind = nodes[node].kind { best = Match(kind: kind, end: index) }
            } else if index > start, LabelLexicon.fillers.contains(term.folded), index + 1 < terms.count {
                index += 1
            } else {
                break
            }
        }
        return best
    }

    private func child(of node: Int, for word: String) -> Int? {
        let children = nodes[node].children
        if let next = children[word] { return next }
        if LabelLexicon.numberWords.contains(word) { return children["#"] }
        if LabelLexicon.referenceWords.contains(word) { return children["ref"] }
        if let tail = Self.compoundTails.first(where: { word.utf8.count > $0.utf8.count + 2 && word.hasSuffix($0) }),
            let next = children[tail]
        {
            return next
        }
        guard word.utf8.count >= 5 else { return nil }
        let near = nodes[node].longWords.first { Self.isMisspelt(word, of: $0) }
        return near.flatMap { children[$0] }
    }

    /// German makes one word of many: the last part says what it is.
    private static let compoundTails = ["rechnung", "gutschrift", "bestellung", "rechnungsnummer", "bestellnummer"]

    /// A reading error, or a plural; not another word of the family (`commander`, `facturer`).
    private static func isMisspelt(_ word: String, of label: String) -> Bool {
        if word.hasPrefix(label) { return ["s", "en"].contains(word.dropFirst(label.count)) }
        if label.hasPrefix(word) { return false }  // A first letter of its own makes another word (`savoir`, `avoir`).
        guard word.utf8.count >= 8 || word.utf8.first == label.utf8.first else { return false }
        return Confusion.isNear(word, label)
    }
}
