/// How long a record is kept (durée de conservation), from which event, by which law, and what becomes of it then.
package struct RetentionRule: Hashable, Sendable {
    /// The event the term counts from.
    package enum Start: String, Sendable, CaseIterable {
        /// The day the letter came in.
        case received
        /// The close of the accounting year the letter came in.
        case endOfYear = "end-of-year"
        /// The end of the matter: a claim settled, a dispute decided. Somebody notes it.
        case endOfMatter = "end-of-matter"
        /// The end of the contract. Somebody notes it.
        case endOfContract = "end-of-contract"

        /// Whether a person has to say when it happened.
        package var isNoted: Bool {
            switch self {
            case .received, .endOfYear: false
            case .endOfMatter, .endOfContract: true
            }
        }
    }

    package var id: String
    package var start: Start
    package var years: Int
    package var basis: String
    package var disposition: Disposition
    package var yearClose: YearClose
    /// Where the law can be read.
    package var source: String

    package init(
        id: String, start: Start, years: Int, basis: String, disposition: Disposition = .destroy,
        yearClose: YearClose = .december, source: String = ""
    ) {
        (self.id, self.start, self.years, self.basis) = (id, start, years, basis)
        (self.disposition, self.yearClose, self.source) = (disposition, yearClose, source)
    }

    /// The day the term counts from; nil while the event has not been noted.
    /// - Parameter event: the day somebody noted, for the starts that are noted.
    package func from(received: CalendarDate, event: CalendarDate?) -> CalendarDate? {
        switch start {
        case .received: received
        case .endOfYear: yearClose.date(onOrAfter: received)
        case .endOfMatter, .endOfContract: event
        }
    }

    /// The first day the record may go; nil while the event it counts from has not happened.
    package func term(received: CalendarDate, event: CalendarDate? = nil) -> CalendarDate? {
        guard let from = from(received: received, event: event) else { return nil }
        // A deposit's own day counts; a year, a matter and a contract are over at the end of theirs.
        return start == .received ? from.adding(years: years) : from.adding(years: years).adding(days: 1)
    }
}

/// What becomes of a record at the end of its term (sort final).
package enum Disposition: String, Sendable, CaseIterable {
    case destroy
    /// A person looks at each one and names it.
    case review
    /// It is never destroyed.
    case keep
}

/// The last day of an accounting year, written `06-30`.
package struct YearClose: Hashable, Sendable, CustomStringConvertible {
    package let month: Int
    package let day: Int

    package static let december = YearClose(month: 12, day: 31)

    private init(month: Int, day: Int) { (self.month, self.day) = (month, day) }

    /// Nil unless the text is `MM-DD` and a day of every year.
    package init?(_ text: some StringProtocol) {
        // A year without 29 February.
        guard text.utf8.count == 5, let date = CalendarDate("2001-" + text) else { return nil }
        self.init(month: date.month, day: date.day)
    }

    /// The first close on or after a day.
    package func date(onOrAfter day: CalendarDate) -> CalendarDate {
        let close = CalendarDate(year: day.year, month: month, day: self.day) ?? day
        return close < day ? close.adding(years: 1) : close
    }

    package var description: String { "\(padded(month, 2))-\(padded(day, 2))" }
}
