import GreffeCore

/// A sheet the mailroom puts between letters.
enum SeparatorSheet {
    /// What the pixels show before anything is read.
    struct Signs {
        var patch: PatchCode?
        var ticket: SeparatorTicket?
        /// A code that says `PATCHT`, as other programs print it.
        var isPatchText = false

        init(patch: PatchCode?, codes: [String]) {
            self.patch = patch
            ticket = codes.lazy.compactMap { SeparatorTicket(text: $0) }.first
            isPatchText = codes.contains { $0.uppercased().filter { $0.isLetter } == "PATCHT" && $0.utf8.count <= 8 }
        }
    }

    /// A sheet carries its name, perhaps instructions and what its codes were misread as; a letter that speaks of
    /// separator sheets, or has stripes that look like a patch code, has more.
    private static let wordsMax = 40

    private static let names = [
        "feuille de separation", "page de separation", "feuille intercalaire", "separateur de lot", "separator sheet",
        "separation sheet", "document separator", "batch separator", "patch t", "trennblatt", "trennseite",
    ]

    /// - Returns: nil for a page that is no separator sheet.
    static func mark(_ signs: Signs, text: String) -> SeparatorMark? {
        if let ticket = signs.ticket {
            return SeparatorMark(signs: signs.patch == nil ? [.ticket] : [.ticket, .patch], ticket: ticket)
        }
        let lines = text.split(separator: "\n").map { String($0).folded }
        guard lines.reduce(0, { $0 + $1.split(separator: " ").count }) <= wordsMax else { return nil }
        var found: [SeparatorMark.Sign] = []
        if signs.patch != nil { found.append(.patch) }
        if signs.isPatchText { found.append(.code) }
        if lines.contains(where: isName) { found.append(.words) }
        guard !found.isEmpty else { return nil }
        return SeparatorMark(signs: found, isDamaged: lines.contains(where: isOurs))
    }

    private static func isName(_ line: String) -> Bool {
        names.contains { line.hasPrefix($0) } || line.replacing(" ", with: "") == "patcht"
    }

    /// Our sheets say in print what their codes say; print is misread in places.
    private static func isOurs(_ line: String) -> Bool { line.replacing(" ", with: "").contains("greffe/sep") }
}
