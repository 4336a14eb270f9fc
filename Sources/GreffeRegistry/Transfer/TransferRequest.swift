package import GreffeCore
package import GreffeIndex

/// What a transfer to another archive is asked for (versement; SEDA's ArchiveTransfer).
package struct TransferRequest: Sendable {
    package enum Scope: Sendable {
        case letters([AccessionNumber])
        /// The letters of a case.
        case caseFile(AccessionNumber)
        /// The letters a search finds now.
        case search(SearchQuery)
        /// Every letter that is still there.
        case all
    }

    package var scope: Scope
    /// As the receiving archive knows the three: itself, who hands over, and what both agreed on.
    package var archivalAgency: String
    package var transferringAgency: String
    package var agreement: String?
    package var reason: String?
    /// `person:` and an account.
    package var by: String

    package init(
        scope: Scope, archivalAgency: String, transferringAgency: String, agreement: String? = nil,
        reason: String? = nil, by: String
    ) {
        (self.scope, self.archivalAgency, self.transferringAgency) = (scope, archivalAgency, transferringAgency)
        (self.agreement, self.reason, self.by) = (agreement, reason, by)
    }
}

/// What a transfer came to.
package struct Transferred: Sendable, Hashable {
    package var letters: Int
    /// Originals; fewer than letters where scans hold several.
    package var objects: Int
    /// The identifier that the receiving archive answers to.
    package var message: String
}
