import GreffeCore

/// An amount with what its line, or the head of its column, says it is.
struct LabelledAmount {
    enum Kind { case net, vat, total }

    let kind: Kind
    /// How plainly the words say so: 3 for `Net à payer`, 1 for a column's head.
    let strength: Double
    let amount: ScannedAmount
    let place: Place

    /// The cents meant: as read, or with a lost decimal comma put back (`62220 €`).
    var readings: [Int] {
        let text = amount.cents
        return amount.mayHaveLostComma ? [text, text / 100] : [text]
    }
}

extension ScannedAmount {
    /// A currency behind a run of figures without decimals; only arithmetic tells whether a comma was lost.
    var mayHaveLostComma: Bool { cents % 100 == 0 && abs(cents) >= 10_000 && tokens.count <= 2 }
}

/// Finds the sums of a page's bills and orders.
struct AmountTable {
    private let evidence: LetterEvidence

    init(_ evidence: LetterEvidence) { self.evidence = evidence }

    func amounts(page: Int) -> [LabelledAmount] {
        let layout = evidence.pages[page]
        var found: [LabelledAmount] = []
        for line in layout.lines {
            let amounts = AmountScanner.amounts(in: line.tokens)
            var previous = 0
            var inherited: (LabelledAmount.Kind, Double)?
            for amount in amounts {
                let words = terms(before: amount, from: previous, in: line)
                var said = AmountWords.kind(of: words)
                if said == nil, let behind = AmountWords.kind(of: terms(behind: amount, before: amounts, in: line)) {
                    said = (behind.kind, 1.2)
                }
                let place = place(amount, line: line, page: page)
                if let said {
                    found.append(LabelledAmount(kind: said.kind, strength: said.strength, amount: amount, place: place))
                    inherited = (said.kind, said.strength)
                } else if words.isEmpty, let inherited, inherited.0 == .vat {
                    // TVA 20 % sur 622,20   124,44: the second is the tax.
                    found.append(LabelledAmount(kind: inherited.0, strength: inherited.1, amount: amount, place: place))
                } else if let head = columnHead(of: amount, line: line, page: layout) {
                    found.append(LabelledAmount(kind: head.kind, strength: head.strength, amount: amount, place: place))
                }
                previous = amount.tokens.upperBound
            }
            if amounts.isEmpty, let said = AmountWords.kind(of: line.terms), said.strength >= 2, line.terms.count <= 6,
                let below = amountBelow(line, page: layout)
            {
                found.append(
                    LabelledAmount(
                        kind: said.kind, strength: said.strength - 0.5, amount: below.0,
                        place: place(below.0, line: below.1, page: page)))
            }
        }
        return found
    }

    /// An amount of just so many cents on some lines, whatever stands before it: words run together or misread.
    func amount(_ cents: Int, page: Int, from first: Int, through last: Int) -> LabelledAmount? {
        for line in evidence.pages[page].lines where (first...max(first, last)).contains(line.index) {
            if let amount = AmountScanner.amounts(in: line.tokens).first(where: { abs($0.cents) == cents }) {
                return LabelledAmount(
                    kind: .net, strength: 1, amount: amount, place: place(amount, line: line, page: page))
            }
        }
        return nil
    }

    private func place(_ amount: ScannedAmount, line: LetterLine, page: Int) -> Place {
        Place(
            page: page, number: evidence.pages[page].number, line: line.index, tokens: amount.tokens,
            box: line.box(of: amount.tokens),
            readingConfidence: line.readingConfidence(of: amount.tokens), zone: page == 0 ? .body : .behind)
    }

    /// The words that lead up to an amount: of its own cell, else of the cell before.
    private func terms(before amount: ScannedAmount, from start: Int, in line: LetterLine) -> [Term] {
        var terms = line.terms.filter { (start..<amount.tokens.lowerBound).contains($0.tokens.lowerBound) }
        // 408 € HT, soit 500 € TTC: HT says what the first is.
        if start > 0, let first = terms.first, first.gap != .wide, terms.count > 1,
            ["ht", "ttc"].contains(first.folded)
        {
            terms.removeFirst()
        }
        let cells = line.cells.filter {
            $0.tokens.lowerBound < amount.tokens.lowerBound && $0.tokens.upperBound > start
        }
        for cell in cells.reversed() {
            let own = terms.filter { cell.tokens.contains($0.tokens.lowerBound) }
            if own.contains(where: { line.tokens[$0.tokens.lowerBound].kind == .word && $0.folded.utf8.count > 1 }) {
                if AmountWords.kind(of: own) != nil || cell == cells.first { return own }
                // Total | EUR | 505.00: the cell before says more.
                return own.count <= 1 ? terms : own
            }
        }
        return terms
    }

