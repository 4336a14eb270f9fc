import GreffeCore

import GRDB

extension LetterIndex {
    /// Letters counted for an explanation.
    package static let explainedMax = 1_000
    /// Words of the index looked at for one that is spelt nearly so: those that begin alike.
    private static let neighboursMax = 50_000
    private static let nearestMax = 3

    /// Says why a query finds nothing: words that do not occur, with the nearest that do, and filters without which
    /// there would be something.
    package func explanation(of query: SearchQuery) throws(IndexError) -> SearchExplanation {
        let expression = SearchExpression(query.words)
        return try read { database in
            var words: [SearchExplanation.Word] = []
            for term in expression.marks {
                let alone = SearchQuery(words: term.isQuoted ? "\"\(term.words.joined(separator: " "))\"" : term.text)
                let letters = try Self.counted(alone, database)
                var nearest: [String] = []
                if letters == 0, let word = term.words.first, term.words.count == 1 {
                    nearest = try Self.nearest(word, database)
                }
                words.append(.init(text: term.text, letters: letters, nearest: nearest))
            }
            let filters = try Self.filters(of: query).compactMap { name, value, without in
                let letters = try Self.counted(without, database)
                return letters == 0
                    ? nil : SearchExplanation.Filter(name: name, value: value, lettersWithout: letters)
            }
            var bare = SearchQuery(words: query.words)
            bare.fields = [:]
            return SearchExplanation(
                words: words, filters: filters, lettersUnfiltered: try Self.counted(bare, database))
        }
    }

    /// Each filter of a query, and the query without it.
    private static func filters(of query: SearchQuery) -> [(name: String, value: String, without: SearchQuery)] {
        var filters: [(name: String, value: String, without: SearchQuery)] = []
        func add(_ name: String, _ value: String?, _ remove: (inout SearchQuery) -> Void) {
            guard let value else { return }
            var without = query
            without.after = nil
            remove(&without)
            filters.append((name, value, without))
        }
        add("class", query.letterClass?.rawValue) { $0.letterClass = nil }
        add("customer", query.customer?.value) { $0.customer = nil }
        add("from", query.from.map { "\($0)" }) { $0.from = nil }
        add("to", query.to.map { "\($0)" }) { $0.to = nil }
        add("state", query.phase?.rawValue) { $0.phase = nil }
        add("channel", query.channel) { $0.channel = nil }
        add("department", query.department) { $0.department = nil }
        add("batch", query.batch) { $0.batch = nil }
        add("case", query.caseFile.map { "\($0)" }) { $0.caseFile = nil }
        add("amount-from", query.amountFrom.map { "\($0)" }) { $0.amountFrom = nil }
        add("amount-to", query.amountTo.map { "\($0)" }) { $0.amountTo = nil }
        for (name, value) in query.fields.sorted(by: { $0.key < $1.key }) {
            add("field", "\(name.rawValue)=\(value)") { $0.fields[name] = nil }
        }
        return filters
    }

    private static func counted(_ query: SearchQuery, _ database: Database) throws -> Int {
        let expression = SearchExpression(query.words)
        let isBroad = try SearchOrder.isBroad(expression, max: query.rankedMax, database)
        let isWide = try SearchFilter.isWide(query, database)
        let filter = SearchFilter(
            query: query, expression: expression, isBroad: isBroad, isWide: isWide, order: .taken)
        return try count(filter, max: explainedMax, database)
    }

    /// Words of the letters at most two letters from this one (one, for a short word), that begin with the same two.
    private static func nearest(_ word: String, _ database: Database) throws -> [String] {
        let letters = Array(word.unicodeScalars)
        guard letters.count >= 3 else { return [] }
        let start = String(String.UnicodeScalarView(letters.prefix(2)))
        guard let last = start.unicodeScalars.last, let next = Unicode.Scalar(last.value + 1) else { return [] }
        let end = String(String.UnicodeScalarView(letters.prefix(1))) + String(next)
        let rows = try Row.fetchCursor(
            database, sql: "SELECT term, doc FROM words_row WHERE term >= ? AND term < ? LIMIT ?",
            arguments: [start, end, neighboursMax])
        let reach = letters.count < 6 ? 1 : 2
        var found: [(distance: Int, letters: Int, word: String)] = []
        while let row = try rows.next() {
            let term: String = row["term"]
            let other = Array(term.unicodeScalars)
            guard abs(other.count - letters.count) <= reach else { continue }
            let distance = distance(letters, other)
            if distance > 0, distance <= reach { found.append((distance, row["doc"], term)) }
        }
        return found.sorted { ($0.distance, $1.letters, $0.word) < ($1.distance, $0.letters, $1.word) }
            .prefix(nearestMax).map(\.word)
    }

    /// Optimal string alignment: insertions, deletions, substitutions, and neighbours that changed places.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var line = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(above[column + 1], line[column]) + 1
                cost = min(cost, above[column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    cost = min(cost, before[column - 1] + 1)
                }
                line.append(cost)
            }
            (before, above) = (above, line)
        }
        return above[right.count]
    }
}
