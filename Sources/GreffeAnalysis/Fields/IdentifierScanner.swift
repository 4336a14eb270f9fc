import GreffeCore

/// A number or reference as written.
struct ScannedIdentifier: Hashable, Sendable {
    /// Spaces gone, otherwise as read: `FA-24-0688`, `BC2024/211`.
    let text: String
    let tokens: Range<Int>

    /// Upper-case letters and digits only.
    var normalised: String { IdentifierForm.alphanumeric(text) }
}

/// Finds references: runs of letters and figures with at least one figure, joined by strokes, dashes and points, or set
/// in groups (`4484 0898`, `AU 0852173 A`, `BC 2024/211`).
enum IdentifierScanner {
    /// The longest reference met in business mail has about 20 signs; 30 leaves room.
    static let lengthMax = 30

    /// The reference that begins at a token; nil where there is none, or where it is really a date, an amount, a rate
    /// or an hour.
    static func identifier(at index: Int, in tokens: [Token], before limit: Int) -> ScannedIdentifier? {
        guard index < limit, tokens[index].isAlphanumeric else { return nil }
        var end = chunkEnd(index, tokens, limit)
        if !hasDigit(tokens[index..<end]) {
            // A short prefix of capitals: BC 2024/211, MRH 50964336.
            guard isPrefix(tokens[index..<end]), end < limit, tokens[end].gap != .none || tokens[end].kind == .mark
            else { return nil }
            var next = end
            if ["/", "-", "."].contains(tokens[next].folded), next + 1 < limit { next += 1 }
            guard tokens[next].isAlphanumeric, tokens[next].gap != .wide,
                tokens[next].text.first.map({ $0.isNumber }) == true,
                DateScanner.date(at: next, in: tokens) == nil
            else { return nil }
            end = chunkEnd(next, tokens, limit)
        } else if DateScanner.date(at: index, in: tokens).map({ $0.tokens.upperBound >= end }) == true {
            return nil
        }
        end = grouped(from: index, end: end, tokens: tokens, limit: limit)
        let range = index..<end
        let text = tokens[range].reduce(into: "") { $0 += $1.text }
        guard text.utf8.count <= lengthMax, isReference(range, text: text, tokens: tokens, limit: limit) else {
            return nil
        }
        return ScannedIdentifier(text: text, tokens: range)
    }

    // MARK: Extent

    private static let joiners: Set<String> = ["-", "/", ".", "_", "+"]

    private static func chunkEnd(_ index: Int, _ tokens: [Token], _ limit: Int) -> Int {
        var end = index + 1
        while end < limit {
            let token = tokens[end]
            if token.isAlphanumeric, token.gap == .none {
                end += 1
            } else if joiners.contains(token.folded), end + 1 < limit, tokens[end + 1].isAlphanumeric,
                token.gap == .none, tokens[end + 1].gap == .none
            {
                end += 2
            } else if token.folded == "-" || token.folded == "/", end + 1 < limit, tokens[end + 1].kind == .digits,
                (token.gap == .none) != (tokens[end + 1].gap == .none), token.gap != .wide,
                tokens[end + 1].gap != .wide, DateScanner.date(at: end + 1, in: tokens) == nil
            {
                // Read with a space on one side of the stroke.
                end += 2
            } else {
                break
            }
        }
        return end
    }

