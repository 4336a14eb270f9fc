import GreffeCore

/// A sheet the mailroom puts between letters, known by what is printed on it. Sheets with nothing but a patch code or a
/// barcode are not known yet.
enum SeparatorSheet {
    /// A sheet carries its name, perhaps instructions and what its codes were misread as; a letter that speaks of
    /// separator sheets has more.
    private static let wordsMax = 40

    private static let names = [
        "feuille de separation", "page de separation", "feuille intercalaire", "separateur de lot", "separator sheet",
        "separation sheet", "document separator", "batch separator", "patch t", "trennblatt", "trennseite",
    ]

    static func isSeparator(_ text: String) -> Bool {
        let lines = text.split(separator: "\n")
        guard lines.reduce(0, { $0 + $1.split(separator: " ").count }) <= wordsMax else { return false }
        return lines.contains { line in
            let folded = String(line).folded
            return names.contains { folded.hasPrefix($0) } || folded.replacing(" ", with: "") == "patcht"
        }
    }
}
