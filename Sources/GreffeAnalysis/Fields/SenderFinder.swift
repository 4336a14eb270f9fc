import GreffeCore

/// Who writes: the name filled into a form, the letterhead (as the imprint at the foot spells it), the sender's address
/// block, or the signature.
struct SenderFinder {
    struct Candidate {
        var name: String
        var score: Double
        var place: Place
    }

    let evidence: LetterEvidence
    let letterClass: LetterClass
    let page: LetterPage

    init(_ evidence: LetterEvidence, letterClass: LetterClass) {
        self.evidence = evidence
        self.letterClass = letterClass
        page = evidence.pages[0]
    }

    func sender() -> FieldValue? {
        let head = letterhead()
        let imprint = imprint(near: head)
        var candidates = [head, imprint, form(hasHead: head != nil), signature(hasHead: head != nil)].compactMap { $0 }
        if let head, let imprint {
            let (headWords, imprintWords) = (PartyName.words(head.name), PartyName.words(imprint.name))
            if !headWords.isEmpty, headWords.isSubset(of: imprintWords), imprintWords.count <= headWords.count + 3 {
                // The logo shortens, the imprint has the full name.
                candidates.append(Candidate(name: imprint.name, score: 0.95, place: head.place))
            } else if !imprintWords.isEmpty, imprintWords.isSubset(of: headWords) {
                candidates.append(Candidate(name: head.name, score: 0.94, place: head.place))
            } else if imprint.score >= 0.8, !headWords.isDisjoint(with: imprintWords) {
                candidates.append(Candidate(name: imprint.name, score: 0.88, place: imprint.place))
            }
        }
        let best = candidates.max { $0.score < $1.score }
        guard let best, best.score >= 0.45 else { return nil }
        return FieldValue(best.name, confidence: best.score, at: best.place)
    }

    func place(_ cell: LetterCell) -> Place { place(line: cell.line, tokens: cell.tokens) }

    func place(line: Int, tokens: Range<Int>) -> Place {
        let own = page.lines[line]
        return Place(
            page: 0, number: page.number, line: line, tokens: tokens, box: own.box(of: tokens),
            readingConfidence: own.readingConfidence(of: tokens), zone: line < evidence.zones.bodyStart ? .head : .body)
    }

    // MARK: Letterhead and sender's address

    private func letterhead() -> Candidate? {
        let head = evidence.zones.head
        for (index, cell) in head.enumerated() {
            guard let name = partyName(cell) ?? labelledName(cell) else { continue }
            let following = head.dropFirst(index + 1).prefix(5)
            // An address, a phone, a registration below make it a letterhead for sure.
            let isFounded = following.contains { next in
                let terms = page.terms(of: next)
                return LineKind.isPostcode(terms, tokens: page.lines[next.line].tokens)
                    || LineKind.isStreet(terms, tokens: page.lines[next.line].tokens)
                    || LineKind.isContact(terms, text: page.text(of: next))
            }
            let rest = page.terms(of: cell)
            let isFoundedItself =
                LineKind.isContact(rest, text: page.text(of: cell)) || LineKind.isLegal(rest)
                || LineKind.isPostcode(rest, tokens: page.lines[cell.line].tokens)
            var score = cell.line > 8 ? 0.55 : isFounded || isFoundedItself ? 0.86 : 0.72
            // A fragment of a logo: the imprint knows better.
            let place = place(cell)
            if name.first?.isLowercase == true || !name.contains(" ") && place.readingConfidence < 0.7 { score -= 0.25 }
            return Candidate(name: continued(name, after: cell, in: head), score: score, place: place)
        }
        return nil
    }

    /// `Titulaire : M. CHAZAL`, `De : Courtage Plessis`, at the head of a page.
    private func labelledName(_ cell: LetterCell) -> String? {
        let line = page.lines[cell.line]
        let terms = page.terms(of: cell)
        guard let first = terms.first, Self.writers.contains(first.folded),
            let colon = line.tokens[cell.tokens].firstIndex(where: { $0.folded == ":" }),
            colon + 1 < cell.tokens.upperBound,
            colon - cell.tokens.lowerBound <= 4
        else { return nil }
        let range = colon + 1..<cell.tokens.upperBound
        guard !evidence.ourselves.isMarked(in: terms.map(\.folded)) else { return nil }
        return PartyName.name(in: line.text(of: range))
    }

