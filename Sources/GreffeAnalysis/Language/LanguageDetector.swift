import GreffeCore

/// Tells French, English and German apart by the small words every sentence has, the words business mail repeats, and
/// letters only one of them writes.
package enum LanguageDetector {
    /// ISO 639-1 code of the likeliest language, and how clear that is: 0 where nothing was recognised (the code is
    /// then `fr`), near 1 where every telling word is of one language.
    package static func language(of texts: [String]) -> (code: String, confidence: Double) {
        var scores = [Double](repeating: 0, count: languages.count)
        var words = 0
        for text in texts {
            for scalar in text.unicodeScalars.prefix(scalarLimit) {
                for index in languages.indices where languages[index].letters.contains(scalar) { scores[index] += 0.5 }
            }
            for word in String(text.unicodeScalars.prefix(scalarLimit)).folded.split(whereSeparator: { !$0.isLetter }) {
                guard words < wordLimit else { break }
                words += 1
                for index in languages.indices where languages[index].words.contains(String(word)) {
                    scores[index] += 1
                }
            }
        }
        let total = scores.reduce(0, +)
        guard total > 0, let best = scores.indices.max(by: { scores[$0] < scores[$1] }) else { return ("fr", 0) }
        let share = scores[best] / total
        // Few telling words prove little: half of the certainty at three of them.
        let certainty = (share - 1 / Double(languages.count)) * 1.5 * total / (total + 3)
        return (languages[best].code, min(max(certainty, 0), 1))
    }

    /// A page or two are enough.
    private static let wordLimit = 1500
    private static let scalarLimit = 20_000

    private struct Language {
        var code: String
        var words: Set<String>
        var letters: Set<Unicode.Scalar>

        init(_ code: String, letters: String, words: String) {
            self.code = code
            self.letters = Set(letters.unicodeScalars)
            self.words = Set(words.split(separator: " ").map(String.init))
        }
    }

    private static let languages = [
        Language(
            "fr", letters: "éèêàçùâîôœÉÈÀÇ",
            words: """
                le la les un une des du de et ou est sont a au aux ce cette ces pour par sur dans avec sans ne pas plus que qui dont \
                je vous nous il elle ils mon ma mes votre vos notre nos se sa ses leur d l j n qu c s m y en mais si tout bien \
                madame monsieur messieurs objet merci veuillez prie agreer salutations cordialement facture commande date rue \
                livraison quantite montant montants ht ttc tva payer reglement prix unitaire designation bonjour client tel siret le \
                adresse nom prenom contrat numero ville janvier fevrier mars avril mai juin juillet aout septembre octobre novembre \
                decembre avoir devis bon avis destinataire inconnu retour
                """),
        Language(
            "en", letters: "£",
            words: """
                the of and to in is are was were be been it its that this these for with on at by from as or not no we you i he she they \
                our your my me us have has had will would shall should can could please dear sir madam sirs yours sincerely faithfully \
                regards invoice order delivery quantity amount total due price payable date subject thank thanks letter enclosed street \
                road account description number which there here when what would vat net unit terms credit purchase statement address \
                name january february march april may june july august september october november december return sender
                """),
        Language(
            "de", letters: "äöüßÄÖÜ",
            words: """
                der die das den dem des ein eine einen einem einer eines und oder ist sind war wir ich sie er es ihr ihre ihren ihrem ihnen \
                mir mich uns unser unsere mein meine nicht kein keine mit fur von vom zu zum zur auf aus bei bis im in am an als auch dass wie \
                nach uber unter bitte sehr geehrte geehrter damen herren herr frau freundlichen grussen mfg rechnung bestellung lieferung \
                menge preis betrag summe gesamt netto brutto mwst datum betreff nr kunden strasse konto vertrag versicherung \
                januar februar marz april mai juni juli august september oktober november dezember zahlbar stuck tel euro hiermit wurde wird \
                haben hat werden kann konnen
                """),
    ]
}
