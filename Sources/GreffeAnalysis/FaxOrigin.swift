package import GreffeCore

/// Where a fax came from and when, as the header line printed by the sending machine claims. Anybody can set a machine
/// to print anything: it is provenance as told, not as known.
package struct FaxOrigin: Hashable, Sendable {
    /// The line as read.
    package var header: String
    /// The sender's number: digits, with the plus of an international one. Nil where there is none, or it is the
    /// receiver's.
    package var number: String?
    /// ISO 8601, by the machine's clock: `2025-01-28T16:07`, or the day alone. Of two figures the first is the day,
    /// unless only the second can be.
    package var sent: String?

    package init(header: String) {
        self.header = header
        let tokens = Tokenizer.tokens(
            of: header.split(separator: " ").prefix(Self.wordsMax).map {
                Word(text: String($0), box: Box(left: 0, top: 0, right: 0, bottom: 0), confidence: 0)
            }
        ) { _ in false }
        let day = DateScanner.dates(in: tokens).first?.date ?? Self.dashedDay(in: header)
        sent = day.map { $0.description + (Self.time(in: header).map { "T" + $0 } ?? "") }
        number = Self.number(in: header)
    }

    /// A header is one line.
    private static let wordsMax = 60
    /// ITU-T E.164 allows 15 digits; fewer than 8 are a page's number or an extension's.
    private static let digits = 8...15
    /// What stands before the receiver's number.
    private static let receivers: Set<String> = ["a", "to", "an", "vers", "pour", "nach", "dest"]

    /// `16:07`, `16h07`.
    private static func time(in header: String) -> String? {
        let bytes = Array(header.utf8)
        func figure(_ index: Int) -> Int? {
            guard bytes.indices.contains(index), (0x30...0x39).contains(bytes[index]) else { return nil }
            return Int(bytes[index]) - 0x30
        }
        for index in bytes.indices where ":hH".utf8.contains(bytes[index]) {
            guard let units = figure(index - 1), let tens = figure(index + 1), let minutes = figure(index + 2),
                figure(index + 3) == nil, figure(index - 2) == nil || figure(index - 3) == nil
            else { continue }
            let hour = 10 * (figure(index - 2) ?? 0) + units
            guard hour < 24, tens < 6 else { continue }
            return (hour < 10 ? "0" : "") + "\(hour):\(tens)\(minutes)"
        }
        return nil
    }

    /// Of the months' names, as fax machines print them without accents, what French, English and German have in common
    /// with no other month.
    private static let months: [(start: String, month: Int)] = [
        ("JAN", 1), ("FEV", 2), ("FEB", 2), ("MAR", 3), ("AVR", 4), ("APR", 4), ("MAI", 5), ("MAY", 5), ("JUIN", 6),
        ("JUN", 6), ("JUIL", 7), ("JUL", 7), ("AOU", 8), ("AUG", 8), ("SEP", 9), ("OCT", 10), ("OKT", 10), ("NOV", 11),
        ("DEC", 12), ("DEZ", 12),
    ]

    /// `03-MAR-2025`, which only machines write.
    private static func dashedDay(in header: String) -> CalendarDate? {
        let pieces = header.uppercased().split { !$0.isLetter && !$0.isNumber }
        for index in pieces.indices.dropFirst().dropLast() {
            guard let month = months.first(where: { pieces[index].hasPrefix($0.start) })?.month,
                pieces[index - 1].utf8.count <= 2, let day = Int(pieces[index - 1]),
                [2, 4].contains(pieces[index + 1].utf8.count), let year = Int(pieces[index + 1])
            else { continue }
            if let date = CalendarDate(year: year < 100 ? 2000 + year : year, month: month, day: day) { return date }
        }
        return nil
    }

    /// How long a number is, with its plus, that needs no more groups: ten digits in France and most of its neighbours,
    /// eleven with the code of the country; others may have more.
    private static func wholeLength(_ number: String) -> Int {
        number.hasPrefix("+33") ? 12 : number.hasPrefix("+") ? 14 : 10
    }

    private static func number(in header: String) -> String? {
        var run = ""
        var label = ""
        var isReceiver = false
        func finished() -> String? {
            digits.contains(run.utf8.count { $0 != UInt8(ascii: "+") }) && !isReceiver ? run : nil
        }
        for word in header.split(separator: " ").prefix(wordsMax) {
            guard let part = part(of: word) else {
                if let number = finished() { return number }
                run = ""
                let folded = String(word).folded.filter(\.isLetter)
                if !folded.isEmpty { label = folded }
                continue
            }
            // A whole number, and the page's behind it; or a new one with its plus.
            if part.hasPrefix("+") || run.utf8.count >= Self.wholeLength(run), let number = finished() { return number }
            if run.isEmpty || part.hasPrefix("+") { (run, isReceiver) = ("", receivers.contains(label)) }
            label = ""
            run += part
        }
        return finished()
    }

    /// The figures of a word that may be part of a telephone number; nil for any other word.
    private static func part(of word: Substring) -> String? {
        let figures = word.filter { $0.isASCII && $0.isNumber }
        guard !figures.isEmpty, word.allSatisfy({ $0.isASCII && ($0.isNumber || "+().-".contains($0)) }) else {
            return nil
        }
        let groups = word.split { ".-".contains($0) }
        // 28.01.2025, 2025-01-28, and a year alone.
        if groups.count == 3, groups.contains(where: { $0.count == 4 }),
            groups.allSatisfy({ $0.count == 2 || $0.count == 4 })
        {
            return nil
        }
        if figures.count == 4, word.count == 4, word.hasPrefix("19") || word.hasPrefix("20") { return nil }
        return (word.contains("+") ? "+" : "") + figures
    }
}

extension Reading {
    /// Of the first page that a fax machine put its line on.
    package var faxOrigin: FaxOrigin? {
        pages.lazy.filter { !$0.isSeparator }.compactMap(\.faxHeader).first.map { FaxOrigin(header: $0) }
    }
}
