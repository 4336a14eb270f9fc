package import GreffeCore
import GreffeIndex
import GreffeStorage

/// What a person decides about a letter; what is not said stays as the machine proposed, or as it was filed.
package struct PersonDecision: Sendable {
    package enum CustomerChoice: Sendable, Hashable {
        case unchanged
        case number(CustomerNumber)
        /// The letter belongs to no customer.
        case nobody
    }

    package var letterClass: LetterClass?
    package var customer: CustomerChoice
    /// An empty value takes a field away.
    package var fields: [FieldName: String]
    /// `person:` and an account.
    package var by: String

    package init(
        letterClass: LetterClass? = nil, customer: CustomerChoice = .unchanged, fields: [FieldName: String] = [:],
        by: String
    ) {
        (self.letterClass, self.customer, self.fields, self.by) = (letterClass, customer, fields, by)
    }
}

extension Registrar {
    /// Files a letter as a person decided; a letter already filed is corrected, and keeps its history.
    package func decide(_ number: AccessionNumber, _ decision: PersonDecision) throws {
        if case .number(let customer) = decision.customer, try archive.customers.customer(customer) == nil {
            throw RegistryError.customerUnknown(customer)
        }
        for (name, value) in decision.fields where !value.isEmpty {
            try FieldForm.check(name, value)
        }
        try append { index in
            guard let detail = try index.letter(number) else { throw RegistryError.letterUnknown("\(number)") }
            if detail.letter.isErased { throw KeepingError.gone(number) }
            let filing = try self.filing(detail, decision)
            let received = detail.letter.received.date
            let refs = [Act.Reference.entry(number.leaf)]
            switch detail.letter.phase {
            case .review, .classified:
                return [
                    Act(
                        kind: .filed, body: LetterBodies.filed(filing, received: received, by: decision.by), refs: refs)
                ]
            case .filed:
                let removed = decision.fields.filter(\.value.isEmpty).map(\.key)
                return [
                    Act(
                        kind: .corrected,
                        body: LetterBodies.corrected(filing, removed: removed, received: received, by: decision.by),
                        refs: refs)
                ]
            case .accessioned, .read, .quarantined, .rejected, .separated:
                throw RegistryError.wrongPhase(number, detail.letter.phase, wanted: "waiting for a decision")
            }
        }
    }

    private func filing(_ detail: LetterDetail, _ decision: PersonDecision) throws -> Filing {
        let letterClass = decision.letterClass ?? detail.letter.letterClass ?? .other
        guard let workflow = archive.settings.workflows[letterClass] else {
            throw RegistryError.workflowMissing(letterClass)
        }
        var fields: [FieldName: String] = [:]
        for row in detail.fields {
            guard let name = FieldName(rawValue: row.name), let value = row.value else { continue }
            fields[name] = value
        }
        for (name, value) in decision.fields { fields[name] = value.isEmpty ? nil : value }
        let customer: CustomerNumber? =
            switch decision.customer {
            case .unchanged: detail.letter.customer
            case .number(let number): number
            case .nobody: nil
            }
        var filing = Filing(workflow: workflow, customer: customer, fields: fields)
        // What a person said of the letter's term outlives a correction of something else.
        if let retention = detail.letter.retention {
            filing.retention = workflow.retentionRules.first { $0.id == retention.rule }
            let start = (filing.retention ?? workflow.retention).start
            if start.isNoted, start.rawValue == retention.start { filing.event = retention.from }
        }
        return filing
    }

    /// A person says that a letter does not belong here; its bytes stay.
    package func reject(_ number: AccessionNumber, reason: String, by: String) throws {
        try append { index in
            guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
            if letter.isErased { throw KeepingError.gone(number) }
            guard [.review, .quarantined].contains(letter.phase) else {
                throw RegistryError.wrongPhase(number, letter.phase, wanted: "in review or quarantine")
            }
            return [
                Act(
                    kind: .rejected, body: LetterBodies.rejected(reason: reason, by: by), refs: [.entry(number.leaf)])
            ]
        }
    }

    /// A person sends a quarantined letter back to be read from its original.
    package func retry(_ number: AccessionNumber, by: String) throws {
        try append { index in
            guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
            if letter.isErased { throw KeepingError.gone(number) }
            guard letter.phase == .quarantined else {
                throw RegistryError.wrongPhase(number, letter.phase, wanted: "in quarantine")
            }
            return [Act(kind: .released, body: LetterBodies.released(by: by), refs: [.entry(number.leaf)])]
        }
    }
}
