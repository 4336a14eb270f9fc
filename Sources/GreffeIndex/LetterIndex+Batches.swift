import GreffeCore

import GRDB

extension LetterIndex {
    /// Batches, the one that received a file last first; `unfinished` leaves out those that are closed for good.
    package func batches(unfinished: Bool = false, limit: Int) throws(IndexError) -> [BatchRow] {
        let condition = unfinished ? "WHERE closing.seq IS NULL OR tally.late > 0" : ""
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    \(Self.batchTally(ofOne: false)) \(condition)
                    ORDER BY coalesce(tally.last, closing.time) DESC, name LIMIT ?
                    """, arguments: [max(0, limit)]
            ).map(BatchRow.init(row:))
        }
    }

    /// Nil for a name no file came under.
    package func batch(_ name: String) throws(IndexError) -> BatchRow? {
        try read { database in
            try Row.fetchOne(
                database, sql: Self.batchTally(ofOne: true) + " WHERE name = :name",
                arguments: ["name": name]
            ).map(BatchRow.init(row:))
        }
    }

    package func batchCounts() throws(IndexError) -> BatchCounts {
        var counts = BatchCounts()
        for batch in try batches(unfinished: true, limit: Int(Int32.max)) {
            switch batch.state {
            case .open:
                counts.open += 1
                if batch.received.due > 0 { counts.due += 1 } else if !batch.addsUp { counts.differing += 1 }
            case .late: counts.late += 1
            case .closed: break
            }
        }
        return counts
    }

    /// One row a batch: what was counted at the door and in the readings, beside its last closing.
    /// - Parameter ofOne: whether only the files and closings of the batch `:name` are looked at.
    private static func batchTally(ofOne: Bool) -> String {
        let ofName = ofOne ? "= :name" : "IS NOT NULL"
        return """
            WITH closing AS (
                SELECT * FROM batch_closing WHERE seq IN (
                    SELECT max(seq) FROM batch_closing WHERE batch \(ofName) GROUP BY batch)),
            tally AS (
                SELECT door.batch AS batch, min(door.time) AS first, max(door.time) AS last, count(*) AS files,
                    sum(door.outcome = 'accessioned') AS letters, sum(door.outcome = 'duplicate') AS duplicates,
                    sum(door.outcome = 'rejected') AS refused,
                    min(door.declared_pages) AS pages_low, max(door.declared_pages) AS pages_high,
                    min(door.declared_envelopes) AS envelopes_low, max(door.declared_envelopes) AS envelopes_high,
                    total(letter.pages) - total(letter.separator_pages) AS pages,
                    sum(CASE WHEN letter.seq IS NULL THEN 0 ELSE coalesce(letter.envelopes, 1) END) AS envelopes,
                    total(length(letter.blank_pages) - length(replace(letter.blank_pages, ' ', '')) + 1) AS blank_pages,
                    coalesce(sum(letter.phase IN ('accessioned', 'read', 'classified')), 0) AS due,
                    coalesce(sum(letter.pages IS NULL AND letter.phase IN ('quarantined', 'rejected')), 0) AS unread,
                    coalesce(sum(door.seq > (
                        SELECT max(seq) FROM batch_closing WHERE batch_closing.batch = door.batch)), 0) AS late
                FROM door LEFT JOIN letter ON letter.seq = door.letter AND door.outcome = 'accessioned'
                WHERE door.batch \(ofName) GROUP BY door.batch)
            SELECT coalesce(tally.batch, closing.batch) AS name, tally.first, tally.last, tally.files, tally.letters,
                tally.duplicates, tally.refused, tally.pages_low, tally.pages_high, tally.envelopes_low,
                tally.envelopes_high, tally.pages, tally.envelopes, tally.blank_pages, tally.due, tally.unread, tally.late,
                closing.seq AS closing_seq, closing.time AS closing_time, closing.by AS closing_by,
                closing.reason AS closing_reason, closing.differences AS closing_differences,
                closing.declared_pages AS closed_pages_declared, closing.declared_envelopes AS closed_envelopes_declared,
                closing.files AS closed_files, closing.letters AS closed_letters, closing.envelopes AS closed_envelopes,
                closing.pages AS closed_pages, closing.blank_pages AS closed_blank_pages,
                closing.duplicates AS closed_duplicates, closing.refused AS closed_refused, closing.due AS closed_due,
                closing.unread AS closed_unread
            FROM tally FULL JOIN closing ON closing.batch = tally.batch
            """
    }
}

extension BatchRow {
    fileprivate init(row: Row) {
        name = row["name"]
        first = (row["first"] as Int64?).map(Timestamp.init(millisecondsSince1970:))
        last = (row["last"] as Int64?).map(Timestamp.init(millisecondsSince1970:))
        lateFiles = row["late"] as Int? ?? 0
        if let seq = row["closing_seq"] as Int64? {
            closing = Closing(
                seq: LeafIndex(UInt64(bitPattern: seq)),
                time: Timestamp(millisecondsSince1970: row["closing_time"]), by: row["closing_by"],
                reason: row["closing_reason"],
                differences: (row["closing_differences"] as String? ?? "").split(separator: "\n").map(String.init))
        }
        let prefix = closing != nil && lateFiles == 0 ? "closed_" : ""
        received.files = row["\(prefix)files"] as Int? ?? 0
        received.letters = row["\(prefix)letters"] as Int? ?? 0
        received.envelopes = row["\(prefix)envelopes"] as Int? ?? 0
        received.pages = Self.total(row["\(prefix)pages"])
        received.blankPages = Self.total(row["\(prefix)blank_pages"])
        received.duplicates = row["\(prefix)duplicates"] as Int? ?? 0
        received.refused = row["\(prefix)refused"] as Int? ?? 0
        received.due = row["\(prefix)due"] as Int? ?? 0
        received.unread = row["\(prefix)unread"] as Int? ?? 0
        declared.pages = Self.range(row["pages_low"], row["pages_high"])
        declared.envelopes = Self.range(row["envelopes_low"], row["envelopes_high"])
        if !prefix.isEmpty {
            // A file erased since took its slip's counts with it.
            declared.pages = declared.pages ?? Self.range(row["closed_pages_declared"], row["closed_pages_declared"])
            declared.envelopes =
                declared.envelopes
                ?? Self.range(row["closed_envelopes_declared"], row["closed_envelopes_declared"])
        }
    }

    /// A sum of what bodies claim need not fit an integer.
    private static func total(_ sum: Double?) -> Int { Int(min(max(sum ?? 0, 0), 1e15)) }

    /// What a body claims is not believed to be in order.
    private static func range(_ low: Int?, _ high: Int?) -> ClosedRange<Int>? {
        guard let low, let high, low <= high else { return nil }
        return low...high
    }
}
