package import GreffeCore

/// A case file: letters gathered over time. What its openings said is nil once they were erased.
package struct CaseRow: Hashable, Sendable {
    /// The number of the entry that opened it; it names the case.
    package var number: AccessionNumber
    package var opened: Timestamp
    package var by: String?
    package var customer: CustomerNumber?
    package var title: String?
    /// Letters in it that are still there.
    package var letters: Int
    package var closing: Closing?

    package struct Closing: Hashable, Sendable {
        package var time: Timestamp
        package var by: String?
        package var reason: String?
    }

    package var isOpen: Bool { closing == nil }
}
