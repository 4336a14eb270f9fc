import GreffeCore
import Testing

@Suite struct NumberTests {
    private func letter(_ lines: String, _ letterClass: LetterClass) -> [FieldName: String] {
        fields(
            """
            Menuiserie Vauquelin
            12 rue des Scieurs
            58000 Nevers

            \(Recipient.addressBlock)

            Nevers, le 4 mars 2024

            \(lines)
            """, letterClass: letterClass)
    }

    // MARK: Bills

    @Test(arguments: [
        ("Facture n° FA-24-0688", "FA-24-0688"),
        ("FACTURE N°FA24-0688", "FA24-0688"),
        ("Facture N° : 2024/0688", "2024/0688"),
        ("N° de facture FA 2024 0688", "FA20240688"),
        ("Numéro de la facture : 7714", "7714"),
        ("FACTURE   FA-24-0688", "FA-24-0688"),
        ("Facture 24-118320 du 30/08/2024", "24-118320"),
        ("Invoice No. SI-20977", "SI-20977"),
        ("INVOICE   20977", "20977"),
        ("Rechnung Nr. 2026-70877", "2026-70877"),
        ("Rechnungsnummer: RE 70877", "RE70877"),
        ("Rechnungs-Nr. 26-313282", "26-313282"),
        ("Facturc n° FA-24-0688", "FA-24-0688"),
        ("FACTURE\nN° 26-014", "26-014"),
        ("Note d'honoraires n° 24/318", "24/318"),
        ("Référence facture : TL-2410-558120", "TL-2410-558120"),
        ("N° facture      Date            Client\nFA-24-0688      04/03/2024      C118", "FA-24-0688"),
    ])
    func `a bill's number is read`(line: String, number: String) {
        #expect(letter(line, .invoice)[.invoiceNumber] == number)
    }

    @Test func `a credit note's number below its title is its own, whatever bill it names`() {
        let found = letter("AVOIR\nN° AV-24-0051\nAvoir sur notre facture n° FA-24-0688 du 31/08/2024", .invoice)
        #expect(found[.invoiceNumber] == "AV-24-0051")
    }

    @Test func `a credit note has its own number, not the bill's`() {
        let found = letter("AVOIR\nAvoir n° AV-24-0051\nSur facture FA-24-0688 du 31/08/2024", .invoice)
        #expect(found[.invoiceNumber] == "AV-24-0051")
    }

    @Test(arguments: [
        "Objet : contestation de votre facture FV-24-118320 (copie jointe)",
        "Nous avons reçu votre facture n° FV-24-118320 du 19 mars.",
        "Please find our cheque for invoice FV-24-118320.",
        "die Rechnung FV-24-118320 begleichen wir nicht.",
    ])
    func `a bill spoken of is read`(line: String) {
        #expect(letter(line, .claim)[.invoiceNumber] == "FV-24-118320")
    }

    @Test(arguments: [
        "La facture que j'ai reçue de 12 cartons est fausse.", "Je n'ai pas reçu de facture en 2024.",
        "Facture à venir le 20 octobre.",
        "Devis n° DV-118", "Bon de livraison BL 118320", "Facture jointe : 312 euros",
    ])
    func `a number that belongs to something else is no bill's`(line: String) {
        #expect(letter(line, .claim)[.invoiceNumber] == nil)
    }

    // MARK: Orders

    @Test(arguments: [
        ("BON DE COMMANDE N° CF24-0163", "CF24-0163"),
        ("Commande n° 24/05/118 – à livrer mercredi 8 mai", "24/05/118"),
        ("Bon de commande : BC 2024/211", "BC2024/211"),
        ("Bestell-Nr.: 24-0087", "24-0087"),
        ("Bestellung Nr. 4501182", "4501182"),
        ("PURCHASE ORDER PO-20533", "PO-20533"),
        ("Our order no. 4471-B", "4471-B"),
        ("Notre commande n° 118320", "118320"),
        ("N° de commande : 118320", "118320"),
        ("COMMANDE DE PRESTATION N° 4500029102", "4500029102"),
    ])
    func `an order's number is read`(line: String, number: String) {
        #expect(letter(line, .order)[.orderNumber] == number)
    }

