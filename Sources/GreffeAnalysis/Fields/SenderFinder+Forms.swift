import GreffeCore

/// Names filled into forms, and signatures.
extension SenderFinder {
    // MARK: Forms

    /// The name written behind `Nom`, `Raison sociale`, `Name`; with the first name beside or below it.
    func form(hasHead: Bool) -> Candidate? {
        guard letterClass != .invoice else { return nil }
        let labels = evidence.labels[0]
        let isForm = isForm
        let column = ownColumn(labels)
        var best: Candidate?
        for label in labels where label.kind == .name || label.kind == .companyName {
            guard let value = filled(label), let name = PartyName.name(in: value.text) else { continue }
            let line = page.lines[label.line]
            guard !evidence.ourselves.isMarked(in: NameKey.words(name)), isFieldLike(label, in: line) else { continue }
            guard !isUnderInsurer(label) else { continue }
            var full = name
            var score = isForm ? 0.9 : hasHead ? 0.4 : 0.7
            if label.kind == .companyName { score += 0.03 }
            if name.split(separator: " ").count == 1, label.kind == .name {
                guard let first = firstName(for: label, in: labels) else {
                    if !isForm { continue }
                    score -= 0.25
                    if score > best?.score ?? 0 {
                        best = Candidate(name: name, score: score, place: place(line: value.line, tokens: value.tokens))
                    }
                    continue
                }
                full = PartyName.name(in: "M. " + first + " " + name) ?? first + " " + name
                full = full.prefix(1).uppercased() + full.dropFirst()
            }
            if let column, let box = line.box(of: label.tokens), abs(box.left - column) > page.width / 5 {
                score -= 0.3
            }
            score -= Double(label.line) * 0.0005
            if score > best?.score ?? 0 {
                best = Candidate(name: full, score: score, place: place(line: value.line, tokens: value.tokens))
            }
        }
        return best
    }

    /// The page is a form: it calls itself one, or has many labels with a colon or an answer box.
    private var isForm: Bool {
        let isTitled = page.lines.prefix(8).contains { line in
            line.terms.contains {
                [
                    "bulletin", "formulaire", "constat", "coupon", "questionnaire", "form", "formular",
                    "schadenanzeige", "bestellschein", "schadenmeldung", "antrag", "unfallbericht",
                ].contains($0.folded)
            }
        }
        let isOrderForm =
            letterClass == .order
            && page.lines.prefix(6).contains { line in
                line.terms.first?.folded == "bon" && evidence.ourselves.isKnown
                    && page.lines.prefix(6).contains { evidence.ourselves.isMarked(in: $0.terms.map(\.folded)) }
            }
        let fields = evidence.labels[0].filter { label in
            [
                .name, .firstName, .companyName, .address, .phone, .email, .contract, .customerNumber, .otherDate,
                .vehicle,
            ].contains(label.kind)
                && isFieldLike(label, in: page.lines[label.line])
        }
        return isTitled || isOrderForm || fields.count >= 4 && evidence.zones.salutation == nil
    }

    /// The label begins its cell, or a numbered one, and a value follows behind a colon or a gap.
    private func isFieldLike(_ label: Label, in line: LetterLine) -> Bool {
        guard let cell = line.cells.first(where: { $0.tokens.contains(label.tokens.lowerBound) }) else { return false }
        let before = line.terms.filter {
            cell.tokens.contains($0.tokens.lowerBound) && $0.tokens.lowerBound < label.tokens.lowerBound
        }
        if before.count <= 1 { return true }
        // Behind another label's value: Nom DUPUIS Prénom Claire.
        return evidence.labels[0].contains {
            $0.line == line.index && $0.tokens.upperBound <= label.tokens.lowerBound
                && cell.tokens.contains($0.tokens.lowerBound)
        }
    }

    /// What is written behind a label: up to the next label, or in the next cell.
    private func filled(_ label: Label) -> (text: String, line: Int, tokens: Range<Int>)? {
        let line = page.lines[label.line]
        let next = evidence.labels[0].first { $0.line == label.line && $0.tokens.lowerBound >= label.tokens.upperBound }
        let limit = next?.tokens.lowerBound ?? line.tokens.count
        var start = label.tokens.upperBound
        while start < limit,
            line.tokens[start].kind == .mark
                || ["de", "l", "la", "le", "assure", "client", "societaire"].contains(line.tokens[start].folded)
        { start += 1 }
        guard start < limit else { return nil }
        var end = start + 1
        while end < limit, line.tokens[end].gap != .wide { end += 1 }
        while end > start, line.tokens[end - 1].kind == .mark { end -= 1 }
        guard end > start, let first = line.tokens[start].text.first, first.isLetter else { return nil }
        // Without a colon or a gap it may be a sentence: what is filled in begins with a capital.
        guard first.isUppercase || label.asksNumber || line.tokens[label.tokens.upperBound].gap == .wide else {
            return nil
        }
        return (line.text(of: start..<end), label.line, start..<end)
    }

