import GreffeCore

/// A place in the letter where a customer's name stands, and how much of it.
struct NameMention: Hashable, Sendable {
    enum Given: Int, Sendable, Comparable {
        /// Another first name stands there: a relative, a namesake.
        case other
        /// No first name.
        case absent
        case initial
        /// One of two (`Jean` for Jean-Marc).
        case partly
        case full

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// Weight of the name's agreement, in bits.
    var bits: Double
    var given: Given
    var isBirthName: Bool
    /// The title agrees (true), contradicts (false), or is not there.
    var titleAgrees: Bool?
    /// Share of a company's name that stands there, by weight.
    var coverage: Double
    /// Index in `LetterWords.words` of the first word.
    var index: Int
    var page: Int
    var line: Int
    var part: LetterPart

    /// Says who it is, not only of which family.
    var isFull: Bool { given >= .partly && coverage >= 0.75 }
}

/// How rare words are among the customers, as weights in bits: what two names have in common by chance says little when
/// the word is common (Fellegi and Sunter's agreement weight, log₂ of m over u).
struct Rarity: Sendable {
    private let counts: [String: Int]
    private let total: Double

    /// Directories of some hundred customers say little about how common a name is: as if so many more had been
    /// counted.
    private static let unseen = 2_000.0

    init(counts: [String: Int], total: Int) {
        self.counts = counts
        self.total = Double(total)
    }

    /// `key` as `CustomerKey.all` counts it.
    func bits(_ key: String, max most: Double) -> Double {
        let share = (Double(counts[key] ?? 0) + 2) / (total + Self.unseen)
        return min(most, -share.log2)
    }
}

extension Double {
    /// Base-2 logarithm without Foundation: exponent and a series for the rest, good to six digits.
    var log2: Double {
        guard self > 0, isFinite else { return -1_000 }
        let fraction = significand
        // ln(s) = 2·atanh((s−1)/(s+1))
        let ratio = (fraction - 1) / (fraction + 1)
        let square = ratio * ratio
        let series = ratio * (1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square / 9))))
        return Double(exponent) + 2 * series * 1.442_695_040_888_963_4
    }
}

/// Compares customers' names with the letter's words.
struct NameComparison {
    private static let lastNameBitsMax = 15.0
    private static let firstNameBitsMax = 9.0
    private static let companyWordBitsMax = 13.0
    /// A misread name loses so much for each tenth it is unlike.
    private static let misreadBits = 1.5
    private static let otherGivenBits = -12.0
    private static let initialBits = 3.0
    private static let titleBits = (agrees: 0.7, contradicts: -5.0)
    /// Below this share of its name a company is not meant.
    private static let coverageMin = 0.55

    let words: LetterWords
    let rarity: Rarity
    private var found: [String: [LetterWords.Occurrence]] = [:]

    init(words: LetterWords, rarity: Rarity) { (self.words, self.rarity) = (words, rarity) }

    /// Every place where the customer's name stands, the weightiest first.
    mutating func mentions(of customer: Customer) -> [NameMention] {
        let mentions =
            switch customer.kind {
            case .person:
                personMentions(customer, family: customer.lastName, isBirthName: false)
                    + personMentions(customer, family: customer.birthName, isBirthName: true)
            case .company: companyMentions(customer)
            }
        return mentions.sorted { ($1.bits, $0.index) < ($0.bits, $1.index) }
    }

    private mutating func occurrences(_ word: String) -> [LetterWords.Occurrence] {
        if let known = found[word] { return known }
        let new = words.occurrences(of: word)
        found[word] = new
        return new
    }

    // MARK: People

    private mutating func personMentions(_ customer: Customer, family: String, isBirthName: Bool) -> [NameMention] {
        let parts = NameKey.words(family).filter { $0.utf8.count > 1 }
        guard let first = parts.first else { return [] }
        let given = NameKey.foldedWords(customer.firstName)
        var mentions: [NameMention] = []
        for occurrence in occurrences(first) {
            guard let end = endOfName(parts, from: occurrence.index) else { continue }
            var bits = 0.0
            for part in parts { bits += rarity.bits(NameKey.key(part), max: Self.lastNameBitsMax) }
            bits = min(bits, Self.lastNameBitsMax + 2) - (1 - occurrence.likeness) * 10 * Self.misreadBits
            let near = neighbours(of: occurrence.index..<end)
            let agreement = Self.givenName(given, near)
            switch agreement {
            case .full:
                let key = given.map { rarity.bits(NameKey.key($0), max: Self.firstNameBitsMax) }.max() ?? 0
                bits += key
            case .partly: bits += 2
            case .initial: bits += Self.initialBits
            case .absent: break
            case .other: bits += Self.otherGivenBits
            }
            let title = Self.titleAgrees(customer.title, near.titles)
            if let title { bits += title ? Self.titleBits.agrees : Self.titleBits.contradicts }
            let word = words.words[occurrence.index]
            mentions.append(
                NameMention(
                    bits: bits, given: agreement, isBirthName: isBirthName, titleAgrees: title, coverage: 1,
                    index: occurrence.index, page: word.page, line: word.line, part: word.part))
        }
        return mentions
    }

    /// The words of a compound name follow each other, particles between them.
    private func endOfName(_ parts: [String], from index: Int) -> Int? {
        var cursor = index
        for part in parts.dropFirst() {
            let next = (cursor + 1..<min(cursor + 4, words.words.count)).first {
                words.words[$0].line == words.words[index].line && WordLikeness.of(part, words.words[$0].folded) >= 0.8
            }
            guard let next else { return nil }
            cursor = next
        }
        return cursor + 1
    }

    private struct Neighbours {
        /// Words that may be first names, nearest first.
        var names: [LetterWord] = []
        /// Stands directly beside the name.
        var isAdjacent: [Bool] = []
        var titles: [String] = []
    }

