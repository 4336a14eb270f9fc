import GreffeCore

/// Walks a letter's pages once for each kind of evidence.
struct EvidenceCollector {
    let pages: [LetterPage]
    let zones: LetterZones
    let labels: [[Label]]
    let ourselves: Ourselves
    let shapes: [LearntShape]
    let ownPages: Set<Int>
    private let labelsByLine: [[Int: [Label]]]
    private let addresseeLines: [Int: [Range<Int>]]

    init(pages: [LetterPage], zones: LetterZones, labels: [[Label]], ourselves: Ourselves, shapes: [LearntShape]) {
        (self.pages, self.zones, self.labels, self.ourselves, self.shapes) = (pages, zones, labels, ourselves, shapes)
        labelsByLine = labels.map { Dictionary(grouping: $0, by: \.line) }
        addresseeLines = Dictionary(grouping: zones.addressee, by: \.line).mapValues { $0.map(\.tokens) }
        ownPages = Set(pages.indices.dropFirst().filter { Self.isWrittenByUs(pages[$0], ourselves) })
    }

    /// Our letterhead on a page behind: our name in the first lines, and not in an address block further down.
    private static func isWrittenByUs(_ page: LetterPage, _ ourselves: Ourselves) -> Bool {
        guard ourselves.isKnown else { return false }
        let named = page.lines.first { line in
            line.cells.contains { ourselves.isMarked(in: page.terms(of: $0).map(\.folded)) }
        }
        guard let named, named.index < 4, named.position < 0.15 else { return false }
        return named.terms.count <= 8
    }

    func labels(page: Int, line: Int) -> [Label] { labelsByLine[page][line] ?? [] }

    func place(page: Int, line: Int, tokens: Range<Int>) -> Place {
        let lines = pages[page].lines
        let zone: LetterZone
        if page > 0 {
            zone = .behind
        } else if addresseeLines[line]?.contains(where: { $0.overlaps(tokens) }) == true {
            zone = .addressee
        } else if line < zones.bodyStart {
            zone = .head
        } else {
            zone = line >= zones.footStart ? .foot : .body
        }
        return Place(
            page: page, number: pages[page].number, line: line, tokens: tokens, box: lines[line].box(of: tokens),
            readingConfidence: lines[line].readingConfidence(of: tokens), zone: zone)
    }

    // MARK: References

    func references() -> [Reference] {
        var found: [Reference] = []
        for page in pages.indices {
            for label in labels[page] where label.kind.announcesReference {
                // Our own address has department names, not numbers.
                if page == 0, addresseeLines[label.line]?.contains(where: { $0.overlaps(label.tokens) }) == true {
                    continue
                }
                if let reference = reference(for: label, page: page) { found.append(reference) }
            }
            found += shaped(page: page, known: found)
        }
        return found
    }

    /// The reference beside or under a label.
    private func reference(for label: Label, page: Int) -> Reference? {
        let line = pages[page].lines[label.line]
        let next = labels(page: page, line: label.line).first { $0.tokens.lowerBound >= label.tokens.upperBound }
        let limit = next?.tokens.lowerBound ?? line.tokens.count
        var cursor = label.tokens.upperBound
        // PO-20533: the label is the number's first part.
        if cursor + 1 < limit, ["-", "/"].contains(line.tokens[cursor].folded), line.tokens[cursor].gap == .none,
            line.tokens[cursor + 1].gap == .none, line.tokens[cursor + 1].isAlphanumeric,
            line.tokens[cursor - 1].text.allSatisfy(\.isUppercase), line.tokens[cursor - 1].text.utf8.count <= 4
        {
            cursor -= 1
        }
        var skipped = 0
        var asksNumber = label.asksNumber
        while cursor < limit, skipped <= 5 {
            let token = line.tokens[cursor]
            if token.kind == .mark {
                // A full stop or a bracket ends what the label says; a colon or a number sign does not.
                if [";", "!", "?", ")"].contains(token.folded) { break }
                if ["#", "°", "º", ":", "\u{2116}"].contains(token.text) { asksNumber = true }
                cursor += 1
                continue
            }
            if let identifier = IdentifierScanner.identifier(at: cursor, in: line.tokens, before: limit),
                accepts(identifier, asksNumber: asksNumber, in: line)
            {
                return reference(identifier, label: label, page: page, line: label.line, isBelow: false)
            }
            let passes =
                LabelLexicon.numberWords.contains(token.folded) || LabelLexicon.fillers.contains(token.folded)
                || LabelLexicon.referenceWords.contains(token.folded) || Self.passed.contains(token.folded)
            guard passes || announcesNumber(cursor, in: line, before: limit, label: label) else { break }
            if LabelLexicon.numberWords.contains(token.folded) { asksNumber = true }
            skipped += 1
            cursor += 1
        }
        guard cursor >= limit || line.tokens[cursor].gap == .wide, skipped <= 2, isHead(label, page: page) else {
            return nil
        }
        return below(label, page: page)
    }

