/// One customer of the directory, as the customer relationship system gave it; empty columns are empty strings.
package struct Customer: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable { case person, company }

    package var number: CustomerNumber
    package var kind: Kind
    package var title = ""
    package var firstName = ""
    package var lastName = ""
    package var birthName = ""
    package var companyName = ""
    package var legalForm = ""
    package var site = ""
    package var address = ""
    package var postcode = ""
    package var city = ""
    package var phone = ""
    package var email = ""
    package var contracts: [String] = []
    package var iban = ""
    package var siren = ""
    package var siret = ""
    package var vatId = ""

    package init(number: CustomerNumber, kind: Kind) { (self.number, self.kind) = (number, kind) }

    /// How a table names the customer: `Mme Jeanne Lefebvre`, `Kessler Métallerie SARL`.
    package var displayName: String {
        let parts = kind == .person ? [title, firstName, lastName] : [companyName, legalForm, site]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// What a letter can carry that names a customer outright.
package enum IdentifierKind: String, CaseIterable, Sendable, Codable {
    case customerNumber, contract, phone, email, iban, siren, siret, vatId
}

/// The customer directory as matching sees it: a few exact look-ups, each an index in the directory's database, so that
/// a letter costs the same at a thousand and at a million customers. Implemented by the SQLite directory; tests give
/// customers in memory. Customers that left the directory (`CustomerStore.importing`) are not met here.
package protocol CustomerDirectory: Sendable {
    /// Customers having exactly this identifier, in its normal form (`IdentifierForm.normalise`). At most `limit`, by
    /// number.
    func customers(with kind: IdentifierKind, normalised: String, limit: Int) throws -> [Customer]
    /// Customers filed under at least one of these keys (`CustomerKey.all`), those under most of them first, then by
    /// number; at most `limit`.
    func customers(under keys: Set<String>, limit: Int) throws -> [Customer]
    /// The postcodes (`CustomerKey.place`) customers in these towns (`CustomerKey.town`) have; at most `limit`.
    func places(ofTowns towns: Set<String>, limit: Int) throws -> Set<String>
    /// How many customers have each of these name words or places (`CustomerKey.all`); a key nobody has is left out.
    func counts(of keys: Set<String>) throws -> [String: Int]
    /// How many customers there are.
    func count() throws -> Int
    /// The shapes customer and contract numbers have in this directory (`99999999`, `AU9999999A`), the commonest first,
    /// with how many numbers have each: numbers have no fixed form, the directory itself teaches it.
    func identifierShapes(of kind: IdentifierKind) throws -> [IdentifierShape]
}

package struct IdentifierShape: Hashable, Sendable, Codable {
    /// The normal form with each digit as `9` and each letter as `A`; leading letters that recur through the directory
    /// stay themselves: `MRH99999999`, `AU9999999A`.
    package var shape: String
    package var count: Int
    package init(shape: String, count: Int) { (self.shape, self.count) = (shape, count) }
}

/// Who we are: our own names, addresses and numbers, so that our own letterhead is never taken for a sender or a
/// customer.
package struct Organisation: Hashable, Sendable, Codable {
    package var names: [String]
    /// Each one line: `ZA des Trois Chemins, 37550 Saint-Avertin`.
    package var addresses: [String]
    /// Our own SIREN, SIRET, VAT and IBAN numbers, phone numbers and e-mail domains.
    package var identifiers: [String]

    package init(names: [String] = [], addresses: [String] = [], identifiers: [String] = []) {
        (self.names, self.addresses, self.identifiers) = (names, addresses, identifiers)
    }
}
