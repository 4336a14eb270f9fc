/// The number of an indirect object; all have generation 0.
package struct PDFReference: Hashable, Sendable {
    package let number: Int
}

/// A value as a PDF file writes it (ISO 32000-1, 7.3).
package indirect enum PDFValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case real(Double)
    /// Without its slash; ASCII letters and digits, or escaped when written.
    case name(String)
    case bytes([UInt8])
    case array([PDFValue])
    /// Written in this order.
    case dictionary([PDFMember])
    case reference(PDFReference)

    /// A text string: UTF-16 with its mark (7.9.2.2).
    package static func text(_ text: String) -> PDFValue {
        .bytes([0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
    }

    package static func reals(_ numbers: Double...) -> PDFValue { .array(numbers.map { .real($0) }) }
}

/// One key of a dictionary with its value.
package struct PDFMember: Hashable, Sendable {
    package var key: String
    package var value: PDFValue

    package init(_ key: String, _ value: PDFValue) { (self.key, self.value) = (key, value) }
}

/// Bytes of a PDF in the making.
package struct PDFText {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append(_ text: String) { bytes += text.utf8 }
    package mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    package mutating func append(_ value: PDFValue) {
        switch value {
        case .null: append("null")
        case .boolean(let truth): append(truth ? "true" : "false")
        case .integer(let number): append(String(number))
        case .real(let number): append(Self.decimal(number))
        case .name(let name): append(name: name)
        case .bytes(let content):
            append("<")
            appendHex(content)
            append(">")
        case .array(let values):
            append("[")
            for (index, value) in values.enumerated() {
                if index > 0 { append(" ") }
                append(value)
            }
            append("]")
        case .dictionary(let members):
            append("<<")
            for member in members {
                append(" ")
                append(name: member.key)
                append(" ")
                append(member.value)
            }
            append(" >>")
        case .reference(let reference): append("\(reference.number) 0 R")
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    package mutating func appendHex(_ content: some Sequence<UInt8>) {
        for byte in content {
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
    }

    private mutating func append(name: String) {
        append("/")
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                UInt8(ascii: "."):
                bytes.append(byte)
            default:
                append("#")
                appendHex([byte])
            }
        }
    }

    /// The largest figure written; no page, matrix or width of ours comes near it.
    private static let most = 1e9

    /// With at most five places, as PDF wants it: no exponent. What is not finite is 0.
    package static func decimal(_ number: Double) -> String {
        guard number.isFinite else { return "0" }
        let scaled = Int((max(-most, min(most, number)) * 100_000).rounded())
        let (whole, rest) = (abs(scaled) / 100_000, abs(scaled) % 100_000)
        var text = (scaled < 0 ? "-" : "") + String(whole)
        if rest > 0 {
            var places = String(rest)
            places = String(repeating: "0", count: 5 - places.count) + places
            while places.last == "0" { places.removeLast() }
            text += "." + places
        }
        return text
    }
}