    /// 1 234,50 € TTC: the word behind.
    private func terms(behind amount: ScannedAmount, before amounts: [ScannedAmount], in line: LetterLine) -> [Term] {
        let next =
            amounts.first { $0.tokens.lowerBound >= amount.tokens.upperBound }?.tokens.lowerBound ?? line.tokens.count
        let terms = line.terms.filter { (amount.tokens.upperBound..<next).contains($0.tokens.lowerBound) }.prefix(2)
        guard let first = terms.first, first.gap != .wide, ["ttc", "ht"].contains(first.folded) else { return [] }
        return [first]
    }

    /// The amount that stands alone under a line of words.
    private func amountBelow(_ line: LetterLine, page: LetterPage) -> (ScannedAmount, LetterLine)? {
        guard let box = line.box(of: line.tokens.indices),
            let under = page.tokens(under: box, after: line.index, depth: 1)
        else { return nil }
        let next = page.lines[under.line]
        let amounts = AmountScanner.amounts(in: next.tokens)
        guard amounts.count == 1, next.terms.allSatisfy({ amounts[0].tokens.contains($0.tokens.lowerBound) }) else {
            return nil
        }
        return (amounts[0], next)
    }

    /// What the head of the amount's column says, where a line of heads without amounts stands above.
    private func columnHead(of amount: ScannedAmount, line: LetterLine, page: LetterPage) -> (
        kind: LabelledAmount.Kind, strength: Double
    )? {
        guard let box = line.box(of: amount.tokens) else { return nil }
        for index in stride(from: line.index - 1, through: max(0, line.index - 3), by: -1) {
            let head = page.lines[index]
            guard AmountScanner.amounts(in: head.tokens).isEmpty else { continue }
            let above = head.terms.filter { term in
                head.box(of: term.tokens).map { $0.left < box.right && box.left < $0.right } ?? false
            }
            guard let first = above.first, let last = above.last else { continue }
            // The words of that head only: from the wide gap before to the wide gap behind.
            let cell = head.cells.first { $0.tokens.contains(first.tokens.lowerBound) }
            let own = head.terms.filter { cell?.tokens.contains($0.tokens.lowerBound) ?? false }
            let words =
                own.count <= 3
                ? own
                : Array(
                    head.terms[max(0, self.index(of: first, in: head.terms) - 1)...self.index(of: last, in: head.terms)]
                )
            if let said = AmountWords.kind(of: words) { return (said.kind, line.index - index == 1 ? 1.5 : 0.8) }
            return nil
        }
        return nil
    }

    private func index(of term: Term, in terms: [Term]) -> Int {
        terms.firstIndex { $0.tokens == term.tokens } ?? 0
    }
}

/// What words before an amount make of it.
enum AmountWords {
    static func kind(of terms: [Term]) -> (kind: LabelledAmount.Kind, strength: Double)? {
        let words = terms.flatMap { spelled($0.folded) }
        guard !words.isEmpty, words.count <= 24 else { return nil }
        // Many words are a sentence: only the plain ones count there.
        let prose = words.count > 9 ? 1.0 : 0
        let set = Set(words)
        func has(_ list: Set<String>) -> Bool { !set.isDisjoint(with: list) }
        func said(_ kind: LabelledAmount.Kind, _ strength: Double) -> (kind: LabelledAmount.Kind, strength: Double)? {
            (kind, strength - prose)
        }
        let isTotal = has(totals)
        let isPayable = isPayable(words)
        if has(others), !isPayable, !(isTotal && has(inclusive)) { return nil }
        let isExclusive =
            has(exclusive) || words.contains(where: { $0.hasPrefix("netto") || $0.hasPrefix("hors") })
            || hasRun(words, ["net", "total"]) || hasRun(words, ["total", "net"]) || hasRun(words, ["net", "amount"])
            || hasRun(words, ["net", "credit"])
            || words == ["net"] || hasRun(words, ["net", "eur"]) || hasRun(words, ["montant", "net"]) && !isPayable
        if has(inclusive) || words.contains("brutto") || words.contains("bruttobetrag") {
            return said(.total, isTotal || isPayable ? 3 : 2.2)
        }
        if isPayable, !isExclusive {
            // What is left after a payment is not what the bill comes to.
            return said(.total, has(["reste", "solde", "balance"]) ? 1.9 : 3)
        }
        if words.contains(where: vatWords.contains) {
            if isExclusive, has(["hors", "excl", "excluding", "exkl", "ohne", "ex"]) { return said(.net, 2.5) }
            if has(["intracommunautaire", "intracom", "numero", "idnr", "registration"]) { return nil }
            return said(.vat, isTotal || has(["montant"]) ? 2.6 : 2.5)
        }
        if isExclusive {
            return said(.net, isTotal || has(["montant"]) || words.contains { $0.hasPrefix("netto") } ? 3 : 1.5)
        }
        if has(subtotals) { return said(.net, 1.6) }
        if has(strongTotals) { return said(.total, 2.8) }
        if isTotal, words.count <= 9 { return said(.total, words.first.map(totals.contains) == true ? 2 : 1.6) }
        if has(weakTotals), words.count <= 3 { return said(.total, 1) }
        return nil
    }

