import GRDB
import GreffeCore

/// The tables of `customers.sqlite`: the customers, and what they are found by.
enum CustomerSchema {
    static let version = 1
    /// In `PRAGMA application_id`: "Grfc".
    static let applicationID = 0x4772_6663

    static let tables = """
        CREATE TABLE customer (
            id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, digest INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
            sort_name TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, first_name TEXT NOT NULL,
            last_name TEXT NOT NULL, birth_name TEXT NOT NULL, company_name TEXT NOT NULL, legal_form TEXT NOT NULL,
            site TEXT NOT NULL, address TEXT NOT NULL, postcode TEXT NOT NULL, city TEXT NOT NULL, phone TEXT NOT NULL,
            email TEXT NOT NULL, contracts TEXT NOT NULL, iban TEXT NOT NULL, siren TEXT NOT NULL, siret TEXT NOT NULL,
            vat_id TEXT NOT NULL, aside TEXT NOT NULL) STRICT;
        CREATE INDEX customer_sort_name ON customer (sort_name);

        -- Identifiers in normal form; kind is IdentifierKind's place in `kinds`.
        CREATE TABLE identifier (
            kind INTEGER NOT NULL, value TEXT NOT NULL, customer INTEGER NOT NULL,
            PRIMARY KEY (value, kind, customer)) STRICT, WITHOUT ROWID;
        -- Filed keys of CustomerKey.all: `lrsu@37000`, `#14@37000`, `jml+rsl`.
        CREATE TABLE filed_under (
            key TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (key, customer)) STRICT, WITHOUT ROWID;
        CREATE TABLE place (town TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (town, place)) STRICT, WITHOUT ROWID;
        -- Words and places of CustomerKey.all, and under '' how many customers there are.
        CREATE TABLE frequency (key TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE shape (
            kind INTEGER NOT NULL, shape TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (kind, shape)) STRICT,
            WITHOUT ROWID;
        """

    /// The order is part of the file's format.
    static let kinds: [IdentifierKind] = [.customerNumber, .contract, .phone, .email, .iban, .siren, .siret, .vatId]

    static func code(_ kind: IdentifierKind) -> Int { kinds.firstIndex(of: kind) ?? -1 }

    /// Columns of `customer` that hold the customer, after `sort_name`.
    static let columns = [
        "kind", "title", "first_name", "last_name", "birth_name", "company_name", "legal_form", "site", "address",
        "postcode", "city", "phone", "email", "contracts", "iban", "siren", "siret", "vat_id",
    ]
}

extension Customer {
    init(row: Row) {
        self.init(number: CustomerNumber(row["number"]), kind: Kind(rawValue: row["kind"]) ?? .company)
        title = row["title"]
        firstName = row["first_name"]
        lastName = row["last_name"]
        birthName = row["birth_name"]
        companyName = row["company_name"]
        legalForm = row["legal_form"]
        site = row["site"]
        address = row["address"]
        postcode = row["postcode"]
        city = row["city"]
        phone = row["phone"]
        email = row["email"]
        contracts = (row["contracts"] as String).split(separator: " ").map(String.init)
        iban = row["iban"]
        siren = row["siren"]
        siret = row["siret"]
        vatId = row["vat_id"]
    }

    /// Values of `CustomerSchema.columns`.
    var columns: [String] {
        [
            kind.rawValue, title, firstName, lastName, birthName, companyName, legalForm, site, address, postcode, city,
            phone, email, contracts.joined(separator: " "), iban, siren, siret, vatId,
        ]
    }

    /// What lists are sorted by and typing ahead looks at: `lefebvre jeanne`, `kessler metallerie`.
    var sortName: String {
        let name = kind == .person ? lastName + " " + firstName : companyName
        return NameKey.foldedWords(name).joined(separator: " ")
    }
}
