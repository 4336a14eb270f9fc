/// What a label announces. Labels we never want a value of are listed too: a number belongs to the nearest label, so a
/// quotation's number is not taken for the order's.
package enum LabelKind: String, Sendable, CaseIterable {
    // Documents
    case invoiceNumber, creditNoteNumber, orderNumber, quotation, deliveryNote, cheque
    // The parties' numbers
    case contract, account, customerNumber, claim, dossier, yourReference, ourReference, supplierNumber
    // Dates
    case date, invoiceDate, orderDate, dueDate, otherDate
    // Check-digit numbers
    case iban, siret, siren, vatId, ourVatId, registration
    // Means of contact
    case phone, email
    // People and things
    case name, firstName, companyName, address
    case vehicle, otherNumber

    /// Whether a number behind such a label is a reference (and not a date, a phone number, a name).
    var announcesReference: Bool {
        switch self {
        case .invoiceNumber, .creditNoteNumber, .orderNumber, .quotation, .deliveryNote, .cheque, .contract, .account,
            .customerNumber, .claim, .dossier, .yourReference, .ourReference, .supplierNumber, .vehicle, .otherNumber:
            true
        default: false
        }
    }
}

/// A label found in a line.
package struct Label: Hashable, Sendable {
    package let kind: LabelKind
    /// Index of the line in its page.
    package let line: Int
    package let terms: Range<Int>
    package let tokens: Range<Int>
    /// A word for number (`n°`, `Nr.`, `reference`) belongs to it, so that a bare figure behind it is meant.
    package let asksNumber: Bool
    /// `votre`, `your`, `Ihre` stands before it.
    package let isYours: Bool
    /// `notre`, `our`, `unser` stands before it.
    package let isOurs: Bool
}
