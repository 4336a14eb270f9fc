/// What a letter is, for routing. A claim is an insurance loss report or a complaint; an order asks for goods or
/// services; an invoice asks for payment; everything else is other. docs/classes.md has the rules at the borders.
package enum LetterClass: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
    case claim, order, invoice, other
}

/// The class of a letter as a model sees it. `confidence` is calibrated: of the letters given 0.9, nine in ten are
/// right.
package struct Classification: Hashable, Sendable, Codable {
    package var letterClass: LetterClass
    /// 0 to 1.
    package var confidence: Double
    /// Every class with its probability, the likeliest first; they sum to 1.
    package var ranking: [RankedClass]
    /// Words and cues that weighed most for the class, the heaviest first; for `greffe show --why`.
    package var reasons: [String]
    /// Digest of the model file, with its version: `v1 3fa9…`.
    package var model: String

    package init(
        letterClass: LetterClass, confidence: Double, ranking: [RankedClass], reasons: [String], model: String
    ) {
        (self.letterClass, self.confidence, self.ranking) = (letterClass, confidence, ranking)
        (self.reasons, self.model) = (reasons, model)
    }
}

package struct RankedClass: Hashable, Sendable, Codable {
    package var letterClass: LetterClass
    package var probability: Double
    package init(letterClass: LetterClass, probability: Double) {
        (self.letterClass, self.probability) = (letterClass, probability)
    }
}

/// The fields read from a letter; raw values are the JSON names of docs/reference/cli.md.
package enum FieldName: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable, Comparable {
    case date, sender
    case invoiceNumber = "invoice_number"
    case orderNumber = "order_number"
    case contractNumber = "contract_number"
    case claimReference = "claim_reference"
    case amountTotal = "amount_total"
    case amountNet = "amount_net"
    case amountVat = "amount_vat"
    case amountCurrency = "amount_currency"
    case dueDate = "due_date"
    case iban, siret
    case vatId = "vat_id"

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A value read: normalised (dates ISO 8601, amounts with a dot and two decimals, identifiers without spaces), with the
/// confidence (0 to 1) and the place it came from.
package struct FieldValue: Hashable, Sendable, Codable {
    package var value: String
    package var confidence: Double
    /// Page of the scan from 1, and box on the upright page; nil for a value computed rather than read.
    package var page: Int?
    package var box: Box?

    package init(value: String, confidence: Double, page: Int? = nil, box: Box? = nil) {
        (self.value, self.confidence, self.page, self.box) = (value, confidence, page, box)
    }
}

/// Whose letter it is. `candidates` are ordered, the best first, whatever the outcome.
package struct CustomerMatch: Hashable, Sendable, Codable {
    package enum Outcome: String, Sendable, Codable {
        case matched, ambiguous, unknown
    }

    package var outcome: Outcome
    package var candidates: [CustomerCandidate]

    package init(outcome: Outcome, candidates: [CustomerCandidate]) {
        (self.outcome, self.candidates) = (outcome, candidates)
    }

    package static let unknown = CustomerMatch(outcome: .unknown, candidates: [])

    /// The customer, when there is exactly one answer.
    package var customer: CustomerCandidate? { outcome == .matched ? candidates.first : nil }
}

package struct CustomerCandidate: Hashable, Sendable, Codable {
    package var number: CustomerNumber
    /// 0 to 1: the probability that this is the right customer.
    package var confidence: Double
    /// What agreed, in words a clerk reads: `contract number`, `name and postcode`.
    package var because: [String]

    package init(number: CustomerNumber, confidence: Double, because: [String]) {
        (self.number, self.confidence, self.because) = (number, confidence, because)
    }
}

/// Everything the machine makes of a reading.
package struct Understanding: Hashable, Sendable, Codable {
    package var language: String
    package var classification: Classification
    package var fields: [FieldName: FieldValue]
    package var customer: CustomerMatch

    package init(
        language: String, classification: Classification, fields: [FieldName: FieldValue], customer: CustomerMatch
    ) {
        (self.language, self.classification) = (language, classification)
        (self.fields, self.customer) = (fields, customer)
    }
}

/// Why a person must decide; the wire form is `class-unsure`, `field-missing:invoice_number`. docs/reference/cli.md
/// lists them.
package enum ReviewReason: Hashable, Sendable, CustomStringConvertible {
    case classUnsure
    case customerUnknown
    case customerAmbiguous
    case customerUnsure
    case fieldMissing(FieldName)
    case fieldUnsure(FieldName)
    case readingPoor
    /// A page has a part that was not read.
    case readingIncomplete
    /// Too many of a fax's lines were lost on the way.
    case faxDamaged
    case nothingRead
    case classesConflict
    case severalLetters
    case cutDoubtful(CutDoubt)
    /// The separator sheet says one class or customer, the letter clearly another.
    case sheetContradicted

    package var description: String {
        switch self {
        case .classUnsure: "class-unsure"
        case .customerUnknown: "customer-unknown"
        case .customerAmbiguous: "customer-ambiguous"
        case .customerUnsure: "customer-unsure"
        case .fieldMissing(let field): "field-missing:\(field.rawValue)"
        case .fieldUnsure(let field): "field-unsure:\(field.rawValue)"
        case .readingPoor: "reading-poor"
        case .readingIncomplete: "reading-incomplete"
        case .faxDamaged: "fax-damaged"
        case .nothingRead: "nothing-read"
        case .classesConflict: "classes-conflict"
        case .severalLetters: "several-letters"
        case .cutDoubtful(let doubt): "cut-doubtful:\(doubt.rawValue)"
        case .sheetContradicted: "sheet-contradicted"
        }
    }
}
