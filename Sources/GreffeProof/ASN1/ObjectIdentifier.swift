/// An object identifier, such as `1.2.840.113549.1.7.2`.
public struct ObjectIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The contents octets of its encoding.
    let contents: [UInt8]

    /// The longest in use have 20; more is an attack on whoever prints it.
    static let bytesMax = 64

    /// Nil unless the octets are an identifier in its shortest form.
    init?(contents: [UInt8]) {
        guard (1...Self.bytesMax).contains(contents.count), contents.last.map({ $0 < 0x80 }) == true else { return nil }
        var begins = true
        var length = 0
        for byte in contents {
            if begins, byte == 0x80 { return nil }
            length = begins ? 1 : length + 1
            // Nine groups of seven bits fit into 63.
            guard length <= 9 else { return nil }
            begins = byte < 0x80
        }
        self.contents = contents
    }

    /// Nil unless the text is numbers joined by dots, of which the first two are in bounds.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let arcs = parts.compactMap { part in
            UInt64(part).flatMap { String($0) == part && $0 < 1 << 62 ? $0 : nil }
        }
        guard arcs.count == parts.count, arcs.count >= 2, arcs[0] <= 2, arcs[0] == 2 || arcs[1] < 40 else { return nil }
        var contents: [UInt8] = []
        for arc in [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2) {
            var groups = [UInt8(arc & 0x7f)]
            var rest = arc >> 7
            while rest > 0 {
                groups.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
                rest >>= 7
            }
            contents += groups
        }
        self.init(contents: contents)
    }

    public var description: String {
        var arcs: [UInt64] = []
        var arc: UInt64 = 0
        for byte in contents {
            arc = arc << 7 | UInt64(byte & 0x7f)
            guard byte < 0x80 else { continue }
            if arcs.isEmpty {
                let first = min(arc / 40, 2)
                arcs = [first, arc - first * 40]
            } else {
                arcs.append(arc)
            }
            arc = 0
        }
        return arcs.map(String.init).joined(separator: ".")
    }
}

/// A literal is checked by the tests of this room: every one below is used by them or by real tokens.
extension ObjectIdentifier: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let value = ObjectIdentifier(text) else { preconditionFailure("\(text) is no object identifier") }
        self = value
    }
}
