import GreffeCore

import GRDB

extension LetterIndex {
    /// A match in a number or a label says more than one in the text.
    private static let rank = "bm25(words, 1.0, 2.0, 2.0)"

    /// One page of the letters that match, and how many there are in all. Pages continue from where the last ended
    /// (`after`), so that letters coming in meanwhile neither repeat nor hide one; by relevance, new letters may shift
    /// ranks a little.
    package func letters(matching query: SearchQuery) throws(IndexError) -> SearchPage {
        let expression = SearchExpression(query.words)
        return try read { database in
            if !query.words.allSatisfy(\.isWhitespace), expression.isEmpty {
                // Only signs were typed: nothing is asked for, rather than everything.
                return SearchPage(hits: [], total: 0, next: nil)
            }
            var filter = Filter(query: query, expression: expression)
            let total =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM \(filter.tables) WHERE \(filter.condition)",
                    arguments: StatementArguments(filter.arguments)) ?? 0
            let order = Order(query: query, isRanked: expression.required != nil)
            filter.add(order, after: query.after)
            let limit = min(max(1, query.limit), Self.pageMax)
            let rank = order == .rank ? Self.rank : "0.0"
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT letter.*, \(rank) AS rank FROM \(filter.tables) WHERE \(filter.condition)
                    ORDER BY \(order.sql) LIMIT \(limit + 1)
                    """, arguments: StatementArguments(filter.arguments))
            let shown = Array(rows.prefix(limit))
            let letters = try Self.letters(shown, database)
            let maker = SnippetMaker(terms: expression.marks)
            let hits = try letters.map { letter in
                guard query.wantsSnippets else { return SearchHit(letter: letter, snippet: nil) }
                let texts = try Self.texts(Int64(bitPattern: letter.accession.leaf.value), database)
                let snippet = expression.marks.isEmpty ? nil : maker.snippet(of: texts)
                return SearchHit(letter: letter, snippet: snippet ?? SnippetMaker.head(of: texts))
            }
            let next = rows.count > limit ? shown.last.map { order.cursor(of: $0) } : nil
            return SearchPage(hits: hits, total: total, next: next)
        }
    }

    private enum Order: String {
        case rank, day, received

        init(query: SearchQuery, isRanked: Bool) {
            switch query.sort {
            case .relevance: self = isRanked ? .rank : .received
            case .date: self = .day
            case .received: self = .received
            }
        }

        var sql: String {
            switch self {
            case .rank: "rank, letter.seq DESC"
            case .day: "letter.day DESC, letter.seq DESC"
            case .received: "letter.received DESC, letter.seq DESC"
            }
        }

        func cursor(of row: Row) -> SearchQuery.Cursor {
            let key =
                switch self {
                case .rank: String((row["rank"] as Double).bitPattern)
                case .day: row["day"] as String
                case .received: String(row["received"] as Int64)
                }
            return SearchQuery.Cursor("\(rawValue):\(key):\(row["seq"] as Int64)")
        }
    }

    private struct Filter {
        var tables = "letter"
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []

        var condition: String { conditions.isEmpty ? "1" : conditions.joined(separator: " AND ") }

        init(query: SearchQuery, expression: SearchExpression) {
            if let required = expression.required {
                tables = "words JOIN letter ON letter.seq = words.rowid"
                add("words MATCH ?", required)
            }
            if let excluded = expression.excluded {
                add("letter.seq NOT IN (SELECT rowid FROM words WHERE words MATCH ?)", excluded)
            }
            if let value = query.letterClass { add("letter.class = ?", value.rawValue) }
            if let value = query.customer { add("letter.customer = ?", value.value) }
            // The letters found in a scan stand for it.
            if let value = query.phase { add("letter.phase = ?", value.rawValue) } else { excludeSeparated() }
            if let value = query.channel { add("letter.channel = ?", value) }
            if let value = query.department { add("letter.department = ?", value) }
            if let value = query.batch { add("letter.batch = ?", value) }
            switch query.dateBasis {
            case .letter:
                if let from = query.from { add("letter.day >= ?", from.description) }
                if let to = query.to { add("letter.day <= ?", to.description) }
            case .received:
                let day: Int64 = 86_400_000
                if let from = query.from { add("letter.received >= ?", Int64(from.daysSince1970) * day) }
                if let to = query.to { add("letter.received < ?", (Int64(to.daysSince1970) + 1) * day) }
            }
        }

        private mutating func excludeSeparated() { conditions.append("letter.phase <> 'separated'") }

        mutating func add(_ condition: String, _ argument: any DatabaseValueConvertible) {
            conditions.append(condition)
            arguments.append(argument)
        }

        /// A cursor that is not of this order begins at the first page.
        mutating func add(_ order: Order, after: SearchQuery.Cursor?) {
            guard let parts = after?.description.split(separator: ":"), parts.count == 3, parts[0] == order.rawValue,
                let seq = Int64(parts[2])
            else { return }
            switch order {
            case .rank:
                guard let bits = UInt64(parts[1]) else { return }
                let rank = Double(bitPattern: bits)
                guard rank.isFinite else { return }
                conditions.append("(\(LetterIndex.rank) > ? OR (\(LetterIndex.rank) = ? AND letter.seq < ?))")
                arguments += [rank, rank, seq]
            case .day:
                conditions.append("(letter.day, letter.seq) < (?, ?)")
                arguments += [String(parts[1]), seq]
            case .received:
                guard let received = Int64(parts[1]) else { return }
                conditions.append("(letter.received, letter.seq) < (?, ?)")
                arguments += [received, seq]
            }
        }
    }
}
