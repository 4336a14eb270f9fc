package import GreffeCore

import GRDB

/// Letters of one year, rule and fate at the end of their term.
package struct RetentionForecastRow: Hashable, Sendable {
    /// Of the term; nil where it waits for an event nobody has noted.
    package var year: Int?
    package var rule: String
    package var disposition: Disposition
    package var letters: Int
    /// Of the originals.
    package var bytes: Int64
    /// Letters of them under a legal hold.
    package var held: Int
}

extension LetterIndex {
    /// Letters with a retention rule, the earliest term first and those without a term last.
    /// - Parameters:
    ///   - until: only those whose term is on or before this day.
    ///   - place: goes on after so many.
    package func retentionList(
        until: CalendarDate?, limit: Int, after place: Int = 0
    ) throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM letter WHERE retention_rule IS NOT NULL AND erased = 0
                        \(until == nil ? "" : "AND retention_term <= ?")
                    ORDER BY retention_term IS NULL, retention_term, seq LIMIT ? OFFSET ?
                    """,
                arguments: StatementArguments(
                    [until?.description].compactMap { $0 } as [any DatabaseValueConvertible]
                        + [max(0, limit), max(0, place)]))
            return try Self.letters(rows, database)
        }
    }

    /// How many letters come to the end of their term in which year.
    package func retentionForecast() throws(IndexError) -> [RetentionForecastRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT substr(retention_term, 1, 4) AS term_year, retention_rule, retention_then, count(*) AS n,
                        coalesce(sum(bytes), 0) AS bytes, sum(held) AS held
                    FROM letter WHERE retention_rule IS NOT NULL AND erased = 0
                    GROUP BY 1, 2, 3 ORDER BY term_year IS NULL, 1, 2, 3
                    """
            ).map { row in
                RetentionForecastRow(
                    year: (row["term_year"] as String?).flatMap { Int($0) }, rule: row["retention_rule"],
                    disposition: (row["retention_then"] as String?).flatMap(Disposition.init(rawValue:)) ?? .destroy,
                    letters: row["n"], bytes: row["bytes"], held: row["held"])
            }
        }
    }

    /// Letters that are there and have no rule, since nobody has filed them.
    package func lettersWithoutRule() throws(IndexError) -> Int {
        try read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM letter WHERE retention_rule IS NULL AND erased = 0") ?? 0
        }
    }

    /// The newest entries of a kind, the newest first.
    package func latest(_ kind: EntryKind, limit: Int) throws(IndexError) -> [LeafIndex] {
        try read { database in
            try Int64.fetchAll(
                database, sql: "SELECT seq FROM entry WHERE \(IndexSchema.condition(kind)) ORDER BY seq DESC LIMIT ?",
                arguments: [kind.rawValue, max(0, limit)]
            ).map { LeafIndex(UInt64(bitPattern: $0)) }
        }
    }
}
