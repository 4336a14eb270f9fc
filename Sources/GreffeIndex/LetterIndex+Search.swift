import GreffeCore

import GRDB

extension LetterIndex {
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
            let isBroad = try SearchOrder.isBroad(expression, max: query.rankedMax, database)
            let order = SearchOrder(query: query, expression: expression, isBroad: isBroad)
            let isWide = try SearchFilter.isWide(query, database)
            var filter = SearchFilter(
                query: query, expression: expression, isBroad: isBroad, isWide: isWide, order: order)
            let total = try Self.count(filter, max: query.countMax + 1, database)
            filter.add(order, after: query.after)
            let limit = min(max(1, query.limit), Self.pageMax)
            let rank = order == .rank ? SearchOrder.bm25 : "0.0"
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
            return SearchPage(
                hits: hits, total: min(total, query.countMax), hasMore: total > query.countMax, sort: order.sort,
                next: next)
        }
    }

    /// How many letters a filter lets through, counted up to `max`.
    static func count(_ filter: SearchFilter, max: Int, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM (SELECT 1 FROM \(filter.tables) WHERE \(filter.condition)
                    LIMIT \(max))
                """, arguments: StatementArguments(filter.arguments)) ?? 0
    }
}
