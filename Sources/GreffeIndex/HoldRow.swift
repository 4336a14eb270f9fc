package import GreffeCore

/// A legal hold as the index shows it. What its opening said is nil once that was erased.
package struct HoldRow: Hashable, Sendable {
    /// The number of its entry; it names the hold.
    package var number: AccessionNumber
    package var time: Timestamp
    package var by: String?
    package var reason: String?
    package var since: CalendarDate?
    /// When somebody should look at it again. A hold ends by its release alone.
    package var until: CalendarDate?
    /// Set for a hold on all letters of a customer, present and coming.
    package var customer: CustomerNumber?
    /// Set for a hold on all letters of a case, present and coming.
    package var caseFile: AccessionNumber?
    /// The search whose letters were put under the hold.
    package var words: String?
    /// Letters under it that are still there.
    package var letters: Int
    package var release: Release?

    package struct Release: Hashable, Sendable {
        package var seq: LeafIndex
        package var time: Timestamp
        package var by: String?
        package var reason: String?
    }

    package var isActive: Bool { release == nil }

    /// `customer 4711`, `search "grêle"`, `3 letters`.
    package var scope: String {
        if let customer { return "customer \(customer)" }
        if let caseFile { return "case \(caseFile)" }
        if let words { return "search \"\(words)\"" }
        return letters == 1 ? "1 letter" : "\(letters) letters"
    }
}
