import GreffeCore

/// Picks the numbers of documents, contracts and claim files among the references found.
struct NumberChooser {
    private let evidence: LetterEvidence
    private let letterClass: LetterClass
    private let shapes: [LearntShape]
    private let references: [Reference]

    init(_ evidence: LetterEvidence, letterClass: LetterClass, shapes: [IdentifierShape]) {
        self.evidence = evidence
        self.letterClass = letterClass
        self.shapes = shapes.compactMap(LearntShape.init)
        // A number that proved to be something else is no reference.
        let proven = evidence.identifiers.filter { $0.isProven && $0.kind != .phone }
        references = evidence.references.filter { reference in
            !proven.contains {
                $0.place.page == reference.place.page && $0.place.line == reference.place.line
                    && $0.place.tokens.overlaps(reference.place.tokens)
            }
        }
    }

    private func best(_ score: (Reference) -> Double) -> FieldValue? {
        var best: (reference: Reference, score: Double)?
        for reference in references {
            let score = score(reference)
            if score > best?.score ?? 0.5 { best = (reference, score) }
        }
        return best.map { FieldValue($0.reference.text, confidence: $0.score, at: $0.reference.place) }
    }

    // MARK: Bills

    func invoiceNumber() -> FieldValue? {
        let isCredit = letterClass == .invoice && evidence.isCreditNote
        let labelled = best { reference in
            guard let label = reference.label, reference.shape == nil || label.asksNumber else { return 0 }
            guard label.kind == .invoiceNumber || label.kind == .creditNoteNumber else { return 0 }
            var score = label.asksNumber ? 0.93 : 0.82
            if reference.isBelow { score -= 0.08 }
            if label.kind == .creditNoteNumber { score += isCredit ? 0.04 : -0.3 }
            if label.kind == .invoiceNumber, isCredit { score -= 0.25 }
            if letterClass == .invoice, isCited(reference) { score -= 0.15 }
            if letterClass == .invoice, reference.place.page > 0 { score -= 0.1 }
            if isVague(reference) { score -= letterClass == .invoice ? 0.15 : 0.6 }
            if letterClass != .invoice, isSubject(reference) { score += 0.02 }
            score -= weakness(reference)
            return score
        }
        // A credit note names the bill it is for; its own number may stand below its title without a word.
        if isCredit, labelled?.confidence ?? 0 < Self.citedBillScore, let own = bareNumber(Self.creditTitles) {
            return own
        }
        return labelled ?? (letterClass == .invoice ? bareNumber(Self.invoiceTitles) : nil)
    }

    /// `N° 26-014` on a line of its own below the title FACTURE.
    private func bareNumber(_ titles: Set<String>) -> FieldValue? {
        let page = evidence.pages[0]
        guard
            let title = page.lines.firstIndex(where: { line in
                line.position < 0.6
                    && line.cells.contains { cell in
                        let terms = page.terms(of: cell)
                        return terms.count <= 4 && terms.first.map { titles.contains($0.folded) } ?? false
                    }
            })
        else { return nil }
        for line in page.lines[title...].prefix(4) {
            for cell in line.cells {
                let terms = page.terms(of: cell)
                guard let first = terms.first, terms.count <= 8, LabelLexicon.numberWords.contains(first.folded) else {
                    continue
                }
                var start = first.tokens.upperBound
                while start < cell.tokens.upperBound, line.tokens[start].kind == .mark { start += 1 }
                guard start < cell.tokens.upperBound,
                    let found = IdentifierScanner.identifier(at: start, in: line.tokens, before: cell.tokens.upperBound)
                else { continue }
                let place = Place(
                    page: 0, number: page.number, line: line.index, tokens: found.tokens,
                    box: line.box(of: found.tokens),
                    readingConfidence: line.readingConfidence(of: found.tokens), zone: .head)
                return FieldValue(found.text, confidence: 0.75, at: place)
            }
        }
        return nil
    }

