/// Blocking keys for names: the coarse keys under which near spellings of a name meet, so that matching looks at a few
/// dozen customers and never at the whole directory.
package enum NameKey {
    /// Words that say what a party is, not who: legal forms, titles, articles.
    package static let stopWords: Set<String> = [
        "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "monsieur", "madame", "mademoiselle", "herr", "frau", "dr", "docteur",
        "maitre", "me", "sarl", "sas", "sasu", "sa", "eurl", "earl", "scea", "sca", "scop", "selarl", "scp", "gmbh", "ltd",
        "limited", "ei", "sem", "sci", "snc", "gie", "gaec", "et", "and", "und", "de", "du", "des", "la", "le", "les", "l",
        "d", "the", "a", "au", "aux", "en", "of", "von", "van", "der",
    ]

    /// The significant words of a name, folded: `SARL L'Étoile & Fils` gives `etoile`, `fils`.
    package static func words(_ name: String) -> [String] {
        name.folded.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
            .filter { !stopWords.contains($0) }
    }

    /// The keys of a name: for each significant word of two letters or more its first letter and consonant skeleton, so
    /// that `Lefebvre`, `LEFEBVRE` and `Lefevbre` meet; OCR confusions (rn/m, 0/o, 1/l/i, 5/s, 8/b) are folded first.
    package static func keys(_ name: String) -> Set<String> {
        Set(words(name).filter { $0.count > 1 }.map(key))
    }

    /// The key of one folded word.
    package static func key(_ word: String) -> String {
        let repaired = word.replacing("rn", with: "m").replacing("vv", with: "w").replacing("ph", with: "f")
        var skeleton: [Character] = []
        for (index, character) in repaired.enumerated() {
            let letter = confusions[character] ?? character
            if index > 0, "aeiouyh".contains(letter) { continue }
            if skeleton.last != letter { skeleton.append(letter) }
        }
        return String(skeleton.prefix(1) + skeleton.dropFirst().sorted())
    }

    private static let confusions: [Character: Character] = [
        "0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "6": "g", "q": "k", "c": "k", "z": "s",
    ]
}
