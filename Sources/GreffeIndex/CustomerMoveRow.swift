package import GreffeCore

/// Customers merged, or one split into two: everything that went from one number to another by one decision. Persons
/// and numbers are nil once its opening was erased.
package struct CustomerMoveRow: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case merged, split }

    package var number: AccessionNumber
    package var time: Timestamp
    package var kind: Kind?
    package var by: String?
    package var reason: String?
    package var from: CustomerNumber?
    package var to: CustomerNumber?
    /// Letters, cases and interactions that went over.
    package var items: Int
}

/// Something that stands under a customer's number.
package struct CustomerItem: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case letter, caseFile, interaction }

    package var kind: Kind
    package var number: AccessionNumber
    package var customer: CustomerNumber?
}
