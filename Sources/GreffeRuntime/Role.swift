/// What a person is to an archive, by a group of the system (docs/operating/roles.md).
package enum Role: String, CaseIterable, Sendable {
    /// Answers customers: finds and reads letters, notes contacts, keeps case files.
    case adviser
    /// Runs the mailroom: takes in, counts, decides what the machine could not.
    case `operator`
    /// Answers for the archive: terms, holds, disposal, erasure, evidence.
    case records
    /// Sees and verifies everything and changes nothing.
    case auditor

    /// The group that has it where greffe.yaml names no other.
    package var groupByDefault: String {
        switch self {
        case .adviser: "greffe-advisers"
        case .operator: "greffe-operators"
        case .records: "greffe-records"
        case .auditor: "greffe-auditors"
        }
    }

    /// The key under `roles:`, which is the plural of the role.
    var key: String {
        switch self {
        case .adviser: "advisers"
        case .operator: "operators"
        case .records: "records"
        case .auditor: "auditors"
        }
    }

    package var title: String {
        switch self {
        case .adviser: "adviser"
        case .operator: "operator"
        case .records: "records manager"
        case .auditor: "auditor"
        }
    }
}
