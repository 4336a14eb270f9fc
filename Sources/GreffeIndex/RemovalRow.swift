package import GreffeCore

/// A proposal to destroy letters at the end of their term, or a request to erase a person's.
package struct RemovalRow: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case disposal, erasure }

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// A second person has to look.
        case proposed
        case approved
        case withdrawn
        /// Its entry gives leave; the destruction itself may still be under way.
        case done
    }

    /// What a person said of it.
    package struct Word: Hashable, Sendable {
        package var seq: LeafIndex
        package var time: Timestamp
        package var by: String?
    }

    package var number: AccessionNumber
    package var kind: Kind
    package var time: Timestamp
    package var by: String?
    package var customer: CustomerNumber?
    package var reason: String?
    package var approval: Word?
    package var withdrawal: Word?
    /// The entry that gives leave to destroy.
    package var leave: LeafIndex?
    package var letters: Int

    package var state: State {
        if leave != nil { return .done }
        if withdrawal != nil { return .withdrawn }
        return approval == nil ? .proposed : .approved
    }
}

/// An entry `disposed` or `erased`, and whether what it gives leave for has been done.
package struct DestructionRow: Hashable, Sendable {
    /// The `code` of the entry `audited` that ends it.
    package static let doneCode = "destruction-complete"

    package var number: AccessionNumber
    package var kind: EntryKind
    package var time: Timestamp
    package var by: String?
    package var removal: LeafIndex?
    package var letters: Int
    /// When nothing was left of it; nil while it is under way, or was interrupted.
    package var done: Timestamp?
    package var files: Int?
}
