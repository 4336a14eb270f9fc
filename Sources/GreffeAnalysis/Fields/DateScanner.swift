import GreffeCore

/// A date as written, with the tokens it takes.
struct ScannedDate: Hashable, Sendable {
    let date: CalendarDate
    let tokens: Range<Int>
    /// A month by name, or a four-digit year: not to be mistaken for another number.
    let isExplicit: Bool
    /// Characters were repaired to make it a date.
    let isRepaired: Bool
}

/// Finds dates in French, English and German order (day first) and in ISO 8601.
enum DateScanner {
    /// Letters in the post are not older than this, nor dated later.
    static let years = 1950...2079

    static func dates(in tokens: [Token]) -> [ScannedDate] {
        var dates: [ScannedDate] = []
        var index = 0
        while index < tokens.count {
            if let date = date(at: index, in: tokens) {
                dates.append(date)
                index = date.tokens.upperBound
            } else {
                index += 1
            }
        }
        return dates
    }

    static func date(at index: Int, in tokens: [Token]) -> ScannedDate? {
        guard tokens[index].isAlphanumeric else { return nil }
        // A piece of a longer number (24/05/118, FA-12-03-2024) is no date.
        if index >= 2, tokens[index].gap == .none, tokens[index - 1].gap == .none,
            ["-", "/", "."].contains(tokens[index - 1].folded), tokens[index - 2].isAlphanumeric
        {
            return nil
        }
        return iso(at: index, in: tokens) ?? numeric(at: index, in: tokens) ?? worded(at: index, in: tokens)
            ?? monthFirst(at: index, in: tokens)
    }

    // MARK: Figures

    private static func numeric(at index: Int, in tokens: [Token]) -> ScannedDate? {
        guard let day = number(tokens[index], digits: 1...2), (1...31).contains(day.value),
            let firstMark = separator(index + 1, tokens), let month = number(at: firstMark.next, tokens, digits: 1...2),
            (1...12).contains(month.value), let secondMark = separator(firstMark.next + 1, tokens),
            secondMark.text == firstMark.text || firstMark.text != ".",
            let year = year(at: secondMark.next, in: tokens)
        else { return nil }
        let end = secondMark.next + 1
        // 10.12.20.30 is a phone number or an address of a machine; 1.10.24,50 an amount.
        if end + 1 < tokens.count, tokens[end].kind == .mark, tokens[end].gap == .none, tokens[end + 1].gap == .none,
            tokens[end + 1].kind == .digits
        {
            return nil
        }
        guard let date = CalendarDate(year: year.value, month: month.value, day: day.value) else { return nil }
        let repaired = day.isRepaired || month.isRepaired || year.isRepaired
        return ScannedDate(
            date: date, tokens: index..<end, isExplicit: year.digits == 4 && !repaired, isRepaired: repaired)
    }

    private static func iso(at index: Int, in tokens: [Token]) -> ScannedDate? {
        guard tokens[index].kind == .digits, tokens[index].text.utf8.count == 4, index + 4 < tokens.count,
            let year = Int(tokens[index].text), years.contains(year), tokens[index + 1].folded == "-",
            tokens[index + 3].folded == "-", tokens[index + 2].text.utf8.count == 2,
            tokens[index + 4].text.utf8.count == 2, let month = Int(tokens[index + 2].text),
            let day = Int(tokens[index + 4].text), tokens[(index + 1)...(index + 4)].allSatisfy({ $0.gap == .none }),
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        return ScannedDate(date: date, tokens: index..<index + 5, isExplicit: true, isRepaired: false)
    }

    // MARK: Months by name

    private static func worded(at index: Int, in tokens: [Token]) -> ScannedDate? {
        guard var day = day(tokens[index]), (1...31).contains(day.value) else { return nil }
        // `(2 janvier`: a one read as an open bracket.
        if index > 0, tokens[index - 1].folded == "(", tokens[index].gap == .none, day.digits == 1,
            tokens.count > index + 2,
            !tokens[index...].prefix(6).contains(where: { $0.folded == ")" })
        {
            day = Figure(value: 10 + day.value, digits: 2, isRepaired: true)
        }
        var next = index + 1
        // 1 er, 6 th, 8.
        if next < tokens.count, tokens[next].folded == "." { next += 1 }
        if next < tokens.count, ordinalEnds.contains(tokens[next].folded) { next += 1 }
        if next < tokens.count, tokens[next].folded == "of" || tokens[next].folded == "de" { next += 1 }
        guard next < tokens.count, tokens[next].gap != .wide, let month = month(tokens[next].folded) else { return nil }
        next += 1
        while next < tokens.count, [".", ","].contains(tokens[next].folded) { next += 1 }
        guard let year = year(at: next, in: tokens), year.digits == 4 || !day.isRepaired,
            let date = CalendarDate(year: year.value, month: month.value, day: day.value)
        else { return nil }
        return ScannedDate(
            date: date, tokens: index..<next + 1, isExplicit: true,
            isRepaired: day.isRepaired || month.isRepaired || year.isRepaired)
    }

