package import GreffeCore

import GRDB

extension LetterIndex {
    /// Bounds of the confidence bands; narrow near 1, where the workflows' bars lie.
    private static let bands = [0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001]

    /// Figures over letters received in the span (UTC days, both ends included); all where none is given.
    package func statistics(from: CalendarDate? = nil, to: CalendarDate? = nil) throws(IndexError) -> IndexStatistics {
        let low = from.map { Int64($0.daysSince1970) * 86_400_000 } ?? Int64.min
        let high = to.map { (Int64($0.daysSince1970) + 1) * 86_400_000 } ?? Int64.max
        let span: StatementArguments = [low, high]
        return try read { database in
            func counts(_ key: String, order: String = "2 DESC, 1") throws -> [IndexStatistics.Count] {
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT \(key) AS key, count(*) AS n FROM letter WHERE received >= ? AND received < ?
                            AND phase <> 'separated' GROUP BY 1 ORDER BY \(order)
                        """, arguments: span
                ).map { IndexStatistics.Count(key: $0["key"], letters: $0["n"]) }
            }
            func number(_ condition: String) throws -> Int {
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM letter WHERE received >= ? AND received < ? AND phase <> 'separated'
                            AND \(condition)
                        """,
                    arguments: span) ?? 0
            }
            let reviews = try String.fetchAll(
                database, sql: "SELECT review FROM letter WHERE received >= ? AND received < ? AND review <> ''",
                arguments: span)
            var reasons: [String: Int] = [:]
            for reason in reviews.flatMap({ $0.split(separator: " ") }) { reasons[String(reason), default: 0] += 1 }
            return IndexStatistics(
                letters: try number("1"), byPhase: try counts("phase"), byClass: try counts("coalesce(class, '')"),
                byChannel: try counts("coalesce(channel, '')"),
                byDay: try counts("date(received / 1000, 'unixepoch')", order: "1"),
                filed: try number("filed IS NOT NULL"),
                straightThrough: try number("straight_through = 1"),
                classReliability: try reliability(
                    database, confidence: "proposed_confidence", isWrong: "class IS NOT proposed_class", where: "1",
                    span),
                customerReliability: try reliability(
                    database, confidence: "customer_confidence", isWrong: "customer IS NOT proposed_customer",
                    where: "customer_outcome = 'matched'", span),
                reviewReasons: reasons.map { IndexStatistics.Count(key: $0.key, letters: $0.value) }
                    .sorted { ($1.letters, $0.key) < ($0.letters, $1.key) })
        }
    }

    /// Only filed letters: a person has had the chance to put them right.
    private func reliability(
        _ database: Database, confidence: String, isWrong: String, where condition: String, _ span: StatementArguments
    ) throws -> [IndexStatistics.Reliability] {
        try zip(Self.bands, Self.bands.dropFirst()).compactMap { low, high in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS n, coalesce(sum(\(isWrong)), 0) AS wrong, avg(\(confidence)) AS mean FROM letter
                    WHERE received >= ? AND received < ? AND filed IS NOT NULL AND \(condition)
                        AND \(confidence) >= ? AND \(confidence) < ?
                    """, arguments: span + [Int64(low * 10_000), Int64((high * 10_000).rounded(.up))])
            guard let row, let mean = row["mean"] as Double? else { return nil }
            return IndexStatistics.Reliability(
                from: low, to: min(high, 1), letters: row["n"], corrected: row["wrong"], meanConfidence: mean / 10_000)
        }
    }

    /// Figures of the moment.
    package func counts() throws(IndexError) -> IndexCounts {
        try read { database in
            var counts = IndexCounts()
            for row in try Row.fetchAll(
                database,
                sql: "SELECT phase, count(*) AS n, sum(erased) AS erased, sum(held) AS held FROM letter GROUP BY phase")
            {
                let phase = LetterState.Phase(rawValue: row["phase"])
                // The letters found in a scan are counted, not the scan.
                if phase == .separated { continue }
                let erased: Int = row["erased"]
                let living = (row["n"] as Int) - erased
                counts.letters += row["n"] as Int
                counts.erased += erased
                counts.held += row["held"] as Int
                switch phase {
                case .accessioned: counts.dueReading = living
                case .read: counts.dueUnderstanding = living
                case .classified: counts.dueFiling = living
                case .review: counts.review = living
                case .quarantined: counts.quarantined = living
                case .filed: counts.filed = living
                case .rejected: counts.rejected = living
                case .separated, nil: break
                }
            }
            for row in try Row.fetchAll(database, sql: "SELECT outcome, count(*) AS n FROM door GROUP BY outcome") {
                switch DropRow.Outcome(rawValue: row["outcome"]) {
                case .rejected: counts.dropsRejected = row["n"]
                case .duplicate: counts.dropsDuplicate = row["n"]
                case .accessioned, nil: break
                }
            }
            func oldest(_ phases: String) throws -> Timestamp? {
                try Int64.fetchOne(
                    database, sql: "SELECT min(received) FROM letter WHERE erased = 0 AND phase IN (\(phases))"
                ).map(Timestamp.init(millisecondsSince1970:))
            }
            counts.oldestDue = try oldest("'accessioned', 'read', 'classified'")
            counts.oldestReview = try oldest("'review'")
            counts.lastAccession = try Row.fetchOne(
                database, sql: "SELECT seq, year FROM letter WHERE scan IS NULL ORDER BY seq DESC LIMIT 1"
            ).map(AccessionNumber.init(row:))
            return counts
        }
    }
}
