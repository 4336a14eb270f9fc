package import GreffeCore

extension InventedCustomers {
    /// The first line of a customer export.
    package static let header =
        "customer_number;kind;title;first_name;last_name;birth_name;company_name;legal_form;site;address;postcode;city;phone;"
        + "email;contracts;iban;siren;siret;vat_id"

    /// One line of a customer export, without its end.
    package static func line(_ customer: Customer, separator: String = ";") -> String {
        let fields = [
            customer.number.value, customer.kind.rawValue, customer.title, customer.firstName, customer.lastName,
            customer.birthName, customer.companyName, customer.legalForm, customer.site, customer.address,
            customer.postcode, customer.city, customer.phone, customer.email,
            customer.contracts.joined(separator: " "), customer.iban, customer.siren, customer.siret, customer.vatId,
        ]
        return fields.map { field in
            guard field.contains(separator) || field.contains("\"") || field.contains("\n") else { return field }
            return "\"" + field.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: separator)
    }

    package static func file(_ customers: [Customer], separator: String = ";", lineEnd: String = "\n") -> String {
        ([header.replacing(";", with: separator)] + customers.map { line($0, separator: separator) })
            .map { $0 + lineEnd }.joined()
    }
}
