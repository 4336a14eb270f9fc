import GreffeCore
import Testing

@Suite struct TimestampTests {
    @Test func `every day of eight centuries reads back, in order`() throws {
        var previous = CalendarDate(daysSince1970: -150_001)
        for days in -150_000...150_000 {
            let date = CalendarDate(daysSince1970: days)
            #expect(date.daysSince1970 == days)
            #expect(previous < date)
            previous = date
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (1_795_320_300_123, "2026-11-22T04:05:00.123Z"),
    ])
    func `instants are written as RFC 3339 with milliseconds`(milliseconds: Int64, text: String) {
        #expect("\(Timestamp(millisecondsSince1970: milliseconds))" == text)
        #expect(Timestamp(text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(arguments: ["2026-02-29T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-11-22 04:05:00.000Z", "x"])
    func `an instant that does not exist is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `two working days after a Friday is a Tuesday`() throws {
        let friday = try #require(CalendarDate("2026-11-20"))
        #expect("\(Deadline(count: 2, days: .working).date(from: friday))" == "2026-11-24")
        #expect("\(Deadline(count: 2, days: .calendar).date(from: friday))" == "2026-11-22")
    }

    @Test func `a rule counted from the close of the year ends on a first of January`() throws {
        let rule = RetentionRule(id: "accounts", start: .endOfYear, years: 10, basis: "L123-22")
        #expect(rule.term(received: try #require(CalendarDate("2026-03-04"))).map { "\($0)" } == "2037-01-01")
    }
}