    private func firstName(for label: Label, in labels: [Label]) -> String? {
        guard let box = page.lines[label.line].box(of: label.tokens) else { return nil }
        let near = labels.filter { $0.kind == .firstName && (label.line...label.line + 2).contains($0.line) }
        let best = near.min { left, right in
            func distance(_ other: Label) -> Int {
                guard let at = page.lines[other.line].box(of: other.tokens) else { return Int.max / 2 }
                return abs(at.left - box.left) + (other.line == label.line ? 0 : page.width / 8)
            }
            return distance(left) < distance(right)
        }
        return best.flatMap { filled($0)?.text }.flatMap { text in
            let words = text.split(separator: " ").prefix(3).filter { $0.contains(where: \.isLetter) }
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }

    /// `Société d'assurance / NOM : …`: an insurer's name, not a person's.
    private func isUnderInsurer(_ label: Label) -> Bool {
        guard label.line > 0, let box = page.lines[label.line].box(of: label.tokens),
            page.lines[label.line].terms[label.terms.lowerBound].folded == "nom"
        else { return false }
        return page.lines[label.line - 1].cells.contains { cell in
            guard cell.box.left < box.right + Int(4 * page.em), box.left < cell.box.right else { return false }
            let words = page.terms(of: cell).map(\.folded)
            return words.contains("societe") && words.contains { $0.hasPrefix("assur") } || words.contains("assureur")
                || words.contains("compagnie")
        }
    }

    /// Where a form has two parties side by side, the left edge of the column that names us as the insurer.
    private func ownColumn(_ labels: [Label]) -> Int? {
        for label in labels where label.kind == .name {
            guard let value = filled(label), evidence.ourselves.isMarked(in: NameKey.words(value.text)) else {
                continue
            }
            return page.lines[label.line].box(of: label.tokens)?.left
        }
        return nil
    }

    // MARK: Signature

    /// The name under the closing formula; without a formula the last line, where it is a name.
    func signature(hasHead: Bool) -> Candidate? {
        let closing = evidence.zones.closing
        let start = (closing ?? max(evidence.zones.bodyStart, page.lines.count - 3)) + (closing == nil ? 0 : 1)
        guard start <= page.lines.count else { return nil }
        for line in page.lines[start...].prefix(8) {
            guard AmountScanner.amounts(in: line.tokens).isEmpty else { continue }
            for cell in line.cells {
                guard let name = signedName(cell) else { continue }
                let score = closing == nil ? 0.5 : 0.66
                return Candidate(name: name, score: hasHead ? score - 0.1 : score, place: place(cell))
            }
        }
        return nil
    }

    private func signedName(_ cell: LetterCell) -> String? {
        let terms = page.terms(of: cell)
        guard let first = terms.first, terms.count <= 8, !LetterZones.isSubject(terms),
            !evidence.ourselves.isMarked(in: terms.map(\.folded)),
            !LineKind.isTitle(terms),
            !LineKind.isStreet(terms, tokens: page.lines[cell.line].tokens),
            !LineKind.isContact(terms, text: page.text(of: cell)),
            !LineKind.isPostcode(terms, tokens: page.lines[cell.line].tokens), !LineKind.isClosing(terms),
            !Self.unsigned.contains(first.folded)
        else { return nil }
        var text = page.text(of: cell)
        for lead in [
            "i. A. ", "i.A. ", "ppa. ", "i. V. ", "i.V. ", "p.o. ", "P.O. ", "p/o ", "gez. ", "Signé : ", "signé ",
        ] where text.hasPrefix(lead) {
            text = String(text.dropFirst(lead.count))
        }
        guard let name = PartyName.name(in: text) else { return nil }
        let words = name.split(separator: " ")
        guard (2...5).contains(words.count),
            words.allSatisfy({ $0.first?.isUppercase == true || Self.particles.contains($0.lowercased()) || $0 == "&" }
            ),
            !name.contains(where: \.isNumber), words.contains(where: { $0.filter(\.isLetter).count >= 3 })
        else { return nil }
        return name
    }

    private static let particles: Set<String> = [
        "de", "du", "la", "le", "des", "d", "von", "van", "der", "den", "et", "und", "and", "zu", "di", "da", "y",
        "ben", "el",
    ]
    private static let unsigned: Set<String> = [
        "pj", "p", "piece", "pieces", "copie", "cc", "le", "la", "les", "pour", "signature", "date", "service",
        "direction", "enc", "encl", "enclosures", "anlage", "anlagen", "ps", "nb",
        "merci", "dans", "fait", "lu", "bon", "cachet", "l", "annexe", "ci", "contrat", "client", "tel", "kundennummer",
        "enclosure", "the", "yours", "mit", "gerant", "gerante",
    ]
}
