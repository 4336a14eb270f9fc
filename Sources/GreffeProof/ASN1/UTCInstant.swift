internal import SwiftASN1

/// An instant in UTC, whole milliseconds since 1970-01-01T00:00:00Z. What a token or a certificate says, never a clock.
public struct UTCInstant: Hashable, Sendable, Comparable {
    public let millisecondsSince1970: Int64

    public init(millisecondsSince1970: Int64) { self.millisecondsSince1970 = millisecondsSince1970 }

    public static func < (left: Self, right: Self) -> Bool { left.millisecondsSince1970 < right.millisecondsSince1970 }

    /// UTCTime or GeneralizedTime, in UTC; what is finer than a millisecond is cut off.
    init(_ node: ASN1Node, _ what: String) throws(TimeStampError) {
        var digits = try node.contents(what)
        guard digits.popLast() == UInt8(ascii: "Z") else { throw .malformed(what) }
        if node.identifier == .utcTime {
            // RFC 5280 section 4.1.2.5.1: 50 to 99 are of the last century.
            guard digits.count == 12 else { throw .malformed(what) }
            digits = Array((digits[0] >= UInt8(ascii: "5") ? "19" : "20").utf8) + digits
        } else if node.identifier != .generalizedTime {
            throw .malformed(what)
        }
        guard let instant = Self(digits: digits) else { throw .malformed(what) }
        self = instant
    }

    /// `YYYYMMDDhhmmss`, and perhaps a dot and a fraction.
    private init?(digits: [UInt8]) {
        func number(_ range: Range<Int>) -> Int? {
            digits[range].reduce(Int?.some(0)) { value, digit in
                (0x30...0x39).contains(digit) ? value.map { $0 * 10 + Int(digit - 0x30) } : nil
            }
        }
        guard digits.count >= 14, let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(8..<10), let minute = number(10..<12), let second = number(12..<14),
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second < 60, year >= 1
        else { return nil }
        var milliseconds = 0
        if digits.count > 14 {
            // A fraction of more than nine digits is no clock's.
            guard digits[14] == UInt8(ascii: "."), (16...24).contains(digits.count), number(15..<digits.count) != nil,
                digits.last != UInt8(ascii: "0")
            else { return nil }
            let padded = digits[15...] + [0x30, 0x30]
            milliseconds = padded.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        let seconds = Int64(Self.daysSince1970(year, month, day)) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        millisecondsSince1970 = seconds * 1000 + Int64(milliseconds)
    }

    /// The last millisecond of a day `YYYY-MM-DD`; nil for none.
    init?(endOfDay text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let last = Self(digits: parts.flatMap { $0 } + Array("235959.999".utf8))
        else { return nil }
        self = last
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Howard Hinnant's `days_from_civil`.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
