/// Writes ASN.1 in DER, the one spelling (ITU-T X.690): values are put together from the innermost outwards.
enum DER {
    static func value(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        if contents.count < 0x80 {
            length = [UInt8(contents.count)]
        } else {
            var rest = contents.count
            while rest > 0 {
                length.insert(UInt8(rest & 255), at: 0)
                rest >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [tag] + length + contents
    }

    static func sequence(_ members: [[UInt8]]) -> [UInt8] { value(0x30, members.flatMap { $0 }) }

    /// SET OF: the members ascending by their encodings.
    static func set(_ members: [[UInt8]]) -> [UInt8] {
        value(0x31, members.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 })
    }

    static func octets(_ bytes: [UInt8]) -> [UInt8] { value(0x04, bytes) }

    static func objectIdentifier(_ identifier: ObjectIdentifier) -> [UInt8] { value(0x06, identifier.contents) }

    static func boolean(_ value: Bool) -> [UInt8] { self.value(0x01, [value ? 0xff : 0]) }

    static let null: [UInt8] = [0x05, 0x00]

    /// An INTEGER that is not negative, from its big-endian bytes.
    static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        var bytes = Array(magnitude.drop { $0 == 0 })
        if bytes.first.map({ $0 >= 0x80 }) ?? true { bytes.insert(0, at: 0) }
        return value(0x02, bytes)
    }

    /// A constructed context tag around members that follow it.
    static func context(_ number: UInt8, _ contents: [UInt8]) -> [UInt8] { value(0xa0 | number, contents) }

    static func algorithm(_ identifier: ObjectIdentifier) -> [UInt8] { sequence([objectIdentifier(identifier)]) }
}
