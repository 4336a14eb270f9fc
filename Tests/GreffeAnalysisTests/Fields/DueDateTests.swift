import GreffeCore
import Testing

@Suite struct DueDateTests {
    private func bill(_ line: String) -> [FieldName: String] {
        fields(
            """
            Atelier Morvan
            58000 Nevers

            \(Recipient.addressBlock)

            Facture n° 24-118
            Date : 04/03/2024

            Total TTC   120,00 €
            \(line)
            """, letterClass: .invoice)
    }

    @Test(arguments: [
        "Échéance : 30/04/2024", "Date d'échéance 30/04/2024", "À régler avant le 30 avril 2024",
        "Payable au plus tard le 30/04/2024",
        "Date limite de paiement : 30.04.2024", "Payable by 30 April 2024", "Payment due: 30 April 2024",
        "Due date 30/04/2024",
        "Zahlbar bis 30.04.2024", "Fällig am 30. April 2024", "Zahlbar bis zum 30.04.2024 ohne Abzug",
        "Exigible le 30 avril 2024",
    ])
    func `a day to pay by is read`(line: String) {
        #expect(bill(line)[.dueDate] == "2024-04-30")
    }

    @Test(arguments: [
        "Paiement à 30 jours fin de mois", "Règlement à réception", "Zahlbar innerhalb 14 Tagen",
        "Payment within 30 days",
        "Livraison le 30/04/2024", "Contrat valable jusqu'au 30/04/2024",
    ])
    func `terms without a day give none`(line: String) {
        #expect(bill(line)[.dueDate] == nil)
    }

    @Test func `only bills have a day to pay by`() {
        let text = """
            Odette Brunel
            18000 Bourges
            Bourges, le 12 mars 2024
            Madame, Monsieur,
            Mon contrat arrive à échéance le 31/12/2024 et je souhaite le résilier.
            """
        #expect(fields(text, letterClass: .other)[.dueDate] == nil)
    }
}
