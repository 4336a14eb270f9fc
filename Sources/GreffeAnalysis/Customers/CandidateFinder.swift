import GreffeCore

/// Brings together the customers a letter may be from or about: a few dozen out of a directory of any size.
struct CandidateFinder {
    /// Customers looked at closely.
    private static let candidatesMax = 160
    /// Words taken for possible names, those of head and signature first.
    private static let wordsMax = 220
    /// Words tried at towns that stand without a postcode: such towns have many postcodes.
    private static let headWordsMax = 50
    private static let placesMax = 40
    private static let pairsMax = 240

    let words: LetterWords
    let places: LetterPlaces
    let directory: any CustomerDirectory

    func candidates(numbers: NumberFinder) throws -> [Customer] {
        var keys = try nameKeys()
        keys.formUnion(pairKeys())
        keys.formUnion(houseKeys())
        let met = try directory.customers(under: keys, limit: Self.candidatesMax)
        var seen: Set<CustomerNumber> = []
        return (numbers.customers + met).filter { seen.insert($0.number).inserted }
    }

    private func nameKeys() throws -> Set<String> {
        let names = words.words.filter(Self.mayBeName)
        let order: [LetterPart] = [.head, .signature, .subject, .foot, .body, .behind]
        let sorted = order.flatMap { part in names.filter { $0.part == part } }
        let all = Self.distinct(sorted.map(\.key), Self.wordsMax)
        let near = Self.distinct(
            sorted.filter { [.head, .signature, .subject].contains($0.part) }.map(\.key), Self.headWordsMax)
        var keys = Set(near.map(CustomerKey.alone))
        let postcodes = Set(places.addresses.map(\.place))
        for place in postcodes { keys.formUnion(all.map { CustomerKey.name($0, at: place) }) }
        let towns = Set(places.towns.keys).union(places.addresses.flatMap(\.towns))
        let elsewhere = try directory.places(ofTowns: towns, limit: Self.placesMax).subtracting(postcodes)
        for place in elsewhere { keys.formUnion(near.map { CustomerKey.name($0, at: place) }) }
        return keys
    }

    /// Words of one line near each other; in a form, words of the fields for name and first name.
    private func pairKeys() -> Set<String> {
        var keys: Set<String> = []
        let names = words.words.indices.filter { Self.mayBeName(words.words[$0]) }
        for (position, index) in names.enumerated() where keys.count < Self.pairsMax {
            let word = words.words[index]
            for other in names[(position + 1)...].prefix(3) {
                let next = words.words[other]
                let isBeside = next.line == word.line && next.page == word.page && other - index <= 3
                let isBelow = next.page == word.page && (1...2).contains(next.line - word.line) && isField(word)
                let isContinued = next.page == word.page && next.line == word.line + 1 && word.part == .head
                if isBeside || isBelow || isContinued { keys.insert(CustomerKey.pair(word.key, next.key)) }
            }
        }
        return keys
    }

    private func isField(_ word: LetterWord) -> Bool {
        let line = words.line(word.line, page: word.page)
        return words.words[line].contains { ["nom", "prenom", "name", "vorname", "assure"].contains($0.folded) }
    }

    private func houseKeys() -> Set<String> {
        var keys: Set<String> = []
        for address in places.addresses where address.part != .ours {
            for line in max(0, address.line - 3)...address.line {
                for index in words.line(line, page: address.page) {
                    let word = words.words[index]
                    guard word.isNumber, let number = CustomerKey.house(ofAddress: word.folded) else { continue }
                    keys.insert(CustomerKey.house(number, at: address.place))
                }
            }
        }
        return keys
    }

    private static func mayBeName(_ word: LetterWord) -> Bool {
        word.part != .ours && word.isCapital && word.folded.utf8.count > 1 && !word.isNumber
            && !NameKey.stopWords.contains(word.folded) && !common.contains(word.folded)
    }

    private static func distinct(_ keys: [String], _ limit: Int) -> [String] {
        var seen: Set<String> = []
        var kept: [String] = []
        // Not lazily: a lazy filter asks for the same key several times, and here the answer changes.
        for key in keys where kept.count < limit && seen.insert(key).inserted { kept.append(key) }
        return kept
    }

    /// Words letters write with a capital that would cost look-ups and name nobody.
    private static let common: Set<String> = [
        "objet", "tel", "fax", "nom", "prenom", "adresse", "code", "ville", "date", "montant", "total", "facture",
        "votre", "notre", "nous", "vous", "je", "il", "elle", "ce", "cette", "ces", "mon", "ma", "mes", "vos", "nos",
        "dans",
        "pour", "par", "sur", "avec", "si", "que", "merci", "veuillez", "suite", "dear", "sir", "sehr", "geehrte",
        "damen", "herren", "the", "we", "our", "your", "please", "page", "janvier", "fevrier", "mars", "avril", "mai",
        "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "rue", "avenue", "cedex", "service",
        "tva", "ht", "ttc", "siret", "iban", "bic", "rcs", "ref", "email", "client", "contrat",
    ]
}
