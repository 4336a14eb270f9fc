import GreffeCore

/// What a page shows of its place in a letter.
struct PageTraits {
    let numbering: PageNumbering?
    private let greets: Bool
    private let hasSubject: Bool
    private let hasPlaceAndDay: Bool
    private let closes: Bool
    private let language: String?

    init(_ page: PageReading) {
        let lines = page.lines.map(\.text.folded)
        numbering = PageNumbering(lines)
        // What greets stands above the text, what closes below it.
        greets = lines.prefix(lines.count * 2 / 3 + 1).contains(where: Self.isSalutation)
        hasSubject = lines.contains { line in Self.subjects.contains { line.hasPrefix($0) } }
        hasPlaceAndDay = lines.prefix(lines.count / 2 + 1).contains(where: Self.isPlaceAndDay)
        closes = lines.suffix(lines.count * 2 / 3 + 1).contains { line in
            Self.closings.contains { line.contains($0) }
        }
        language = page.language
    }

    /// A greeting, a subject and the close of what went before are enough, or a greeting, a place with a day and a
    /// close. A bill behind a complaint has none of these; a copy of an older letter has, and goes to a person.
    static let startScoreMin = 4.5

    /// How much this page looks like the first of another letter than the page before.
    func startScore(after before: PageTraits) -> Double {
        var score = 0.0
        if greets { score += 2 }
        if hasSubject { score += 1.5 }
        if hasPlaceAndDay { score += 1 }
        if before.closes { score += 1.5 }
        if let language, let other = before.language, language != other { score += 1 }
        if let numbering { score += numbering.page == 1 ? 1.5 : -4 }
        return score
    }

    private static let subjects = ["objet", "betreff", "betr.", "subject", "re:", "re :", "concerne :", "concerne:"]
    private static let closings = [
        "veuillez agreer", "je vous prie d'agreer", "salutations", "cordialement", "sincerely", "faithfully",
        "kind regards", "best regards", "freundlichen grussen", "freundliche grusse", "mit freundlichem gruss",
        "hochachtungsvoll",
    ]

    private static func isSalutation(_ line: String) -> Bool {
        let words = line.split { !$0.isLetter }
        guard let first = words.first, words.count <= 8 else { return false }
        switch first {
        case "dear", "bonjour", "cher", "chere", "chers": return true
        case "sehr": return words.count > 1 && words[1].hasPrefix("geehrte")
        case "guten": return words.count > 1 && words[1] == "tag"
        // In an address the name follows, without a comma.
        case "madame", "monsieur", "mesdames", "messieurs", "maitre": return line.hasSuffix(",") || words.count == 1
        default: return false
        }
    }

    private static func isPlaceAndDay(_ line: String) -> Bool {
        guard [", le ", ", den ", " le "].contains(where: line.contains) else { return false }
        return line.split { !$0.isNumber }.contains { $0.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20")) }
            && line.utf8.count < 60
    }
}

/// `2/3`, `Page 2 sur 3`, `Seite 2 von 3` at the head or foot of a page.
struct PageNumbering: Hashable {
    var page: Int
    var count: Int

    /// Numbering stands in the outermost lines.
    private static let linesMax = 4
    /// A longer letter numbers its pages too, but a date or a sum looks like its numbering.
    private static let countMax = 99
    private static let labels: Set<String> = [
        "page", "pages", "p", "pg", "seite", "blatt", "feuille", "folio", "sheet",
    ]
    private static let betweens: Set<String> = ["sur", "of", "von", "de"]

    /// - Parameter lines: folded.
    init?(_ lines: [String]) {
        for line in Array(lines.suffix(Self.linesMax).reversed()) + Array(lines.prefix(Self.linesMax)) {
            if let found = Self(line: line) {
                self = found
                return
            }
        }
        return nil
    }

    private init?(line: String) {
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "/") }
            .flatMap { $0.split(separator: "/", omittingEmptySubsequences: true) }
        let numbers = words.indices.filter { Int(words[$0]) != nil }
        for place in numbers {
            let hasLabel = place > 0 && Self.labels.contains(String(words[place - 1]))
            // Without the word, the line is nothing else: `2/3`, `- 2/3 -`.
            guard hasLabel || words.count == 2 && line.contains("/") else { continue }
            let next = words.dropFirst(place + 1).first { !Self.betweens.contains(String($0)) }
            guard let page = Int(words[place]), let count = next.flatMap({ Int($0) }),
                (1...Self.countMax).contains(count), (1...count).contains(page)
            else { continue }
            (self.page, self.count) = (page, count)
            return
        }
        return nil
    }

    /// Whether a page says 2 of 3 and none in front of it says 1 of 3.
    static func isBroken(_ pages: [PageNumbering?]) -> Bool {
        var seen: Set<PageNumbering> = []
        for numbering in pages.compactMap({ $0 }) {
            if numbering.page > 1, !seen.contains(.init(page: numbering.page - 1, count: numbering.count)) {
                return true
            }
            seen.insert(numbering)
        }
        return false
    }

    private init(page: Int, count: Int) { (self.page, self.count) = (page, count) }
}
