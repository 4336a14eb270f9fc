import GreffeCore

/// Drops what the engine reads into ruling lines and specks of dust, which is no text.
enum WordFilter {
    /// Characters that ruling lines of tables and boxes are read as, and that letters never consist of.
    private static let ruling: Set<Character> = ["|", "¦", "_", "[", "]", "{", "}", "~", "—"]
    private static let specks: Set<Character> = [
        ".", ",", "'", "‘", "’", "`", "´", "°", ":", ";", "·", "*", "\"", "“", "”", "-", "^", "\\", "=", "«", "»", "<",
        ">",
    ]
    /// Punctuation that stands alone and that the engine is not sure of is dust. Bullets and dashes are read with more.
    private static let speckConfidenceMax = 70.0

    /// The words of a page in the engine's order, cleaned.
    static func cleaned(_ words: [FoundWord]) -> [FoundWord] {
        words.indices.compactMap { index in
            cleaned(words[index], isInside: isInside(index, of: words))
        }
    }

    /// Whether a word has neighbours close by on its line: then a dash is a dash, and no piece of a ruling line.
    private static func isInside(_ index: Int, of words: [FoundWord]) -> Bool {
        let word = words[index]
        guard index > 0, index + 1 < words.count, words[index - 1].line == word.line, words[index + 1].line == word.line
        else { return false }
        let near = 2 * max(words[index - 1].box.height, words[index + 1].box.height)
        return word.box.width < near && word.box.left - words[index - 1].box.right < near
            && words[index + 1].box.left - word.box.right < near
    }

    /// Nil for what is no word.
    private static func cleaned(_ found: FoundWord, isInside: Bool) -> FoundWord? {
        var text = Substring(found.text.nfc)
        text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty, text.utf8.count <= bytesMax else { return nil }
        let isDash = text == "-" || text == "—" || text == "–"
        if !isDash || !isInside {
            guard !text.allSatisfy({ ruling.contains($0) }) else { return nil }
            let isSpeck = text.count <= 2 && text.allSatisfy { specks.contains($0) || ruling.contains($0) }
            if isSpeck, found.confidence < speckConfidenceMax { return nil }
        }
        // A ruling line at a word's side.
        while text.count > 1, let first = text.first, first == "|" || first == "¦" { text.removeFirst() }
        while text.count > 1, let last = text.last, last == "|" || last == "¦" { text.removeLast() }
        var word = found
        word.text = String(text)
        word.confidence = found.confidence.isFinite ? max(0, min(100, found.confidence)) : 0
        return word
    }

    /// A row of leader dots or dashes read as one word is the longest there is.
    private static let bytesMax = 512
}