    private func neighbours(of name: Range<Int>) -> Neighbours {
        var near = Neighbours()
        let anchor = words.words[name.lowerBound]
        func look(_ indices: some Sequence<Int>, _ limit: Int) {
            var distance = 0
            for index in indices {
                guard words.words.indices.contains(index) else { return }
                let word = words.words[index]
                guard word.page == anchor.page, word.line == anchor.line, word.cell == anchor.cell, !word.isNumber
                else { return }
                if Self.titles[word.folded] != nil, !(word.folded == "m" && distance == 0 && index > name.lowerBound) {
                    near.titles.append(word.folded)
                    return
                }
                if Self.joiners.contains(word.folded) { continue }
                guard word.isCapital || word.isInitial, !Self.labels.contains(word.folded) else { return }
                near.names.append(word)
                near.isAdjacent.append(distance == 0)
                distance += 1
                if distance == limit { return }
            }
        }
        look((max(0, name.lowerBound - 5)..<name.lowerBound).reversed(), 4)
        look(name.upperBound..<min(words.words.count, name.upperBound + 4), 3)
        // A form has the first name in a field of its own, beside or below.
        for line in max(0, anchor.line - 1)...anchor.line + 2 {
            let range = words.line(line, page: anchor.page)
            guard let label = range.first(where: { Self.givenLabels.contains(words.words[$0].folded) }) else {
                continue
            }
            for index in (label + 1)..<min(label + 4, range.upperBound)
            where !Self.labels.contains(words.words[index].folded) {
                near.names.append(words.words[index])
                near.isAdjacent.append(false)
            }
        }
        return near
    }

    private static func givenName(_ given: [String], _ near: Neighbours) -> NameMention.Given {
        guard !given.isEmpty else { return .absent }
        let spelled = near.names.filter { !$0.isInitial }
        let hits = given.filter { part in
            spelled.contains { $0.folded == part || part.utf8.count > 3 && WordLikeness.of(part, $0.folded) >= 0.75 }
        }
        if hits.count == given.count {
            // `Jean-Marc` is not Jean, `Anne-Marie` not Anne: a second first name directly behind.
            return .full
        }
        if !hits.isEmpty { return .partly }
        let initials = near.names.filter(\.isInitial).map(\.folded)
        if !initials.isEmpty {
            return given.contains { part in initials.contains { part.hasPrefix($0) } } ? .initial : .other
        }
        let other = zip(near.names, near.isAdjacent).contains { word, isAdjacent in
            isAdjacent && word.folded.utf8.count > 2 && !NameKey.stopWords.contains(word.folded)
        }
        return other ? .other : .absent
    }

    private static func titleAgrees(_ own: String, _ near: [String]) -> Bool? {
        guard let sex = titles[NameKey.foldedWords(own).first ?? ""] else { return nil }
        let sexes = Set(near.compactMap { titles[$0] })
        return sexes.count == 1 ? sexes.contains(sex) : nil
    }

    private enum Sex { case woman, man }
    private static let titles: [String: Sex] = [
        "madame": .woman, "mme": .woman, "mlle": .woman, "mademoiselle": .woman, "mrs": .woman, "ms": .woman,
        "miss": .woman, "frau": .woman, "monsieur": .man, "m": .man, "mr": .man, "herr": .man, "herrn": .man,
    ]
    private static let joiners: Set<String> = ["et", "ou", "and", "und", "nee", "ne", "epouse", "veuve", "vve", "ep"]
    private static let givenLabels: Set<String> = ["prenom", "prenoms", "vorname", "vornamen", "forename", "firstname"]
    /// Words of forms that stand beside names and are none.
    private static let labels: Set<String> = [
        "nom", "prenom", "prenoms", "name", "vorname", "surname", "adresse", "address", "anschrift", "assure", "client",
        "objet", "police", "contrat", "dossier", "conducteur", "titulaire", "souscripteur", "expediteur", "code", "tel",
        "destinataire", "date", "signature", "le", "a", "fait", "usage", "naissance", "famille",
    ]

    // MARK: Companies

    private mutating func companyMentions(_ customer: Customer) -> [NameMention] {
        let own = NameKey.words(customer.companyName).filter { $0.utf8.count > 1 }
        guard !own.isEmpty else { return [] }
        let weights = own.map { rarity.bits(NameKey.key($0), max: Self.companyWordBitsMax) }
        let whole = weights.reduce(0, +)
        guard let rarest = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return [] }
        // The rest of the name is looked for around its rarest word.
        var places: [[LetterWords.Occurrence]] = []
        for word in own { places.append(occurrences(word)) }
        var mentions: [NameMention] = []
        for anchor in places[rarest] {
            let at = words.words[anchor.index]
            var agreed = 0.0
            var first = anchor.index
            for (index, weight) in weights.enumerated() {
                let best = places[index].filter { occurrence in
                    let word = words.words[occurrence.index]
                    return word.page == at.page && abs(word.line - at.line) <= 1
                        && abs(occurrence.index - anchor.index) <= own.count + 6
                }.max { $0.likeness < $1.likeness }
                guard let best else { continue }
                agreed += weight - (1 - best.likeness) * 10 * Self.misreadBits
                if words.words[best.index].line == at.line { first = min(first, best.index) }
            }
            let coverage = agreed / whole
            guard coverage >= Self.coverageMin else { continue }
            let missing = max(0, whole - agreed)
            mentions.append(
                NameMention(
                    bits: min(agreed, 24) - missing, given: .full, isBirthName: false, titleAgrees: nil,
                    coverage: coverage, index: first, page: at.page, line: at.line, part: at.part))
        }
        return mentions
    }
}