    private static let writers: Set<String> = [
        "de", "von", "from", "emetteur", "expediteur", "absender", "sender", "titulaire", "kontoinhaber",
    ]

    /// A logo of one word whose next line, with the legal form, completes the name: `WRIGHTSON` / `Components France
    /// SAS`.
    private func continued(_ name: String, after cell: LetterCell, in head: [LetterCell]) -> String {
        guard name.split(separator: " ").count <= 2, !LineKind.isLegal(page.terms(of: cell)),
            let next = head.first(where: {
                $0.line > cell.line && $0.box.left < cell.box.right && cell.box.left < $0.box.right
            }),
            next.line <= cell.line + 2
        else { return name }
        let terms = page.terms(of: next)
        guard LineKind.isLegal(terms), terms.count <= 5,
            !LineKind.isStreet(terms, tokens: page.lines[next.line].tokens),
            !LineKind.isContact(terms, text: page.text(of: next)), let rest = PartyName.name(in: page.text(of: next)),
            PartyName.words(name).isDisjoint(with: PartyName.words(rest)),
            !evidence.ourselves.isNamed(in: terms.map(\.folded))
        else { return name }
        return name + " " + rest
    }

    /// The cell's party name, unless the cell is something else: ours, an address, a title, a label, a sentence.
    private func partyName(_ cell: LetterCell) -> String? {
        let terms = page.terms(of: cell)
        let tokens = page.lines[cell.line].tokens
        let text = page.text(of: cell)
        guard let first = terms.first, !text.hasPrefix("("), !text.contains("?"), !text.contains("!"),
            !LineKind.isProse(leadingTerms(terms, tokens: tokens), tokens: tokens),
            !LineKind.isDayOnly(terms, tokens: tokens),
            !Self.introductions.contains(first.folded), !evidence.ourselves.isMarked(in: terms.map(\.folded)),
            !evidence.ourselves.isAddressed(in: terms.map(\.folded)), !LineKind.isTitle(terms),
            !LineKind.isSalutation(terms, text: text),
            LetterZones.isSubject(terms) == false
        else { return nil }
        let letters = text.filter(\.isLetter).count
        guard letters >= 3, letters * 2 > text.filter({ !$0.isWhitespace }).count else { return nil }
        // An address or a phone; but `Pharmacie du Pont – 3 rue …` begins with the name.
        let lead = leadingTerms(terms, tokens: tokens)
        if LineKind.isStreet(lead, tokens: tokens) || LineKind.isPostcode(lead, tokens: tokens) { return nil }
        if let contact = lead.first, Self.contacts.contains(contact.folded) { return nil }
        if text.prefix(60).split(separator: " ").first?.contains("@") == true { return nil }
        if startsWithLabel(cell, at: first) { return nil }
        if terms.count <= 7, !DateScanner.dates(in: Array(tokens[cell.tokens])).isEmpty { return nil }
        if lead.count > 8 || Self.slogans.contains(first.folded) || first.folded.hasPrefix("www") { return nil }
        guard let name = PartyName.name(in: text), isNameLike(name, in: cell) else { return nil }
        return name
    }

    /// Names are written with capitals; a logo in small letters is short and large.
    private func isNameLike(_ name: String, in cell: LetterCell) -> Bool {
        let words = name.split(separator: " ").filter { $0.filter(\.isLetter).count >= 3 }
        let capital = words.filter {
            $0.first.map { $0.isUppercase || $0.isNumber } ?? false || $0.contains("\u{2019}") || $0.contains("'")
        }.count
        if name.first?.isLowercase == true {
            return words.count <= 3 && cell.line < 2 && Double(cell.box.height) > 1.4 * page.em
        }
        if words.contains(where: { Self.possessives.contains(String($0).folded) }) { return false }
        return words.isEmpty || capital * 2 >= words.count
    }

    private static let possessives: Set<String> = [
        "notre", "votre", "nos", "vos", "mon", "mes", "our", "your", "my", "ihre", "unsere",
    ]

