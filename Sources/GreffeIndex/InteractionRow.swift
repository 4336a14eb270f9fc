package import GreffeCore

/// A contact with a customer by another way than mail. All but number and time is nil once its opening was erased.
package struct InteractionRow: Hashable, Sendable {
    package var number: AccessionNumber
    /// When it was noted.
    package var noted: Timestamp
    package var by: String?
    package var customer: CustomerNumber?
    package var channel: ContactChannel?
    /// When it took place.
    package var time: Timestamp?
    /// Who spoke or wrote for us.
    package var author: String?
    package var summary: String?
    /// What the customer thought of it, 0 to 10.
    package var score: Int?
    package var letter: AccessionNumber?
    package var caseFile: AccessionNumber?
}
