package import GreffeCore
package import GreffeIndex
import GreffeStorage

extension Registrar {
    /// Notes the event from which a letter's term counts: the end of its matter or of its contract. Noted once more,
    /// the newer day counts.
    /// - Returns: the letter with its term.
    @discardableResult
    package func noteEvent(
        _ start: RetentionRule.Start, on date: CalendarDate, of number: AccessionNumber, by: String
    ) throws -> LetterRow {
        try changeRetention(of: number, by: by, note: "\(start.rawValue) \(date)") { letter, retention in
            guard retention.start == start.rawValue, start.isNoted else {
                throw KeepingError.eventUnfit(
                    number, rule: retention.rule, start: RetentionRule.Start(rawValue: retention.start) ?? .received)
            }
            guard let rule = retention.asRule else { throw KeepingError.notFiled(number, letter.phase) }
            return (rule, date)
        }
    }

    /// Puts a letter under another rule of its class. A day noted for the same kind of event stays.
    @discardableResult
    package func assignRule(_ name: String, to number: AccessionNumber, by: String) throws -> LetterRow {
        try changeRetention(of: number, by: by, note: "rule \(name)") { letter, retention in
            let rules = letter.letterClass.flatMap { self.archive.settings.workflows[$0] }?.retentionRules ?? []
            guard let rule = rules.first(where: { $0.id == name }) else {
                throw KeepingError.ruleUnknown(name, known: rules.map(\.id))
            }
            return (rule, rule.start.rawValue == retention.start ? retention.from : nil)
        }
    }

    private func changeRetention(
        of number: AccessionNumber, by: String, note: String,
        _ change: (LetterRow, LetterRow.RetentionRow) throws -> (RetentionRule, CalendarDate?)
    ) throws -> LetterRow {
        try append { index in
            guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
            if letter.isErased { throw KeepingError.gone(number) }
            guard letter.phase == .filed, let retention = letter.retention else {
                throw KeepingError.notFiled(number, letter.phase)
            }
            let (rule, event) = try change(letter, retention)
            if let event, event > self.today { throw KeepingError.eventAhead(event) }
            return [
                Act(
                    kind: .corrected,
                    body: .object([
                        "by": .string(by.nfc), "note": .string(note.nfc),
                        "retention": LetterBodies.retention(rule, received: letter.received.date, event: event),
                    ]), refs: [.entry(number.leaf)])
            ]
        }
        return try archive.letter("\(number)").letter
    }

    /// The rules of every class as an entry `configured` records them.
    private var rulesInForce: CanonicalJSON {
        let classes = archive.settings.workflows.map { letterClass, workflow in
            (
                letterClass.rawValue,
                CanonicalJSON.object([
                    "rules": .array(workflow.retentionRules.map(LetterBodies.rule)),
                    "version": .string(workflow.version.nfc),
                ])
            )
        }
        return .object(Dictionary(uniqueKeysWithValues: classes))
    }

    /// Entries `configured` looked through for the last one that tells the rules.
    private static let configuredLookedAtMax = 1_000

    /// Records the retention rules where they are not those recorded last: what was kept by which law, and since when,
    /// must still be told when the files say something else.
    /// - Parameter by: who noticed; the files may have been edited by somebody else.
    /// - Returns: whether there was anything to record.
    @discardableResult
    package func recordRetentionRules(by: String) throws -> Bool {
        let rules = rulesInForce
        let appended = try append { index in
            for seq in try index.latest(.configured, limit: Self.configuredLookedAtMax) {
                let entry = try archive.custody.entry(at: seq)
                guard let recorded = try archive.custody.opening(of: entry)?.body["retention"] else { continue }
                if recorded == rules { return [] }
                break
            }
            return [
                Act(
                    kind: .configured,
                    body: .object([
                        "by": .string(by.nfc), "note": .string("retention rules"), "retention": rules,
                    ]))
            ]
        }
        return !appended.isEmpty
    }
}

extension LetterBodies {
    static func rule(_ rule: RetentionRule) -> CanonicalJSON {
        .object([
            "basis": .string(rule.basis.nfc), "rule": .string(rule.id.nfc), "source": .string(rule.source.nfc),
            "start": .string(rule.start.rawValue), "then": .string(rule.disposition.rawValue),
            "yearCloses": .string("\(rule.yearClose)"), "years": .integer(Int64(rule.years)),
        ])
    }

    /// The rule as it applies to a letter: `from` is the day its term counts from, `term` the first day it may go; both
    /// are absent while the event has not been noted.
    static func retention(_ rule: RetentionRule, received: CalendarDate, event: CalendarDate?) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "basis": .string(rule.basis.nfc), "rule": .string(rule.id.nfc), "start": .string(rule.start.rawValue),
            "then": .string(rule.disposition.rawValue), "years": .integer(Int64(rule.years)),
        ]
        members["from"] = rule.from(received: received, event: event).map { .string("\($0)") }
        members["term"] = rule.term(received: received, event: event).map { .string("\($0)") }
        return .object(members)
    }
}
