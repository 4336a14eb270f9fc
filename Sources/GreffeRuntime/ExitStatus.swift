import GreffeCore

/// What the programs exit with; docs/reference/exit-statuses.md is this list for people.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    /// Failed; the message and a hint are on standard error.
    case failed = 1
    /// The command line was not understood.
    case usage = 2
    /// Part of the work failed; each part is named.
    case partial = 3
    /// Verification found a fault.
    case faultFound = 4
    /// The archive refuses: rollback suspected, lock held, unsupported version.
    case archiveRefuses = 5
    case notFound = 6
    /// A rule forbids it: a hold, a retention, a second person needed, a role, a sandbox required, a batch that does
    /// not add up.
    case refusedByRule = 7

    package var meaning: String {
        switch self {
        case .done: "done"
        case .failed: "failed; the message and a hint are on standard error"
        case .usage: "the command line was not understood"
        case .partial: "part of the work failed; each part is named"
        case .faultFound: "verification found a fault"
        case .archiveRefuses: "the archive refuses: rollback suspected, lock held, unsupported version"
        case .notFound: "not found"
        case .refusedByRule:
            "refused by a rule: a hold, a retention, a second person needed, a role, a sandbox required, a batch that does not add up"
        }
    }

    /// The status an error ends a program with. Codes decide, so that a new error needs no new case here.
    package init(_ error: any Error) {
        guard let error = error as? any GreffeError else {
            self = .failed
            return
        }
        switch error.code {
        case "registry.letter-unknown", "registry.customer-unknown", "registry.batch-unknown", "registry.lot-empty":
            self = .notFound
        // What was there and was destroyed by decision is not found any more; that it was, show --history says.
        case "registry.opening-erased": self = .notFound
        case "registry.reason-unfit": self = .usage
        case "registry.nothing-lost", "registry.wrong-phase", "registry.batch-differs", "registry.batch-closed",
            "registry.lot-open", "registry.not-drawn", "registry.controller-is-operator", "registry.control-missing",
            "registry.nothing-to-attest",
            "runtime.sandbox-missing", "runtime.role-missing", "model.refused",
            "worker.unconfined":
            self = .refusedByRule
        case "registry.witness-disagrees", "storage.rollback-suspected", "storage.memory-unusable", "storage.lock-held",
            "storage.unsupported-version",
            "storage.key-exposed", "storage.checkpoint-invalid":
            self = .archiveRefuses
        case "keeping.hold-unknown", "keeping.removal-unknown", "keeping.nothing-to-remove", "keeping.case-unknown",
            "keeping.not-of-customer", "keeping.search-unknown":
            self = .notFound
        case "keeping.nothing-to-hold", "keeping.rule-unknown", "keeping.event-ahead", "keeping.too-many",
            "keeping.interaction-unfit":
            self = .usage
        case "keeping.backup-unfit": self = .failed
        case "transfer.nothing": self = .notFound
        case "transfer.identifier-unfit": self = .usage
        case "transfer.scan-shared": self = .refusedByRule
        case "keeping.backup-faulty", "registry.leaving-faulty", "transfer.faulty": self = .faultFound
        case let code where code.hasPrefix("keeping."): self = .refusedByRule
        default: self = .failed
        }
    }
}
