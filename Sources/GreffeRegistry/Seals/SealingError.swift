package import GreffeCore

/// Why the ledger was not sealed. Intake goes on whatever it is.
package enum SealingError: GreffeError, Hashable {
    case notConfigured
    /// No authority gave a token that was accepted; each one's reason.
    case noToken([SealFailure])

    package var code: String {
        switch self {
        case .notConfigured: "seals.not-configured"
        case .noToken: "seals.no-token"
        }
    }

    package var message: String {
        switch self {
        case .notConfigured: "no authority for time-stamps is configured: nothing can be sealed"
        case .noToken(let failures):
            "no time-stamp was had: " + failures.map { "\($0.authority): \($0.reason)" }.joined(separator: "; ")
        }
    }

    package var hint: String {
        switch self {
        case .notConfigured: "name at least one under seals: in greffe.yaml; see docs/reference/configuration.md"
        case .noToken: "check the network and the authority; it is tried again, and the mail is taken in meanwhile"
        }
    }

    package var fate: Fate { .retry }
}

/// What became of asking one authority.
package struct SealFailure: Hashable, Sendable {
    package var authority: String
    package var reason: String

    package init(authority: String, reason: String) { (self.authority, self.reason) = (authority, reason) }
}