    @Test func `a quotation's number is not the order's`() {
        #expect(letter("Suite à votre devis n° DV-2024-1904, nous commandons :", .order)[.orderNumber] == nil)
    }

    @Test func `a column of article numbers is no order's number`() {
        #expect(
            letter("Bestell-Nr.    Artikel         Menge\n100-21         Sockenwolle     5", .order)[.orderNumber]
                == nil)
    }

    @Test func `a bill cites our order`() {
        #expect(letter("Facture 7714\nVotre commande : BC 7396 du 02/02/2026", .invoice)[.orderNumber] == "BC7396")
    }

    @Test func `an order's own prefix belongs to its number`() {
        #expect(letter("Facture 7714\nYour order: PO 4410/24", .invoice)[.orderNumber] == "PO4410/24")
    }

    // MARK: Contracts

    @Test(arguments: [
        ("Contrat habitation : HAB 50964336", "HAB50964336"),
        ("mon contrat automobile AT 0852173 A", "AT0852173A"),
        ("Police HAB50964336", "HAB50964336"),
        ("Notre compte : CPT-55-4843 / client 73550305", "CPT-55-4843"),
        ("contrat d'assurance vie EPA/19/172555", "EPA/19/172555"),
        ("Home policy: HAB 5O964336", "HAB50964336"),
        ("Objet : HAB 50964336, dégât des eaux", "HAB50964336"),
        ("Konto: CPT 60 2615", "CPT-60-2615"),
        ("Versicherungsschein-Nr. PRO-2013-008471", "PRO-2013-008471"),
    ])
    func `a contract is known by the directory's shapes`(line: String, number: String) {
        #expect(letter(line, .claim)[.contractNumber] == number)
    }

    @Test func `a slip of the pen in a contract's number is left as written`() {
        #expect(letter("Police PRO-2013-00847", .claim)[.contractNumber] == "PRO-2013-00847")
    }

    @Test func `without shapes a label is enough`() {
        let text =
            "Odette Brunel\n18000 Bourges\n\nMadame, Monsieur,\nMon contrat n° 4471 882 B est concerné.\nSalutations"
        #expect(fields(text, letterClass: .claim, shapes: [])[.contractNumber] == "4471882B")
    }

    @Test(arguments: [
        "Contrat PROP-2021-14", "Votre contrat de maintenance n° M-118320", "Compte client pro : 3-118-440-92",
    ])
    func `a supplier's own contract is none of ours`(line: String) {
        #expect(letter("Facture 7714\n" + line, .invoice)[.contractNumber] == nil)
    }

    // MARK: Claim files

    @Test(arguments: [
        ("N° de sinistre : 2024-118320", "2024-118320"),
        ("Sinistre n° S24/118320", "S24/118320"),
        ("Réf. sinistre 24118320", "24118320"),
        ("Dossier sinistre : 24-118320", "24-118320"),
        ("Vos références : 24-118320\nObjet : sinistre du 4 mars", "24-118320"),
        ("Claim no. 24-118320", "24-118320"),
        ("Your claim reference: CL 118320", "CL118320"),
        ("Schadennummer: H 2026 99 00 502", "H20269900502"),
        ("Schaden-Nr. 24-118320", "24-118320"),
        ("N° sinistre : 26 A 0723777 – choc arrière", "26A0723777"),
    ])
    func `our claim file's number is read`(line: String, number: String) {
        #expect(letter(line, .claim)[.claimReference] == number)
    }

    @Test(arguments: [
        "Notre réf. : NG / 24-0377", "Nos références : 24-118320", "Our ref: AC/24-02", "Un sinistre de 12 000 euros",
        "sinistre du 4 mars 2024",
    ])
    func `the writer's own reference is no claim file of ours`(line: String) {
        #expect(letter(line + "\nDéclaration de sinistre", .claim)[.claimReference] == nil)
    }

    @Test func `departments and post boxes are no claim numbers`() {
        let text =
            "Odette Brunel\n18000 Bourges\n\nValmorel Assurances\nService Sinistres\nCS 30118\n36020 Châteauroux Cedex\n\nMadame,"
        #expect(fields(text, letterClass: .claim)[.claimReference] == nil)
    }
}
