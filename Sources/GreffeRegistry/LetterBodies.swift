import GreffeAnalysis
package import GreffeCore
import GreffeStorage

/// The bodies of the entries about a letter, as docs/format/ledger.md lists them: one function a kind. Confidences are
/// whole ten-thousandths, since a body knows no fractions.
enum LetterBodies {
    static func accessioned(
        _ number: AccessionNumber, original: StagedOriginal, provenance: Provenance
    ) -> CanonicalJSON {
        var members = provenance.json.object ?? [:]
        members.merge(original.digests.members(mediaType: original.mediaTypeName)) { $1 }
        members["accession"] = .string("\(number)")
        return .object(members)
    }

    /// Whose duplicate it is stands in the entry's `refs`.
    static func duplicate(sha256: Sha256Digest, provenance: Provenance) -> CanonicalJSON {
        var members = provenance.json.object ?? [:]
        members["sha256"] = .string(sha256.hex)
        return .object(members)
    }

    static func rejectedAtDoor(
        code: String, reason: String, sha256: Sha256Digest?, byteCount: Int?, provenance: Provenance
    ) -> CanonicalJSON {
        var members = provenance.json.object ?? [:]
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
            "separatorPages": .array(reading.pages.filter(\.isSeparator).map { .integer(Int64($0.number)) }),
        ]
        members["meanConfidence"] = reading.meanConfidence.map { .integer(Int64(($0 * 100).rounded())) }
        if let language = reading.pages.lazy.compactMap(\.language).first { members["language"] = .string(language) }
        let own = reading.pages.compactMap { page in page.ownText.map { (page.number, $0) } }
        if !own.isEmpty {
            members["ownText"] = .array(
                own.map { .object(["page": .integer(Int64($0)), "outcome": .string($1.rawValue)]) })
        }
        members["fax"] = reading.faxOrigin.map { origin in
            var fax: [String: CanonicalJSON] = ["header": .string(origin.header.nfc)]
            fax["number"] = origin.number.map { .string($0) }
            fax["sent"] = origin.sent.map { .string($0) }
            return .object(fax)
        }
        return .object(members)
    }

    /// A letter found between separator sheets.
    static func separated(_ letter: ScanDecision.Letter, scan: AccessionNumber) -> CanonicalJSON {
        var members =
            separated(
                letter.pages, of: letter.reading, scan: scan
            ).object ?? [:]
        members["channel"] = letter.ticket?.channel.map { .string($0.nfc) }
        members["ticket"] = letter.ticket.map { .string($0.text) }
        return .object(members)
    }

    /// A letter as a person cut it.
    static func separated(_ pages: [Int], of reading: Reading, scan: AccessionNumber, by: String) -> CanonicalJSON {
        var members = separated(pages, of: reading, scan: scan).object ?? [:]
        members["by"] = .string(by.nfc)
        return .object(members)
    }

    private static func separated(_ pages: [Int], of reading: Reading, scan: AccessionNumber) -> CanonicalJSON {
        let own = reading.restricted(to: pages)
        var members: [String: CanonicalJSON] = [
            "blankPages": .array(own.pages.filter(\.isBlank).map { .integer(Int64($0.number)) }),
            "pages": .array(pages.map { .integer(Int64($0)) }),
            "scan": .string("\(scan)"),
        ]
        members["meanConfidence"] = own.meanConfidence.map { .integer(Int64(($0 * 100).rounded())) }
        return .object(members)
    }

    static func classified(_ decision: Decision) -> CanonicalJSON {
        let understanding = decision.understanding
        var members: [String: CanonicalJSON] = [
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
        ]
        if !decision.proposedStarts.isEmpty {
            members["proposedStarts"] = .array(decision.proposedStarts.map { .integer(Int64($0)) })
        }
        return .object(members)
    }

    /// - Parameter by: who filed it: `workflow claim 1`, or `person:` and an account.
    static func filed(_ filing: Filing, received: CalendarDate, by: String) -> CanonicalJSON {
        let workflow = filing.workflow
        var members: [String: CanonicalJSON] = [
            "by": .string(by.nfc),
            "class": .string(workflow.letterClass.rawValue),
            "department": .string(workflow.department.nfc),
            "fields": .object(
                Dictionary(
                    uniqueKeysWithValues: filing.fields.map { ($0.key.rawValue, CanonicalJSON.string($0.value.nfc)) })),
            "retention": retention(filing.retention ?? workflow.retention, received: received, event: filing.event),
            "workflow": .string("\(workflow.letterClass.rawValue) \(workflow.version)"),
        ]
        members["customer"] = filing.customer.map { .string($0.value.nfc) }
        members["deadline"] = workflow.deadline.map { .string("\($0.date(from: received))") }
        return .object(members)
    }

    /// As `filed`; what is taken away is there as an empty text, since what is absent stays as it was.
    static func corrected(_ filing: Filing, removed: [FieldName], received: CalendarDate, by: String) -> CanonicalJSON {
        var members = filed(filing, received: received, by: by).object ?? [:]
        if filing.customer == nil { members["customer"] = .string("") }
        var fields = members["fields"]?.object ?? [:]
        for name in removed { fields[name.rawValue] = .string("") }
        members["fields"] = .object(fields)
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
    /// The rule a person chose; nil: the workflow's ordinary one.
    package var retention: RetentionRule?
    /// The day somebody noted, from which the term counts.
    package var event: CalendarDate?

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
