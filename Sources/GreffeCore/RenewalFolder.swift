/// The folder of a renewal, `renewals/2031-05-02-3`: the day (UTC) it was made, and which one of the archive's it is,
/// from 1. docs/format/evidence-records.md says what lies in it.
package struct RenewalFolder: Hashable, Sendable, Comparable, CustomStringConvertible {
    package static let parent = "renewals"
    /// What the time-stamp is over, a line each.
    package static let leaves = "leaves"

    package let date: CalendarDate
    package let number: Int

    package init(date: CalendarDate, number: Int) { (self.date, self.number) = (date, number) }

    /// Nil unless the text is a day, a hyphen and a number above 0 without leading zeros.
    package init?(_ name: some StringProtocol) {
        guard let date = CalendarDate(name.prefix(10)), let number = Int(name.dropFirst(11)), number > 0 else {
            return nil
        }
        self.init(date: date, number: number)
        guard description == name else { return nil }
    }

    package var description: String { "\(date)-\(number)" }
    package var path: String { "\(Self.parent)/\(self)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.number, left.date) < (right.number, right.date)
    }
}
