/// What a line or cell looks like by its words alone: a street, a postcode and town, a way to reach somebody, a
/// document's title, a salutation. Used to tell names from what stands around them.
enum LineKind {
    static func isPostcode(_ terms: [Term], tokens: [Token]) -> Bool {
        for (index, term) in terms.enumerated() {
            if term.folded == "cedex" { return true }
            let token = tokens[term.tokens.lowerBound]
            let isGlued =
                term.tokens.lowerBound > 0 && token.gap == .none && tokens[term.tokens.lowerBound - 1].folded != "-"
            // 37000 Tours, D-54294 Trier
            if token.kind == .digits, token.text.utf8.count == 5, !isGlued, index + 1 < terms.count, index <= 12 {
                let next = tokens[terms[index + 1].tokens.lowerBound]
                if next.kind == .word, next.text.utf8.count >= 2, next.text.first?.isUppercase == true,
                    AmountScanner.currency(next.folded) == nil
                {
                    return true
                }
            }
            // GU1 4AB
            if index + 1 < terms.count, isBritishOutward(term.folded), isBritishInward(terms[index + 1].folded) {
                return true
            }
        }
        return false
    }

    private static func isBritishOutward(_ word: String) -> Bool {
        let letters = word.prefix { $0.isLetter }
        let rest = word.dropFirst(letters.count)
        return (1...2).contains(letters.count) && (1...2).contains(rest.count) && rest.first?.isNumber == true
    }

    private static func isBritishInward(_ word: String) -> Bool {
        word.count == 3 && word.first?.isNumber == true && word.dropFirst().allSatisfy(\.isLetter)
    }

    static func isStreet(_ terms: [Term], tokens: [Token]) -> Bool {
        let words = terms.map(\.folded)
        let hasNumber = terms.contains { tokens[$0.tokens.lowerBound].kind != .word }
        if let first = words.first, boxes.contains(first), hasNumber { return true }
        if words.contains(where: estates.contains), words.count <= 9 { return true }
        for (index, word) in words.enumerated() {
            // A number before or behind the street's word, or the word in front: 12 rue X, Hauptstraße 3, rue du Port.
            let isStreet =
                streets.contains(word) || streetTails.contains { word.utf8.count > $0.utf8.count && word.hasSuffix($0) }
            if isStreet, hasNumber || index == 0, words.count <= 12 { return true }
        }
        return false
    }

    private static let boxes: Set<String> = ["bp", "cs", "tsa", "postfach", "bte", "lieu", "lieudit"]
    private static let estates: Set<String> = [
        "za", "zi", "zac", "zone", "parc", "residence", "lotissement", "hameau", "cedex", "lieudit", "estate",
        "gewerbepark",
    ]
    private static let streets: Set<String> = [
        "rue", "avenue", "av", "ave", "boulevard", "bd", "bld", "bvd", "place", "pl", "quai", "chemin", "ch", "impasse",
        "allee", "allees", "route",
        "rte", "cours", "square", "passage", "faubourg", "fbg", "venelle", "sentier", "mail", "esplanade", "promenade",
        "montee", "cite", "rond",
        "court", "flat", "house", "way", "hill", "apt", "appt", "appartement", "street", "road", "lane", "close",
        "drive", "crescent", "terrace", "gardens", "grove", "mews", "st", "rd",
        "strasse", "str", "weg",
        "platz", "gasse", "ring", "ufer", "am", "zum", "clos", "villa", "traverse", "rampe", "chaussee", "voie",
    ]
    private static let streetTails = ["strasse", "str", "weg", "gasse", "platz", "allee", "damm", "ufer", "markt"]

    static func isContact(_ terms: [Term], text: String) -> Bool {
        if text.contains("@") { return true }
        return terms.prefix(12).contains { contacts.contains($0.folded) }
    }

    private static let contacts: Set<String> = [
        "tel", "telephone", "fax", "telecopie", "phone", "telefon", "telefax", "mobile", "mobil", "portable", "mail",
        "email", "courriel", "www", "http",
        "https", "siret", "siren", "rcs", "ape", "naf", "orias", "iban", "bic", "tva", "ust", "hrb", "hra", "capital",
        "steuernummer", "steuernr", "vat",
        "registered", "amtsgericht", "geschaftsfuhrer", "inhaber", "inh", "tlf", "gsm", "agrement", "rpps", "adeli",
        "finess", "rna",
    ]

