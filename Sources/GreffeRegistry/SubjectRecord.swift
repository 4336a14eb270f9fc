import GreffeCore
import GreffeIndex

/// What is kept of a customer besides letters, one JSON object a line.
enum SubjectRecord {
    /// Files by name; one with nothing in it is left out.
    static func files(_ customer: CustomerNumber, _ index: LetterIndex) throws -> [(
        name: String, lines: [CanonicalJSON]
    )] {
        let limit = Int(Int32.max)
        return [
            ("cases.jsonl", try index.caseFiles(open: false, customer: customer, limit: limit).map(json)),
            ("interactions.jsonl", try index.interactions(of: customer, limit: limit).map(json)),
            ("customer-numbers.jsonl", try index.moves(of: customer, limit: limit).map(json)),
        ].filter { !$0.1.isEmpty }
    }

    static func json(_ row: CaseRow) -> CanonicalJSON {
        object([
            ("case", "\(row.number)"), ("opened", "\(row.opened)"), ("by", row.by), ("title", row.title),
            ("closed", row.closing.map { "\($0.time)" }), ("closed_by", row.closing?.by),
            ("reason", row.closing?.reason),
        ])
    }

    static func json(_ row: InteractionRow) -> CanonicalJSON {
        object([
            ("interaction", "\(row.number)"), ("noted", "\(row.noted)"), ("by", row.by),
            ("channel", row.channel?.rawValue), ("time", row.time.map { "\($0)" }), ("author", row.author),
            ("summary", row.summary), ("score", row.score.map { "\($0)" }), ("letter", row.letter.map { "\($0)" }),
            ("case", row.caseFile.map { "\($0)" }),
        ])
    }

    static func json(_ row: CustomerMoveRow) -> CanonicalJSON {
        object([
            ("number", "\(row.number)"), ("time", "\(row.time)"), ("what", row.kind?.rawValue),
            ("from", row.from?.value), ("to", row.to?.value), ("by", row.by), ("reason", row.reason),
        ])
    }

    static func object(_ members: [(String, String?)]) -> CanonicalJSON {
        .object(
            Dictionary(
                members.compactMap { name, value in value.map { (name, CanonicalJSON.string($0.nfc)) } },
                uniquingKeysWith: { first, _ in first }))
    }
}
