import GreffeCore

/// A sum of money as written.
struct ScannedAmount: Hashable, Sendable {
    /// In cents; negative where the paper has a minus.
    let cents: Int
    /// ISO 4217, where a sign or a code stands beside the figures.
    let currency: String?
    let tokens: Range<Int>
    /// Figures had to be repaired: only arithmetic can confirm it.
    let isRepaired: Bool
}

/// Finds amounts: `1 036,80 €`, `2.144,60`, `EUR 1,234.50`, `£12.99`, `312 euros`, `74,-`. Two decimals are asked for,
/// unless a currency stands beside the figure.
enum AmountScanner {
    /// A hundred million: beyond is no letter's total but a misread number.
    static let centsMax = 10_000_000_000

    static func amounts(in tokens: [Token]) -> [ScannedAmount] {
        var amounts: [ScannedAmount] = []
        var index = 0
        while index < tokens.count {
            if let amount = amount(at: index, in: tokens) {
                amounts.append(amount)
                index = amount.tokens.upperBound
            } else {
                index += 1
            }
        }
        return amounts
    }

    static func currency(_ folded: String) -> String? {
        switch folded {
        case "\u{20AC}", "eur", "euro", "euros", "eu", "\u{20AC}uros": "EUR"
        case "\u{00A3}", "gbp": "GBP"
        case "$", "usd": "USD"
        case "chf", "sfr": "CHF"
        default: nil
        }
    }

    static func amount(at index: Int, in tokens: [Token]) -> ScannedAmount? {
        var cursor = index
        var isNegative = false
        var currency: String?
        func skipSign() {
            if cursor < tokens.count, tokens[cursor].folded == "-" || tokens[cursor].folded == "+",
                cursor + 1 < tokens.count
            {
                isNegative = isNegative || tokens[cursor].folded == "-"
                cursor += 1
            }
        }
        skipSign()
        if cursor < tokens.count, let found = Self.currency(tokens[cursor].folded), cursor + 1 < tokens.count,
            tokens[cursor + 1].gap != .wide
        {
            currency = found
            cursor += 1
            skipSign()
        }
        // A figure glued to what stands before belongs to a longer number.
        if cursor == index, index > 0, tokens[index].gap == .none,
            tokens[index - 1].kind != .mark || joinsBefore(index, tokens)
        {
            return nil
        }
        guard cursor < tokens.count, let whole = whole(at: cursor, in: tokens) else { return nil }
        cursor = whole.end
        var cents = 0
        var hasDecimals = false
        var isRepaired = whole.isRepaired
        if let decimals = decimals(at: cursor, in: tokens) {
            (cents, hasDecimals) = (decimals.cents, true)
            cursor = decimals.end
            isRepaired = isRepaired || decimals.isRepaired
        }
        if cursor < tokens.count, tokens[cursor].folded == "-", tokens[cursor].gap == .none, hasDecimals,
            cursor + 1 == tokens.count || tokens[cursor + 1].gap != .none
        {
            isNegative = true
            cursor += 1
        }
        if currency == nil, cursor < tokens.count, tokens[cursor].gap != .wide,
            let found = Self.currency(tokens[cursor].folded)
        {
            currency = found
            cursor += 1
        } else if cursor < tokens.count, tokens[cursor].gap != .wide, tokens[cursor].folded == "%" {
            return nil
        }
        guard hasDecimals || currency != nil, !(isRepaired && !hasDecimals) else { return nil }
        // 12.50.24 and 10,20,30 are lists or numbers.
        if hasDecimals, cursor + 1 < tokens.count, [".", ",", "/"].contains(tokens[cursor].folded),
            tokens[cursor].gap == .none, tokens[cursor + 1].kind == .digits, tokens[cursor + 1].gap == .none
        {
            return nil
        }
        let total = whole.value * 100 + cents
        guard total <= centsMax else { return nil }
        return ScannedAmount(
            cents: isNegative ? -total : total, currency: currency, tokens: index..<cursor, isRepaired: isRepaired)
    }

    /// A mark that ties a figure to what stands before it: `24/05`, `FA-12`.
    private static func joinsBefore(_ index: Int, _ tokens: [Token]) -> Bool {
        guard index >= 2, tokens[index - 1].gap == .none else { return false }
        return ["-", "/", ".", ",", "_", "+"].contains(tokens[index - 1].folded) && tokens[index - 2].isAlphanumeric
    }

    private static func digits(_ token: Token) -> (text: String, isRepaired: Bool)? {
        if token.kind == .digits { return (token.text, false) }
        guard token.kind == .mixed, token.text.utf8.count <= 9, let repaired = Confusion.digits(token.text),
            repaired.repairs * 2 <= token.text.utf8.count
        else { return nil }
        return (repaired.text, true)
    }

    private static func whole(at index: Int, in tokens: [Token]) -> (value: Int, end: Int, isRepaired: Bool)? {
        guard let first = digits(tokens[index]), first.text.utf8.count <= 8 else { return nil }
        var text = first.text
        var isRepaired = first.isRepaired
        var end = index + 1
        while text.utf8.count <= 9, first.text.utf8.count <= 3, end < tokens.count {
            var next = end
            if [".", ",", "'", "\u{2019}"].contains(tokens[end].text), tokens[end].gap == .none, end + 1 < tokens.count,
                tokens[end + 1].gap == .none
            {
                next = end + 1
            } else if tokens[end].gap != .space {
                break
            }
            guard tokens[next].text.utf8.count == 3, let group = digits(tokens[next]),
                next + 1 == tokens.count || tokens[next + 1].gap != .none || tokens[next + 1].kind == .mark
            else { break }
            text += group.text
            isRepaired = isRepaired || group.isRepaired
            end = next + 1
        }
        return Int(text).map { ($0, end, isRepaired) }
    }

    private static func decimals(at index: Int, in tokens: [Token]) -> (cents: Int, end: Int, isRepaired: Bool)? {
        guard index + 1 < tokens.count, [",", "."].contains(tokens[index].folded), tokens[index].gap != .wide,
            tokens[index + 1].gap != .wide
        else { return nil }
        let spaced = tokens[index].gap == .space || tokens[index + 1].gap == .space
        let next = tokens[index + 1]
        if tokens[index].folded == ",", next.folded == "-" {
            // 74,-  and 74,--
            let double = index + 2 < tokens.count && tokens[index + 2].folded == "-" && tokens[index + 2].gap == .none
            return (0, index + (double ? 3 : 2), false)
        }
        // 82€ and 80EUR glued behind the figures.
        if next.kind == .digits, next.text.utf8.count == 2 {
            guard !spaced || tokens[index].folded == "," else { return nil }
            if spaced, index + 2 < tokens.count, currency(tokens[index + 2].folded) == nil,
                tokens[index + 2].gap != .wide
            {
                return nil
            }
            return Int(next.text).map { ($0, index + 2, spaced) }
        }
        guard !spaced, next.kind == .mixed, next.text.utf8.count == 2, let repaired = Confusion.digits(next.text) else {
            return nil
        }
        return Int(repaired.text).map { ($0, index + 2, true) }
    }
}
