package import GreffeCore

/// Something that happened, to be made an entry of the ledger.
package struct Act: Sendable {
    /// What the entry says, hidden behind a salted commitment and kept in its opening.
    package enum Body: Sendable {
        case fixed(CanonicalJSON)
        /// For a body that names its own place: it is asked once, when the place is known.
        case placed(@Sendable (Placement) -> CanonicalJSON)
    }

    package enum Object: Sendable {
        case none
        /// The original of a letter; exactly the acts of kind `accessioned` have one.
        case staged(StagedOriginal)
        /// What an act produced, such as a reading; kept as `<seq>.<kind>.json`.
        case bytes([UInt8])
    }

    /// An earlier entry the act is about.
    package enum Reference: Hashable, Sendable {
        case entry(LeafIndex)
        /// An act of the same batch, by its place in it, from 0.
        case act(Int)
    }

    package var kind: EntryKind
    package var body: Body
    package var object: Object
    /// The first is the letter's accession, when the act is about a letter; its folder takes the opening in.
    package var refs: [Reference]

    package init(kind: EntryKind, body: CanonicalJSON, object: Object = .none, refs: [Reference] = []) {
        (self.kind, self.body, self.object, self.refs) = (kind, .fixed(body), object, refs)
    }

    package init(
        kind: EntryKind, object: Object = .none, refs: [Reference] = [],
        body: @escaping @Sendable (Placement) -> CanonicalJSON
    ) {
        (self.kind, self.body, self.object, self.refs) = (kind, .placed(body), object, refs)
    }
}

/// Where an act stands in the ledger.
package struct Placement: Hashable, Sendable {
    package var seq: LeafIndex
    package var time: Timestamp
    /// The number the letter gets, when the act is its accession.
    package var accession: AccessionNumber { AccessionNumber(year: time.date.year, leaf: seq) }
}

/// An act that is part of the ledger now.
package struct Appended: Hashable, Sendable {
    package let entry: Entry
    package let opening: Opening
    /// The vault folder of the entry's home.
    package let folder: String
    /// Where the object lies, when there is one.
    package let objectPath: String?
    /// By how many milliseconds the clock was behind the ledger's last entry, whose time the entry then has; 0 when the
    /// clock was right. The caller records a clock that goes back as an `incident`.
    package let clockBehindMilliseconds: Int64

    package var openingPath: String { "\(folder)/\(VaultLayout.openingName(entry))" }
    /// The number of the letter, when this is its accession.
    package var accession: AccessionNumber { AccessionNumber(year: entry.time.date.year, leaf: entry.seq) }
}
