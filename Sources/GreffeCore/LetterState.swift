/// Where a letter stands, derived from its entries alone: there is no other queue, so a restart loses no work.
package struct LetterState: Hashable, Sendable {
    package enum Phase: String, Sendable, CaseIterable, Codable {
        /// Ours, not yet read.
        case accessioned
        /// Read, not yet understood.
        case read
        /// Understood; the workflow wants a person.
        case review
        /// Understood; nothing stands in the way of filing.
        case classified
        case filed
        /// Held, and cannot be processed until somebody decides.
        case quarantined
        /// Decided by a person not to belong here; the bytes stay.
        case rejected
        /// Its pages are other letters now: a scan of several, or a letter that a person cut anew.
        case separated
    }

    /// What the machine owes the letter next; nothing when a person owes it, or nobody does.
    package enum Due: Hashable, Sendable { case reading, understanding, filing, nothing }

    package private(set) var phase: Phase = .accessioned

    package init() {}

    /// A letter found in a scan begins as one that was read: the scan's reading is its own.
    package static var found: LetterState {
        var state = LetterState()
        state.phase = .read
        return state
    }

    package init(_ acts: some Sequence<Act>) {
        for act in acts { apply(act) }
    }

    /// An entry as the state machine sees it: its kind, and for `classified` whether the workflow wants a person.
    package struct Act: Hashable, Sendable {
        package var kind: EntryKind
        package var needsReview: Bool
        package init(kind: EntryKind, needsReview: Bool = false) { (self.kind, self.needsReview) = (kind, needsReview) }
    }

    package mutating func apply(_ act: Act) {
        switch act.kind {
        case .accessioned: phase = .accessioned
        case .read: phase = .read
        case .classified: phase = act.needsReview ? .review : .classified
        case .filed: phase = .filed
        case .quarantined: phase = .quarantined
        case .rejected: phase = .rejected
        case .separated: phase = .separated
        // A person released the letter from quarantine: it is read again from the original.
        case .released where phase == .quarantined: phase = .accessioned
        default: break
        }
    }

    package var due: Due {
        switch phase {
        case .accessioned: .reading
        case .read: .understanding
        case .classified: .filing
        case .review, .filed, .quarantined, .rejected, .separated: .nothing
        }
    }
}
