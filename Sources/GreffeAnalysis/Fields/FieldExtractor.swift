package import GreffeCore

/// Reads a letter's fields: candidates by label, shape and place, proved by check digits, calendars and arithmetic
/// where possible. A field that is not on the paper, or not surely so, is absent: a wrong value costs more than none.
///
/// A pure function of the reading; linear in its length, and bounded for hostile ones.
package struct FieldExtractor: Sendable {
    private let organisation: Organisation
    private let contractShapes: [IdentifierShape]

    /// - Parameters:
    ///   - organisation: who we are; where it is empty the letter's own address block tells.
    ///   - contractShapes: shapes of contract numbers learnt from the customer directory; may be empty.
    package init(organisation: Organisation, contractShapes: [IdentifierShape]) {
        (self.organisation, self.contractShapes) = (organisation, contractShapes)
    }

    package func fields(
        of reading: Reading, language: String, letterClass: LetterClass
    ) -> [FieldName: FieldValue] {
        fields(of: evidence(of: reading), language: language, letterClass: letterClass)
    }

    /// What matching a customer needs as well, so that a letter is walked once.
    package func evidence(of reading: Reading) -> LetterEvidence {
        LetterEvidence(reading: reading, organisation: organisation, contractShapes: contractShapes)
    }

    package func fields(
        of evidence: LetterEvidence, language: String, letterClass: LetterClass
    ) -> [FieldName: FieldValue] {
        guard !evidence.pages.isEmpty else { return [:] }
        var fields: [FieldName: FieldValue] = [:]
        fields[.date] = DateChooser(evidence, letterClass: letterClass).letterDate()
        fields[.sender] = SenderFinder(evidence, letterClass: letterClass).sender()
        let numbers = NumberChooser(evidence, letterClass: letterClass, shapes: contractShapes)
        fields[.invoiceNumber] = numbers.invoiceNumber()
        fields[.orderNumber] = numbers.orderNumber()
        fields[.contractNumber] = numbers.contractNumber()
        fields[.claimReference] = numbers.claimReference(isNot: fields[.contractNumber])
        fields.merge(AmountChooser(evidence, letterClass: letterClass).amounts()) { first, _ in first }
        fields[.dueDate] = DateChooser(evidence, letterClass: letterClass).dueDate(letterDate: fields[.date])
        fields.merge(PartyNumberChooser(evidence).numbers()) { first, _ in first }
        return fields
    }
}

extension FieldValue {
    /// A value at a place. The engine's doubt about the words weighs in: little where a check digit or arithmetic
    /// proves what was read.
    init(_ value: String, confidence: Double, at place: Place, isProven: Bool = false) {
        let weight = isProven ? 0.05 : 0.4
        let reading = 1 - weight + weight * place.readingConfidence
        self.init(
            value: value, confidence: min(1, max(0, confidence * reading)), page: place.number, box: place.box)
    }
}