    /// `Facture de vente N°`, `COMMANDE DE PRESTATION N°`: at the head of a cell any word or two may stand before the
    /// sign for number.
    private func announcesNumber(_ cursor: Int, in line: LetterLine, before limit: Int, label: Label) -> Bool {
        guard let cell = line.cells.first(where: { $0.tokens.contains(label.tokens.lowerBound) }),
            cell.tokens.lowerBound == label.tokens.lowerBound
        else { return false }
        return line.tokens[cursor..<min(limit, cursor + 4)].dropFirst().contains {
            LabelLexicon.numberWords.contains($0.folded)
        }
    }

    /// Words that may stand between a label and its number.
    private static let passed: Set<String> = [
        "chez", "vous", "votre", "vos", "nous", "notre", "nos", "est", "le", "ci", "dessous", "rappeler", "suivant",
        "suivante", "client", "habitation", "auto",
        "automobile", "assurance", "assurances", "vie", "multirisque", "multirisques", "professionnelle",
        "professionnel", "pro", "sante", "prevoyance", "obseques", "flotte", "moto",
        "scolaire", "entreprise", "home", "motor", "car", "life", "household", "travel", "health", "insurance", "is",
        "with", "your", "our", "under", "sous", "souscrit", "dommages", "ouvrage",
        "decennale", "responsabilite", "civile", "rc", "mrh", "logement", "locataire", "proprietaire", "emprunteur",
        "collectif", "immeuble", "nos", "internal", "interne", "initiale", "initial", "original",
        "lautet", "lautend", "uber", "mit", "ist", "hausrat", "kfz", "haftpflicht", "gebaude", "wohngebaude", "leben",
        "unter", "ihre", "unsere", "bei", "ihnen", "annuelle", "ferme", "ouverte",
    ]

    /// Without a word for number, a bare short figure is a quantity, and a bare year a year.
    private func accepts(_ identifier: ScannedIdentifier, asksNumber: Bool, in line: LetterLine) -> Bool {
        let isBare = identifier.text.allSatisfy(\.isNumber)
        if isBare, identifier.text.utf8.count == 4, !asksNumber, DateScanner.years.contains(Int(identifier.text) ?? 0) {
            return false
        }
        if asksNumber { return true }
        let digits = identifier.text.filter(\.isNumber).count
        return isBare ? digits >= 4 : digits >= 2 && identifier.normalised.utf8.count >= 4
    }

    /// A label that has its value under it begins its cell or follows another label, as the head of a column does.
    private func isHead(_ label: Label, page: Int) -> Bool {
        let line = pages[page].lines[label.line]
        guard let cell = line.cells.first(where: { $0.tokens.contains(label.tokens.lowerBound) }) else { return false }
        let previous = line.terms.last {
            cell.tokens.contains($0.tokens.lowerBound) && $0.tokens.upperBound <= label.tokens.lowerBound
        }
        guard let previous else { return true }
        return LabelLexicon.yours.contains(previous.folded) || LabelLexicon.ours.contains(previous.folded)
            || labels(page: page, line: label.line).contains { $0.tokens.upperBound == previous.tokens.upperBound }
    }

    private func below(_ label: Label, page: Int) -> Reference? {
        let layout = pages[page]
        guard let box = layout.lines[label.line].box(of: label.tokens),
            let under = layout.tokens(under: box, after: label.line)
        else { return nil }
        let line = layout.lines[under.line]
        let start = under.tokens.lowerBound
        guard start < line.tokens.count,
            !labels(page: page, line: under.line).contains(where: { $0.tokens.contains(start) }),
            let identifier = IdentifierScanner.identifier(at: start, in: line.tokens, before: line.tokens.count),
            accepts(identifier, asksNumber: true, in: line), identifier.normalised.utf8.count >= 3,
            identifier.tokens.upperBound == line.tokens.count || line.tokens[identifier.tokens.upperBound].gap != .none
        else { return nil }
        return reference(identifier, label: label, page: page, line: under.line, isBelow: true)
    }

    private func reference(_ identifier: ScannedIdentifier, label: Label, page: Int, line: Int, isBelow: Bool)
        -> Reference
    {
        let normalised = identifier.normalised
        for shape in shapes {
            guard let match = shape.match(normalised),
                shape.isTelling || label.kind == .contract || label.kind == .account,
                match.repairs == 0 || shape.isTelling
            else { continue }
            return Reference(
                text: match.text, normalised: match.normalised, label: label, isBelow: isBelow, shape: shape.shape,
                place: place(page: page, line: line, tokens: identifier.tokens))
        }
        return Reference(
            text: identifier.text, normalised: normalised, label: label, isBelow: isBelow, shape: nil,
            place: place(page: page, line: line, tokens: identifier.tokens))
    }

