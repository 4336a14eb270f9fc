import GreffeCore

/// A number on the letter of a kind the directory knows, with the customers who have it.
struct NumberMention: Hashable, Sendable {
    let kind: IdentifierKind
    let normalised: String
    /// Customers who have exactly this number; empty for one that looks like ours and is nobody's.
    let owners: [CustomerNumber]
    let label: LabelKind?
    /// Recognition's confusions were put right to find it.
    let isRepaired: Bool
    /// Not every number of that length has its form, or a label announces it.
    let isTelling: Bool
    let part: LetterPart
    let page: Int
    let line: Int

    /// Announced as the customer's number or contract with us.
    var isLabelled: Bool {
        switch label {
        case .customerNumber, .contract, .account, .claim, .yourReference, .dossier: true
        default: false
        }
    }
}

/// Finds the directory's numbers in a letter: whatever has the shape of a customer or contract number, and what proves
/// itself (IBAN, SIREN, VAT), phones and addresses of mail.
struct NumberFinder {
    /// Look-ups of one letter: a page of figures must not cost seconds.
    private static let lookupsMax = 120
    /// Customers of one number looked at: sites of a company, a household's telephone.
    private static let ownersMax = 12
    private static let groupsMax = 8

    let evidence: LetterEvidence
    let parts: LetterWords
    let directory: any CustomerDirectory
    private(set) var customers: [Customer] = []
    private(set) var mentions: [NumberMention] = []
    private var lookups = 0
    private var seen: Set<String> = []

    init(_ evidence: LetterEvidence, _ words: LetterWords, _ directory: any CustomerDirectory) {
        (self.evidence, parts, self.directory) = (evidence, words, directory)
    }

    mutating func find() throws {
        for found in evidence.identifiers where !found.isOurs {
            try add(
                found.kind, found.normalised, found.label, found.isRepaired, true, found.place.page, found.place.line)
            // Each site has its SIRET, all have one SIREN.
            if found.kind == .siret || found.kind == .vatId, found.normalised.utf8.count >= 13 {
                let siren = found.kind == .siret ? found.normalised.prefix(9) : found.normalised.suffix(9)
                try add(.siren, String(siren), found.label, found.isRepaired, true, found.place.page, found.place.line)
            }
        }
        var shapes: [(kind: IdentifierKind, shape: LearntShape)] = []
        for kind in [IdentifierKind.customerNumber, .contract] {
            shapes += try directory.identifierShapes(of: kind).prefix(60).compactMap(LearntShape.init).map {
                (kind, $0)
            }
        }
        for (number, page) in evidence.pages.prefix(LetterWords.pagesMax).enumerated() {
            for line in page.lines { try scan(line, page: number, shapes) }
        }
    }

    private mutating func scan(_ line: LetterLine, page: Int, _ shapes: [(kind: IdentifierKind, shape: LearntShape)])
        throws
    {
        let tokens = line.tokens
        let taken = evidence.identifiers.filter { $0.place.page == page && $0.place.line == line.index }.map(
            \.place.tokens)
        for start in tokens.indices where tokens[start].isAlphanumeric {
            if tokens[start].gap == .none, start > 0, tokens[start - 1].isAlphanumeric { continue }
            var text = ""
            var groups = 0
            var index = start
            while index < tokens.count, groups < Self.groupsMax, text.utf8.count <= 30 {
                let token = tokens[index]
                if index > start, token.gap == .wide { break }
                if !token.isAlphanumeric {
                    guard index > start, Self.joiners.contains(token.folded) else { break }
                    index += 1
                    continue
                }
                text += IdentifierForm.alphanumeric(token.text)
                groups += 1
                index += 1
                let range = start..<index
                if text.utf8.count < 5 || taken.contains(where: { $0.overlaps(range) }) { continue }
                for (kind, shape) in shapes where shape.length == text.utf8.count {
                    guard let match = shape.match(text), isWhole(range, tokens, groups: groups, shape) else { continue }
                    let label = label(range, line: line.index, page: page)
                    try add(
                        kind, match.text, label, match.repairs > 0, shape.isTelling || Self.announces(label, kind),
                        page,
                        line.index)
                }
            }
        }
    }

    private static let joiners: Set<String> = ["-", "/", ".", "_"]

    /// Figures in groups must not be a piece of a longer row of figures, nor a date.
    private func isWhole(_ range: Range<Int>, _ tokens: [Token], groups: Int, _ shape: LearntShape) -> Bool {
        func isDigits(_ index: Int) -> Bool {
            tokens.indices.contains(index) && tokens[index].kind == .digits
        }
        if range.upperBound < tokens.count, tokens[range.upperBound].gap == .none,
            tokens[range.upperBound].isAlphanumeric
        {
            return false
        }
        guard !shape.isTelling, groups > 1 else { return true }
        if tokens[range].contains(where: { $0.folded == "/" }) { return false }
        let follows =
            range.upperBound < tokens.count && tokens[range.upperBound].gap != .wide && isDigits(range.upperBound)
        let precedes = tokens[range.lowerBound].gap != .wide && isDigits(range.lowerBound - 1)
        return !follows && !precedes
    }

    private func label(_ range: Range<Int>, line: Int, page: Int) -> LabelKind? {
        let reference = evidence.references.first {
            $0.place.page == page && $0.place.line == line && $0.place.tokens.overlaps(range) && $0.label != nil
        }
        if let reference { return reference.label?.kind }
        guard evidence.labels.indices.contains(page) else { return nil }
        return evidence.labels[page].last { $0.line == line && $0.tokens.upperBound <= range.lowerBound }?.kind
    }

    private static func announces(_ label: LabelKind?, _ kind: IdentifierKind) -> Bool {
        switch label {
        case .customerNumber: kind == .customerNumber
        case .contract, .account: true
        default: false
        }
    }

    private mutating func add(
        _ kind: IdentifierKind, _ normalised: String, _ label: LabelKind?, _ isRepaired: Bool, _ isTelling: Bool,
        _ page: Int, _ line: Int
    ) throws {
        guard seen.insert("\(kind.rawValue) \(normalised) \(page == 0)").inserted, lookups < Self.lookupsMax else {
            return
        }
        lookups += 1
        let owners = try directory.customers(with: kind, normalised: normalised, limit: Self.ownersMax)
        customers += owners
        let part = evidence.ownPages.contains(page) ? LetterPart.behind : part(page, line)
        mentions.append(
            NumberMention(
                kind: kind, normalised: normalised, owners: owners.map(\.number), label: label, isRepaired: isRepaired,
                isTelling: isTelling, part: part, page: page, line: line))
    }

    private func part(_ page: Int, _ line: Int) -> LetterPart {
        if page > 0 { return .behind }
        if line == evidence.zones.subject { return .subject }
        if line < evidence.zones.bodyStart { return .head }
        return line >= evidence.zones.footStart ? .foot : .body
    }
}
