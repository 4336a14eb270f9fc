import GreffeCore
import GreffeIndex
import GreffeRegistry

/// Everything that happened between a customer and us, in order of time: letters by any channel, acknowledgements,
/// contacts by other ways, cases, and decisions on the customer's number.
struct CustomerJourney: Encodable {
    private enum CodingKeys: String, CodingKey { case customer, letters, cases, interactions, acknowledgements, moves }

    struct Acknowledgement: Encodable {
        var letter: String
        var time: String
        var by: String?
        var channel: String?
    }

    struct Move: Encodable {
        var number: String
        var time: String
        var what: String?
        var from: String?
        var to: String?
        var items: Int
        var by: String?
        var reason: String?
    }

    let number: CustomerNumber
    let customer: Customer?
    let letters: [LetterRow]
    let cases: [CaseRow]
    let interactions: [InteractionRow]
    let acknowledgements: [(letter: AccessionNumber, act: HistoryRow)]
    let moves: [CustomerMoveRow]
    /// Where letters were filed before, by what was decided of the customer.
    let before: [AccessionNumber: [CustomerMoveRow]]

    init(_ archive: Archive, _ number: CustomerNumber, limit: Int) throws {
        self.number = number
        let index = archive.index
        customer = try archive.customers.customer(number)
        letters = try index.timeline(of: number, limit: limit)
        cases = try index.caseFiles(open: false, customer: number, limit: limit)
        interactions = try index.interactions(of: number, limit: limit)
        acknowledgements = try index.acknowledgements(of: number, limit: limit)
        moves = try index.moves(of: number, limit: limit)
        var before: [AccessionNumber: [CustomerMoveRow]] = [:]
        if !moves.isEmpty {
            for letter in letters { before[letter.accession] = try index.moves(ofItem: letter.accession) }
        }
        self.before = before
        guard
            customer != nil || !letters.isEmpty || !cases.isEmpty || !interactions.isEmpty || !moves.isEmpty
        else { throw RegistryError.customerUnknown(number) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(customer, forKey: .customer)
        try container.encode(letters.map { LetterJSON(letter: $0) }, forKey: .letters)
        try container.encode(cases.map(CaseJSON.init), forKey: .cases)
        try container.encode(interactions.map(InteractionJSON.init), forKey: .interactions)
        try container.encode(
            acknowledgements.map {
                Acknowledgement(
                    letter: "\($0.letter)", time: "\($0.act.time)", by: $0.act.by, channel: $0.act.note)
            }, forKey: .acknowledgements)
        try container.encode(
            moves.map {
                Move(
                    number: "\($0.number)", time: "\($0.time)", what: $0.kind?.rawValue, from: $0.from?.value,
                    to: $0.to?.value, items: $0.items, by: $0.by, reason: $0.reason)
            }, forKey: .moves)
    }

    func show(_ terminal: Terminal) {
        print(terminal.bold("\(number)  \(Table.printable(customer?.displayName ?? "(no longer in the directory)"))"))
        if let customer {
            LetterTable.facts(
                [
                    ("address", "\(customer.address), \(customer.postcode) \(customer.city)"),
                    ("phone", customer.phone), ("e-mail", customer.email),
                    ("contracts", customer.contracts.joined(separator: " ")),
                ], terminal)
        }
        for move in moves {
            print("  \(Table.printable(Self.text(move)))")
        }
        print("")
        var table = Table([
            .init(title: "DATE"), .init(title: "NUMBER"), .init(title: "WHAT"), .init(title: "STATE"),
            .init(title: "CASE"), .init(title: "ANSWER BY"), .init(title: "NOTE", shrinks: true),
        ])
        for line in lines.sorted(by: { $1.order < $0.order }) { table.add(line.cells) }
        terminal.show(table)
    }

    private static func text(_ move: CustomerMoveRow) -> String {
        let (from, to) = (move.from?.value ?? "?", move.to?.value ?? "?")
        let act = move.kind == .split ? "split: \(to) taken out of \(from)" : "merged: \(from) is \(to)"
        return "\(move.time.date)  \(act), \(move.items) moved, by \(move.by ?? "?"): \(move.reason ?? "")"
    }

    private struct Line {
        var date: CalendarDate
        var number: AccessionNumber
        var rest: [String]

        var order: String { "\(date) \(number)" }
        var cells: [String] { ["\(date)", "\(number)"] + rest }
    }

    private var lines: [Line] {
        letters.map { letter in
            Line(
                date: letter.letterDate ?? letter.received.date, number: letter.accession,
                rest: [
                    [letter.channel ?? "mail", letter.letterClass?.rawValue].compactMap(\.self).joined(separator: ", "),
                    letter.isHeld ? "\(letter.phase.rawValue) (held)" : letter.phase.rawValue,
                    letter.caseFile.map { "\($0)" } ?? "", letter.deadline.map { "\($0)" } ?? "",
                    Self.note(letter, before[letter.accession] ?? []),
                ])
        }
            + interactions.map { row in
                Line(
                    date: (row.time ?? row.noted).date, number: row.number,
                    rest: [
                        row.channel?.rawValue ?? "interaction", row.score.map { "score \($0)" } ?? "",
                        row.caseFile.map { "\($0)" } ?? "", "",
                        (row.author.map { "\($0): " } ?? "") + (row.summary ?? ""),
                    ])
            }
            + acknowledgements.map { letter, act in
                Line(
                    date: act.time.date, number: letter,
                    rest: ["acknowledged", "", "", "", [act.note, act.by].compactMap(\.self).joined(separator: ", ")])
            }
            + cases.map { row in
                Line(
                    date: row.opened.date, number: row.number,
                    rest: [
                        "case", row.closing.map { "closed \($0.time.date)" } ?? "open", "", "",
                        "\(row.title ?? ""), \(row.letters) \(row.letters == 1 ? "letter" : "letters")",
                    ])
            }
    }

    private static func note(_ letter: LetterRow, _ moves: [CustomerMoveRow]) -> String {
        let earlier = moves.compactMap { $0.from?.value }
        let before = earlier.isEmpty ? nil : "filed before under \(earlier.joined(separator: ", then "))"
        return [letter.department, before].compactMap(\.self).joined(separator: "; ")
    }
}
