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

    /// Nil for what is no word.
    static func cleaned(_ found: FoundWord) -> FoundWord? {
        var text = Substring(found.text.nfc)
        text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty, !text.allSatisfy({ ruling.contains($0) }) else { return nil }
        if text.count <= 2, found.confidence < speckConfidenceMax,
            text.allSatisfy({ specks.contains($0) || ruling.contains($0) })
        {
            return nil
        }
        // A ruling line at a word's side.
        while text.count > 1, let first = text.first, first == "|" || first == "¦" { text.removeFirst() }
        while text.count > 1, let last = text.last, last == "|" || last == "¦" { text.removeLast() }
        guard text.utf8.count <= bytesMax else { return nil }
        var word = found
        word.text = String(text)
        word.confidence = found.confidence.isFinite ? max(0, min(100, found.confidence)) : 0
        return word
    }

    /// A row of leader dots or dashes read as one word is the longest there is.
    private static let bytesMax = 512
}
