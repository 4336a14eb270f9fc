/// Coarse keys for names: near spellings of a name have the same key, so that matching looks at a few dozen customers
/// and never at the whole directory.
package enum NameKey {
    /// Words that say what a party is, not who: legal forms, titles, articles.
    package static let stopWords: Set<String> = [
        "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "monsieur", "madame", "mademoiselle", "herr", "frau", "dr",
        "docteur",
        "maitre", "me", "sarl", "sas", "sasu", "sa", "eurl", "earl", "scea", "sca", "scop", "selarl", "scp", "gmbh",
        "ltd",
        "limited", "ei", "sem", "sci", "snc", "gie", "gaec", "et", "and", "und", "de", "du", "des", "la", "le", "les",
        "l",
        "d", "the", "a", "au", "aux", "en", "of", "von", "van", "der",
    ]

    /// The significant words of a name, folded, in order: `SARL L'Étoile & Fils` gives `etoile`, `fils`.
    package static func words(_ name: String) -> [String] {
        foldedWords(name).filter { !stopWords.contains($0) }
    }

    /// All words of a text, folded: runs of letters and digits.
    package static func foldedWords(_ text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in text.folded.utf8 {
            if isWordByte(byte) {
                word.append(byte)
            } else if !word.isEmpty {
                words.append(String(decoding: word, as: UTF8.self))
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    /// The keys of a name's significant words of two letters or more.
    package static func keys(_ name: String) -> Set<String> {
        Set(words(name).filter { $0.utf8.count > 1 }.map(key))
    }

    /// The key of one folded word: its first letter and its consonants, sorted, so that `lefebvre` and `lefevbre` meet;
    /// what recognition confuses (rn/m, 0/o, 1/l/i, 5/s, 8/b) is made one first. A word of too few consonants keeps its
    /// vowels (`roy`, `roux`), or half the short names would share a key.
    package static func key(_ word: String) -> String {
        let letters = confused(Array(word.utf8))
        var skeleton: [UInt8] = []
        for (index, letter) in letters.enumerated() {
            if index > 0, isVowel(letter) { continue }
            if skeleton.last != letter { skeleton.append(letter) }
        }
        guard skeleton.count >= 3 else { return String(decoding: letters, as: UTF8.self) }
        return String(decoding: skeleton.prefix(1) + skeleton.dropFirst().sorted(), as: UTF8.self)
    }

    private static func confused(_ word: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(word.count)
        for byte in word {
            switch byte {
            case UInt8(ascii: "n") where output.last == UInt8(ascii: "r"):
                output[output.count - 1] = UInt8(ascii: "m")
            case UInt8(ascii: "v") where output.last == UInt8(ascii: "v"):
                output[output.count - 1] = UInt8(ascii: "w")
            case UInt8(ascii: "h") where output.last == UInt8(ascii: "p"):
                output[output.count - 1] = UInt8(ascii: "f")
            default: output.append(confusion(byte))
            }
        }
        return output
    }

    private static func confusion(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "i"): UInt8(ascii: "l")
        case UInt8(ascii: "5"), UInt8(ascii: "z"): UInt8(ascii: "s")
        case UInt8(ascii: "8"): UInt8(ascii: "b")
        case UInt8(ascii: "6"): UInt8(ascii: "g")
        case UInt8(ascii: "q"), UInt8(ascii: "c"): UInt8(ascii: "k")
        default: byte
        }
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
            UInt8(ascii: "y"), UInt8(ascii: "h"):
            true
        default: false
        }
    }

    /// Letters of other scripts count as word bytes: their UTF-8 is kept whole.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte >= 0x80
    }
}