    /// March 12, 2024.
    private static func monthFirst(at index: Int, in tokens: [Token]) -> ScannedDate? {
        guard let month = month(tokens[index].folded), !month.isRepaired, index + 2 < tokens.count else { return nil }
        var next = index + 1
        if tokens[next].folded == "." { next += 1 }
        guard next < tokens.count, let day = day(tokens[next]), (1...31).contains(day.value) else { return nil }
        next += 1
        if next < tokens.count, ordinalEnds.contains(tokens[next].folded) { next += 1 }
        if next < tokens.count, tokens[next].folded == "," { next += 1 }
        guard let year = year(at: next, in: tokens), year.digits == 4,
            let date = CalendarDate(year: year.value, month: month.value, day: day.value)
        else { return nil }
        return ScannedDate(date: date, tokens: index..<next + 1, isExplicit: true, isRepaired: day.isRepaired)
    }

    /// The month a folded word names, French, English or German, whole or shortened.
    static func month(_ folded: String) -> (value: Int, isRepaired: Bool)? {
        if let value = monthNumbers[folded] { return (value, false) }
        guard (4...10).contains(folded.utf8.count) else { return nil }
        let near = monthNames.first { name, _ in
            name.utf8.count >= 4 && abs(name.utf8.count - folded.utf8.count) <= 2 && Confusion.isNear(name, folded)
        }
        return near.map { ($0.1, true) }
    }

    private static let monthNames: [(String, Int)] = [
        ("janvier", 1), ("january", 1), ("januar", 1), ("janv", 1), ("jan", 1), ("jaenner", 1), ("janner", 1),
        ("fevrier", 2), ("february", 2), ("februar", 2), ("fevr", 2), ("fev", 2), ("feb", 2),
        ("mars", 3), ("march", 3), ("marz", 3), ("maerz", 3), ("mar", 3), ("mrz", 3),
        ("avril", 4), ("april", 4), ("avr", 4), ("apr", 4), ("mai", 5), ("may", 5),
        ("juin", 6), ("june", 6), ("juni", 6), ("jun", 6), ("juillet", 7), ("july", 7), ("juli", 7), ("juil", 7),
        ("jul", 7),
        ("aout", 8), ("august", 8), ("aug", 8), ("aou", 8), ("septembre", 9), ("september", 9), ("sept", 9), ("sep", 9),
        ("octobre", 10), ("october", 10), ("oktober", 10), ("oct", 10), ("okt", 10),
        ("novembre", 11), ("november", 11), ("nov", 11),
        ("decembre", 12), ("december", 12), ("dezember", 12), ("dec", 12), ("dez", 12),
    ]
    private static let monthNumbers = Dictionary(monthNames, uniquingKeysWith: { first, _ in first })

    private static let ordinalEnds: Set<String> = ["er", "st", "nd", "rd", "th", "ier", "ter"]

    // MARK: Pieces

    private struct Figure {
        var value: Int
        var digits: Int
        var isRepaired: Bool
    }

    private static func number(at index: Int, _ tokens: [Token], digits: ClosedRange<Int>) -> Figure? {
        index < tokens.count ? number(tokens[index], digits: digits) : nil
    }

    private static func number(_ token: Token, digits: ClosedRange<Int>) -> Figure? {
        guard digits.contains(token.text.utf8.count) else { return nil }
        if token.kind == .digits {
            return Int(token.text).map { Figure(value: $0, digits: token.text.utf8.count, isRepaired: false) }
        }
        // At least one true digit, else every short word is a number.
        guard token.kind == .mixed || token.text == "O" || token.text == "l" || token.text == "I",
            let repaired = Confusion.digits(token.text), let value = Int(repaired.text)
        else { return nil }
        return Figure(value: value, digits: repaired.text.utf8.count, isRepaired: true)
    }

    /// The day: a number, `1er`, `6th`, `l2`.
    private static func day(_ token: Token) -> Figure? {
        if let plain = number(token, digits: 1...2) { return plain }
        guard token.kind == .mixed else { return nil }
        for end in ordinalEnds where token.folded.hasSuffix(end) {
            let figures = token.text.dropLast(end.count)
            if (1...2).contains(figures.utf8.count), let repaired = Confusion.digits(figures),
                let value = Int(repaired.text)
            {
                return Figure(value: value, digits: repaired.text.utf8.count, isRepaired: repaired.repairs > 0)
            }
        }
        return nil
    }

    private static func year(at index: Int, in tokens: [Token]) -> Figure? {
        guard index < tokens.count else { return nil }
        var index = index
        // '24
        if ["'", "\u{2019}"].contains(tokens[index].text), index + 1 < tokens.count { index += 1 }
        guard index < tokens.count, tokens[index].gap != .wide,
            let figure = number(tokens[index], digits: 2...4), figure.digits != 3
        else { return nil }
        if figure.digits == 4 { return years.contains(figure.value) ? figure : nil }
        // Two figures: letters of this century, dates of birth of the last.
        return Figure(
            value: figure.value + (figure.value < 70 ? 2000 : 1900), digits: 2, isRepaired: figure.isRepaired)
    }

    private static func separator(_ index: Int, _ tokens: [Token]) -> (text: String, next: Int)? {
        guard index + 1 < tokens.count, tokens[index].kind == .mark, tokens[index].gap != .wide,
            ["/", ".", "-", "\u{2013}"].contains(tokens[index].folded), tokens[index + 1].gap != .wide
        else { return nil }
        // A dash with spaces round it parts two numbers; a stroke or a point may be spaced in a form.
        if tokens[index].folded == "-", tokens[index].gap == .space || tokens[index + 1].gap == .space { return nil }
        return (tokens[index].folded, index + 1)
    }
}
