import GreffeCore

/// A file's name, or a relative path, as the file system has it: bytes, which need not be text. Never holds a NUL.
package struct FileNameBytes: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Linux's limit for one name (NAME_MAX).
    static let nameMax = 255

    package init(_ text: String) { self.init(bytes: Array(text.utf8)) }

    /// Bytes from the first NUL on are left out: no file system can hold them.
    package init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes.prefix { $0 != 0 }) }

    /// The name for people and for records: NFC text. A name that is not UTF-8, or holds control or direction-changing
    /// characters, has those bytes and its percent signs percent-escaped, so that it cannot disguise itself.
    package var display: String {
        let text = String(validating: bytes, as: UTF8.self)
        if let text, !text.unicodeScalars.contains(where: Self.isDisguise) { return text.nfc }
        var output = ""
        var rest = bytes[...]
        while let byte = rest.first {
            let scalar = Self.leadingScalar(rest)
            if let scalar, !Self.isDisguise(scalar), scalar != "%" {
                output.unicodeScalars.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                output += "%" + Hex.encode([byte]).uppercased()
                rest = rest.dropFirst()
            }
        }
        return output.nfc
    }

    /// The bytes in hexadecimal when `display` is not exactly them, else nil: both together lose nothing.
    package var hexIfNotDisplayed: String? { Array(display.utf8) == bytes ? nil : Hex.encode(bytes) }

    package var description: String { display }

    package static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    /// The path of a name below this one; below an empty path, the name itself.
    func appending(_ name: FileNameBytes) -> FileNameBytes {
        bytes.isEmpty ? name : FileNameBytes(bytes: bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    /// The part before the last dot, and the part from it on; a dot in front does not count.
    var stemAndExtension: (stem: [UInt8], extension: [UInt8]) {
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return (bytes, []) }
        return (Array(bytes[..<dot]), Array(bytes[dot...]))
    }

    /// Compares without regard to the case of ASCII letters.
    func hasSuffix(_ suffix: String) -> Bool {
        bytes.count >= suffix.utf8.count
            && zip(bytes.suffix(suffix.utf8.count), suffix.utf8).allSatisfy { Self.lower($0) == Self.lower($1) }
    }

    func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

    /// Calls `body` with the name as a C string.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        var terminated = bytes.map { CChar(bitPattern: $0) }
        terminated.append(0)
        return terminated.withUnsafeBufferPointer { buffer in
            // The array holds at least the terminator, so it has an address.
            guard let base = buffer.baseAddress else { preconditionFailure("an array of one byte has an address") }
            return body(base)
        }
    }

    /// The longest start of the bytes that has at most `count` bytes and does not cut a character.
    static func cut(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        guard bytes.count > count else { return bytes }
        var end = max(count, 0)
        while end > 0, bytes[end] & 0xC0 == 0x80, max(count, 0) - end < 4 { end -= 1 }
        return Array(bytes[..<end])
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte + 0x20 : byte }

    private static func leadingScalar(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
        return nil
    }

    private static func isDisguise(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        // Direction marks, embeddings and overrides reorder what is shown: `fit.exe` can look like `exe.tif`.
        case .format:
            (0x200E...0x200F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }
}
