package import GreffeCore

/// Where something was found.
package struct Place: Hashable, Sendable {
    /// Index in `LetterEvidence.pages`, 0 for the leading page.
    package let page: Int
    /// Page of the scan, from 1.
    package let number: Int
    package let line: Int
    package let tokens: Range<Int>
    package let box: Box?
    /// How sure the engine was of these words, 0 to 1.
    package let readingConfidence: Double
    package let zone: LetterZone
}

/// The part of the letter a place belongs to.
package enum LetterZone: String, Sendable {
    case head, addressee, body, foot
    /// A page behind the leading one.
    case behind
}

/// A number or reference with what announces it.
package struct Reference: Hashable, Sendable {
    /// As read, spaces gone.
    package let text: String
    /// `IdentifierForm.alphanumeric`, after a repair where the shape confirmed one.
    package let normalised: String
    package let label: Label?
    /// The value stands under its label, not beside it.
    package let isBelow: Bool
    /// The learnt shape it has, if any.
    package let shape: String?
    package let place: Place
}

/// An identifier that names a party by itself.
package struct FoundIdentifier: Hashable, Sendable {
    package let kind: IdentifierKind
    /// In `IdentifierForm`'s normal form.
    package let normalised: String
    /// A check digit confirms it (IBAN, SIREN, SIRET, VAT number).
    package let isProven: Bool
    /// Characters were repaired before the check digit agreed.
    package let isRepaired: Bool
    /// It is one of ours, or stands where ours do.
    package let isOurs: Bool
    package let label: LabelKind?
    package let place: Place
}

/// A date with the label it belongs to.
struct FoundDate: Hashable, Sendable {
    let scanned: ScannedDate
    let label: Label?
    let isBelow: Bool
    let place: Place
}

/// Everything on a letter's pages that can be a field or name a customer, found once: labels, references, check-digit
/// numbers, phones, addresses of mail, dates. A pure function of the reading; linear in its length.
package struct LetterEvidence: Sendable {
    /// Pages that carry text, the leading one first.
    package let pages: [LetterPage]
    package let zones: LetterZones
    package let ourselves: Ourselves
    /// By page, then in reading order.
    package let labels: [[Label]]
    package let references: [Reference]
    package let identifiers: [FoundIdentifier]
    let dates: [FoundDate]
    /// Pages behind the leading one that were written by us: copies of our own bills and letters.
    package let ownPages: Set<Int>

    /// What stands behind the first pages is annexes; a letter's fields are not looked for there.
    static let pagesMax = 12

    package init(reading: Reading, organisation: Organisation, contractShapes: [IdentifierShape] = []) {
        let pages = reading.pages.lazy.filter { !$0.isSeparator && !$0.isBlank && !$0.lines.isEmpty }
            .prefix(Self.pagesMax).map { LetterPage($0) }.filter { !$0.lines.isEmpty }
        self.pages = Array(pages)
        let known = Ourselves(organisation)
        let leading = self.pages.first ?? LetterPage(PageReading(number: 1, width: 1, height: 1, dpiX: 300, dpiY: 300))
        let zones = LetterZones(leading, ourselves: known)
        self.zones = zones
        // Where nobody said who we are, the letter does: its recipient.
        ourselves =
            known.isKnown ? known : Self.inferred(from: zones, on: leading, identifiers: organisation.identifiers)
        labels = self.pages.map { $0.lines.flatMap(LabelFinder.labels(in:)) }
        let collector = EvidenceCollector(
            pages: self.pages, zones: zones, labels: labels, ourselves: ourselves,
            shapes: contractShapes.compactMap(LearntShape.init))
        ownPages = collector.ownPages
        references = collector.references()
        identifiers = collector.identifiers()
        dates = collector.dates()
    }

    package func identifiers(_ kind: IdentifierKind) -> [FoundIdentifier] { identifiers.filter { $0.kind == kind } }

    private static func inferred(from zones: LetterZones, on page: LetterPage, identifiers: [String]) -> Ourselves {
        let name = zones.addressee.lazy.map { page.text(of: $0) }.first { text in
            let words = NameKey.words(text)
            return !words.isEmpty && words.count <= 5 && !text.contains { $0.isNumber }
        }
        return Ourselves(Organisation(names: name.map { [$0] } ?? [], addresses: [], identifiers: identifiers))
    }
}
