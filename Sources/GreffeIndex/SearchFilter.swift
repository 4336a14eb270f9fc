import GRDB
import GreffeCore

/// A query as tables and conditions.
struct SearchFilter {
    private(set) var tables = "letter"
    private var conditions: [String] = []
    private(set) var arguments: [(any DatabaseValueConvertible)?] = []

    var condition: String { conditions.isEmpty ? "1" : conditions.joined(separator: " AND ") }

    /// - Parameters:
    ///   - isBroad: a word of the query occurs in very many letters.
    ///   - isWide: very many letters have an amount between the bounds.
    init(query: SearchQuery, expression: SearchExpression, isBroad: Bool, isWide: Bool, order: SearchOrder) {
        let required =
            [expression.required].compactMap(\.self)
            + query.fields.sorted { $0.key < $1.key }.compactMap {
                // The value's words narrow the letters down; whether it is that field's is asked of those.
                SearchExpression("\"\($0.value)\"").required
            }
        if !required.isEmpty {
            // A customer, a batch, a case, a narrow range of amounts or a waiting list has few letters; looked at
            // first, a word in millions costs nothing. Of a word in millions, the first letters in the order wanted
            // are soon found the same way.
            let hasList = !isWide && Self.amounts(query) != nil
            let hasFew = hasList || query.customer != nil || query.batch != nil || query.caseFile != nil
            let isWaiting = query.phase != nil && query.phase != .filed
            tables =
                hasFew || isBroad && (isWaiting || order == .day || order == .received)
                ? "letter CROSS JOIN words ON words.rowid = letter.seq"
                : "words CROSS JOIN letter ON letter.seq = words.rowid"
            add("words MATCH ?", required.map { "(\($0))" }.joined(separator: " AND "))
        }
        if let excluded = expression.excluded {
            add("letter.seq NOT IN (SELECT rowid FROM words WHERE words MATCH ?)", excluded)
        }
        if let value = query.letterClass { add("letter.class = ?", value.rawValue) }
        if let value = query.customer { add("letter.customer = ?", value.value) }
        // The letters found in a scan stand for it.
        if let value = query.phase {
            add("letter.phase = ?", value.rawValue)
        } else {
            conditions.append("letter.phase <> 'separated'")
        }
        if let value = query.channel { add("letter.channel = ?", value) }
        if let value = query.department { add("letter.department = ?", value) }
        if let value = query.batch {
            // There is an index of what came in by batch; the letters found in a scan came in with it.
            conditions.append(
                """
                letter.seq IN (SELECT letter FROM door WHERE batch = ? AND letter IS NOT NULL UNION ALL
                    SELECT part.seq FROM door JOIN letter AS part ON part.scan = door.letter WHERE door.batch = ?)
                """)
            arguments += [value, value]
            add("letter.batch = ?", value)
        }
        if let value = query.caseFile { add("letter.case_file = ?", Int64(bitPattern: value.leaf.value)) }
        addDates(query)
        addFields(query, isWide: isWide)
    }

    private mutating func addDates(_ query: SearchQuery) {
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

    private mutating func addFields(_ query: SearchQuery, isWide: Bool) {
        for (name, value) in query.fields.sorted(by: { $0.key < $1.key }) {
            conditions.append(
                "EXISTS (SELECT 1 FROM field WHERE letter = letter.seq AND name = ? AND value = ? COLLATE NOCASE)")
            arguments += [name.rawValue, value]
        }
        guard let amounts = Self.amounts(query) else { return }
        // Of an amount in millions of letters, the first letters in the order wanted are soon found, and its list would
        // be read whole.
        let hasFew = query.customer != nil || query.batch != nil || query.caseFile != nil
        let isAlone = !isWide && !hasFew
        conditions.append(
            isAlone
                ? "letter.seq IN (SELECT letter FROM field WHERE \(amounts.condition))"
                : "EXISTS (SELECT 1 FROM field WHERE letter = letter.seq AND \(amounts.condition))")
        arguments += amounts.bounds.map { $0 }
    }

    /// The expression is that of the index `field_amount`.
    private static func amounts(_ query: SearchQuery) -> (condition: String, bounds: [Double])? {
        let bounds = [query.amountFrom, query.amountTo].compactMap(\.self)
        guard !bounds.isEmpty else { return nil }
        let conditions = [
            "name = 'amount_total'", query.amountFrom.map { _ in "CAST(value AS REAL) >= ?" },
            query.amountTo.map { _ in "CAST(value AS REAL) <= ?" },
        ]
        return (conditions.compactMap(\.self).joined(separator: " AND "), bounds)
    }

    /// Whether so many letters have an amount between the bounds that their list is not looked at.
    static func isWide(_ query: SearchQuery, _ database: Database) throws -> Bool {
        guard let amounts = amounts(query) else { return false }
        let count = try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM (SELECT 1 FROM field WHERE \(amounts.condition) LIMIT \(query.listedMax + 1))
                """, arguments: StatementArguments(amounts.bounds))
        return count ?? 0 > query.listedMax
    }

    private mutating func add(_ condition: String, _ argument: any DatabaseValueConvertible) {
        conditions.append(condition)
        arguments.append(argument)
    }

    /// A cursor that is not of this order begins at the first page.
    mutating func add(_ order: SearchOrder, after: SearchQuery.Cursor?) {
        guard let parts = after?.description.split(separator: ":"), parts.count == 3, parts[0] == order.rawValue,
            let seq = Int64(parts[2])
        else { return }
        switch order {
        case .rank:
            guard let bits = UInt64(parts[1]) else { return }
            let rank = Double(bitPattern: bits)
            guard rank.isFinite else { return }
            conditions.append("(\(SearchOrder.bm25) > ? OR (\(SearchOrder.bm25) = ? AND letter.seq < ?))")
            arguments += [rank, rank, seq]
        case .day:
            conditions.append("(letter.day, letter.seq) < (?, ?)")
            arguments += [String(parts[1]), seq]
        case .taken:
            conditions.append("words.rowid < ?")
            arguments.append(seq)
        case .received:
            guard let received = Int64(parts[1]) else { return }
            conditions.append("(letter.received, letter.seq) < (?, ?)")
            arguments += [received, seq]
        }
    }
}