    /// `TOTALTITC.`, `H1T`: the commonest words of a sum, as reading tends to mangle them.
    private static func spelled(_ word: String) -> [String] {
        if word.utf8.count > 6, word.hasPrefix("total") { return ["total"] + spelled(String(word.dropFirst(5))) }
        switch word {
        case "hit", "h1t", "hti", "iit", "h7", "htt": return ["ht"]
        case "titc", "tic", "ttg", "tfc", "tte", "t1c", "ttec", "itc", "tt0", "tto": return ["ttc"]
        case "fotal", "tota", "t0tal", "iotal", "totai", "tofal": return ["total"]
        case "tya", "tval", "tv4", "iva": return ["tva"]
        default: return [word]
        }
    }

    private static func isPayable(_ words: [String]) -> Bool {
        hasRun(words, ["net", "a", "payer"]) || hasRun(words, ["a", "payer"]) || hasRun(words, ["a", "regler"])
            || hasRun(words, ["amount", "due"])
            || hasRun(words, ["total", "due"]) || hasRun(words, ["balance", "due"])
            || hasRun(words, ["amount", "payable"]) || hasRun(words, ["total", "payable"])
            || hasRun(words, ["zu", "zahlen"]) || hasRun(words, ["montant", "du"]) && words.last == "du"
            || hasRun(words, ["solde", "du"]) || hasRun(words, ["net", "payer"])
            || hasRun(words, ["to", "pay"]) || hasRun(words, ["reste", "du"]) || hasRun(words, ["please", "pay"])
            || hasRun(words, ["a", "deduire"]) && hasRun(words, ["net"])
            || words.contains {
                [
                    "zahlbetrag", "zahlungsbetrag", "rechnungsbetrag", "rechnungssumme", "endbetrag", "gesamtbetrag",
                    "gesamtsumme", "endsumme", "forderungsbetrag", "uberweisungsbetrag",
                ].contains($0)
            }
    }

    private static func hasRun(_ words: [String], _ run: [String]) -> Bool {
        guard words.count >= run.count else { return false }
        return (0...(words.count - run.count)).contains { Array(words[$0..<$0 + run.count]) == run }
    }

    private static let totals: Set<String> = [
        "total", "totaux", "totalbetrag", "gesamt", "summe", "somme", "sum", "totale", "fotal", "tota", "ensemble",
        "auftragssumme", "bestellsumme", "gesamtpreis", "auftragswert", "gesamtwert",
    ]
    private static let strongTotals: Set<String> = [
        "gutschriftsbetrag", "gutschriftbetrag", "auftragssumme", "bestellsumme", "gesamtpreis", "auftragswert",
        "gesamtwert", "bestellwert", "abschlagsbetrag", "honorarsumme",
    ]
    private static let weakTotals: Set<String> = ["montant", "betrag", "amount", "solde", "balance", "payer"]
    private static let subtotals: Set<String> = ["subtotal", "zwischensumme", "sous", "warenwert"]
    private static let exclusive: Set<String> = [
        "ht", "excl", "excluding", "exkl", "nettobetrag", "nettosumme", "nettowert", "nettogesamt", "netto",
    ]
    private static let inclusive: Set<String> = [
        "ttc", "incl", "inkl", "including", "inclusive", "comprises", "comprise", "inklusive", "einschliesslich",
        "tvac", "bruttosumme",
    ]
    private static let vatWords: Set<String> = [
        "tva", "vat", "mwst", "ust", "umsatzsteuer", "mehrwertsteuer", "mwst.", "tval", "tya", "steuer", "taxe",
    ]
    /// Sums that are neither net, tax nor total.
    private static let others: Set<String> = [
        "acompte", "acomptes", "verse", "versee", "deja", "remise", "remises", "rabais", "escompte", "skonto", "rabatt",
        "discount", "anzahlung", "deposit", "paid", "unitaire",
        "capital", "franchise", "plafond", "avance", "recu", "indemnite", "penalite", "penalites", "interets",
        "forfaitaire", "mahngebuhr", "verzugszinsen", "einzelpreis", "stundensatz",
        "consigne", "provision", "anterieur", "precedent", "report", "monatlich", "mensualite", "horaire", "caution",
        "retenue", "sejour",
    ]
}
