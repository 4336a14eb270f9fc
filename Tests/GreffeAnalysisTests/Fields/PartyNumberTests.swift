import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

@Suite struct PartyNumberTests {
    private func bill(_ lines: String) -> [FieldName: String] {
        fields(
            """
            Atelier Morvan
            58000 Nevers

            \(Recipient.addressBlock)

            FACTURE N° 24-118
            Total TTC   120,00 €

            \(lines)
            """, letterClass: .invoice)
    }

    @Test(arguments: [
        ("IBAN : FR86 1999 9000 4000 1234 5678 915", "FR8619999000400012345678915"),
        ("IBAN FR8619999000400012345678915", "FR8619999000400012345678915"),
        ("FR86 1999 9000 4000 1234 5678 915", "FR8619999000400012345678915"),
        ("IBAN : FR86 1999 9O00 4000 l234 5678 9I5", "FR8619999000400012345678915"),
        ("ER86 1999 9000 4000 1234 5678 915", "FR8619999000400012345678915"),
        ("IBAN : FR92 1027 8060 3100 0205 1A40 177", "FR9210278060310002051A40177"),
        ("Bankverbindung: DE44 5001 0517 5407 3249 31", "DE44500105175407324931"),
        ("IBAN GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("IBAN BE68 5390 0754 7034 BIC KREDBEBB", "BE68539007547034"),
        ("Virement : FR86 1999 9000 4000 1234\n5678 915", "FR8619999000400012345678915"),
    ])
    func `an account number is read, over spaces, lines and confusions`(line: String, iban: String) {
        #expect(bill(line)[.iban] == iban)
    }

    @Test(arguments: [
        "IBAN : FR86 1999 9000 4000 1234 5678 916", "IBAN : FR86 1999 9000 4000 1234", "IBAN : sur demande",
    ])
    func `what fails its check digits is not said`(line: String) {
        #expect(bill(line)[.iban] == nil)
    }

    @Test func `our own numbers are never the sender's`() {
        let found = bill("SIRET client 913 024 587 00016\nVotre n° de TVA : FR21 912 488 509")
        #expect(found[.siret] == nil)
        #expect(found[.vatId] == nil)
    }

    @Test(arguments: [
        ("SIRET 522 074 137 00012", "52207413700012"),
        ("SIRET : 52207413700012 - APE 4332A", "52207413700012"),
        ("Siret 522 O74 137 000l2", "52207413700012"),
        ("SARL au capital de 8 000 € - SIRET 522 074 137 00012 - RCS Nevers", "52207413700012"),
        ("N° SIRET : 522.074.137.00012", "52207413700012"),
    ])
    func `a SIRET is read`(line: String, siret: String) {
        #expect(bill(line)[.siret] == siret)
    }

    @Test(arguments: ["RCS Nevers 522 074 137", "SIREN 522 074 137", "SIRET 522 074 137 00013", "Réf. 52207413700012"])
    func `a SIREN, a wrong sum or an unlabelled number is no SIRET`(line: String) {
        #expect(bill(line)[.siret] == nil)
    }

    @Test(arguments: [
        ("TVA FR 89 522 074 137", "FR89522074137"),
        ("N° TVA intracommunautaire : FR89522074137", "FR89522074137"),
        ("TVA ER 89 522 074 137", "FR89522074137"),
        ("N° TVA FR89 522 O74 137", "FR89522074137"),
        ("USt-IdNr. DE 136 695 976", "DE136695976"),
        ("VAT Reg. No. GB 123 4567 89", "GB123456789"),
        ("TVA BE 0428.759.497", "BE0428759497"),
    ])
    func `a VAT number is read`(line: String, vat: String) {
        #expect(bill(line)[.vatId] == vat)
    }

    @Test func `the SIREN both numbers share mends a misread SIRET`() {
        #expect(bill("SIRET 522 071 137 00012 - TVA FR 89 522 074 137")[.siret] == "52207413700012")
    }

    @Test func `a French account is not taken for a VAT number`() {
        #expect(bill("IBAN FR86 1999 9000 4000 1234 5678 915")[.vatId] == nil)
    }

    @Test func `what a check digit confirms is sure`() {
        let found = values("FACTURE 24-118\nTotal TTC   120,00 €\nSIRET 522 074 137 00012", letterClass: .invoice)
        #expect((found[.siret]?.confidence ?? 0) > 0.95)
        #expect(found[.siret]?.page == 1)
        #expect(found[.siret]?.box != nil)
    }

    @Test func `phones and addresses of mail are evidence, ours marked`() {
        let evidence = FieldExtractor(organisation: Recipient.organisation, contractShapes: [])
            .evidence(
                of: .plain(pages: [
                    "Odette Brunel\n18000 Bourges\nTél. : 06 39 98 64 95 - odette.brunel@courriel.example\n\nValmorel Assurances\nFax 02 54 99 10 10"
                ]))
        #expect(evidence.identifiers(.phone).map(\.normalised) == ["0639986495", "0254991010"])
        #expect(evidence.identifiers(.phone).map(\.isOurs) == [false, true])
        #expect(evidence.identifiers(.email).map(\.normalised) == ["odette.brunel@courriel.example"])
    }
}