    /// Takes in further groups of a number set in groups.
    private static func grouped(from start: Int, end: Int, tokens: [Token], limit: Int) -> Int {
        var end = end
        while end < limit, tokens[end].gap == .space {
            let token = tokens[end]
            let next = chunkEnd(end, tokens, limit)
            let last = tokens[end - 1]
            if token.kind == .digits, next == end + 1, last.kind == .digits, token.text.utf8.count <= 4,
                last.text.utf8.count <= 4, !isFollowedByUnit(next, tokens, limit),
                DateScanner.date(at: end, in: tokens) == nil
            {
                end = next
            } else if token.kind == .digits, next == end + 1, last.kind == .digits, last.text.utf8.count <= 6,
                (3...8).contains(token.text.utf8.count), end - start == 1,
                token.text.utf8.count >= last.text.utf8.count
                    || last.text.utf8.count >= 5 && token.text.utf8.count == 5,
                !isFollowedByUnit(next, tokens, limit)
            {
                end = next
            } else if token.kind == .word, token.text.utf8.count == 1, token.text.first?.isUppercase == true,
                last.kind == .digits, next == end + 1, next < limit, tokens[next].kind == .digits,
                tokens[next].gap == .space,
                tokens[next].text.utf8.count >= 4
            {
                // A letter between figures: 26 A 0723777.
                end = next + 1
            } else if token.kind == .word, token.text.utf8.count == 1, token.text.first?.isUppercase == true,
                last.kind == .digits, next == end + 1,
                next == limit || tokens[next].gap == .wide || tokens[next].kind == .mark
                    || tokens[next].text.first?.isLowercase == true
            {
                // A key letter at the end: AU 0852173 A.
                return next
            } else if ["/", "-"].contains(token.folded), end + 1 < limit, tokens[end + 1].kind == .digits,
                tokens[end + 1].gap == .space, last.kind == .digits, last.text.utf8.count == 4,
                DateScanner.years.contains(Int(last.text) ?? 0), DateScanner.date(at: end + 1, in: tokens) == nil
            {
                // 2024 / 118
                end += 2
            } else {
                break
            }
        }
        return end
    }

    // MARK: What it is not

    private static func hasDigit(_ tokens: ArraySlice<Token>) -> Bool {
        tokens.contains { $0.kind == .digits || $0.kind == .mixed }
    }

    /// One to five capitals, maybe cut by strokes: `BC`, `VIE/`.
    private static func isPrefix(_ tokens: ArraySlice<Token>) -> Bool {
        let letters = tokens.filter(\.isAlphanumeric)
        let count = letters.reduce(0) { $0 + $1.text.utf8.count }
        return (1...5).contains(count) && letters.allSatisfy { $0.text.allSatisfy(\.isUppercase) }
            && !currencies.contains(letters.first?.folded ?? "")
    }

    private static let currencies: Set<String> = [
        "eur", "usd", "gbp", "chf", "tva", "ttc", "ht", "no", "n", "nr", "du", "le",
    ]

    private static func isFollowedByUnit(_ index: Int, _ tokens: [Token], _ limit: Int) -> Bool {
        guard index < tokens.count else { return false }
        let token = tokens[index]
        if token.folded == ",", index + 1 < tokens.count, tokens[index + 1].kind == .digits,
            tokens[index + 1].gap == .none
        {
            return true
        }
        return ["%", "\u{20AC}", "eur", "euro", "euros", "h", "km", "kg"].contains(token.folded)
            || DateScanner.month(token.folded) != nil
    }

    private static func isReference(_ range: Range<Int>, text: String, tokens: [Token], limit: Int) -> Bool {
        guard hasDigit(tokens[range]), !isFollowedByUnit(range.upperBound, tokens, tokens.count) else { return false }
        let signs = text.filter { $0.isLetter || $0.isNumber }.count
        guard signs >= 2 else { return false }
        // An amount: 1.234,56 or 12.50 at the end of the run.
        let alone = range.count == 3 && tokens[range.lowerBound + 1].folded == "."
        if alone, tokens[range.lowerBound].kind == .digits, tokens[range.upperBound - 1].text.utf8.count == 2 {
            return false
        }
        // An ordinal, an hour, a size: 1er, 12h30, 6th, 3eme.
        if range.count == 1, tokens[range.lowerBound].kind == .mixed {
            let folded = tokens[range.lowerBound].folded
            let letters = folded.drop { $0.isNumber }
            if ["er", "ere", "eme", "e", "st", "nd", "rd", "th", "h", "kg", "km", "cm", "mm", "ml", "m2", "eur"]
                .contains(letters)
            {
                return false
            }
            let hour = folded.split(separator: "h", omittingEmptySubsequences: false)
            if hour.count == 2, hour.allSatisfy({ $0.utf8.count <= 2 && $0.allSatisfy(\.isNumber) }) { return false }
        }
        return true
    }
}
