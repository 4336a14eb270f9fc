/// JSON restricted to strings, integers, arrays and objects, in the one spelling of RFC 8785 (JCS): members sorted by
/// UTF-16 code units, no white space, shortest escapes. Bodies are written in it so that a body has one digest.
/// Floating-point numbers, `true`, `false` and `null` are refused: a body that needs a ratio gives it in
/// ten-thousandths.
package indirect enum CanonicalJSON: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case array([CanonicalJSON])
    case object([String: CanonicalJSON])

    /// Integers beyond ±(2^53 − 1) are not exact in every reader of JSON (RFC 8785 section 3.2.2.3).
    package static let integerMax: Int64 = 9_007_199_254_740_991
    /// Deep nesting exhausts the stack of recursive readers; a body needs four levels.
    package static let depthMax = 16
    /// A body is committed by an entry and read whole; the largest real one (200 fields with reasons) is below 64 KiB.
    package static let bytesMax = 1 << 20

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var array: [CanonicalJSON]? { if case .array(let value) = self { value } else { nil } }
    package var object: [String: CanonicalJSON]? { if case .object(let value) = self { value } else { nil } }
    package subscript(key: String) -> CanonicalJSON? { object?[key] }

    /// The canonical bytes. Strings must be NFC already: `String` comparison hides the difference, the bytes do not.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .string(let value): Self.write(value, to: &output)
        case .integer(let value): output += Array(String(value).utf8)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += Array("\\\"".utf8)
            case UInt8(ascii: "\\"): output += Array("\\\\".utf8)
            case 0x08: output += Array("\\b".utf8)
            case 0x09: output += Array("\\t".utf8)
            case 0x0a: output += Array("\\n".utf8)
            case 0x0c: output += Array("\\f".utf8)
            case 0x0d: output += Array("\\r".utf8)
            case 0..<0x20: output += Array("\\u00".utf8) + Array(Hex.encode([byte]).utf8)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Reads canonical bytes; anything that is valid JSON but not in canonical form is refused, as is everything else.
    package init(canonical bytes: [UInt8]) throws(CanonicalJSONError) {
        guard bytes.count <= Self.bytesMax else { throw .tooLarge }
        var parser = CanonicalJSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        guard parser.isAtEnd else { throw .malformed(offset: parser.offset) }
        guard value.bytes == bytes else { throw .notCanonical }
        self = value
    }
}

package enum CanonicalJSONError: Error, Hashable {
    case tooLarge
    case malformed(offset: Int)
    case notCanonical
}

private struct CanonicalJSONParser {
    let bytes: [UInt8]
    var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    private var failure: CanonicalJSONError { .malformed(offset: offset) }

    private mutating func next() throws(CanonicalJSONError) -> UInt8 {
        guard offset < bytes.count else { throw failure }
        defer { offset += 1 }
        return bytes[offset]
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: byte) else { return false }
        offset += 1
        return true
    }

    mutating func value(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        guard depth < CanonicalJSON.depthMax, offset < bytes.count else { throw failure }
        switch bytes[offset] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), 0x30...0x39: return .integer(try integer())
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        default: throw failure
        }
    }

    private mutating func array(depth: Int) throws(CanonicalJSONError) -> [CanonicalJSON] {
        offset += 1
        var values: [CanonicalJSON] = []
        if take("]") { return values }
        repeat { values.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw failure }
        return values
    }

    private mutating func object(depth: Int) throws(CanonicalJSONError) -> [String: CanonicalJSON] {
        offset += 1
        var members: [String: CanonicalJSON] = [:]
        if take("}") { return members }
        repeat {
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw failure }
            let key = try string()
            guard take(":"), members.updateValue(try value(depth: depth + 1), forKey: key) == nil else { throw failure }
        } while take(",")
        guard take("}") else { throw failure }
        return members
    }

    private mutating func integer() throws(CanonicalJSONError) -> Int64 {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        guard let value = Int64(String(decoding: bytes[start..<offset], as: UTF8.self)),
            value.magnitude <= CanonicalJSON.integerMax.magnitude
        else { throw failure }
        return value
    }

    private mutating func string() throws(CanonicalJSONError) -> String {
        offset += 1
        var text: [UInt8] = []
        while true {
            let byte = try next()
            switch byte {
            case UInt8(ascii: "\""):
                guard let value = String(validating: text, as: UTF8.self) else { throw failure }
                return value
            case UInt8(ascii: "\\"): text.append(try escape())
            case 0..<0x20: throw failure
            default: text.append(byte)
            }
        }
    }

    /// Canonical text escapes nothing beyond ASCII, so one byte always suffices.
    private mutating func escape() throws(CanonicalJSONError) -> UInt8 {
        switch try next() {
        case UInt8(ascii: "\""): return UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "n"): return 0x0a
        case UInt8(ascii: "f"): return 0x0c
        case UInt8(ascii: "r"): return 0x0d
        case UInt8(ascii: "u"):
            guard offset + 4 <= bytes.count,
                let code = Hex.decode(String(decoding: bytes[offset..<offset + 4], as: UTF8.self)), code[0] == 0
            else { throw failure }
            offset += 4
            return code[1]
        default: throw failure
        }
    }
}
