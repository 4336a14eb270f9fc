import GreffeCore

/// Tells the language of a text from its commonest words, which an engine of any of these languages reads well enough.
enum LanguageGuess {
    /// Words that are frequent in the language and do not occur in the others.
    private static let functionWords: [String: Set<String>] = [
        "fr": [
            "le", "la", "les", "des", "du", "une", "et", "est", "pour", "dans", "que", "qui", "vous", "nous", "votre",
            "notre", "nos", "vos", "avec", "par", "sur", "au", "aux", "ce", "cette", "je", "pas", "ne", "mon", "ma",
            "veuillez", "merci", "madame", "monsieur", "en", "de", "un", "date", "facture",
        ],
        "en": [
            "the", "of", "and", "to", "is", "for", "that", "you", "your", "our", "we", "with", "this", "have", "has",
            "been",
            "from", "please", "not", "at", "be", "are", "my", "it", "by", "dear", "yours", "will", "as", "date",
            "invoice",
        ],
        "de": [
            "der", "die", "das", "und", "ist", "fur", "den", "dem", "wir", "sie", "ihre", "ihr", "ihnen", "mit", "von",
            "zu",
            "nicht", "auf", "eine", "einen", "bitte", "unsere", "uns", "ich", "bei", "vom", "zum", "zur", "im", "am",
            "an",
            "sehr", "geehrte", "datum", "rechnung",
        ],
    ]

    /// Fewer such words than this prove nothing.
    private static let wordsMin = 6

    /// The language the words are clearly in, where that is another than the one they were read with.
    static func other(than language: String, among languages: [String], words: [FoundWord]) -> String? {
        var counts: [String: Int] = [:]
        for word in words where word.confidence > 30 {
            let folded = word.text.folded.filter(\.isLetter)
            for language in languages where functionWords[language]?.contains(folded) == true {
                counts[language, default: 0] += 1
            }
        }
        guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.key != language,
            best.value >= wordsMin, best.value >= 2 * counts[language, default: 0]
        else { return nil }
        return best.key
    }
}
