package import GreffeCore
package import GreffeIndex

/// Why a rule of keeping refuses: what a person asked for is not done, and nothing has changed. Apart from
/// `RegistryError`, whose cases are mistakes and faults: these are answers.
package enum KeepingError: GreffeError, Hashable {
    /// Letters that may not be destroyed, each with its reasons; `asked` is how many were named.
    case obstacles([Obstacle], asked: Int)
    /// A hold on a whole customer.
    case customerHeld(CustomerNumber, HoldRow)
    /// Letters that would have to go too, and came after the proposal or request.
    case lettersSince(AccessionNumber, [AccessionNumber])
    case holdUnknown(String)
    case holdReleased(AccessionNumber, at: Timestamp)
    /// A hold that would reach nothing.
    case nothingToHold
    case ruleUnknown(String, known: [String])
    /// The letter's term does not count from this event.
    case eventUnfit(AccessionNumber, rule: String, start: RetentionRule.Start)
    /// An event cannot be noted before it has happened.
    case eventAhead(CalendarDate)
    case notFiled(AccessionNumber, LetterState.Phase)
    case gone(AccessionNumber)
    case tooMany(Int, max: Int)
    /// No letter is named, and none has come to the end of its term.
    case nothingToRemove
    case removalUnknown(String)
    case removalState(AccessionNumber, RemovalRow.State, wanted: [RemovalRow.State])
    /// The index allows what ledger and vault do not.
    case indexDisagrees(LeafIndex, String)
    /// The person who asks already acted in this matter.
    case secondPerson(String)
    /// A folder that cannot take a copy of this archive.
    case backupUnfit(String, String)
    /// A copy that does not verify; the report says where.
    case backupFaulty(String, String)
    case caseUnknown(String)
    case caseClosed(AccessionNumber, at: Timestamp)
    /// Neither a letter, nor a case, nor an interaction of the customer.
    case notOfCustomer(String, CustomerNumber)
    /// Customers that cannot be merged or split so, in words.
    case moveUnfit(String)
    /// A text or figure of an interaction that cannot be kept, in words.
    case interactionUnfit(String)
    /// Nobody can say which person this is.
    case personUnknown(String)

    package var code: String {
        switch self {
        case .obstacles(let obstacles, _):
            obstacles.contains { $0.isHold } ? "keeping.held" : "keeping.retained"
        case .customerHeld: "keeping.held"
        case .lettersSince: "keeping.letters-since"
        case .holdUnknown: "keeping.hold-unknown"
        case .holdReleased: "keeping.hold-released"
        case .nothingToHold: "keeping.nothing-to-hold"
        case .ruleUnknown: "keeping.rule-unknown"
        case .eventUnfit: "keeping.event-unfit"
        case .eventAhead: "keeping.event-ahead"
        case .notFiled: "keeping.not-filed"
        case .gone: "keeping.gone"
        case .tooMany: "keeping.too-many"
        case .nothingToRemove: "keeping.nothing-to-remove"
        case .removalUnknown: "keeping.removal-unknown"
        case .removalState: "keeping.removal-state"
        case .indexDisagrees: "keeping.index-disagrees"
        case .secondPerson: "keeping.second-person"
        case .backupUnfit: "keeping.backup-unfit"
        case .backupFaulty: "keeping.backup-faulty"
        case .personUnknown: "keeping.person-unknown"
        case .caseUnknown: "keeping.case-unknown"
        case .caseClosed: "keeping.case-closed"
        case .notOfCustomer: "keeping.not-of-customer"
        case .moveUnfit: "keeping.move-unfit"
        case .interactionUnfit: "keeping.interaction-unfit"
        }
    }

    /// Obstacles named in a message; the rest are counted.
    private static let obstaclesNamedMax = 8

    package var message: String {
        switch self {
        case .obstacles(let obstacles, let asked):
            let letters = Set(obstacles.map(\.letter)).count
            let named = obstacles.prefix(Self.obstaclesNamedMax).map(\.description).joined(separator: "; ")
            let more = obstacles.count - Self.obstaclesNamedMax
            return
                "nothing was done: \(letters) of \(asked) \(asked == 1 ? "letter" : "letters") must be kept: \(named)"
                + (more > 0 ? "; and \(more) more reasons" : "")
        case .customerHeld(let customer, let hold):
            return "nothing was done: customer \(customer) is under the legal hold \(hold.number) (\(hold.by ?? "?")"
                + (hold.reason.map { ": \($0)" } ?? "") + ")"
        case .lettersSince(let number, let letters):
            let named = letters.prefix(Self.obstaclesNamedMax).map(\.description).joined(separator: ", ")
            return "nothing was done: since \(number), letters have come that belong to it: \(named)"
        case .holdUnknown(let id): return "there is no hold \"\(id)\""
        case .holdReleased(let number, let time): return "the hold \(number) was released at \(time)"
        case .nothingToHold: return "no letter is named or found, so there is nothing to hold"
        case .ruleUnknown(let rule, let known):
            return "no retention rule \"\(rule)\" for this class; known: \(known.joined(separator: ", "))"
        case .eventUnfit(let number, let rule, let start):
            return "the term of letter \(number) (\(rule)) counts from: \(start.rawValue)"
        case .eventAhead(let date): return "\(date) has not come yet: an event is noted once it has happened"
        case .notFiled(let number, let phase):
            return "letter \(number) is \(phase.rawValue), and has no retention rule yet"
        case .gone(let number): return "letter \(number) was destroyed; only its entries remain"
        case .tooMany(let count, let max): return "\(count) letters at once; at most \(max)"
        case .nothingToRemove: return "there is no letter that may be destroyed"
        case .removalUnknown(let id): return "there is no proposal or request \"\(id)\""
        case .removalState(let number, let state, let wanted):
            return "\(number) is \(state.rawValue), not \(wanted.map(\.rawValue).joined(separator: " or "))"
        case .indexDisagrees(let seq, let what):
            return "nothing was done: the index allows it, and the ledger does not: entry \(seq): \(what)"
        case .secondPerson(let person): return "a second person is needed: \(person) has already acted in this matter"
        case .backupUnfit(let folder, let why): return "\(folder) takes no copy of this archive: \(why)"
        case .backupFaulty(let folder, let report): return "the copy \(folder) does not verify: \(report)"
        case .caseUnknown(let id): return "there is no case \"\(id)\""
        case .caseClosed(let number, let time): return "the case \(number) was closed at \(time)"
        case .notOfCustomer(let id, let customer):
            return "\(id) is no letter, case or interaction of customer \(customer)"
        case .moveUnfit(let why): return why
        case .interactionUnfit(let why): return why
        case .personUnknown(let why): return "this act needs a person to answer for it, and \(why)"
        }
    }

    package var hint: String {
        switch self {
        case .obstacles(let obstacles, _):
            obstacles.contains { $0.isHold }
                ? "see who holds them, and why: greffe hold list; whoever set a hold decides on its release"
                : "see what is kept, until when and by which law: greffe retention list"
        case .customerHeld: "see who holds them, and why: greffe hold list; whoever set a hold decides on its release"
        case .lettersSince: "take it back and make it anew: greffe dispose withdraw, greffe erase withdraw"
        case .holdUnknown, .holdReleased: "see which there are: greffe hold list --all"
        case .nothingToHold: "name letters, --customer, --case or --search"
        case .ruleUnknown: "see them with their laws: greffe retention rules"
        case .eventUnfit: "see what it counts from: greffe show ID; another rule: greffe retention assign"
        case .eventAhead: "give the day it happened"
        case .notFiled: "decide it first: greffe review decide ID"
        case .gone: "see its history: greffe show ID --history"
        case .tooMany: "do it in several parts"
        case .nothingToRemove: "see what is due: greffe retention list --due"
        case .removalUnknown: "see which there are: greffe dispose list, greffe erase list"
        case .removalState: "a proposal is approved by a second person, then run; see: greffe dispose list --all"
        case .indexDisagrees: "find out who changed the index: greffe verify; then greffe rebuild"
        case .secondPerson: "ask a colleague to do it under an account of their own; sudo does not make another person"
        case .backupUnfit: "name an empty folder, or an earlier copy of this archive"
        case .backupFaulty: "the disk it lies on may be failing: make a copy elsewhere, at once"
        case .caseUnknown, .caseClosed: "see which there are: greffe cases list --all"
        case .notOfCustomer: "see what the customer has: greffe customers show NUMBER"
        case .moveUnfit: "see what was merged and split: greffe customers show NUMBER"
        case .interactionUnfit: "see greffe interactions add --help"
        case .personUnknown: "log in under your own account; see docs/operating/two-persons.md"
        }
    }

    /// The archive is as it was; another letter is not affected.
    package var fate: Fate { .quarantine }
}
