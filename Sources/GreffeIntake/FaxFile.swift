import GreffeCore

/// What a HylaFAX server says of a fax it received: in the file's name, and in what its `faxinfo` prints, put beside
/// the file as a slip.
enum FaxFile {
    /// ITU-T E.164 allows 15 digits; shorter ones than this are extensions.
    private static let digits = 6...15
    /// HylaFAX numbers what it receives with five digits and more.
    private static let serialDigits = 5...12

    /// The sender's number out of `fax00001234-+33555123456.tif` or `fax00001234.from.0555123456.tif`, the forms that a
    /// `FaxDispatch` script commonly gives; nil for any other name.
    static func number(inName name: FileNameBytes) -> String? {
        guard let stem = String(validating: name.stemAndExtension.stem, as: UTF8.self), stem.hasPrefix("fax") else {
            return nil
        }
        let rest = stem.dropFirst(3)
        let serial = rest.prefix { $0.isASCII && $0.isNumber }
        guard serialDigits.contains(serial.count) else { return nil }
        var sender = rest.dropFirst(serial.count)
        guard let mark = sender.popFirst(), "-_.".contains(mark) else { return nil }
        if sender.hasPrefix("from") {
            sender = sender.dropFirst(4)
            guard let mark = sender.popFirst(), "-_.".contains(mark) else { return nil }
        }
        return number(String(sender))
    }

    /// A telephone number as digits, with its plus; nil for anything else.
    static func number(_ text: String) -> String? {
        guard text.allSatisfy({ $0.isASCII && ($0.isNumber || "+ ().-_/".contains($0)) }),
            text.dropFirst().allSatisfy({ $0 != "+" })
        else { return nil }
        let figures = text.filter(\.isNumber)
        return digits.contains(figures.count) ? (text.hasPrefix("+") ? "+" : "") + figures : nil
    }

    /// A subaddress of ITU-T T.30: up to 20 figures, and the telephone's other keys; nil for anything else.
    static func subaddress(_ text: String) -> String? {
        let plain = text.filter { $0 != " " }
        guard (1...20).contains(plain.utf8.count), plain.utf8.count == plain.count,
            plain.allSatisfy({ $0.isASCII && ($0.isNumber || "#*+".contains($0)) })
        else { return nil }
        return plain
    }

    /// HylaFAX's time, `2025:01:28 16:07:33`, as ISO 8601 without a zone: it is the server's own.
    static func time(_ text: String) -> String? {
        let parts = text.split(separator: " ")
        guard parts.count == 2 else { return nil }
        let (day, clock) = (parts[0].split(separator: ":"), parts[1].split(separator: ":"))
        let isFigures = (day + clock).allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
        guard isFigures, day.map(\.count) == [4, 2, 2], clock.map(\.count) == [2, 2, 2],
            let year = Int(day[0]), let month = Int(day[1]), let date = Int(day[2]),
            CalendarDate(year: year, month: month, day: date) != nil,
            zip(clock, [24, 60, 61]).allSatisfy({ Int($0) ?? .max < $1 })
        else { return nil }
        return day.joined(separator: "-") + "T" + clock.joined(separator: ":")
    }

    /// Keys of `faxinfo` that say nothing of where the fax came from.
    static let otherKeys: Set<String> = [
        "Quality", "Page", "TimeToRecv", "SignalRate", "DataFormat", "ErrCorrect", "CallID2", "CallID3", "CallID4",
        "CallID5", "CallID6", "CallID7", "Job", "Owner",
    ]
}
