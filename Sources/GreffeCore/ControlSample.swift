/// Which letters of a batch or day are compared with their paper: drawn by a root of the ledger that nobody could know
/// while the letters came in (docs/format/control.md). Anybody who has the root draws the same.
package struct ControlSample: Hashable, Sendable {
    package static let version = "greffe.control/v1"
    /// One letter in fifty; a batch of hundreds is then seen often enough for a failing scanner to be found the same
    /// day.
    package static let shareMin = 2
    /// Fewer say nothing about a batch.
    package static let lettersMin = 3

    /// The root that draws, of the tree of the first `size` entries.
    package var root: Sha256Digest
    package var size: UInt64
    /// All letters, in the order in which they are drawn.
    package var order: [AccessionNumber]
    /// How many of them are to be compared.
    package var count: Int

    /// - Parameter count: nil: as many as the rule asks for; a smaller number is raised to it.
    package init(root: Sha256Digest, size: UInt64, letters: [AccessionNumber], count: Int? = nil) {
        (self.root, self.size) = (root, size)
        order = letters.map { (number: $0, lot: Self.lot(of: $0, root: root)) }.sorted { $0.lot < $1.lot }
            .map(\.number)
        let wanted = max(count ?? 0, Self.lettersMin, (letters.count * Self.shareMin + 99) / 100)
        self.count = min(wanted, letters.count)
    }

    package var drawn: ArraySlice<AccessionNumber> { order.prefix(count) }

    /// SHA-256 of three lines: version, root in hexadecimal, number.
    package static func lot(of number: AccessionNumber, root: Sha256Digest) -> Sha256Digest {
        .of(Array("\(version)\n\(root)\n\(number)\n".utf8))
    }
}

/// What is compared with its paper in one go.
package enum ControlLot: Hashable, Sendable, CustomStringConvertible {
    case batch(String)
    /// Letters taken in on this day (UTC).
    case day(CalendarDate)

    package var description: String {
        switch self {
        case .batch(let name): "batch \(name)"
        case .day(let day): "day \(day)"
        }
    }

    /// As bodies say it.
    package var members: [String: CanonicalJSON] {
        switch self {
        case .batch(let name): ["batch": .string(name)]
        case .day(let day): ["day": .string("\(day)")]
        }
    }
}
