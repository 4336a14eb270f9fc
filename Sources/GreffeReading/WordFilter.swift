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
            isBox(index, of: words)
                ? tidied(words[index]) : cleaned(words[index], isInside: isInside(index, of: words))
        }
    }

    /// Whether a bracket is half of a box to tick, `[ ]`: its other half stands close by. An empty box is an answer.
    private static func isBox(_ index: Int, of words: [FoundWord]) -> Bool {
        func isPair(_ left: Int) -> Bool {
            guard left >= 0, left + 1 < words.count, words[left].text == "[", words[left + 1].text == "]" else {
                return false
            }
            let (open, close) = (words[left], words[left + 1])
            return open.line == close.line && close.box.left - open.box.right < 2 * open.box.height
        }
        return words[index].text == "[]" || isPair(index) || isPair(index - 1)
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
        guard var word = tidied(found) else { return nil }
        let text = word.text
        let isDash = text == "-" || text == "—" || text == "–"
        if !isDash || !isInside {
            guard !text.allSatisfy({ ruling.contains($0) }) else { return nil }
            let isSpeck = text.count <= 2 && text.allSatisfy { specks.contains($0) || ruling.contains($0) }
            if isSpeck, found.confidence < speckConfidenceMax { return nil }
        }
        // A ruling line at a word's side.
        while word.text.count > 1, let first = word.text.first, first == "|" || first == "¦" { word.text.removeFirst() }
        while word.text.count > 1, let last = word.text.last, last == "|" || last == "¦" { word.text.removeLast() }
        return word
    }

    /// Without space around it, in the normal form all text has here; nil if nothing remains, or too much.
    private static func tidied(_ found: FoundWord) -> FoundWord? {
        var text = Substring(found.text.nfc)
        text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty, text.utf8.count <= bytesMax else { return nil }
        var word = found
        word.text = String(text)
        word.confidence = found.confidence.isFinite ? max(0, min(100, found.confidence)) : 0
        return word
    }

    /// A row of leader dots or dashes read as one word is the longest there is.
    private static let bytesMax = 512
}
