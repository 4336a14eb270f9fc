import GreffeCore

/// A postcode with its town on the letter, and the lines an address takes there.
struct LetterAddress: Hashable, Sendable {
    /// The postcode.
    let place: String
    /// Keys of what may be the town: the words behind the postcode, one, two, … of them.
    let towns: [String]
    let page: Int
    let line: Int
    let part: LetterPart
}

/// The places a letter names: addresses with a postcode, and towns by themselves (`Nancy, le 14 octobre`, `à Nancy`).
struct LetterPlaces: Sendable {
    /// Words of the longest town name looked at: `Saint Jean de Monts`.
    private static let townWordsMax = 5
    /// A letter names few places; a list of branches is not to be looked up whole.
    static let addressesMax = 12
    static let townsMax = 80

    private(set) var addresses: [LetterAddress] = []
    /// Keys of possible towns without a postcode, with the lines they stand on.
    private(set) var towns: [String: [(page: Int, line: Int)]] = [:]

    init(_ words: LetterWords) {
        for page in 0..<LetterWords.pagesMax {
            for line in 0..<words.lineCount(page: page) {
                findAddress(words, words.line(line, page: page))
                findTowns(words, words.line(line, page: page))
            }
        }
    }

    /// Lines from which an address with this postcode line may begin.
    static let addressLines = 4

    private mutating func findAddress(_ words: LetterWords, _ line: Range<Int>) {
        for index in line where addresses.count < Self.addressesMax {
            let word = words.words[index]
            guard word.part != .ours, word.folded.utf8.count == 5, let postcode = Self.postcode(word.folded) else {
                continue
            }
            let following = words.words[(index + 1)..<line.upperBound].prefix { !$0.isNumber }
                .drop { ["ville", "city", "ort", "commune", "localite"].contains($0.folded) }
            let isLabelled = words.words[max(line.lowerBound, index - 3)..<index].contains {
                ["postal", "cp", "plz", "postcode"].contains($0.folded)
            }
            guard isLabelled || following.first?.isCapital == true && following.first?.isInitial == false else {
                continue
            }
            addresses.append(
                LetterAddress(
                    place: postcode, towns: Self.townKeys(Array(following)), page: word.page, line: word.line,
                    part: word.part))
        }
    }

    /// Five figures, misread ones put right: what they are worth shows in the directory.
    private static func postcode(_ word: String) -> String? {
        guard let digits = Confusion.digits(word), digits.repairs <= 2 else { return nil }
        return digits.text
    }

    private mutating func findTowns(_ words: LetterWords, _ line: Range<Int>) {
        var start = line.lowerBound
        while start < line.upperBound {
            let first = words.words[start]
            let cell = words.words[start..<line.upperBound].prefix { $0.cell == first.cell }
            if [.head, .signature].contains(first.part) || cell.contains(where: { Self.months.contains($0.folded) }) {
                add(cell.prefix(Self.townWordsMax), first)
            }
            for (index, word) in zip(cell.indices, cell)
            where Self.prepositions.contains(word.folded) && word.part != .ours && index + 1 < cell.endIndex
                && (cell[index + 1].isCapital || word.folded == "au")
            {
                add(cell[(word.folded == "au" ? index : index + 1)...].prefix(Self.townWordsMax), word)
            }
            start = cell.endIndex
        }
    }

    private mutating func add(_ words: ArraySlice<LetterWord>, _ at: LetterWord) {
        guard at.part != .ours else { return }
        var run = words.prefix { !$0.isNumber }
        // `au Mans`, `aux Sables` are Le Mans, Les Sables.
        var name = ""
        if run.first?.folded == "au" || run.first?.folded == "aux" {
            name = run.first?.folded == "au" ? "le" : "les"
            run = run.dropFirst()
        }
        for word in run where towns.count < Self.townsMax {
            if ["le", "den", "the", "on"].contains(word.folded), !name.isEmpty { break }
            name += " " + word.folded
            let key = CustomerKey.town(name)
            if key.utf8.count >= 2 { towns[key, default: []].append((at.page, at.line)) }
        }
    }

    private static func townKeys(_ words: [LetterWord]) -> [String] {
        var name = ""
        return words.prefix(townWordsMax).map { word in
            name += " " + word.folded
            return CustomerKey.town(name)
        }.filter { !$0.isEmpty }
    }

    private static let prepositions: Set<String> = ["a", "au", "aux", "in", "at", "bei", "de"]
    private static let months: Set<String> = [
        "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
        "decembre", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "januar", "februar", "marz", "juni", "juli", "oktober", "dezember", "le", "den",
    ]
}
