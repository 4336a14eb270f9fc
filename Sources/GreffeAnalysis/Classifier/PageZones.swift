/// Which lines of a page are titles: the subject line, lines in capitals, and the line before the salutation. What a
/// letter says of itself there weighs more than the same word in the text.
struct PageZones {
    private(set) var titles: Set<Int> = []
    private(set) var subject: Int?
    private(set) var salutation: Int?
    private(set) var closing: Int?
    /// Tokens of the first sentences: after the salutation, else after the subject line, else the first running text.
    private(set) var opening = 0..<0

    /// Titles stand in the upper part of a page; capitals below are the small print of a form.
    private static let titleShare = 0.6
    private static let titleTokenLimit = 12
    private static let capitalShare = 0.8
    private static let openingTokens = 35
    /// A line of at least so many words is running text rather than an address.
    private static let proseTokens = 7

    init(_ page: PageTokens) {
        let words = page.lines.map { line in page.tokens[line.tokens] }
        let titleEnd = max(12, Int(Double(page.lines.count) * Self.titleShare))
        for (index, line) in words.enumerated() {
            guard let first = line.first(where: { !$0.isShape }) else { continue }
            let word = String(decoding: page.text(first), as: UTF8.self)
            if subject == nil, Self.subjectLabels.contains(word), line.count >= 2, index < titleEnd {
                subject = index
                titles.insert(index)
            }
            if salutation == nil, Self.salutations.contains(word), line.count <= 8, !line.contains(where: \.isShape),
                page.lines[index].endsWithComma || line.count <= 2
            {
                salutation = index
            }
            if Self.closings.contains(word) || line.contains(where: { Self.isClosingWord(page.text($0)) }) {
                closing = index
            }
            let set = page.lines[index]
            if index < titleEnd, set.letters >= 4, line.count <= Self.titleTokenLimit,
                Double(set.capitals) >= Self.capitalShare * Double(set.letters)
            {
                titles.insert(index)
            }
        }
        if let salutation, let before = words[..<salutation].lastIndex(where: { !$0.isEmpty }), words[before].count >= 2
        {
            titles.insert(before)
        }
        let prose = words.firstIndex { line in line.count { !$0.isShape } >= Self.proseTokens }
        if let line = salutation.map({ $0 + 1 }) ?? subject.map({ $0 + 1 }) ?? prose, line < page.lines.count {
            let start = page.lines[line].tokens.lowerBound
            opening = start..<min(start + Self.openingTokens, page.tokens.count)
        }
    }

    private static func isClosingWord(_ text: ArraySlice<UInt8>) -> Bool {
        text.elementsEqual("salutations".utf8) || text.elementsEqual("grussen".utf8)
            || text.elementsEqual("sincerely".utf8) || text.elementsEqual("faithfully".utf8)
    }

    private static let subjectLabels: Set<String> = [
        "objet", "concerne", "conc", "sujet", "obj", "betreff", "betrifft", "betr", "subject", "re", "regarding",
        "affaire",
    ]
    private static let salutations: Set<String> = [
        "madame", "monsieur", "messieurs", "mesdames", "dear", "sehr", "bonjour", "cher", "chere", "chers", "hallo",
        "sirs",
        "docteur", "maitre", "guten", "liebe", "lieber", "hello", "m", "mme",
    ]
    private static let closings: Set<String> = [
        "cordialement", "salutations", "sincerely", "regards", "yours", "hochachtungsvoll", "bien", "freundliche",
        "mit",
    ]
}
