import GreffeCore

/// The line a fax machine prints at the top edge of each page it sends: when, from where, which page.
enum FaxHeader {
    /// The line stands within the first so many inches (ITU-T T.4 machines print it in the first 4 mm of the scan; some
    /// leave a margin).
    private static let depthInches = 0.6

    /// Takes the header out of the words of a page; nil where there is none.
    /// - Parameter dpi: resolution of the image the words were found in.
    static func remove(from words: inout [FoundWord], dpi: Int) -> String? {
        guard let top = words.min(by: { $0.box.top < $1.box.top }) else { return nil }
        let depth = depthInches * Double(dpi)
        // The line may have been found in pieces; it is level only after the page is, and skewed pages drift by a line
        // across their width, so pieces are taken with their neighbours.
        var members: Set<Int> = []
        var reach = middle(top)
        let candidates = words.indices.filter { middle(words[$0]) < depth }.sorted {
            words[$0].box.left < words[$1].box.left
        }
        guard let seed = candidates.min(by: { words[$0].box.top < words[$1].box.top }),
            let start = candidates.firstIndex(of: seed)
        else { return nil }
        for direction in [Array(candidates[start...]), candidates[..<start].reversed()] {
            reach = middle(words[seed])
            for index in direction {
                let word = words[index]
                guard abs(middle(word) - reach) < 0.6 * Double(max(word.box.height, words[seed].box.height)) else {
                    continue
                }
                members.insert(index)
                reach = middle(word)
            }
        }
        let text = members.sorted { words[$0].box.left < words[$1].box.left }.map { words[$0].text }.joined(
            separator: " ")
        guard isHeader(text) else { return nil }
        words = words.indices.filter { !members.contains($0) }.map { words[$0] }
        return String(text.prefix(charactersMax))
    }

    private static let charactersMax = 160

    private static func middle(_ word: FoundWord) -> Double { Double(word.box.top + word.box.bottom) / 2 }

    /// A time, and two of: a date, a telephone number, the page's number, the word fax.
    static func isHeader(_ text: String) -> Bool {
        let characters = Array(text)
        guard characters.count >= 12, hasPair(characters, around: [":", "h", "H"]) else { return false }
        let upper = text.uppercased()
        let hasDate = hasPair(characters, around: ["/", "-", "."]) || hasMonthName(upper)
        let hasNumber = characters.count(where: \.isNumber) >= 14
        let hasFax = upper.contains("FAX") || upper.contains("FROM") || upper.contains("TELECOP")
        let hasPage = upper.split(separator: " ").contains { word in
            word.hasPrefix("P.") || word.hasPrefix("P,") || word.hasPrefix("PAGE") || word.hasPrefix("SEITE")
                || (word.hasPrefix("P") && word.count <= 3 && word.dropFirst().allSatisfy { $0.isNumber || $0 == "I" })
        }
        return [hasDate, hasNumber, hasFax, hasPage].count(where: { $0 }) >= 2
    }

    /// The first three letters of the months in French, English and German, accents lost as fax machines lose them.
    private static let months: Set<Substring> = [
        "JAN", "FEV", "FEB", "MAR", "AVR", "APR", "MAI", "MAY", "JUI", "JUN", "JUL", "AOU", "AUG", "SEP", "OCT", "OKT",
        "NOV", "DEC", "DEZ",
    ]

    /// A month's name after the day's digits, as in 03-MAR-2025 and 3 mars 2025.
    private static func hasMonthName(_ upper: String) -> Bool {
        let pieces = upper.split { !$0.isLetter && !$0.isNumber }
        return zip(pieces, pieces.dropFirst()).contains { day, month in
            day.count <= 2 && day.allSatisfy(\.isNumber) && months.contains(month.prefix(3))
        }
    }

    /// Two digits on either side of a separator, as in 17:19 and 10/09.
    private static func hasPair(_ characters: [Character], around separators: Set<Character>) -> Bool {
        guard characters.count >= 5 else { return false }
        return (2..<(characters.count - 2)).contains { index in
            separators.contains(characters[index]) && characters[index - 2].isNumber && characters[index - 1].isNumber
                && characters[index + 1].isNumber && characters[index + 2].isNumber
        }
    }
}
