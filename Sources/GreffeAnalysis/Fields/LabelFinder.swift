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
            let label = label(match, at: index, in: line)
            // Your order: PO 4410/24. The second word belongs to the number.
            if label.kind == .orderNumber, labels.last?.kind == .orderNumber, labels.last?.terms.upperBound == index,
                match.end == index + 1, terms[index].folded == "po"
            {
                index = match.end
                continue
            }
            labels.append(label)
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
        /// The long words among the children by their first letter; reading may have misspelt what follows it.
        var longWords: [UInt8: [String]] = [:]
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
                if word.utf8.count >= 5, let first = word.utf8.first {
                    nodes[node].longWords[first, default: []].append(word)
                }
                node = nodes.count - 1
            }
        }
        if node != 0, nodes[node].kind == nil { nodes[node].kind = kind }
    }

    func longestMatch(at start: Int, in terms: [Term]) -> Match? { match(from: 0, at: start, start: start, in: terms) }

    /// The longest way on from a node. A word may be itself or stand for `#` or `ref` (`N/Réf` is no `n° réf`), so that
    /// there are two ways at most at each word, and phrases have six words at most.
    private func match(from node: Int, at index: Int, start: Int, in terms: [Term]) -> Match? {
        var best = index > start ? nodes[node].kind.map { Match(kind: $0, end: index) } : nil
        guard index < terms.count else { return best }
        let term = terms[index]
        if index > start, term.gap == .wide { return best }
        let ways = children(of: node, for: term.folded)
        for way in [ways.first, ways.second] {
            guard let way, let found = match(from: way, at: index + 1, start: start, in: terms) else { continue }
            if found.end > best?.end ?? 0 { best = found }
        }
        if index > start, ways.first == nil, LabelLexicon.fillers.contains(term.folded),
            let found = match(from: node, skipping: index, start: start, in: terms), found.end > best?.end ?? 0
        {
            best = found
        }
        return best
    }

    /// Goes on behind a small word, which is not part of the phrase when nothing follows.
    private func match(from node: Int, skipping index: Int, start: Int, in terms: [Term]) -> Match? {
        guard let found = match(from: node, at: index + 1, start: start, in: terms), found.end > index + 1 else {
            return nil
        }
        return found
    }

    private func children(of node: Int, for word: String) -> (first: Int?, second: Int?) {
        let children = nodes[node].children
        if LabelLexicon.numberWords.contains(word) { return (children["#"], children[word]) }
        if LabelLexicon.referenceWords.contains(word) { return (children["ref"], nil) }
        if let next = children[word] { return (next, nil) }
        if let tail = Self.compoundTails.first(where: { word.utf8.count > $0.utf8.count + 2 && word.hasSuffix($0) }),
            let next = children[tail]
        {
            return (next, nil)
        }
        // A first letter of its own makes another word (`savoir`, `avoir`).
        guard word.utf8.count >= 5, let first = word.utf8.first,
            let near = nodes[node].longWords[first]?.first(where: { Self.isMisspelt(word, of: $0) })
        else { return (nil, nil) }
        return (children[near], nil)
    }

    /// German makes one word of many: the last part says what it is.
    private static let compoundTails = ["rechnung", "gutschrift", "bestellung", "rechnungsnummer", "bestellnummer"]

    /// A reading error, or a plural; not another word of the family (`commander`, `facturer`).
    private static func isMisspelt(_ word: String, of label: String) -> Bool {
        if word.hasPrefix(label) { return ["s", "en"].contains(word.dropFirst(label.count)) }
        return !label.hasPrefix(word) && Confusion.isNear(word, label)
    }
}
