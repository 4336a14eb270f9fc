/// The place of an entry in the ledger, from 0; the `seq` line of the entry and the leaf's index in the tree.
package struct LeafIndex: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let value: UInt64
    package init(_ value: UInt64) { self.value = value }
    package var description: String { String(value) }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// The number a letter gets when we take responsibility for it: the year (UTC) and the leaf index of its
/// `accessioned` entry, written `2026-000042`. The number itself says where in the ledger the proof is, needs no
/// counter of its own, and cannot be given twice. Numbers have gaps: other entries lie between two letters.
package struct AccessionNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let year: Int
    package let leaf: LeafIndex

    package init(year: Int, leaf: LeafIndex) { (self.year, self.leaf) = (year, leaf) }

    /// Nil unless the text is four digits, a hyphen and at least six digits without a needless leading zero.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count >= 6,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let leaf = UInt64(parts[1]), padded(leaf, 6) == parts[1]
        else { return nil }
        self.init(year: year, leaf: LeafIndex(leaf))
    }

    package var description: String { "\(padded(year, 4))-\(padded(leaf.value, 6))" }

    package static func < (left: Self, right: Self) -> Bool { left.leaf < right.leaf }
}

/// A customer's number as the directory writes it, no spaces.
package struct CustomerNumber: Hashable, Sendable, Comparable, CustomStringConvertible, Codable {
    package let value: String
    package init(_ value: String) { self.value = value }
    package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
    package var description: String { value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
