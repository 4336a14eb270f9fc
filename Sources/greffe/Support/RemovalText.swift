import GreffeCore
import GreffeIndex
import GreffeRegistry

/// Proposals and requests to destroy letters, for people.
enum RemovalText {
    static func show(_ rows: [RemovalRow], _ terminal: Terminal) {
        var table = Table([
            .init(title: "NUMBER"), .init(title: "STATE"), .init(title: "LETTERS", alignment: .right),
            .init(title: "CUSTOMER"), .init(title: "BY"), .init(title: "APPROVED BY"), .init(title: "WHEN"),
            .init(title: "WHY", shrinks: true),
        ])
        for row in rows {
            table.add([
                "\(row.number)", row.state.rawValue, "\(row.letters)", row.customer?.value ?? "", row.by ?? "",
                row.approval?.by ?? "", "\(row.time)", row.reason ?? "",
            ])
        }
        terminal.show(table)
    }

    static func line(_ row: RemovalRow) -> String {
        let next =
            switch row.state {
            case .proposed: "; a second person approves it"
            case .approved: "; it can be run"
            case .withdrawn, .done: ""
            }
        let letters = "\(row.letters) \(row.letters == 1 ? "letter" : "letters")"
        return "\(row.number): \(row.state.rawValue), \(letters)\(next)"
    }

    static func unfinished(_ rows: [DestructionRow]) {
        for row in rows {
            Terminal.note("destruction \(row.number) is not complete: run `greffe dispose finish`, or start greffed")
        }
    }
}

/// A proposal or request as scripts see it.
struct RemovalJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case number, kind, state, time, by, customer, reason, letters, approved, withdrawn, certificate
    }

    private struct Word: Encodable {
        var time: String
        var by: String?
        init(_ word: RemovalRow.Word) { (time, by) = ("\(word.time)", word.by) }
    }

    let row: RemovalRow

    init(_ row: RemovalRow) { self.row = row }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("\(row.number)", forKey: .number)
        try container.encode(row.kind.rawValue, forKey: .kind)
        try container.encode(row.state.rawValue, forKey: .state)
        try container.encode("\(row.time)", forKey: .time)
        try container.encodeIfPresent(row.by, forKey: .by)
        try container.encodeIfPresent(row.customer?.value, forKey: .customer)
        try container.encodeIfPresent(row.reason, forKey: .reason)
        try container.encode(row.letters, forKey: .letters)
        try container.encodeIfPresent(row.approval.map(Word.init), forKey: .approved)
        try container.encodeIfPresent(row.withdrawal.map(Word.init), forKey: .withdrawn)
        try container.encodeIfPresent(row.leave?.value, forKey: .certificate)
    }
}
