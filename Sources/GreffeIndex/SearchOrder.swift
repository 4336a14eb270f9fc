import GRDB
import GreffeCore

/// By what a page of results is ordered, and where the next one begins.
enum SearchOrder: String {
    case rank, day, received
    /// The newest letters first, by the ledger: the one order besides rank that FTS5 gives without reading everything.
    case taken

    /// A match in a number or a label says more than one in the text.
    static let bm25 = "bm25(words, 1.0, 2.0, 2.0)"

    /// A page that is continued keeps the order in which it began, whatever has come in meanwhile.
    /// - Parameter isBroad: a word of the query occurs in very many letters.
    init(query: SearchQuery, expression: SearchExpression, isBroad: Bool) {
        switch query.sort {
        case .date: self = .day
        case .received: self = .received
        case .relevance:
            if expression.required == nil {
                self = .received
            } else if let begun = query.after.flatMap({ SearchOrder(cursor: $0) }) {
                self = begun
            } else if isBroad {
                self = query.from == nil && query.to == nil ? .taken : query.dateBasis == .letter ? .day : .received
            } else {
                self = .rank
            }
        }
    }

    private init?(cursor: SearchQuery.Cursor) {
        guard let name = cursor.description.split(separator: ":").first else { return nil }
        self.init(rawValue: String(name))
    }

    /// Whether a word occurs in so many letters that they are not ranked. To rank one letter, FTS5 reads through every
    /// occurrence of every word that was asked for: a word of four million letters costs a second, whatever else is
    /// asked. Such words say little about a letter anyway; those that say much are rarer.
    static func isBroad(_ expression: SearchExpression, max rankedMax: Int, _ database: Database) throws -> Bool {
        for clause in expression.requiredTerms {
            let count = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT \(rankedMax + 1))",
                arguments: [clause])
            if count ?? 0 > rankedMax { return true }
        }
        return false
    }

    var sort: SearchQuery.Sort {
        switch self {
        case .rank: .relevance
        case .day: .date
        case .received, .taken: .received
        }
    }

    var sql: String {
        switch self {
        case .rank: "rank, letter.seq DESC"
        case .day: "letter.day DESC, letter.seq DESC"
        case .received: "letter.received DESC, letter.seq DESC"
        case .taken: "words.rowid DESC"
        }
    }

    func cursor(of row: Row) -> SearchQuery.Cursor {
        let key =
            switch self {
            case .rank: String((row["rank"] as Double).bitPattern)
            case .day: row["day"] as String
            case .received: String(row["received"] as Int64)
            case .taken: "0"
            }
        return SearchQuery.Cursor("\(rawValue):\(key):\(row["seq"] as Int64)")
    }
}