    /// On a credit note, what a number labelled as a bill's stays under and one labelled as a credit note's does not.
    private static let citedBillScore = 0.7
    private static let creditTitles: Set<String> = ["avoir", "credit", "gutschrift"]
    private static let invoiceTitles: Set<String> = [
        "facture", "avoir", "invoice", "rechnung", "gutschrift", "honoraires", "note",
    ]
    private static let orderTitles: Set<String> = ["commande", "bon", "order", "purchase", "bestellung"]

    /// `n° de pièce`, `document no.`: the bill's number only on a bill.
    private func isVague(_ reference: Reference) -> Bool {
        guard let label = reference.label else { return true }
        let words = evidence.pages[reference.place.page].lines[label.line].terms[label.terms].map(\.folded)
        return !words.contains { word in
            [
                "facture", "factures", "fact", "avoir", "invoice", "rechnung", "bill", "credit", "gutschrift",
                "honoraires", "quittance", "memoire",
            ].contains(word)
                || word.hasPrefix("rechnung") || word.hasSuffix("rechnung") || word.hasPrefix("gutschrift")
                || word.hasSuffix("note") || Confusion.isNear(word, "facture")
        }
    }

    // MARK: Orders

    func orderNumber() -> FieldValue? {
        let labelled = best { reference in
            guard let label = reference.label, label.kind == .orderNumber, reference.shape == nil else { return 0 }
            let words = evidence.pages[reference.place.page].lines[label.line].terms[label.terms].map(\.folded)
            let isJob = words.contains { $0.hasPrefix("auftrag") }
            var score = label.asksNumber ? 0.92 : 0.8
            switch letterClass {
            case .order: if reference.place.page > 0 { score -= 0.2 }
            case .invoice:
                // The supplier's own number for the job is not our order's.
                if isJob, !label.isYours { return 0 }
                if label.isOurs { score -= 0.3 }
            case .claim, .other: if isJob, !label.asksNumber { return 0 }
            }
            if isTableHead(reference) { return 0 }
            if reference.isBelow { score -= 0.12 }
            score -= weakness(reference)
            return score
        }
        return labelled ?? (letterClass == .order ? bareNumber(Self.orderTitles) : nil)
    }

    /// `Bestell-Nr. Artikel Menge`: a column of article numbers.
    private func isTableHead(_ reference: Reference) -> Bool {
        guard reference.isBelow, let label = reference.label else { return false }
        let words = Set(evidence.pages[reference.place.page].lines[label.line].terms.map(\.folded))
        return words.intersection(Self.columns).count >= 2
    }

    private static let columns: Set<String> = [
        "designation", "quantite", "qte", "prix", "montant", "article", "artikel", "menge", "preis", "bezeichnung",
        "betrag", "description", "qty", "quantity",
        "price", "amount", "libelle", "unite", "einzelpreis", "gesamt", "gesamtpreis", "farbe", "couleur", "taille",
        "item", "pu", "ht", "ttc", "seite", "page",
    ]

    // MARK: Contracts

    func contractNumber() -> FieldValue? {
        let isLearnt = !shapes.isEmpty
        return best { reference in
            let kind = reference.label?.kind
            let isLabelled = kind == .contract || kind == .account
            var score: Double
            if let shape = reference.shape {
                score = isLabelled ? 0.97 : 0.9
                let isRepaired = IdentifierForm.alphanumeric(reading(reference)) != reference.normalised
                if isRepaired { score -= 0.06 }
                if !isLabelled, kind == .quotation || kind == .invoiceNumber || kind == .vehicle || kind == .otherNumber
                {
                    score -= 0.2
                }
                _ = shape
            } else {
                guard isLabelled, !evidence.ownPages.contains(reference.place.page) else { return 0 }
                if shapes.contains(where: { $0.resembles(reference.normalised) }) {
                    score = 0.75
                } else if isLearnt {
                    guard kind == .contract, letterClass == .claim || letterClass == .other,
                        reference.label?.asksNumber == true
                    else { return 0 }
                    score = 0.56
                } else {
                    // A supplier's contract or account is its own affair.
                    guard letterClass != .invoice || evidence.isAboutClaim,
                        kind == .contract || reference.label?.isOurs == true || letterClass == .order
                    else { return 0 }
                    score = reference.label?.asksNumber == true ? 0.85 : 0.72
                    if reference.normalised.utf8.count < 5 { score -= 0.3 }
                }
                score -= weakness(reference)
            }
            if reference.place.page > 0 { score -= 0.05 }
            if isSubject(reference) { score += 0.02 }
            return score
        }
    }

