import GreffeCore
import Testing

@Suite struct SenderTests {
    private func sender(_ text: String, _ letterClass: LetterClass = .other) -> String? {
        fields(text, letterClass: letterClass)[.sender]
    }

    @Test(arguments: [
        ("Odette Brunel", "Odette Brunel"),
        ("Madame Odette BRUNEL", "Odette Brunel"),
        ("Mme Odette Brunel née Caillaux", "Odette Brunel"),
        ("M. P. Guérinot", "P. Guérinot"),
        ("T. ROUSSET", "T. Rousset"),
        ("Mrs Helen Whitfield", "Helen Whitfield"),
        ("Herr Dieter Mohnkern", "Dieter Mohnkern"),
    ])
    func `a person's address block names the sender`(line: String, name: String) {
        let text = """
            \(line)
            3 rue du Four
            18000 Bourges
            Tél. 02 48 99 10 20

            \(Recipient.addressBlock)

            Bourges, le 4 mars 2024

            Madame, Monsieur,
            Je vous écris pour un changement d'adresse.
            """
        #expect(sender(text) == name)
    }

    @Test(arguments: [
        ("Menuiserie VAUQUELIN", "Menuiserie Vauquelin"),
        ("SARL Menuiserie Vauquelin", "Menuiserie Vauquelin"),
        ("Kessel Metallbau GmbH", "Kessel Metallbau"),
        ("Pharmacie des Halles – 10 place de la Paix – 58000 Nevers", "Pharmacie des Halles"),
        ("Courtage Plessier & Associés", "Courtage Plessier & Associés"),
        ("Dupont, Martin & Fils", "Dupont, Martin & Fils"),
        ("GAEC des Quatre Vents", "GAEC des Quatre Vents"),
        ("Halberrow Castings Ltd", "Halberrow Castings"),
    ])
    func `a letterhead names the sender without its legal form`(line: String, name: String) {
        let text = """
            \(line)
            Travaux soignés
            12 rue des Scieurs, 58000 Nevers
            Tél. 03 86 99 10 20

            \(Recipient.addressBlock)

            Nevers, le 4 mars 2024

            Madame, Monsieur,
            """
        #expect(sender(text) == name)
    }

    @Test func `the imprint completes a logo`() {
        let text = """
            Net'Vif
            Propreté et services – ZA du Pont, 58000 Nevers

            \(Recipient.addressBlock)

            FACTURE N° 118
            Date : 04/03/2024
            Total TTC   120,00 €

            Net'Vif Propreté SARL au capital de 8 000 € – SIRET 522 074 137 00012 – RCS Nevers
            """
        #expect(sender(text, .invoice) == "Net'Vif Propreté")
    }

    @Test func `a fragment of a logo gives way to the imprint`() {
        let text = """
            lécom                                   facture
            \(Recipient.addressBlock)

            Facture n° 118
            Date : 04/03/2024
            Total TTC   120,00 €

            Vivécom Berry SAS – 2 rue du Câble, 18000 Bourges – SIRET 522 074 137 00012
            """
        #expect(sender(text, .invoice) == "Vivécom Berry")
    }

    @Test func `a logo of one word takes in the line with the legal form`() {
        let text = """
            WRIGHTMAN
            Components France SAS
            Parc des Ormes
            58000 Nevers

            \(Recipient.addressBlock)

            CREDIT NOTE CN-1140
            Date: 22 July 2024
            """
        #expect(sender(text, .invoice) == "WRIGHTMAN Components France")
    }

    @Test func `the recipient to the right is not the sender`() {
        let text = """
            Odette Brunel                                   Valmorel Assurances
            3 rue du Four                                   Service Sinistres
            18000 Bourges                                   CS 30118
                                                            36020 Châteauroux Cedex

                                                            Bourges, le 4 mars 2024
            Madame, Monsieur,
            """
        let found = fields(text, letterClass: .claim)
        #expect(found[.sender] == "Odette Brunel")
        #expect(found[.date] == "2024-03-04")
    }