    static func isLegal(_ terms: [Term]) -> Bool { terms.contains { legalForms.contains($0.folded) } }

    static let legalForms: Set<String> = [
        "sarl", "sas", "sasu", "sa", "eurl", "earl", "scea", "sca", "scop", "selarl", "scp", "gmbh", "ltd", "limited",
        "ag", "kg", "ohg", "gbr", "ug",
        "plc", "llp", "inc", "snc", "sci", "scic", "gaec", "sem", "gie", "ei", "eirl", "se", "ev", "eg", "bv", "nv",
        "srl", "spa", "epic", "llc", "spl",
    ]

    /// A document's title, or another line that is no party's name.
    static func isTitle(_ terms: [Term]) -> Bool {
        guard let first = terms.first?.folded else { return false }
        let compound = [
            "rechnung", "gutschrift", "bestellung", "anzeige", "meldung", "mahnung", "schein", "bescheid",
            "bestatigung", "erinnerung", "widerruf", "erklarung",
        ]
        if compound.contains(where: { first.hasSuffix($0) }) { return true }
        return titles.contains(first)
            || terms.count >= 2 && secondTitles.contains(terms[1].folded) && first.utf8.count <= 2
    }

    private static let secondTitles: Set<String> = ["facture", "avoir", "mahnung", "relance", "rappel", "reminder"]
    private static let titles: Set<String> = [
        "facture", "factures", "avoir", "devis", "bon", "commande", "bulletin", "formulaire", "constat", "declaration",
        "attestation", "certificat",
        "relance", "rappel", "mise", "copie", "duplicata", "original", "page", "pages", "objet", "invoice", "order",
        "purchase", "credit", "statement", "reminder",
        "quotation", "quote", "claim", "form", "fax", "telecopie", "telefax", "lettre", "recommande", "recommandee",
        "courrier", "rechnung", "bestellung", "auftrag",
        "gutschrift", "mahnung", "angebot", "lieferschein", "anfrage", "betreff", "betr", "concerne", "subject", "re",
        "ref", "date", "datum", "urgent", "confidentiel",
        "personnel", "mandat", "quittance", "note", "honoraires", "proforma", "releve", "avis", "appel", "demande",
        "reclamation", "resiliation", "contestation",
        "confirmation", "procuration", "pouvoir", "invitation", "proposition", "estimate", "accuse", "reception", "par",
        "per", "by", "an", "to", "attention", "destinataire", "from",
        "absender", "schaden", "antrag", "kundigung",
        "vertrag", "contrat", "police", "recu", "expedie", "notice", "tax", "sales", "delivery", "unfallmeldung",
        "reklamation", "widerspruch", "einschreiben", "eilt",
        "annexe", "annex", "appendix", "anlage", "enclosure", "piece", "pieces", "pj", "acte", "proces", "rapport",
        "expertise", "ordonnance", "memoire", "etat",
        "livraison", "bordereau", "receipt", "bill", "pro", "tel", "votre", "vos", "notre", "nos", "your", "our",
        "ihre", "unsere", "client", "customer", "kunden",
        "numero", "no", "n", "nr", "merci", "bonjour", "type", "total", "montant", "republique", "departement", "ville",
        "vu", "reglement", "echeance", "questionnaire",
        "registered", "recorded", "special", "hand", "private", "without", "strictly", "postal", "carte", "certified",
        "einwurf", "vorab", "doc", "document", "doit",
    ]