    private func reading(_ reference: Reference) -> String {
        evidence.pages[reference.place.page].lines[reference.place.line].text(of: reference.place.tokens)
    }

    // MARK: Claim files

    func claimReference(isNot contract: FieldValue?) -> FieldValue? {
        let isAboutClaim = evidence.isAboutClaim
        return best { reference in
            guard let label = reference.label, reference.shape == nil, reference.text != contract?.value else {
                return 0
            }
            var score: Double
            switch label.kind {
            case .claim: score = label.isOurs ? 0.4 : label.asksNumber || label.isYours ? 0.93 : 0.75
            case .yourReference:
                guard isAboutClaim || letterClass == .claim else { return 0 }
                score = letterClass == .order ? 0 : 0.78
            case .dossier:
                guard !label.isOurs, label.asksNumber || label.isYours, isAboutClaim,
                    letterClass == .claim || letterClass == .other
                else { return 0 }
                score = label.isYours ? 0.8 : 0.62
            default: return 0
            }
            if reference.isBelow { score -= 0.08 }
            if reference.normalised.utf8.count < 4 { score -= 0.5 }
            if reference.place.page > 0 { score -= 0.1 }
            return score
        }
    }

    // MARK: Shared

    /// Another document than this one: `sur facture`, `notre facture … du`, a reminder's list.
    private func isCited(_ reference: Reference) -> Bool {
        guard let label = reference.label else { return false }
        if label.isYours { return true }
        let terms = evidence.pages[reference.place.page].lines[label.line].terms
        let before = terms[..<min(label.terms.lowerBound, terms.count)].last?.folded ?? ""
        return [
            "sur", "zur", "credits", "against", "annule", "suite", "relative", "concernant", "remplace", "to", "zu",
            "aus",
        ].contains(before)
    }

    private func isSubject(_ reference: Reference) -> Bool {
        reference.place.page == 0 && evidence.zones.subject.map { (0...1).contains(reference.place.line - $0) } ?? false
    }

    /// What makes a reference look like something else: few signs, prose round it.
    private func weakness(_ reference: Reference) -> Double {
        var weakness = 0.0
        if reference.normalised.utf8.count < 3 { weakness += 0.35 }
        if reference.normalised.utf8.count > 22 { weakness += 0.3 }
        return weakness
    }
}

extension LetterEvidence {
    /// The leading page calls itself a credit note.
    var isCreditNote: Bool {
        let titles = pages[0].lines.prefix { $0.position < 0.6 }
        return titles.contains { line in
            line.cells.contains { cell in
                let words = pages[0].terms(of: cell).map(\.folded)
                guard words.count <= 8 else { return false }
                return words.first == "avoir" || words.contains("gutschrift") || words.contains("rechnungskorrektur")
                    || words.contains("stornorechnung")
                    || words.starts(with: ["credit", "note"]) || words.starts(with: ["note", "de", "credit"])
                    || words.starts(with: ["facture", "d", "avoir"])
                    || words.starts(with: ["credit", "memo"])
            }
        }
    }

    /// Insurance words: a reference of ours in such a letter is a claim file's.
    var isAboutClaim: Bool {
        pages.contains { page in
            page.lines.contains { line in
                line.terms.contains { term in
                    [
                        "sinistre", "sinistres", "claim", "claims", "schaden", "schadens", "schadenfall", "expert",
                        "indemnisation", "indemnite",
                    ].contains(term.folded)
                        || term.folded.hasPrefix("schadennummer") || term.folded.hasPrefix("schadensnummer")
                }
            }
        }
    }
}
