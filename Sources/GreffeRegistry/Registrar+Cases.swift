package import GreffeCore
package import GreffeIndex
import GreffeStorage

/// Case files (dossiers): letters of one matter, gathered over time. A case has a home of its own in the vault, so that
/// it can be erased with its customer; that a letter is in it is said by an entry of the letter.
extension Registrar {
    /// Letters one command puts into a case; each is an entry.
    package static let caseLettersMax = 1_000

    package func openCase(
        customer: CustomerNumber, title: String, letters: [AccessionNumber] = [], by: String
    ) throws -> CaseRow {
        try Self.checkReason(title)
        let appended = try append { index in
            try self.checkKnown(customer, index)
            return [
                Act(
                    kind: .caseOpened,
                    body: .object([
                        "by": .string(by.nfc), "customer": .string(customer.value.nfc), "title": .string(title.nfc),
                    ]))
            ]
        }
        guard let number = appended.first?.accession else { throw KeepingError.caseUnknown(title) }
        return letters.isEmpty
            ? try caseFile("\(number)") : try add(letters, toCase: "\(number)", by: by)
    }

    /// Puts letters into a case; one that is in another leaves that.
    package func add(_ letters: [AccessionNumber], toCase id: String, by: String) throws -> CaseRow {
        try put(letters, into: id, by: by)
        return try caseFile(id)
    }

    /// Takes letters out of the case they are in.
    package func remove(_ letters: [AccessionNumber], fromCase id: String, by: String) throws -> CaseRow {
        let number = try caseFile(id).number
        try checkCount(letters)
        try append { index in
            try letters.map { letter in
                guard try self.living(letter, index).caseFile == number else {
                    throw KeepingError.moveUnfit("letter \(letter) is not in the case \(number)")
                }
                return Self.filing(letter, in: nil, note: "out of case \(number)", by: by)
            }
        }
        return try caseFile(id)
    }

    /// Closes a case.
    /// - Parameter end: the day its matter ended, noted with each of its letters whose term counts from that.
    /// - Returns: the case, and the letters whose term is known now.
    package func closeCase(
        _ id: String, reason: String, end: CalendarDate? = nil, by: String
    ) throws -> (row: CaseRow, dated: [AccessionNumber]) {
        try Self.checkReason(reason)
        if let end, end > today { throw KeepingError.eventAhead(end) }
        var dated: [AccessionNumber] = []
        try append { index in
            let row = try self.open(id, index)
            var acts = [
                Act(
                    kind: .caseClosed, body: .object(["by": .string(by.nfc), "reason": .string(reason.nfc)]),
                    refs: [.entry(row.number.leaf)])
            ]
            guard let end else { return acts }
            for letter in try index.letters(inCase: row.number, limit: Int(Int32.max)) {
                guard letter.phase == .filed, !letter.isErased, letter.retention?.start == Self.matterEnds,
                    let rule = letter.retention?.asRule
                else { continue }
                dated.append(letter.accession)
                acts.append(
                    Act(
                        kind: .corrected,
                        body: .object([
                            "by": .string(by.nfc), "note": .string("\(Self.matterEnds) \(end), case \(row.number)"),
                            "retention": LetterBodies.retention(rule, received: letter.received.date, event: end),
                        ]), refs: [.entry(letter.accession.leaf)]))
            }
            return acts
        }
        return (try caseFile(id), dated)
    }

    private static let matterEnds = RetentionRule.Start.endOfMatter.rawValue

    /// An acknowledgement of receipt went out for a letter.
    /// - Parameter reference: of the message or letter it was given with, one line.
    package func acknowledge(
        _ number: AccessionNumber, channel: String, reference: String?, by: String
    ) throws -> LetterRow {
        for text in [channel, reference] { if let text { try Self.checkReason(text) } }
        try append { index in
            _ = try self.living(number, index)
            var body: [String: CanonicalJSON] = ["by": .string(by.nfc), "channel": .string(channel.nfc)]
            body["reference"] = reference.map { .string($0.nfc) }
            return [Act(kind: .acknowledged, body: .object(body), refs: [.entry(number.leaf)])]
        }
        return try archive.letter("\(number)").letter
    }

    // MARK: Steps

    package func caseFile(_ id: String) throws -> CaseRow {
        try archive.catchUp()
        guard let number = AccessionNumber(id), let row = try archive.index.caseFile(number) else {
            throw KeepingError.caseUnknown(id)
        }
        return row
    }

    private func put(_ letters: [AccessionNumber], into id: String, by: String) throws {
        try checkCount(letters)
        try append { index in
            let row = try self.open(id, index)
            return try letters.compactMap { letter in
                guard try self.living(letter, index).caseFile != row.number else { return nil }
                return Self.filing(letter, in: row.number, note: "case \(row.number)", by: by)
            }
        }
    }

    private static func filing(
        _ letter: AccessionNumber, in caseFile: AccessionNumber?, note: String, by: String
    ) -> Act {
        Act(
            kind: .corrected,
            body: .object([
                "by": .string(by.nfc), "case": .string(caseFile.map { "\($0)" } ?? ""), "note": .string(note),
            ]), refs: [.entry(letter.leaf)])
    }

    private func open(_ id: String, _ index: LetterIndex) throws -> CaseRow {
        guard let number = AccessionNumber(id), let row = try index.caseFile(number), row.customer != nil else {
            throw KeepingError.caseUnknown(id)
        }
        if let closing = row.closing { throw KeepingError.caseClosed(number, at: closing.time) }
        return row
    }

    private func living(_ number: AccessionNumber, _ index: LetterIndex) throws -> LetterRow {
        guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
        if letter.isErased { throw KeepingError.gone(number) }
        return letter
    }

    private func checkCount(_ letters: [AccessionNumber]) throws {
        guard letters.count <= Self.caseLettersMax else {
            throw KeepingError.tooMany(letters.count, max: Self.caseLettersMax)
        }
    }

    /// In the directory, or on what the archive has.
    func checkKnown(_ customer: CustomerNumber, _ index: LetterIndex) throws {
        if try archive.customers.customer(customer) != nil { return }
        guard try index.items(of: customer, limit: 1).isEmpty else { return }
        throw RegistryError.customerUnknown(customer)
    }
}
