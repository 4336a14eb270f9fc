package import GreffeCore

/// Why evidence was not renewed.
package enum RenewalError: GreffeError, Hashable {
    /// The authorities' new time-stamps end no later than those that were to be renewed.
    case nothingGained(until: String)
    /// A letter's bytes are not what the ledger says; its evidence is not carried on under a new digest.
    case lettersAltered([AccessionNumber])

    package var code: String {
        switch self {
        case .nothingGained: "renewal.nothing-gained"
        case .lettersAltered: "renewal.letters-altered"
        }
    }

    package var message: String {
        switch self {
        case .nothingGained(let until):
            "new time-stamps would end on \(until), no later than those they renew: nothing was renewed"
        case .lettersAltered(let numbers):
            "not what the ledger says: \(numbers.prefix(5).map(\.description).joined(separator: ", "))"
                + (numbers.count > 5 ? " and \(numbers.count - 5) more" : "")
        }
    }

    package var hint: String {
        switch self {
        case .nothingGained:
            "wait until the authority has a newer certificate, or configure one with a longer life or stronger keys"
        case .lettersAltered: "run greffe verify: the letters named are damaged; all others were renewed"
        }
    }

    package var fate: Fate { .quarantine }
}
