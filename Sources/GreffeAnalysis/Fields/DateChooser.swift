import GreffeCore

/// Which of the dates on the paper is the letter's own, and which the day to pay by.
struct DateChooser {
    private let evidence: LetterEvidence
    private let letterClass: LetterClass

    init(_ evidence: LetterEvidence, letterClass: LetterClass) {
        (self.evidence, self.letterClass) = (evidence, letterClass)
    }

    /// Below this a date in the text is no better than the next one.
    private static let bar = 0.5

    func letterDate() -> FieldValue? {
        let candidates = evidence.dates.filter { $0.place.page == 0 }.map { ($0, score($0)) }
        let best = candidates.max { left, right in
            (left.1, -left.0.place.line) < (right.1, -right.0.place.line)
        }
        guard let (date, score) = best, score >= Self.bar else { return formDate() ?? faxDate() }
        let rivals = candidates.filter { $0.1 > score - 0.1 && $0.0.scanned.date != date.scanned.date }.count
        let confidence = score - (rivals > 0 ? 0.1 : 0) - (date.scanned.isRepaired ? 0.1 : 0)
        return FieldValue(date.scanned.date.description, confidence: confidence, at: date.place)
    }

    private var isReminder: Bool {
        let reminders = ["rappel", "relance", "mahnung", "zahlungserinnerung", "reminder", "demeure"]
        return evidence.pages[0].lines.prefix { $0.position < 0.6 }.contains { line in
            line.terms.count <= 8 && line.terms.contains { term in reminders.contains { term.folded.hasSuffix($0) } }
        }
    }

    /// A form whose date cannot be read (a hand's figures) was sent on the day the fax machine printed, or near it.
    private func faxDate() -> FieldValue? {
        let page = evidence.pages[0]
        let isAsked = evidence.labels[0].contains { label in
            (label.kind == .date || label.kind == .orderDate) && label.line < page.lines.count
                && page.lines[label.line].position < 0.5
        }
        guard isAsked, let header = page.faxHeader else { return nil }
        let tokens = Tokenizer.tokens(
            of: header.split(separator: " ").map {
                Word(text: String($0), box: Box(left: 0, top: 0, right: 0, bottom: 0), confidence: 0)
            }
        ) { _ in false }
        return DateScanner.dates(in: tokens).first.map {
            FieldValue(value: $0.date.description, confidence: 0.5, page: page.number)
        }
    }

    /// A statement of an accident carries no other date than the accident's.
    private func formDate() -> FieldValue? {
        guard letterClass == .claim,
            evidence.pages[0].lines.prefix(6).contains(where: { line in line.terms.contains { $0.folded == "constat" } }
            )
        else { return nil }
        let date = evidence.dates.first { found in
            found.place.page == 0 && found.label?.kind == .otherDate && words(before: found).contains("accident")
        }
        return date.map { FieldValue($0.scanned.date.description, confidence: 0.6, at: $0.place) }
    }

    // MARK: The letter's date

    private func score(_ found: FoundDate) -> Double {
        let page = evidence.pages[0]
        let line = page.lines[found.place.line]
        guard !isStamp(found, on: page) else { return 0 }
        let cell = line.cells.first { $0.tokens.contains(found.scanned.tokens.lowerBound) }
        let start = cell?.tokens.lowerBound ?? 0
        let end = cell?.tokens.upperBound ?? line.tokens.count
        let before = line.terms.filter { (start..<found.scanned.tokens.lowerBound).contains($0.tokens.lowerBound) }
        let after = line.terms.filter { (found.scanned.tokens.upperBound..<end).contains($0.tokens.lowerBound) }
        if let label = found.label, let score = score(found, label: label, in: line) { return score }
        return score(found, before: before, after: after, line: line)
    }