    /// Words of a salutation; a line made of nothing else is one.
    static func isSalutation(_ terms: [Term], text: String) -> Bool {
        let words = terms.map(\.folded)
        guard let first = words.first, words.count <= 14 else { return false }
        if ["dear", "bonjour", "hello", "hallo", "moin", "hi", "salut", "coucou", "bonsoir", "servus"].contains(first) {
            return true
        }
        if words.count >= 2, words[0] == "sehr", words[1].hasPrefix("geehrte") { return true }
        if words.count >= 2, words[0] == "guten", words[1] == "tag" { return true }
        if first == "liebe" || first == "lieber" { return text.hasSuffix(",") || text.hasSuffix("!") }
        if first == "cher" || first == "chere" || first == "chers" || first == "cheres" { return true }
        guard ["madame", "monsieur", "messieurs", "mesdames", "maitre", "docteur"].contains(first) else { return false }
        return words.allSatisfy(salutations.contains) || text.hasSuffix(",") && words.count <= 6
    }

    private static let salutations: Set<String> = [
        "madame", "monsieur", "messieurs", "mesdames", "mademoiselle", "maitre", "docteur", "le", "la", "les",
        "directeur", "directrice", "president", "presidente",
        "responsable", "chef", "du", "de", "service", "cher", "chere", "et", "ou", "confrere", "consoeur", "client",
        "cliente", "conseiller",
    ]

    static func isClosing(_ terms: [Term]) -> Bool {
        let words = Set(terms.map(\.folded))
        if !words.isDisjoint(with: closings) { return true }
        if terms.count <= 6, !words.isDisjoint(with: shortClosings) { return true }
        if terms.count <= 6, words.contains("bien"), words.contains("vous") || words.contains("toi") { return true }
        return terms.contains { $0.folded.hasPrefix("freundlich") } && terms.contains { $0.folded.hasPrefix("gru") }
    }

    /// Close a letter only on a line of their own.
    private static let shortClosings: Set<String> = [
        "cheers", "gratitude", "amities", "amicalement", "merci", "thanks", "remerciements", "dank", "herzlich", "ihr",
        "ihre", "yours", "respect", "attente",
    ]
    private static let closings: Set<String> = [
        "agreer", "salutations", "cordialement", "sincerement", "sincerely", "faithfully", "regards",
        "hochachtungsvoll", "grusse", "grussen", "gruss", "gruessen",
        "salutation", "respectueusement", "truly", "wishes", "mfg", "cdt", "cordiales", "hochachtung",
    ]

    /// A sentence, not a name, an address or a heading: many words, small ones among them.
    static func isProse(_ terms: [Term], tokens: [Token]) -> Bool {
        guard terms.count >= 8 else { return false }
        // Names and headings have capitals.
        let capitals = terms.reduce(into: 0) { count, term in
            if tokens[term.tokens.lowerBound].text.first?.isUppercase == true { count += 1 }
        }
        guard capitals * 2 < terms.count else { return false }
        let small = terms.reduce(into: 0) { count, term in if prose.contains(term.folded) { count += 1 } }
        return small >= 3 && small * 5 >= terms.count
    }

    private static let prose: Set<String> = [
        "je", "j", "nous", "vous", "il", "elle", "on", "ils", "que", "qu", "qui", "est", "sont", "a", "ai", "avons",
        "avez", "ont", "et", "pour", "dans", "en", "par", "ne", "pas", "me", "mon",
        "ma", "mes", "ce", "cette", "votre", "notre", "vos", "nos", "le", "la", "les", "un", "une", "des", "du", "de",
        "sur", "au", "avec", "se", "si", "mais", "ou", "bien", "plus", "the", "to",
        "of", "and", "in", "is", "was", "were", "are", "we", "i", "you", "your", "our", "my", "it", "that", "for", "on",
        "with", "not", "have", "has", "had", "as", "be", "at", "by", "from",
        "ich", "wir", "sie", "ihnen", "der", "die", "das", "den", "dem", "und", "ist", "nicht", "mit", "auf", "zu",
        "von", "bei", "ein", "eine", "einen", "haben", "wurde", "bitte", "es", "im",
        "hat", "bin", "mir", "uns", "dass", "fur",
    ]

    /// A place and a day without a year: `Marlbridge 1 March`.
    static func isDayOnly(_ terms: [Term], tokens: [Token]) -> Bool {
        terms.count <= 6
            && terms.contains {
                DateScanner.month($0.folded).map { !$0.isRepaired } ?? false && $0.folded.utf8.count >= 3
            }
            && terms.contains { tokens[$0.tokens.lowerBound].kind != .word }
    }
}
