import GreffeCore

/// The form a field's value has when a person writes it: the same as when the machine reads it.
enum FieldForm {
    static func check(_ name: FieldName, _ value: String) throws(RegistryError) {
        switch name {
        case .date, .dueDate:
            guard CalendarDate(value) != nil else {
                throw .fieldInvalid("\(name.rawValue): \"\(value)\" is not a day such as 2026-03-04")
            }
        case .amountTotal, .amountNet, .amountVat:
            guard isAmount(value) else {
                throw .fieldInvalid("\(name.rawValue): \"\(value)\" is not an amount such as 1234.50")
            }
        case .amountCurrency:
            guard value.utf8.count == 3, value.utf8.allSatisfy({ (0x41...0x5a).contains($0) }) else {
                throw .fieldInvalid("\(name.rawValue): \"\(value)\" is not a currency such as EUR (ISO 4217)")
            }
        case .invoiceNumber, .orderNumber, .contractNumber, .claimReference, .iban, .siret, .vatId:
            guard !value.contains(where: \.isWhitespace) else {
                throw .fieldInvalid("\(name.rawValue): \"\(value)\" has spaces; write the number without")
            }
        case .sender: break
        }
    }

    private static func isAmount(_ value: String) -> Bool {
        let digits = value.hasPrefix("-") ? value.dropFirst() : value[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].count == 2
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
