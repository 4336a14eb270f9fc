import GreffeCore

/// The bodies of the entries about a letter, as docs/format/ledger.md lists them: one function a kind. Confidences are
/// whole ten-thousandths, since a body knows no fractions.
enum LetterBodies {
    static func accessioned(
        _ number: AccessionNumber, original: OriginalFacts, provenance: Provenance
    ) -> CanonicalJSON {
        var members = provenance.members
        members["accession"] = .string("\(number)")
        members["bytes"] = .integer(Int64(original.byteCount))
        members["mediaType"] = .string(original.mediaType.rawValue)
        members["sha256"] = .string(original.sha256.hex)
        members["sha512"] = .string(original.sha512Hex)
        return .object(members)
    }

    static func duplicate(of number: AccessionNumber, sha256: Sha256Digest, provenance: Provenance) -> CanonicalJSON {
        var members = provenance.members
        members["accession"] = .string("\(number)")
        members["sha256"] = .string(sha256.hex)
        return .object(members)
    }

    static func rejectedAtDoor(
        code: String, reason: String, sha256: Sha256Digest?, byteCount: Int?, provenance: Provenance
    ) -> CanonicalJSON {
        var members = provenance.members
        members["code"] = .string(code)
        members["reason"] = .string(reason.nfc)
        members["sha256"] = sha256.map { .string($0.hex) }
        members["bytes"] = byteCount.map { .integer(Int64($0)) }
        return .object(members)
    }

    static func read(_ reading: Reading) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "blankPages": .array(reading.pages.filter(\.isBlank).map { .integer(Int64($0.number)) }),
            "engine": .string(reading.engine.engine),
            "imaging": .string(reading.engine.imaging),
            "models": .object(reading.engine.models.mapValues { .string($0) }),
            "pages": .integer(Int64(reading.pages.count)),
            "preparation": .string(reading.engine.preparation),
        ]
        members["meanConfidence"] = reading.meanConfidence.map { .integer(Int64(($0 * 100).rounded())) }
        if let language = reading.pages.lazy.compactMap(\.language).first { members["language"] = .string(language) }
        return .object(members)
    }

    static func classified(_ decision: Decision) -> CanonicalJSON {
        let understanding = decision.understanding
        return .object([
            "class": .string(understanding.classification.letterClass.rawValue),
            "confidence": tenThousandths(understanding.classification.confidence),
            "customer": customer(understanding.customer),
            "fields": .object(
                Dictionary(
                    uniqueKeysWithValues: understanding.fields.map { ($0.key.rawValue, field($0.value)) })),
            "language": .string(understanding.language),
            "model": .string(understanding.classification.model),
            "reasons": .array(understanding.classification.reasons.map { .string($0.nfc) }),
            "review": .array(decision.reviewReasons.map { .string($0.description) }),
            "workflow": .string("\(decision.workflow.letterClass.rawValue) \(decision.workflow.version)"),
        ])
    }

    /// - Parameter by: who filed it: `workflow claim 1`, or `person:` and an account.
    static func filed(_ filing: Filing, received: CalendarDate, by: String) -> CanonicalJSON {
        let workflow = filing.workflow
        var retention: [String: CanonicalJSON] = [
            "basis": .string(workflow.retention.basis.nfc),
            "rule": .string(workflow.retention.id.nfc),
            "start": .string(workflow.retention.start.rawValue),
            "years": .integer(Int64(workflow.retention.years)),
        ]
        retention["term"] = workflow.retention.term(received: received).map { .string("\($0)") }
        var members: [String: CanonicalJSON] = [
            "by": .string(by.nfc),
            "class": .string(workflow.letterClass.rawValue),
            "department": .string(workflow.department.nfc),
            "fields": .object(
                Dictionary(
                    uniqueKeysWithValues: filing.fields.map { ($0.key.rawValue, CanonicalJSON.string($0.value.nfc)) })),
            "retention": .object(retention),
            "workflow": .string("\(workflow.letterClass.rawValue) \(workflow.version)"),
        ]
        members["customer"] = filing.customer.map { .string($0.value.nfc) }
        members["deadline"] = workflow.deadline.map { .string("\($0.date(from: received))") }
        return .object(members)
    }

    static func quarantined(code: String, reason: String, attempts: Int) -> CanonicalJSON {
        .object([
            "attempts": .integer(Int64(attempts)), "code": .string(code), "reason": .string(reason.nfc),
        ])
    }

    static func rejected(reason: String, by: String) -> CanonicalJSON {
        .object(["by": .string(by.nfc), "reason": .string(reason.nfc)])
    }

    static func released(by: String) -> CanonicalJSON { .object(["by": .string(by.nfc)]) }

    private static func customer(_ match: CustomerMatch) -> CanonicalJSON {
        .object([
            "candidates": .array(
                match.candidates.prefix(candidatesMax).map {
                    .object([
                        "because": .array($0.because.map { .string($0.nfc) }),
                        "confidence": tenThousandths($0.confidence),
                        "number": .string($0.number.value.nfc),
                    ])
                }),
            "outcome": .string(match.outcome.rawValue),
        ])
    }

    /// More candidates than a person looks at.
    private static let candidatesMax = 8

    private static func field(_ value: FieldValue) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "confidence": tenThousandths(value.confidence), "value": .string(value.value.nfc),
        ]
        members["page"] = value.page.map { .integer(Int64($0)) }
        return .object(members)
    }

    private static func tenThousandths(_ share: Double) -> CanonicalJSON {
        .integer(Int64((min(max(share, 0), 1) * 10_000).rounded()))
    }
}

/// What filing puts on a record: the decision's, or a person's.
package struct Filing: Sendable, Hashable {
    package var workflow: Workflow
    package var customer: CustomerNumber?
    package var fields: [FieldName: String]

    package init(workflow: Workflow, customer: CustomerNumber?, fields: [FieldName: String]) {
        (self.workflow, self.customer, self.fields) = (workflow, customer, fields)
    }

    /// What the machine proposes.
    package init(_ decision: Decision) {
        self.init(
            workflow: decision.workflow, customer: decision.understanding.customer.customer?.number,
            fields: decision.understanding.fields.mapValues(\.value))
    }
}

/// What is known of an original once its bytes are staged.
package struct OriginalFacts: Sendable, Hashable {
    package var mediaType: MediaType
    package var byteCount: Int
    package var sha256: Sha256Digest
    package var sha512Hex: String

    package init(mediaType: MediaType, byteCount: Int, sha256: Sha256Digest, sha512Hex: String) {
        (self.mediaType, self.byteCount, self.sha256, self.sha512Hex) = (mediaType, byteCount, sha256, sha512Hex)
    }
}
