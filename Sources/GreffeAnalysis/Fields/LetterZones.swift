import GreffeCore

/// The parts of a letter's leading page: who writes, to whom, where the text begins and ends. Line numbers are indices
/// of `LetterPage.lines`.
package struct LetterZones: Sendable {
    /// The address block of the recipient: us.
    package let addressee: [LetterCell]
    /// Cells of the head that are not the addressee's: the letterhead or the sender's address.
    package let head: [LetterCell]
    /// The line that greets; nil for forms and bills.
    package let salutation: Int?
    /// The line of the closing formula.
    package let closing: Int?
    /// `Objet :`, `Betreff`, `Re:`.
    package let subject: Int?
    /// First line of the text proper; everything above is head.
    package let bodyStart: Int
    /// First line of the imprint at the foot; the page's line count where there is none.
    package let footStart: Int

    init(_ page: LetterPage, ourselves: Ourselves) {
        let lines = page.lines
        let salutation = lines.firstIndex { line in
            line.position < 0.75
                && line.cells.contains { cell in
                    LineKind.isSalutation(page.terms(of: cell), text: page.text(of: cell))
                }
        }
        self.salutation = salutation
        closing = lines.lastIndex { line in
            line.index > (salutation ?? 1) && line.index * 3 > lines.count && LineKind.isClosing(line.terms)
        }
        subject = lines.firstIndex { line in
            line.position < 0.7 && line.cells.contains { Self.isSubject(page.terms(of: $0)) }
        }
        let title = lines.firstIndex { line in
            line.index > 0
                && line.cells.contains { cell in
                    let terms = page.terms(of: cell)
                    return LineKind.isTitle(terms) && terms.count <= 8 && line.position > 0.15
                }
        }
        let prose = lines.firstIndex { line in
            LineKind.isProse(line.terms, tokens: line.tokens) && !LineKind.isPostcode(line.terms, tokens: line.tokens)
                && !LineKind.isContact(line.terms, text: line.text)
        }
        let sums = lines.firstIndex { line in
            line.index > 0 && AmountScanner.amounts(in: line.tokens).contains { !$0.isRepaired }
        }
        let first = [salutation, subject, title, prose, sums].compactMap { $0 }.min() ?? lines.count
        let bodyStart = min(first, lines.firstIndex { $0.position > 0.5 } ?? lines.count)
        self.bodyStart = bodyStart
        footStart = Self.footStart(page, after: max(bodyStart, closing ?? 0))
        let found = AddresseeFinder(page, ourselves: ourselves, headEnd: max(bodyStart, 1)).cells
        addressee = found
        let taken = Set(found)
        // A greeting or a sentence first: there is no head.
        let isHeadless = bodyStart == 0 && (salutation == 0 || prose == 0)
        head = lines.prefix(isHeadless ? 0 : max(bodyStart, min(2, lines.count))).flatMap(\.cells).filter {
            !taken.contains($0)
        }
    }

    static func isSubject(_ terms: [Term]) -> Bool {
        guard let first = terms.first?.folded else { return false }
        if ["objet", "betreff", "betr", "subject", "concerne", "concerns", "betrifft", "sujet"].contains(first) {
            return true
        }
        return first == "re" && terms.count > 1
    }

    /// The imprint: lines at the foot with what companies must print there.
    private static func footStart(_ page: LetterPage, after: Int) -> Int {
        var start = page.lines.count
        for line in page.lines.reversed() {
            guard line.index > after, line.index > page.lines.count - 9 else { break }
            let isImprint =
                LineKind.isContact(line.terms, text: line.text) || LineKind.isLegal(line.terms)
                || LineKind.isPostcode(line.terms, tokens: line.tokens)
            if isImprint { start = line.index } else if start == page.lines.count, line.position < 0.8 { break }
        }
        return start
    }
}

/// Finds the recipient's address on a leading page: by our names where they are known, else by form and place.
struct AddresseeFinder {
    let cells: [LetterCell]

    init(_ page: LetterPage, ourselves: Ourselves, headEnd: Int) {
        let blocks = page.blocks.filter { ($0.cells.first?.line ?? 0) < max(headEnd, 1) || Self.isHigh($0, in: page) }
        if let block = blocks.first(where: { Self.isOurs($0, in: page, ourselves) }) {
            cells = Self.cut(block, in: page, ourselves)
        } else if let block = Self.likely(blocks, in: page, headEnd: headEnd) {
            cells = block
        } else {
            cells = []
        }
    }