    // MARK: Learnt shapes, without a label

    private func shaped(page: Int, known: [Reference]) -> [Reference] {
        let telling = shapes.filter(\.isTelling)
        guard let longest = telling.map(\.length).max() else { return [] }
        let byLength = Dictionary(grouping: telling, by: \.length)
        let taken = Dictionary(grouping: known.filter { $0.place.page == page }, by: \.place.line)
        var found: [Reference] = []
        for line in pages[page].lines {
            var index = 0
            while index < line.tokens.count {
                if let hit = shaped(at: index, line: line, byLength: byLength, longest: longest) {
                    if taken[line.index]?.contains(where: { $0.place.tokens.overlaps(hit.tokens) && $0.shape != nil })
                        != true
                    {
                        found.append(
                            Reference(
                                text: hit.text, normalised: hit.normalised, label: nil, isBelow: false,
                                shape: hit.shape,
                                place: place(page: page, line: line.index, tokens: hit.tokens)))
                    }
                    index = hit.tokens.upperBound
                } else {
                    index += 1
                }
            }
        }
        return found
    }

    private func shaped(
        at index: Int, line: LetterLine, byLength: [Int: [LearntShape]], longest: Int
    ) -> (text: String, normalised: String, shape: String, tokens: Range<Int>)? {
        let tokens = line.tokens
        guard tokens[index].isAlphanumeric, tokens[index].text.first.map({ $0.isUppercase || $0.isNumber }) == true,
            index == 0 || tokens[index].gap != .none || tokens[index - 1].kind == .mark
        else { return nil }
        var text = ""
        var best: (text: String, normalised: String, shape: String, tokens: Range<Int>)?
        var bestRepairs = Int.max
        for end in index..<min(tokens.count, index + 16) {
            let token = tokens[end]
            if end > index, token.gap == .wide { break }
            guard token.isAlphanumeric else {
                if ["-", "/", ".", ":", "_", "\u{2013}"].contains(token.text) { continue } else { break }
            }
            text += IdentifierForm.alphanumeric(token.text)
            if text.utf8.count > longest { break }
            let isEnd = end + 1 == tokens.count || tokens[end + 1].gap != .none || tokens[end + 1].kind == .mark
            guard isEnd, let candidates = byLength[text.utf8.count] else { continue }
            for shape in candidates {
                if let match = shape.match(text), match.repairs <= 2,
                    match.repairs < bestRepairs || end + 1 > best?.tokens.upperBound ?? 0
                {
                    bestRepairs = match.repairs
                    best = (match.text, match.normalised, shape.shape, index..<end + 1)
                }
            }
        }
        return best
    }

    // MARK: Dates

    func dates() -> [FoundDate] {
        var found: [FoundDate] = []
        for page in pages.indices {
            for line in pages[page].lines {
                let labels = labels(page: page, line: line.index)
                for date in DateScanner.dates(in: line.tokens) {
                    let beside = labels.last { label in
                        label.tokens.upperBound <= date.tokens.lowerBound
                            && line.terms.filter {
                                (label.tokens.upperBound..<date.tokens.lowerBound).contains($0.tokens.lowerBound)
                            }.count <= 7
                    }
                    let above = beside == nil ? labelAbove(date.tokens, line: line, page: page) : nil
                    found.append(
                        FoundDate(
                            scanned: date, label: beside ?? above, isBelow: above != nil,
                            place: place(page: page, line: line.index, tokens: date.tokens)))
                }
            }
        }
        return found
    }

    /// The label of a column's head.
    private func labelAbove(_ tokens: Range<Int>, line: LetterLine, page: Int) -> Label? {
        guard let box = line.box(of: tokens) else { return nil }
        for index in stride(from: line.index - 1, through: max(0, line.index - 2), by: -1) {
            let candidates = labels(page: page, line: index).filter { label in
                pages[page].lines[index].box(of: label.tokens).map { $0.left < box.right && box.left < $0.right }
                    ?? false
            }
            if let label = candidates.first(where: { isEndOfCell($0, page: page) }) {
                let gap = line.top - pages[page].lines[index].bottom
                return gap < 2.5 * pages[page].em ? label : nil
            }
        }
        return nil
    }

    /// Nothing but marks stands between the label and the next cell or label.
    private func isEndOfCell(_ label: Label, page: Int) -> Bool {
        let line = pages[page].lines[label.line]
        let next = line.terms.first { $0.tokens.lowerBound >= label.tokens.upperBound }
        guard let next else { return true }
        return next.gap == .wide
            || labels(page: page, line: label.line).contains { $0.tokens.lowerBound == next.tokens.lowerBound }
    }
}
