package import GreffeCore
import GreffeIndex
import GreffeStorage

extension Registrar {
    /// Records what the machine made of a letter: the reading, what was understood from it, and, when the workflow has
    /// no doubt, the filing; of a scan of several letters the same for each of them. One checkpoint for all.
    /// - Returns: false when the letter no longer waited for a reading: another program was first, and nothing is
    ///   recorded.
    @discardableResult
    package func record(_ reading: Reading, _ scan: ScanDecision, for number: AccessionNumber) throws -> Bool {
        let object = try ReadingFile.encode(reading)
        let appended = try append { index in
            guard let letter = try index.letter(number)?.letter, letter.due == .reading else { return [] }
            return [
                Act(
                    kind: .read, body: LetterBodies.read(reading), object: .bytes(object), refs: [.entry(number.leaf)])
            ] + Self.conclusion(scan, letter, actsBefore: 1)
        }
        return !appended.isEmpty
    }

    /// Records an understanding of a letter that was read before (its recording was interrupted, or was asked for
    /// again).
    @discardableResult
    package func record(_ scan: ScanDecision, for number: AccessionNumber) throws -> Bool {
        let appended = try append { index in
            guard let letter = try index.letter(number)?.letter, letter.due == .understanding else { return [] }
            return Self.conclusion(scan, letter, actsBefore: 0)
        }
        return !appended.isEmpty
    }

    /// - Parameter actsBefore: acts of the same batch in front of these.
    private static func conclusion(_ scan: ScanDecision, _ letter: LetterRow, actsBefore: Int) -> [Act] {
        let itself = Act.Reference.entry(letter.accession.leaf)
        // What was cut out already is not cut again by a machine.
        guard scan.isOfSeveral, letter.scan == nil else {
            return scan.letters.first.map { conclusion($0.decision, letter, about: itself) } ?? []
        }
        var acts: [Act] = []
        for part in scan.letters {
            let place = actsBefore + acts.count
            acts.append(
                Act(kind: .separated, body: LetterBodies.separated(part, scan: letter.accession), refs: [itself]))
            acts += conclusion(part.decision, letter, about: .act(place))
        }
        return acts
    }

    private static func conclusion(_ decision: Decision, _ letter: LetterRow, about: Act.Reference) -> [Act] {
        let refs = [about]
        var acts = [Act(kind: .classified, body: LetterBodies.classified(decision), refs: refs)]
        if decision.reviewReasons.isEmpty {
            let workflow = decision.workflow
            acts.append(
                Act(
                    kind: .filed,
                    body: LetterBodies.filed(
                        Filing(decision), received: letter.received.date,
                        by: "workflow:\(workflow.letterClass.rawValue) \(workflow.version)"),
                    refs: refs))
        }
        return acts
    }

    /// Files a letter as its recorded proposal says, where the filing itself is all that is missing.
    package func fileAsProposed(_ number: AccessionNumber) throws {
        try append { index in
            guard let detail = try index.letter(number), detail.letter.due == .filing,
                let letterClass = detail.letter.letterClass, let workflow = archive.settings.workflows[letterClass]
            else { return [] }
            var fields: [FieldName: String] = [:]
            for row in detail.fields { if let name = FieldName(rawValue: row.name) { fields[name] = row.value } }
            return [
                Act(
                    kind: .filed,
                    body: LetterBodies.filed(
                        Filing(workflow: workflow, customer: detail.letter.customer, fields: fields),
                        received: detail.letter.received.date,
                        by: "workflow:\(letterClass.rawValue) \(workflow.version)"),
                    refs: [.entry(number.leaf)])
            ]
        }
    }

    /// Sets a letter aside that cannot be processed; its bytes stay ours, and the next letter is not affected.
    package func quarantine(_ number: AccessionNumber, code: String, reason: String, attempts: Int) throws {
        try append { index in
            guard let letter = try index.letter(number)?.letter, letter.due != .nothing else { return [] }
            return [
                Act(
                    kind: .quarantined,
                    body: LetterBodies.quarantined(code: code, reason: reason, attempts: attempts),
                    refs: [.entry(number.leaf)])
            ]
        }
    }
}
