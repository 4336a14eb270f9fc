import GreffeCore

/// Decides whether two blocks side by side, some of whose lines stand level, are columns to be read one after the
/// other, or halves of rows to be read across.
struct ColumnJudge {
    let segments: [TextSegment]
    let height: Double
    let pageWidth: Double
    let pageHeight: Double

    func areColumns(_ left: [Int], _ right: [Int]) -> Bool {
        let pairs = levelPairs(left, right)
        // In a table each cell has its row; lines of unrelated blocks are level now and then.
        let (leftExtent, rightExtent) = (Extent(left, segments), Extent(right, segments))
        let facing = max(1, min(count(of: left, within: rightExtent), count(of: right, within: leftExtent)))
        if Double(pairs.count) < 0.6 * Double(facing) { return true }
        if isAddress(right) && !areLabels(left) { return true }
        if isAddress(left) && !areLabels(right) { return true }
        if pairs.count >= 4, isRunningText(left), isRunningText(right) { return true }
        return isPrintedTwice(pairs)
    }

    private func levelPairs(_ left: [Int], _ right: [Int]) -> [(Int, Int)] {
        let rows = Dictionary(right.map { (segments[$0].row, $0) }, uniquingKeysWith: { first, _ in first })
        return left.compactMap { index in rows[segments[index].row].map { (index, $0) } }
    }

    private func count(of block: [Int], within extent: Extent) -> Int {
        block.count { (extent.top - 0.2 * height...extent.bottom + 0.2 * height).contains(segments[$0].centre) }
    }

    /// A form with the same questions on both sides, as the European accident statement has.
    private func isPrintedTwice(_ pairs: [(Int, Int)]) -> Bool {
        let equal = pairs.count { one, other in
            let (a, b) = (segments[one].text.folded.prefix(6), segments[other].text.folded.prefix(6))
            return a == b && a.count(where: \.isLetter) >= 3
        }
        return equal >= 3 && Double(equal) >= 0.4 * Double(pairs.count)
    }

    /// Lines of more than 35 characters on average are sentences.
    private func isRunningText(_ block: [Int]) -> Bool {
        block.reduce(0) { $0 + segments[$1].text.count } > 35 * block.count
    }

    /// Three to eight short lines in the upper half, the last but one or the last with a postcode and a town.
    private func isAddress(_ block: [Int]) -> Bool {
        let extent = Extent(block, segments)
        guard (3...8).contains(block.count), extent.right - extent.left < pageWidth / 2, extent.top < 0.55 * pageHeight,
            !block.contains(where: { Self.isLabel(segments[$0].text) })
        else { return false }
        return block.suffix(2).contains { PostalLine.matches(segments[$0].text) }
    }

    private func areLabels(_ block: [Int]) -> Bool {
        2
            * block.count { index in
                let text = segments[index].text
                return Self.isLabel(text) || text.last(where: { !$0.isWhitespace }) == ":"
            } >= block.count
    }

    private static let labels = [
        "adresse", "code postal", "ville", "nom", "prenom", "raison", "address", "name", "anschrift", "date", "contact",
        "tel", "postcode", "ort", "plz", "strasse",
    ]

    /// The question of a form's line.
    static func isLabel(_ text: String) -> Bool {
        let folded = text.folded
        return labels.contains { folded.hasPrefix($0) }
    }
}

/// The line of an address with its postcode: French, German and Swiss (`37550 Saint-Avertin`, `CH-1204 Genève`), or
/// British.
enum PostalLine {
    static func matches(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        for (index, word) in words.enumerated() {
            // A country's letters before the number.
            let code = word.split(separator: "-").last ?? word
            if (4...5).contains(code.count), code.allSatisfy(\.isNumber), index + 1 < words.count,
                words[index + 1].first?.isLetter == true
            {
                return true
            }
        }
        return isBritish(words)
    }

    /// `M1 1AE`, `SW1A 2AA` at the end of the line.
    private static func isBritish(_ words: [Substring]) -> Bool {
        guard words.count >= 2 else { return false }
        let (outward, inward) = (Array(words[words.count - 2]), Array(words[words.count - 1]))
        return (2...4).contains(outward.count) && outward[0].isUppercase && outward.contains(where: \.isNumber)
            && inward.count == 3 && inward[0].isNumber && inward[1].isUppercase && inward[2].isUppercase
    }
}
