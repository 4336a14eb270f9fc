import GreffeCore
import Testing

@Suite struct LetterDateTests {
    private func letter(_ dateLine: String, body: String = "Je vous informe que je change d'adresse.") -> String {
        """
        Odette Brunel
        3 rue du Four
        18000 Bourges

        \(Recipient.addressBlock)

        \(dateLine)

        Madame, Monsieur,

        \(body)

        Veuillez agréer mes salutations distinguées.
        """
    }

    @Test(arguments: [
        ("Bourges, le 12 mars 2024", "2024-03-12"),
        ("Bourges le 12 mars 2024", "2024-03-12"),
        ("Bourges, le l2 mars 2024", "2024-03-12"),
        ("Bourges, le 1er avril 2024", "2024-04-01"),
        ("Bourges, le 1 er avril 2024", "2024-04-01"),
        ("le 30 août 2024", "2024-08-30"),
        ("Le 30 aout 2024", "2024-08-30"),
        ("Bourges, le 3 févr. 2024", "2024-02-03"),
        ("Saint-Amand-Montrond, le 18/03/2024", "2024-03-18"),
        ("Bourges, le 18/03/24", "2024-03-18"),
        ("Bourges, le 18.03.2024", "2024-03-18"),
        ("Bourges, le 18-03-2024", "2024-03-18"),
        ("18/03/2024", "2024-03-18"),
        ("Date : 18 / 03 / 2024", "2024-03-18"),
        ("Date : lundi 6 mai 2024", "2024-05-06"),
        ("Bourges, ce mardi 9 janvier 2024", "2024-01-09"),
        ("BOURGES, LE 22 DECEMBRE 2023", "2023-12-22"),
        ("6th February 2024", "2024-02-06"),
        ("6 February, 2024", "2024-02-06"),
        ("March 12, 2024", "2024-03-12"),
        ("Date: 22 July 2024", "2024-07-22"),
        ("Friday, 3rd May 2024", "2024-05-03"),
        ("Bourges, 01.02.2024", "2024-02-01"),
        ("Datum: 01.02.2024", "2024-02-01"),
        ("Bourges, den 8. Oktober 2023", "2023-10-08"),
        ("Bourges, am 28. Dezember 2024", "2024-12-28"),
        ("14. März 2024", "2024-03-14"),
        ("2024-03-18", "2024-03-18"),
        ("Bourges, le l8/O3/2024", "2024-03-18"),
        ("Bourges, le 15 juiIlet 2024", "2024-07-15"),
    ])
    func `a date in any of the usual spellings is read`(line: String, date: String) {
        #expect(fields(letter(line), letterClass: .other)[.date] == date)
    }

    @Test(arguments: [
        "Je suis né le 4 avril 1961 à Vierzon.",
        "Votre courrier du 12 mars 2024 m'est bien parvenu.",
        "Le contrat prendra fin le 31 décembre 2024.",
        "L'accident a eu lieu le 2 février 2024 vers midi.",
        "Je déménage le 17 février 2024 avec mes enfants.",
        "Valable du 01/01/2024 au 31/12/2024",
        "Date de naissance : 14/06/1989",
        "Date de livraison souhaitée : 21/06/2024",
    ])
    func `a date in the text is not the letter's`(sentence: String) {
        #expect(fields(letter("", body: sentence), letterClass: .other)[.date] == nil)
    }

    @Test func `the letter's date wins over those it speaks of`() {
        let text = letter(
            "Bourges, le 12 mars 2024", body: "Dans la nuit du 9 mars 2024 et le 10 mars 2024, l'eau a coulé.")
        #expect(fields(text, letterClass: .claim)[.date] == "2024-03-12")
    }

    @Test func `an arrival stamp is not the letter's date`() {
        let text = """
            Odette Brunel
            18000 Bourges
                                                        COURRIER REÇU LE
                                                        14/03/2024
            \(Recipient.addressBlock)

            Bourges, le 12 mars 2024

            Madame, Monsieur,
            """
        #expect(fields(text, letterClass: .other)[.date] == "2024-03-12")
    }

    @Test func `a fax machine's line is not the letter's date`() {
        let text = """
            15/07/24  12:41   DE-T ROUSSET   02 54 99 48 81   A-0254991010   P.001/001

            T. Rousset
            72000 Le Mans

            \(Recipient.addressBlock)

            Le Mans, le 14 juillet 2024

            Madame, Monsieur,
            """
        #expect(fields(text, letterClass: .other)[.date] == "2024-07-14")
    }

    @Test func `a form is dated where it is signed`() {
        let text = """
            BULLETIN DE SOUSCRIPTION
            Valmorel Assurances, CS 30118, 36020 Châteauroux Cedex
            Nom : BRUNEL      Prénom : Odette
            Né(e) le : 02/09/1971
            Fait à Bourges le 17 janvier 2024     Signature :
            """
        let found = fields(text, letterClass: .order)
        #expect(found[.date] == "2024-01-17")
    }

    @Test(arguments: [
        ("FACTURE N° 24-118 du 4 mars 2024", "2024-03-04"),
        ("Facture 24-118 / 04.03.2024", "2024-03-04"),
        ("Date de facture : 04/03/2024", "2024-03-04"),
        ("Date d'émission 04/03/2024", "2024-03-04"),
        ("Invoice date: 4 March 2024", "2024-03-04"),
        ("Rechnungsdatum: 04.03.2024", "2024-03-04"),
    ])
    func `a bill is dated by its title or label`(line: String, date: String) {
        let text = """
            Atelier Morvan
            58000 Nevers
            \(Recipient.addressBlock)

            \(line)
            Date de livraison : 01/03/2024
            Échéance : 04/04/2024

            Total TTC   120,00 €
            """
        #expect(fields(text, letterClass: .invoice)[.date] == date)
    }

    @Test func `a date under its column's head is read`() {
        let text = """
            Atelier Morvan
            58000 Nevers

            N° facture        Date              Code client      Échéance
            24-118            04/03/2024        C0118            03/04/2024

            Total TTC   120,00 €
            """
        let found = fields(text, letterClass: .invoice)
        #expect(found[.date] == "2024-03-04")
        #expect(found[.dueDate] == "2024-04-03")
        #expect(found[.invoiceNumber] == "24-118")
    }

    @Test func `a reminder is not dated by the bill it reminds of`() {
        let text = """
            Atelier Morvan
            58000 Nevers
            2e RAPPEL
            Facture n° 24-118 du 27/03/2024   1 428,00 €
            """
        #expect(fields(text, letterClass: .invoice)[.date] == nil)
    }

    @Test func `a faxed form whose date cannot be read was sent on the machine's day`() throws {
        let text = """
            FROM : P'TITS LOUPS   FAX NO. : 02 54 99 25 86   10/09/24 17:19   P1
            BON DE COMMANDE PAR FAX
            Valmorel Négoce – 8 quai des Tanneurs – 36000 Châteauroux
            N° de client   77460299      Date   |1O/OUA4/7O
            """
        let date = try #require(values(text, letterClass: .order)[.date])
        #expect(date.value == "2024-09-10")
        #expect(date.confidence <= 0.5)
    }

    @Test func `a date's hour does not hide it`() {
        #expect(fields(letter("Le 19.08.2024 à 10 h 15"), letterClass: .claim)[.date] == "2024-08-19")
    }
}
