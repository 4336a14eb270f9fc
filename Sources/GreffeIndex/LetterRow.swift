package import GreffeCore

/// One letter as the index shows it; everything follows from the letter's entries. What a person decided replaces what
/// the machine proposed; the proposal stays beside it.
package struct LetterRow: Hashable, Sendable {
    package var accession: AccessionNumber
    /// The letter's folder in the vault, relative to the archive.
    package var folder: String
    package var phase: LetterState.Phase
    /// Openings are gone, nothing is known of the letter but its entries.
    package var isErased: Bool
    package var isHeld: Bool

    package var accessioned: Timestamp
    package var received: Timestamp
    package var originalName: String?
    package var channel: String?
    package var device: String?
    package var operatorName: String?
    package var batch: String?
    package var watchFolder: String?
    package var bytes: Int64?
    package var mediaType: String?
    package var sha256: Sha256Digest?

    /// The scan the letter was found in, whose folder has the original; nil for a letter that is its scan.
    package var scan: AccessionNumber?
    /// Its pages there, by number; empty for a letter that is its scan.
    package var pageNumbers: [Int]
    package var pages: Int?
    package var blankPages: [Int]
    package var language: String?
    /// Mean word confidence, 0 to 100.
    package var meanConfidence: Double?
    package var engine: String?

    package var letterClass: LetterClass?
    package var customer: CustomerNumber?
    package var sender: String?
    package var letterDate: CalendarDate?
    package var department: String?
    package var deadline: CalendarDate?
    /// The case the letter is in.
    package var caseFile: AccessionNumber?
    package var retention: RetentionRow?
    package var workflow: String?
    package var filed: Timestamp?
    package var filedBy: String?
    /// Filed by the machine with no person asked; nil while not filed.
    package var isStraightThrough: Bool?

    package var proposal: Proposal?
    /// Wire forms of `ReviewReason`.
    package var reviewReasons: [String]
    package var quarantine: QuarantineRow?
    package var rejectionReason: String?
    /// The last entry about the letter.
    package var lastEntry: LeafIndex

    /// What the machine said when it last understood the letter.
    package struct Proposal: Hashable, Sendable {
        package var letterClass: LetterClass?
        package var classConfidence: Double?
        package var model: String?
        package var customer: CustomerNumber?
        package var customerOutcome: CustomerMatch.Outcome?
        package var customerConfidence: Double?
    }

    package struct RetentionRow: Hashable, Sendable {
        package var rule: String
        package var start: String
        package var years: Int
        package var basis: String
        package var term: CalendarDate?
        /// The day the term counts from; nil while the event has not been noted.
        package var from: CalendarDate?
        package var disposition: Disposition

        /// The rule as it was when it was recorded.
        package var asRule: RetentionRule? {
            RetentionRule.Start(rawValue: start).map {
                RetentionRule(id: rule, start: $0, years: years, basis: basis, disposition: disposition)
            }
        }
    }

    package struct QuarantineRow: Hashable, Sendable {
        package var code: String
        package var reason: String
        package var attempts: Int
    }

    /// What the machine owes the letter; nothing once it is erased.
    package var due: LetterState.Due { isErased ? .nothing : LetterState(phase: phase).due }
}

/// A letter with its fields and the customers it may be from.
package struct LetterDetail: Hashable, Sendable {
    package var letter: LetterRow
    package var fields: [FieldRow]
    package var candidates: [CustomerCandidate]
}

package struct FieldRow: Hashable, Sendable {
    package var name: String
    /// The value in force; nil where a person took it away.
    package var value: String?
    /// 0 to 1; nil for a value a person gave.
    package var confidence: Double?
    package var page: Int?
    /// What the machine read; nil for a field only a person gave.
    package var proposed: String?
}

/// One entry about a letter, for `greffe show --history`; details are in the opening.
package struct HistoryRow: Hashable, Sendable {
    package var seq: LeafIndex
    package var time: Timestamp
    package var kind: EntryKind
    package var refs: [LeafIndex]
    package var by: String?
    /// A few words: the class, the reason, the name of the duplicate.
    package var note: String?
}

/// A file seen at the door, and what became of it.
package struct DropRow: Hashable, Sendable {
    package enum Outcome: String, Sendable, CaseIterable { case accessioned, duplicate, rejected }

    package var seq: LeafIndex
    package var time: Timestamp
    package var outcome: Outcome
    /// The letter it became, or the one it repeats.
    package var accession: AccessionNumber?
    /// Where that letter stands now.
    package var phase: LetterState.Phase?
    package var originalName: String?
    package var channel: String?
    /// Watch folder and sub-folder as configured, and which file it was (`Provenance.dropToken`).
    package var watchFolder: String?
    package var subfolder: String?
    package var dropToken: String?
    package var sha256: Sha256Digest?
    package var bytes: Int64?
    package var received: Timestamp?
    package var code: String?
    package var reason: String?
    package var batch: String?
}

/// A letter that waits for the machine.
package struct DueLetter: Hashable, Sendable {
    package var accession: AccessionNumber
    package var due: LetterState.Due
    package var folder: String
    package var mediaType: String?
    package var channel: String?
}

extension LetterState {
    /// A letter standing at a phase, whatever led there.
    package init(phase: Phase) {
        switch phase {
        case .accessioned: self.init([Act(kind: .accessioned)])
        case .read: self.init([Act(kind: .read)])
        case .review: self.init([Act(kind: .classified, needsReview: true)])
        case .classified: self.init([Act(kind: .classified)])
        case .filed: self.init([Act(kind: .filed)])
        case .quarantined: self.init([Act(kind: .quarantined)])
        case .rejected: self.init([Act(kind: .rejected)])
        case .separated: self.init([Act(kind: .separated)])
        }
    }
}