    private static func isHigh(_ block: LetterBlock, in page: LetterPage) -> Bool {
        guard let line = block.cells.first?.line else { return false }
        return page.lines[line].position < 0.4
    }

    /// A block whose cell names us, or gives our address; not a sentence that does.
    private static func isOurs(_ block: LetterBlock, in page: LetterPage, _ ourselves: Ourselves) -> Bool {
        block.cells.contains { cell in
            let words = page.terms(of: cell).map(\.folded)
            return words.count <= 12 && (ourselves.isMarked(in: words) || ourselves.isAddressed(in: words))
        }
    }

    /// The part of the block that is ours: what stands above our name may be the sender's (set in one column), up to a
    /// line that ends an address.
    private static func cut(_ block: LetterBlock, in page: LetterPage, _ ourselves: Ourselves) -> [LetterCell] {
        let ours = block.cells.indices.first { index in
            let words = page.terms(of: block.cells[index]).map(\.folded)
            return ourselves.isMarked(in: words) || ourselves.isAddressed(in: words)
        }
        guard let ours else { return block.cells }
        var start = ours
        while start > 0 {
            let above = block.cells[start - 1]
            let terms = page.terms(of: above)
            let tokens = page.lines[above.line].tokens
            let introduces = [
                "fournisseur", "client", "lieferant", "supplier", "customer", "pour", "aux",
                "a", "an", "to", "attention", "l", "doit", "destinataire", "monsieur", "madame", "herrn", "m",
            ]
            .contains(terms.first?.folded ?? "")
            guard introduces, !LineKind.isPostcode(terms, tokens: tokens) else { break }
            start -= 1
        }
        var end = ours + 1
        while end < block.cells.count, end - start < 8 {
            let terms = page.terms(of: block.cells[end])
            let tokens = page.lines[block.cells[end].line].tokens
            if LineKind.isTitle(terms) || !DateScanner.dates(in: Array(tokens[block.cells[end].tokens])).isEmpty {
                break
            }
            end += 1
            if LineKind.isPostcode(terms, tokens: tokens) { break }
        }
        return Array(block.cells[start..<end])
    }

    /// Nobody told us who we are: of the address blocks in the head, the recipient's is the one to the right or the
    /// lower one; a single one below another party's letterhead is the recipient's too.
    private static func likely(_ blocks: [LetterBlock], in page: LetterPage, headEnd: Int) -> [LetterCell]? {
        var candidates: [(cells: [LetterCell], score: Double)] = []
        for block in blocks {
            let lines = block.cells.prefix(9)
            guard let top = block.cells.first else { continue }
            let ending = lines.firstIndex {
                LineKind.isPostcode(page.terms(of: $0), tokens: page.lines[$0.line].tokens)
            }
            let cells = lines.prefix((ending ?? lines.count - 1) + 1).filter { cell in
                let terms = page.terms(of: cell)
                return !LineKind.isTitle(terms)
                    && DateScanner.dates(in: Array(page.lines[cell.line].tokens[cell.tokens])).isEmpty
            }
            guard !cells.isEmpty else { continue }
            var score = 0.0
            let words = cells.flatMap { page.terms(of: $0).map(\.folded) }
            if ending == nil { score -= 2 }
            if Double(top.box.left) > 0.42 * Double(page.width) { score += 2 }
            if top.line > 0 { score += 1 }
            if words.contains(where: recipients.contains) { score += 2.5 }
            if let first = words.first, ["a", "an", "aux", "to", "pour"].contains(first) { score += 2.5 }
            if cells.contains(where: { LineKind.isContact(page.terms(of: $0), text: page.text(of: $0)) }) { score -= 3 }
            if cells.contains(where: { LineKind.isTitle(page.terms(of: $0)) }) { score -= 1 }
            candidates.append((cells, score))
        }
        let best = candidates.max { ($0.score, $0.cells.first?.line ?? 0) < ($1.score, $1.cells.first?.line ?? 0) }
        return best.flatMap { $0.score >= 2 ? $0.cells : nil }
    }

    private static let recipients: Set<String> = [
        "service", "services", "cedex", "tsa", "comptabilite", "sinistres", "attention", "an", "abteilung",
        "department", "dept", "claims", "kundenservice",
        "accounts", "buchhaltung", "direction", "doit", "fournisseur", "lieferant", "supplier", "vendor",
        "rechnungsempfanger", "destinataire", "reklamation", "kundendienst", "reclamations", "client",
        "clientele",
    ]
}