    /// The score a label gives; nil where the label has nothing to do with the date.
    private func score(_ found: FoundDate, label: Label, in line: LetterLine) -> Double? {
        let between = line.terms.filter {
            label.tokens.upperBound <= $0.tokens.lowerBound && $0.tokens.lowerBound < found.scanned.tokens.lowerBound
        }
        .map(\.folded)
        let isNear =
            found.isBelow || between.filter { !Self.small.contains($0) && !$0.contains(where: \.isNumber) }.count <= 2
        guard isNear else { return nil }
        let isHigh = found.place.line < evidence.zones.bodyStart || line.position < 0.5
        switch label.kind {
        case .dueDate, .otherDate: return between.count <= 3 || found.isBelow ? 0 : nil
        case .date:
            return label.isYours
                ? 0 : isCited(label, in: evidence.pages[0].lines[label.line]) ? 0.2 : 0.92 - (found.isBelow ? 0.04 : 0)
        case .invoiceDate: return letterClass == .invoice ? 0.96 : letterClass == .claim ? 0.3 : 0.55
        case .orderDate: return letterClass == .order ? 0.95 : 0
        case .invoiceNumber, .creditNoteNumber, .orderNumber:
            let fits = label.kind == .orderNumber ? letterClass == .order : letterClass == .invoice
            // A reminder names the bill it reminds of.
            guard fits, isHigh, !label.isYours, !isCited(label, in: line), !isReminder else { return 0 }
            return between.contains(where: Self.of.contains) || found.isBelow ? 0.8 : 0.75
        case .name, .firstName, .companyName, .address, .phone, .email, .ourReference, .yourReference, .dossier:
            return nil
        default: return between.contains(where: Self.of.contains) ? 0 : nil
        }
    }

    /// The score of a date by what stands round it: `Tours, le …`, a line of its own, a sentence.
    private func score(_ found: FoundDate, before: [Term], after: [Term], line: LetterLine) -> Double {
        let zones = evidence.zones
        let isHead = found.place.line < zones.bodyStart || line.position < 0.35
        let isEnd = zones.closing.map { found.place.line > $0 } ?? (line.position > 0.5)
        let words = before.map(\.folded).filter { !Self.weekdays.contains($0) }
        // Behind it may stand the hour.
        let rest = after.map(\.folded).filter {
            !Self.weekdays.contains($0) && !Self.hours.contains($0) && $0.first?.isNumber != true
        }
        guard found.place.zone != .foot || words.first == "fait" else { return 0.1 }
        if let first = words.first, first == "fait" || first == "signe" || words.starts(with: ["done", "at"]) {
            return words.count <= 8 ? 0.93 : 0.3
        }
        if words.isEmpty || words.allSatisfy(Self.leads.contains) {
            guard rest.count <= 1 else { return 0.2 }
            return isHead ? 0.88 : isEnd ? 0.6 : 0.3
        }
        // Réf. 12.0340.118   le 25/02/2026: behind another value.
        if isHead, rest.isEmpty, words.last == "le", words.count <= 6, words.dropLast().last?.last?.isNumber == true {
            return 0.7
        }
        // Tours, le …; Kempten, den …; a place's name and nothing else.
        let last = words.last ?? ""
        let isPlaced = Self.leads.contains(last) || hasComma(before: found, in: line)
        let names = words.filter { !Self.leads.contains($0) && !Self.small.contains($0) }
        let isPlace = names.count <= 4 && words.count <= 7 && isCapitalised(before, in: line)
        if isPlaced, isPlace, rest.count <= 4 { return isHead ? 0.94 : isEnd ? 0.8 : 0.3 }
        if isPlace, rest.isEmpty, isHead, names.count <= 3 { return 0.7 }
        return 0.15
    }

    private func hasComma(before found: FoundDate, in line: LetterLine) -> Bool {
        let index = found.scanned.tokens.lowerBound
        return index > 0 && line.tokens[max(0, index - 3)..<index].contains { [",", "."].contains($0.folded) }
    }

    private func isCapitalised(_ terms: [Term], in line: LetterLine) -> Bool {
        terms.allSatisfy { term in
            let token = line.tokens[term.tokens.lowerBound]
            return Self.leads.contains(term.folded) || Self.small.contains(term.folded)
                || Self.weekdays.contains(term.folded)
                || token.text.first?.isUppercase == true || token.kind == .digits && token.text.utf8.count == 5
        }
    }

    /// The document named by a label is another one: `votre facture du`, `sur facture`, `zur Rechnung`.
    private func isCited(_ label: Label, in line: LetterLine) -> Bool {
        if label.isYours { return true }
        let before = line.terms[..<min(label.terms.lowerBound, line.terms.count)].suffix(3)
        if let last = before.last, Self.citing.contains(last.folded) { return true }
        return line.terms.first.map {
            ["objet", "betreff", "betr", "subject", "concerne", "re", "sujet"].contains($0.folded)
        } ?? false
    }