    /// Words that bring in the recipient.
    private static let introductions: Set<String> = [
        "a", "aux", "an", "to", "attn", "attention", "z", "pour", "doit", "fournisseur", "lieferant", "supplier",
        "vendor", "destinataire", "livre", "facture",
    ]

    /// The terms up to the first spaced dash, bullet or comma.
    private func leadingTerms(_ terms: [Term], tokens: [Token]) -> [Term] {
        guard let first = terms.first else { return [] }
        let end =
            tokens.indices.first { index in
                index > first.tokens.lowerBound && tokens[index].kind == .mark
                    && (["\u{00B7}", "\u{2022}", ",", ";", "(", ":"].contains(tokens[index].text)
                        || ["-"].contains(tokens[index].folded) && tokens[index].gap != .none)
            } ?? tokens.count
        return terms.filter { $0.tokens.lowerBound < end }
    }

    private func startsWithLabel(_ cell: LetterCell, at first: Term) -> Bool {
        evidence.labels[0].contains { label in
            label.line == cell.line && label.tokens.lowerBound == first.tokens.lowerBound
                && ![.companyName, .account, .name, .otherNumber, .cheque, .vehicle, .email, .phone].contains(
                    label.kind)
        }
    }

    private static let contacts: Set<String> = [
        "tel", "telephone", "fax", "telecopie", "phone", "telefon", "mail", "email", "siret", "www", "http", "https",
        "courriel", "site", "portable", "mobile", "iban", "rcs", "tva",
    ]
    private static let slogans: Set<String> = [
        "votre", "vos", "depuis", "toutes", "tous", "tout", "pour", "ce", "cette", "lettre", "objet", "urgent",
        "recommande", "envoi", "par", "via", "copie", "www", "et", "ou",
        "seit", "ihr", "since", "your", "we", "nous", "suivi", "affaire", "dossier", "service", "services", "page",
        "emetteur", "from", "de",
        "nombre", "transmission", "nb", "heure",
    ]

    // MARK: Imprint

    private static let imprintWords: Set<String> = [
        "siret", "siren", "rcs", "capital", "tva", "hrb", "ust", "vat", "registered", "amtsgericht",
        "ape", "naf", "orias", "iban",
    ]
    /// What an imprint's part may begin with and be no name.
    private static let unnamed: Set<String> = [
        "tel", "siret", "rcs", "tva", "fax", "iban", "bic", "geschaftsfuhrer", "registered", "vat", "ust", "siege",
        "inhaber", "capital", "membre", "n", "no",
        "steuernummer", "bank", "banque", "company",
    ]

    /// The company as the small print at the foot, or the line of return, names it.
    private func imprint(near head: Candidate?) -> Candidate? {
        let headWords = head.map { PartyName.words($0.name) } ?? []
        var best: Candidate?
        let start = min(evidence.zones.footStart, max(0, page.lines.count - 4))
        for line in page.lines[min(start, page.lines.count)...]
        where line.index >= evidence.zones.bodyStart || line.position > 0.6 {
            let words = line.terms.map(\.folded)
            let isImprint = words.contains(where: Self.imprintWords.contains) || LineKind.isLegal(line.terms)
            guard isImprint, let cell = line.cells.first,
                !evidence.ourselves.isMarked(in: page.terms(of: cell).prefix(6).map(\.folded))
            else { continue }
            let terms = page.terms(of: cell)
            let tokens = line.tokens
            let lead = leadingTerms(terms, tokens: tokens)
            guard let first = lead.first, !startsWithLabel(cell, at: first), !LineKind.isStreet(lead, tokens: tokens),
                !LineKind.isPostcode(lead, tokens: tokens),
                !Self.unnamed.contains(first.folded),
                let name = PartyName.name(in: line.text(of: cell.tokens)), name.split(separator: " ").count <= 7,
                name.first?.isUppercase == true || name.first?.isNumber == true
            else { continue }
            // A legal form alone (SARL au capital de …) names nobody.
            guard !PartyName.words(name).isEmpty else { continue }
            let shares = !headWords.isDisjoint(with: PartyName.words(name))
            let score = shares ? 0.9 : LineKind.isLegal(terms) ? 0.7 : 0.5
            if score > best?.score ?? 0 { best = Candidate(name: name, score: score, place: place(cell)) }
        }
        return best
    }
}