    @Test func `the recipient first, the sender signs`() {
        let text = """
            \(Recipient.addressBlock)

            le 4 mars 2024

            Madame, Monsieur,

            Je vous prie de résilier mon contrat à son échéance.

            Veuillez agréer mes salutations distinguées.

            Odette Brunel
            """
        #expect(sender(text) == "Odette Brunel")
    }

    @Test func `a letter without a head is the signer's`() {
        let text = """
            Bonjour,

            Je vous écris parce que je n'ai toujours rien reçu de votre part pour mon dossier.

            Cordialement
            Odette Brunel
            """
        #expect(sender(text, .claim) == "Odette Brunel")
    }

    @Test func `a sentence is no name`() {
        let text = """
            Je n'ai toujours rien reçu pour mon sinistre de juin, ni argent ni réponse.
            C'est inadmissible et je ne vous félicite pas pour votre travail.
            """
        #expect(sender(text, .claim) == nil)
    }

    @Test func `a form is the one's who filled it in`() {
        let text = """
            BULLETIN DE COMMANDE
            À retourner à : Valmorel Assurances, CS 30118, 36020 Châteauroux Cedex
            Nom   DUPUY          Prénom   Claire
            Adresse   18 boulevard Lamartine
            Code postal   58000   Ville   NEVERS
            Détecteur de fumée   19,90 €   2
            Fait à Nevers le 17 janvier 2024   Signature :
            """
        #expect(sender(text, .order) == "Claire Dupuy")
    }

    @Test func `a company fills in a form`() {
        let text = """
            BON DE COMMANDE PAR FAX
            Valmorel Négoce – 8 quai des Tanneurs – 36000 Châteauroux
            N° de client   77460299      Date   10/09/2024
            Raison sociale   Crèche Les P'tits Loups
            Adresse   9 rue de la Liberté
            """
        #expect(sender(text, .order) == "Crèche Les P'tits Loups")
    }

    @Test func `of two parties on one statement ours is the one we insure`() {
        let text = """
            constat amiable d'accident automobile
            VÉHICULE A                              VÉHICULE B
            NOM : LEBRUNEAU                         NOM : CARRON
            Prénom : Fabien                         Prénom : Élodie
            Société d'assurance                     Société d'assurance
            NOM : Mutuelle du Littoral              NOM : VALMOREL Assurances
            """
        #expect(sender(text, .claim) == "Élodie Carron")
    }

    @Test func `a bill's guest is not its issuer`() {
        let text = """
            Hôtel des Trois Pigeons
            2, place du Marché – 58000 Nevers

            Facture n° 7714
            Nom : M. Éric Delabarre
            \(Recipient.addressBlock)
            Total TTC   376,32 €
            """
        #expect(sender(text, .invoice) == "Hôtel des Trois Pigeons")
    }

    @Test func `nobody told us who we are: the address to the right tells`() {
        let text = """
            Menuiserie Vauquelin
            12 rue des Scieurs
            58000 Nevers
                                                    Banque Ormelle
                                                    Service Contentieux
                                                    75009 Paris

            Nevers, le 4 mars 2024

            Madame, Monsieur,
            """
        #expect(fields(text, letterClass: .claim, organisation: Organisation())[.sender] == "Menuiserie Vauquelin")
    }

    @Test func `a label is not a name`() {
        let text = """
            Assureur : Limousine Mutuelle
            Souscripteur : Menuiserie Vauquelin
            Offener Betrag   1.433,00 EUR
            """
        #expect(sender(text) == "Menuiserie Vauquelin")
    }

    @Test func `the writer named on a fax's cover is the sender`() {
        let text = """
            Télécopie                               Page 1/1
            De : Courtage Plessier                  Fax : 02 48 99 31 15
            À : Valmorel Assurances                 Fax : 02 54 99 10 10
            Date : 07/10/2024
            """
        #expect(sender(text, .claim) == "Courtage Plessier")
    }
}