    /// An arrival stamp or a postmark, not the letter's date.
    private func isStamp(_ found: FoundDate, on page: LetterPage) -> Bool {
        let around = page.lines[max(0, found.place.line - 1)...min(page.lines.count - 1, found.place.line + 1)]
        let own = page.lines[found.place.line].terms
        if own.count <= 10, own.contains(where: { Self.stamps.contains($0.folded) }) { return true }
        guard own.count <= 6, let box = found.place.box else { return false }
        return around.contains { line in
            line.cells.contains { cell in
                cell.box.left < box.right && box.left < cell.box.right && cell.tokens.count <= 6
                    && page.terms(of: cell).contains { Self.stamps.contains($0.folded) }
            }
        }
    }

    private func words(before found: FoundDate) -> [String] {
        let line = evidence.pages[found.place.page].lines[found.place.line]
        return line.terms.filter { $0.tokens.lowerBound < found.scanned.tokens.lowerBound }.map(\.folded)
    }

    // MARK: The day to pay by

    func dueDate(letterDate: FieldValue?) -> FieldValue? {
        guard letterClass == .invoice else { return nil }
        let written = letterDate.flatMap { CalendarDate($0.value) }
        var best: (found: FoundDate, score: Double)?
        for found in evidence.dates {
            guard let label = found.label, label.kind == .dueDate else { continue }
            let line = evidence.pages[found.place.page].lines[found.place.line]
            let between = line.terms.filter {
                !found.isBelow && label.tokens.upperBound <= $0.tokens.lowerBound
                    && $0.tokens.lowerBound < found.scanned.tokens.lowerBound
            }
            guard between.filter({ !Self.small.contains($0.folded) && !Self.weekdays.contains($0.folded) }).count <= 2
            else { continue }
            var score = found.place.page == 0 ? 0.93 : 0.85
            if found.isBelow { score -= 0.05 }
            if found.scanned.isRepaired { score -= 0.1 }
            // Due before it was written: the day of an older bill.
            if let written, found.scanned.date < written { score -= 0.4 }
            if score > best?.score ?? 0 { best = (found, score) }
        }
        return best.flatMap { best in
            best.score < Self.bar
                ? nil : FieldValue(best.found.scanned.date.description, confidence: best.score, at: best.found.place)
        }
    }

    // MARK: Words

    private static let hours: Set<String> = ["a", "h", "heures", "heure", "uhr", "um", "at", "am", "pm", "vers", "hrs"]
    private static let leads: Set<String> = ["le", "den", "the", "am", "ce", "l", "ie", "on", "this"]
    private static let small: Set<String> = [
        "le", "la", "les", "de", "du", "des", "en", "sur", "sous", "a", "au", "aux", "den", "dem", "der", "bis", "zum",
        "am", "by", "on", "of", "the", "l", "d",
        "vom", "dated", "et", "lez", "saint", "sainte", "st", "ste", "plus", "tard", "spatestens", "im", "in", "n",
        "no", "nr", "um", "is", "est", "avant",
    ]
    private static let of: Set<String> = ["du", "vom", "of", "dated", "le", "from", "en", "date", "datum", "am"]
    private static let citing: Set<String> = [
        "sur", "suite", "zur", "unsere", "our", "to", "concernant", "relative", "selon", "votre", "vos", "notre", "nos",
        "ihre", "against", "credits", "par", "zu", "rappel",
        "copie", "annule", "reference", "ref", "voir", "aus", "your", "per", "gemass", "suivant", "d", "la", "une",
    ]
    private static let stamps: Set<String> = [
        "recu", "recue", "affranchi", "arrive", "arrivee", "courrier", "received", "eingegangen", "eingang",
        "posteingang", "pic",
        "cachet", "affranchissement", "enregistre",
    ]
    private static let weekdays: Set<String> = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "monday", "tuesday", "wednesday",
        "thursday", "friday", "saturday", "sunday",
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "mon", "tue", "wed", "thu",
        "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa",
    ]
}
