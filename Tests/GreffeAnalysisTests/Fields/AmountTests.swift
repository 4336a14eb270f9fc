import GreffeCore
import Testing

@Suite struct AmountTests {
    private func bill(_ lines: String, letterClass: LetterClass = .invoice) -> [FieldName: String] {
        fields(
            """
            Atelier Morvan
            58000 Nevers

            \(Recipient.addressBlock)

            FACTURE N° 24-118
            Date : 04/03/2024

            \(lines)
            """, letterClass: letterClass)
    }

    @Test(arguments: [
        "Total HT   1 234,50 €\nTVA 20 %   246,90 €\nTotal TTC   1 481,40 €",
        "TOTAL H.T.   1.234,50\nT.V.A. 20%   246,90\nTOTAL T.T.C.   1.481,40 EUR",
        "Montant HT : 1234,50 €\nMontant TVA : 246,90 €\nNet à payer : 1481,40 €",
        "Subtotal   EUR 1,234.50\nVAT 20%   246.90\nTotal due   EUR 1,481.40",
        "Nettobetrag   1.234,50 €\nzzgl. 20 % MwSt.   246,90 €\nRechnungsbetrag   1.481,40 €",
        "Total HT   Total TVA   Total TTC\n1 234,50   246,90      1 481,40 €",
        "Total HT 1 234,50 TVA 246,90 TTC 1 481,40 €",
        "Base HT 1 234,50   TVA 20 % sur 1 234,50   246,90   Total TTC 1 481,40 €",
        "Total HT   1 234,50 €\nTVA 20 %   246,90 €\nTotal TTC   1 481,40 €\nAcompte versé   -500,00 €\nReste dû   981,40 €",
    ])
    func `sums that add up are read in any layout`(lines: String) {
        let found = bill(lines)
        #expect(found[.amountNet] == "1234.50")
        #expect(found[.amountVat] == "246.90")
        #expect(found[.amountTotal] == "1481.40")
        #expect(found[.amountCurrency] == "EUR")
    }

    @Test func `several rates of tax sum up`() {
        let found = bill("Total HT   341,27 €\nTVA 10 %   32,55 €\nTVA 20 %   2,50 €\nTotal TTC   376,32 €")
        #expect(found[.amountNet] == "341.27")
        #expect(found[.amountTotal] == "376.32")
        #expect(found[.amountVat] == "35.05")
    }

    @Test func `a tax line that repeats its base is understood`() {
        let found = bill(
            "Netto gesamt 1.200,00 €\nMwSt 19 % auf 1.000,00 € 190,00 €\nMwSt 7 % auf 200,00 € 14,00 €\nGesamtbetrag 1.404,00 €"
        )
        #expect(found[.amountVat] == "204.00")
        #expect(found[.amountTotal] == "1404.00")
    }

    @Test func `a comma lost in reading is put back by arithmetic`() {
        let found = bill("Total HT   62220 €\nTVA 20 %   124,44 €\nTotal TTC   746,64 €")
        #expect(found[.amountNet] == "622.20")
    }

    @Test func `a tax that was misread is computed from its rate`() {
        let found = bill("Total HT   622,20 €\nTVA 20 %   1444\nTotal TTC   746,64 €")
        #expect(found[.amountVat] == "124.44")
    }

    @Test func `a total that was not read is what net and tax make`() {
        let found = bill("Total HT   864,00 €\nTVA 20 %   172,80 €")
        #expect(found[.amountTotal] == "1036.80")
    }

    @Test func `one misread figure is mended where the other sums agree`() {
        let found = bill("Total HT   371,50 €\nTVA 10 %   37,15 €\nTotal TTC   408,68 €")
        #expect(found[.amountTotal] == "408.65")
    }

    @Test func `a tax said to be within the total leaves no net`() {
        let found = bill("Total TTC   120,00 €\ndont TVA 20 %   20,00 €")
        #expect(found[.amountTotal] == "120.00")
        #expect(found[.amountVat] == "20.00")
        #expect(found[.amountNet] == nil)
    }

    @Test func `a net whose words were run together is known by its amount`() {
        let found = bill("NetcreditEUR   505.00\nVAT 20%   101.00\nTotal credit   EUR 606.00")
        #expect(found[.amountNet] == "505.00")
        #expect(found[.amountTotal] == "606.00")
    }

    @Test func `where no tax is charged the net is the total`() {
        let found = bill("Total HT   714,80 €\nTVA non applicable, art. 293 B du CGI")
        #expect(found[.amountTotal] == "714.80")
        #expect(found[.amountVat] == nil)
    }

    @Test func `a net alone is not taken for the total`() {
        let found = bill("Nettosumme EUR 2.144,60", letterClass: .order)
        #expect(found[.amountNet] == "2144.60")
        #expect(found[.amountTotal] == nil)
    }

    @Test func `pounds are pounds`() {
        let found = bill("Net total   £100.00\nVAT @ 20%   £20.00\nTotal   £120.00")
        #expect(found[.amountCurrency] == "GBP")
        #expect(found[.amountTotal] == "120.00")
    }

    @Test func `no currency is invented`() {
        #expect(bill("Total HT   100,00\nTVA 20 %   20,00\nTotal TTC   120,00")[.amountCurrency] == nil)
    }

    @Test func `a credit note's sums are read with or without their sign`() {
        let text = """
            Atelier Morvan
            58000 Nevers
            AVOIR N° AV-118
            Total HT de l'avoir   -219,20 €
            TVA 20 %   -43,84 €
            Total TTC en votre faveur   -263,04 €
            """
        let found = fields(text, letterClass: .invoice)
        #expect(found[.amountTotal] == "-263.04")
        #expect(found[.amountNet] == "-219.20")
    }

    @Test(arguments: [
        "Le plombier m'a demandé 312 euros et la voiture vaut 8 500 €.",
        "J'ai payé 890 € pour un vol annulé.",
        "Vous me réclamez 1 966,80 € que je ne dois pas.",
        "La franchise de 150,00 € est prévue au contrat.",
    ])
    func `sums a letter speaks of are no bill`(sentence: String) {
        let text = """
            Odette Brunel
            18000 Bourges
            Bourges, le 12 mars 2024
            Madame, Monsieur,
            \(sentence)
            Salutations distinguées
            """
        let found = fields(text, letterClass: .claim)
        #expect(found[.amountTotal] == nil)
        #expect(found[.amountNet] == nil)
        #expect(found[.amountCurrency] == nil)
    }

    @Test func `the bill behind a complaint gives the sums`() {
        let found = fields(
            """
            Odette Brunel
            18000 Bourges
            Bourges, le 12 mars 2024
            Objet : contestation de votre facture FV-24-118
            Madame, Monsieur,
            Je conteste cette facture.
            """,
            """
            Valmorel Négoce
            FACTURE
            Facture n° FV-24-118
            Total HT   622,20 €
            TVA 20 %   124,44 €
            Net à payer   746,64 €
            """, letterClass: .claim)
        #expect(found[.amountTotal] == "746.64")
        #expect(found[.invoiceNumber] == "FV-24-118")
    }

    @Test func `sums proved by arithmetic are surer than others`() {
        let proved = values(
            "FACTURE N° 24-118\nTotal HT   100,00 €\nTVA 20 %   20,00 €\nTotal TTC   120,00 €", letterClass: .invoice)
        let alone = values("FACTURE N° 24-118\nTotal   120,00 €", letterClass: .invoice)
        #expect((proved[.amountTotal]?.confidence ?? 0) > 0.95)
        #expect((alone[.amountTotal]?.confidence ?? 1) < 0.8)
    }
}
