import Glibc

/// Reads separated values (RFC 4180: quoted fields, doubled quotes, LF or CRLF) record by record in bounded memory. A
/// quote never closed, a record too long, are faults of one record: reading goes on with the next line.
struct SeparatedValues {
    /// One customer's record is below 1 KiB; beyond this a quote was left open.
    static let recordBytesMax = 64 * 1024
    /// More columns than any export has.
    static let fieldsMax = 512
    private static let chunkBytes = 1 << 20

    struct Record {
        /// Line the record begins on, from 1.
        var line: Int
        var fields: [ArraySlice<UInt8>]
    }

    enum Item {
        case record(Record)
        case fault(line: Int, reason: String)
    }

    let separator: UInt8
    private let source: (Int) throws(IndexError) -> [UInt8]
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var line = 1

    /// - Parameter source: gives up to so many further bytes; none at the end.
    init(separator: UInt8, source: @escaping (Int) throws(IndexError) -> [UInt8]) {
        (self.separator, self.source) = (separator, source)
    }

    /// The next record or fault, blank lines left out; nil at the end.
    mutating func next() throws(IndexError) -> Item? {
        while true {
            try fill()
            guard position < buffer.count else { return nil }
            if position == 0, line == 1, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
            if let item = record() { return item }
        }
    }

    /// Holds at least one whole record, or the rest of the file, from `position` on.
    private mutating func fill() throws(IndexError) {
        guard !isAtEnd, buffer.count - position <= Self.recordBytesMax else { return }
        buffer.removeSubrange(..<position)
        position = 0
        let chunk = try source(Self.chunkBytes)
        if chunk.isEmpty { isAtEnd = true } else { buffer += chunk }
    }

    /// The record at `position`; nil for a blank line.
    private mutating func record() -> Item? {
        let begin = position
        let firstLine = line
        var index = begin
        var fields: [ArraySlice<UInt8>] = []
        var lines = 0
        while true {
            let (field, end, breaks, isSound) = field(at: index)
            lines += breaks
            guard isSound, end - begin <= Self.recordBytesMax, fields.count < Self.fieldsMax else {
                skipLine(from: begin)
                return .fault(line: firstLine, reason: isSound ? "record too long" : "quote not closed or misplaced")
            }
            fields.append(field)
            index = end
            guard index < buffer.count else { break }
            if buffer[index] == separator {
                index += 1
                continue
            }
            if buffer[index] == 0x0d { index += 1 }
            if index < buffer.count, buffer[index] == 0x0a { index += 1 }
            lines += 1
            break
        }
        position = index
        line += lines
        if fields.count == 1, fields[0].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
        return .record(Record(line: firstLine, fields: fields))
    }

    /// The field at `start`: its bytes, where it ends, how many line ends lie in it, whether its quotes are sound.
    private func field(at start: Int) -> (field: ArraySlice<UInt8>, end: Int, breaks: Int, isSound: Bool) {
        let limit = min(buffer.count, start + Self.recordBytesMax + 1)
        guard start < limit, buffer[start] == UInt8(ascii: "\"") else {
            var end = start
            while end < limit, buffer[end] != separator, buffer[end] != 0x0a, buffer[end] != 0x0d { end += 1 }
            return (buffer[start..<end], end, 0, true)
        }
        var bytes: [UInt8] = []
        var index = start + 1
        var breaks = 0
        while index < limit {
            if buffer[index] == UInt8(ascii: "\"") {
                if index + 1 < limit, buffer[index + 1] == UInt8(ascii: "\"") {
                    bytes.append(UInt8(ascii: "\""))
                    index += 2
                    continue
                }
                index += 1
                let isEnd = index >= buffer.count || [separator, 0x0a, 0x0d].contains(buffer[index])
                return (bytes[...], index, breaks, isEnd)
            }
            if buffer[index] == 0x0a { breaks += 1 }
            bytes.append(buffer[index])
            index += 1
        }
        return ([], limit, breaks, false)
    }

    private mutating func skipLine(from begin: Int) {
        var index = begin
        while index < buffer.count, buffer[index] != 0x0a { index += 1 }
        position = min(index + 1, buffer.count)
        line += 1
    }
}
