import GreffeCore

/// Cuts a party's name out of a line: titles, legal forms, addresses and imprint behind it fall away.
enum PartyName {
    /// Names in business mail have at most this many words.
    static let wordsMax = 9

    /// The name a text begins with; nil where it does not look like one.
    static func name(in text: String) -> String? {
        var text = trimmed(Substring(text.filter { !quotes.contains($0) }))
        if let cut = firstSeparator(in: text) {
            // What stands before a colon is a label.
            guard text[cut] != ":" else { return nil }
            text = text[..<cut]
        }
        var words = text.split(separator: " ").map(String.init)
        words = cutBehind(words)
        words = withoutLegalForms(withoutTitles(words))
        while let last = words.last,
            dangling.contains(last.folded.filter { $0.isLetter }) || last.allSatisfy({ !$0.isLetter && !$0.isNumber })
        { words.removeLast() }
        while let first = words.first, first.allSatisfy({ !$0.isLetter && !$0.isNumber }) { words.removeFirst() }
        guard !words.isEmpty, words.count <= wordsMax else { return nil }
        let name = String(trimmed(Substring(words.joined(separator: " "))))
        let letters = name.filter(\.isLetter).count
        let digits = name.filter(\.isNumber).count
        guard letters >= 2, digits <= 4, letters > digits, name.count <= 80 else { return nil }
        // A full stop behind a word ends a sentence.
        if words.dropLast().contains(where: { $0.hasSuffix(".") && $0.filter(\.isLetter).count >= 4 }) { return nil }
        return spelled(name, wasTitled: words.count < text.split(separator: " ").count)
    }

    private static let quotes: Set<Character> = [
        "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{00AB}", "\u{00BB}", "\u{2018}",
    ]

    /// The significant words of a name, for comparing two writings of it.
    static func words(_ name: String) -> Set<String> { Set(NameKey.words(name).map(Confusion.skeleton)) }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, !first.isLetter, !first.isNumber { text.removeFirst() }
        while let last = text.last, !last.isLetter, !last.isNumber, last != ".", last != ")" { text.removeLast() }
        while text.last == ".", !(text.dropLast().last.map(\.isUppercase) ?? false) { text.removeLast() }
        return text
    }

    /// A spaced dash, a bullet, a stroke; a comma that an address, a role or a number follows.
    private static func firstSeparator(in text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            if ["\u{00B7}", "\u{2022}", "|", ";", ":", "\u{25CF}", "*", "\u{00BB}", "\u{00AB}", "(", "/"].contains(
                character), index > text.startIndex
            {
                return index
            }
            if ["-", "\u{2013}", "\u{2014}", "_", "~"].contains(character), index > text.startIndex,
                text[text.index(before: index)] == " ",
                next < text.endIndex, text[next] == " "
            {
                return index
            }
            if character == "," {
                let rest = text[next...].drop { $0 == " " }
                let word = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "\u{2019}" || $0 == "'" }).folded
                // `Dupont, Martin & Associés` goes on; `Aumont, gérant` and `Net'Clair, 12 rue` do not.
                let isList = rest.first?.isUppercase == true && rest.contains("&") && !streets.contains(word)
                if !isList { return index }
            }
            index = next
        }
        return nil
    }

    private static func cutBehind(_ words: [String]) -> [String] {
        var kept: [String] = []
        for (index, word) in words.enumerated() {
            let folded = word.folded.filter { $0.isLetter || $0.isNumber }
            if !kept.isEmpty, behind.contains(folded) { break }
            if folded == "au", index + 1 < words.count, words[index + 1].folded.hasPrefix("capital") { break }
            // A number that begins an address or a registration.
            if !kept.isEmpty, index > 0, folded.utf8.count >= 3, folded.allSatisfy(\.isNumber) { break }
            kept.append(word)
        }
        return kept
    }

    private static func withoutTitles(_ words: [String]) -> [String] {
        var words = words
        let plain = words.map { $0.folded.filter { $0.isLetter } }
        // A couple keeps its titles: they say that there are two.
        if plain.count > 3, plain[1] == "et" || plain[1] == "und" || plain[1] == "ou", titles.contains(plain[0]),
            titles.contains(plain[2])
        {
            return words
        }
        while words.count > 1, let first = words.first, titles.contains(first.folded.filter { $0.isLetter }),
            first.count > 1 || first == "M"
        {
            words.removeFirst()
        }
        return words
    }

    private static func withoutLegalForms(_ words: [String]) -> [String] {
        var words = words
        func isForm(_ word: String) -> Bool {
            dropped.contains(word.folded.filter { $0.isLetter }) && word.count >= 2
        }
        while words.count > 1, let first = words.first, isForm(first),
            first.allSatisfy({ $0.isUppercase || !$0.isLetter })
        { words.removeFirst() }
        if let form = words.indices.dropFirst().first(where: {
            isForm(words[$0]) && words[$0].first?.isUppercase == true
        }) {
            // Behind the form stands the imprint, or nothing.
            words = Array(words[..<form])
        }
        return words
    }

    /// A person's surname in capitals is written as names are; a company's stays as printed.
    private static func spelled(_ name: String, wasTitled: Bool) -> String {
        let words = name.split(separator: " ").map(String.init)
        let isMixed = words.contains { $0.contains(where: \.isLowercase) || $0.hasSuffix(".") && $0.count <= 3 }
        guard (2...4).contains(words.count), isMixed || wasTitled, words.contains(where: isCapitals) else {
            return name
        }
        return words.map { isCapitals($0) ? capitalised($0) : $0 }.joined(separator: " ")
    }

    private static func isCapitals(_ word: String) -> Bool {
        word.filter(\.isLetter).count >= 5 && word.allSatisfy { !$0.isLetter || $0.isUppercase }
    }

    private static func capitalised(_ word: String) -> String {
        var startsPart = true
        return word.reduce(into: "") { output, character in
            output += startsPart ? String(character) : character.lowercased()
            startsPart = !character.isLetter
        }
    }

    /// Legal forms people leave out when they name a company; `GAEC`, `SCI` or `AG` belong to the name.
    private static let dropped: Set<String> = [
        "sarl", "sas", "sasu", "sa", "eurl", "earl", "scea", "sca", "scop", "selarl", "scp", "gmbh", "ltd", "limited",
        "sem", "ei", "plc", "llp",
    ]
    private static let titles: Set<String> = [
        "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "monsieur", "madame", "mademoiselle", "herr", "frau", "herrn",
        "messieurs", "mesdames", "mm", "famille", "familie", "veuve",
    ]
    private static let behind: Set<String> = [
        "nee", "ne", "geb", "siret", "siren", "rcs", "tel", "telephone", "fax", "tva", "capital", "telefon", "email",
        "mail", "www", "facture", "invoice", "rechnung", "avoir", "devis",
        "represente", "representee", "demeurant", "domicilie", "domiciliee", "immatriculee", "registered", "inscrite",
    ]
    private static let dangling: Set<String> = [
        "et", "de", "du", "des", "la", "le", "a", "au", "and", "und", "the", "",
    ]
    private static let streets: Set<String> = [
        "rue", "avenue", "av", "boulevard", "bd", "place", "quai", "chemin", "route", "za", "zi", "zac", "bp", "cs",
    ]
}
