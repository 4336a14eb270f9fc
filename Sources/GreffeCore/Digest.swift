package import Crypto

/// A SHA-256 digest (FIPS 180-4), 32 bytes, written as 64 lower-case hexadecimal digits.
package struct Sha256Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Exactly 32 bytes.
    package let bytes: [UInt8]

    package static let byteCount = 32
    package static let zero = Sha256Digest(unchecked: [UInt8](repeating: 0, count: byteCount))

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Nil unless there are exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Nil unless the text is 64 lower-case hexadecimal digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    package init(_ digest: SHA256.Digest) { bytes = Array(digest) }

    /// The digest of the concatenation of the parts.
    package static func of(_ parts: [UInt8]...) -> Sha256Digest {
        var hasher = SHA256()
        for part in parts { hasher.update(data: part) }
        return Sha256Digest(hasher.finalize())
    }

    package var hex: String { Hex.encode(bytes) }
    package var description: String { hex }

    package static func < (left: Self, right: Self) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

/// 32 random bytes that hide a committed value until the opening is shown; drawn by the caller, never here.
package struct Salt: Hashable, Sendable {
    package static let byteCount = 32
    package let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    package var hex: String { Hex.encode(bytes) }

    /// The salted commitment SHA-256(salt ‖ bytes), written `sha256s:<hex>` in an entry.
    package func commitment(to bytes: some Collection<UInt8>) -> Sha256Digest {
        .of(self.bytes, Array(bytes))
    }
}

/// Lower-case hexadecimal, strict both ways: one value, one spelling.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for an odd count, an upper-case digit, or anything else that is not lower-case hexadecimal.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        guard utf8.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count / 2)
        for index in stride(from: 0, to: utf8.count, by: 2) {
            guard let high = value(utf8[index]), let low = value(utf8[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
