package import GreffeCore

import GRDB

extension LetterIndex {
    /// Proposals or requests, the newest first.
    package func removals(_ kind: RemovalRow.Kind, open: Bool, limit: Int) throws(IndexError) -> [RemovalRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT removal.*, \(Self.lettersNamed) FROM removal
                    WHERE kind = ? \(open ? "AND withdrawn IS NULL AND leave IS NULL" : "") ORDER BY seq DESC LIMIT ?
                    """, arguments: [kind.rawValue, max(0, limit)]
            ).map(RemovalRow.init(row:))
        }
    }

    package func removal(_ number: AccessionNumber) throws(IndexError) -> RemovalRow? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT removal.*, \(Self.lettersNamed) FROM removal WHERE seq = ? AND year = ?",
                arguments: [Int64(bitPattern: number.leaf.value), number.year]
            ).map(RemovalRow.init(row:))
        }
    }

    /// The letters a proposal or request names, the oldest first.
    package func letters(of removal: AccessionNumber) throws(IndexError) -> [AccessionNumber] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT letter.seq, letter.year FROM removal_letter
                    JOIN letter ON letter.seq = removal_letter.letter WHERE removal = ? ORDER BY 1
                    """, arguments: [Int64(bitPattern: removal.leaf.value)]
            ).map(AccessionNumber.init(row:))
        }
    }

    /// Letters that may be proposed for disposal without having been named: their term has come, nothing holds them,
    /// they are to be destroyed, and no open proposal has them. The earliest term first.
    package func disposable(on day: CalendarDate, limit: Int) throws(IndexError) -> [AccessionNumber] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT seq, year FROM letter
                    WHERE retention_rule IS NOT NULL AND retention_term <= ? AND erased = 0 AND held = 0
                        AND phase = 'filed' AND coalesce(retention_then, 'destroy') = 'destroy'
                        AND NOT EXISTS (SELECT 1 FROM removal_letter JOIN removal ON removal.seq = removal
                            WHERE letter = letter.seq AND withdrawn IS NULL AND leave IS NULL)
                    ORDER BY retention_term, seq LIMIT ?
                    """, arguments: [day.description, max(0, limit)]
            ).map(AccessionNumber.init(row:))
        }
    }

    /// A letter with all that go with it: a scan of several, and every letter ever found in it. The oldest first; what
    /// is erased is left out.
    package func family(of accession: AccessionNumber) throws(IndexError) -> [AccessionNumber] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    WITH own AS (SELECT coalesce(scan, seq) AS scan FROM letter WHERE seq = ?1)
                    SELECT letter.seq, letter.year FROM letter, own
                    WHERE (letter.seq = own.scan OR letter.scan = own.scan) AND erased = 0 ORDER BY letter.seq
                    """, arguments: [Int64(bitPattern: accession.leaf.value)]
            ).map(AccessionNumber.init(row:))
        }
    }

    /// Destructions, the newest first.
    /// - Parameter unfinished: only those of which something may be left.
    package func destructions(unfinished: Bool, limit: Int) throws(IndexError) -> [DestructionRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM destruction \(unfinished ? "WHERE done IS NULL" : "") ORDER BY seq DESC LIMIT ?
                    """, arguments: [max(0, limit)]
            ).compactMap(DestructionRow.init(row:))
        }
    }

    package func destruction(_ leave: LeafIndex) throws(IndexError) -> DestructionRow? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM destruction WHERE seq = ?", arguments: [Int64(bitPattern: leave.value)]
            ).flatMap(DestructionRow.init(row:))
        }
    }

    /// What a request to erase a customer is about: every letter; and what has a home of its own: released holds on
    /// nobody else, cases, interactions, and decisions that merged or split the customer.
    package func homes(
        of customer: CustomerNumber, limit: Int
    ) throws(IndexError) -> (letters: [AccessionNumber], others: [LeafIndex]) {
        try read { database in
            let letters = try Row.fetchAll(
                database, sql: "SELECT seq, year FROM letter WHERE customer = ? ORDER BY seq LIMIT ?",
                arguments: [customer.value, max(0, limit)]
            ).map(AccessionNumber.init(row:))
            let others = try Int64.fetchAll(
                database,
                sql: """
                    SELECT seq FROM hold WHERE customer = ?1 AND released IS NOT NULL
                    UNION SELECT seq FROM case_file WHERE customer = ?1
                    UNION SELECT seq FROM interaction WHERE customer = ?1
                    UNION SELECT seq FROM customer_move WHERE from_customer = ?1 OR to_customer = ?1 ORDER BY 1
                    """, arguments: [customer.value])
            return (letters, others.map { LeafIndex(UInt64(bitPattern: $0)) })
        }
    }

    /// Other customers' letters of which this customer may have been the sender, or under whom they were filed before:
    /// what was said of them names the number.
    package func mentions(of customer: CustomerNumber, limit: Int) throws(IndexError) -> [AccessionNumber] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT seq, year FROM letter WHERE erased = 0 AND customer IS NOT ?1
                        AND seq IN (SELECT letter FROM candidate WHERE customer = ?1
                            UNION SELECT item FROM customer_move_item JOIN customer_move ON customer_move.seq = move
                                WHERE from_customer = ?1 OR to_customer = ?1)
                    ORDER BY seq LIMIT ?2
                    """, arguments: [customer.value, max(0, limit)]
            ).map(AccessionNumber.init(row:))
        }
    }

    /// What was decided about keeping or destroying a letter, in entries whose own home is elsewhere; oldest first.
    package func keepingHistory(_ accession: AccessionNumber) throws(IndexError) -> [HistoryRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM entry WHERE seq IN (
                        SELECT hold FROM hold_letter WHERE letter = ?1
                        UNION SELECT released FROM hold_letter JOIN hold ON hold.seq = hold WHERE letter = ?1
                        UNION SELECT removal FROM removal_letter WHERE letter = ?1
                        UNION SELECT approved FROM removal_letter JOIN removal ON removal.seq = removal
                            WHERE letter = ?1
                        UNION SELECT withdrawn FROM removal_letter JOIN removal ON removal.seq = removal
                            WHERE letter = ?1)
                    ORDER BY seq
                    """, arguments: [Int64(bitPattern: accession.leaf.value)]
            ).compactMap(HistoryRow.init(row:))
        }
    }

    private static let lettersNamed = "(SELECT count(*) FROM removal_letter WHERE removal = removal.seq) AS letters"
}

extension RemovalRow {
    fileprivate init(row: Row) {
        number = AccessionNumber(row: row)
        kind = Kind(rawValue: row["kind"]) ?? .disposal
        time = Timestamp(millisecondsSince1970: row["time"])
        (by, reason) = (row["by"], row["reason"])
        customer = (row["customer"] as String?).map(CustomerNumber.init(_:))
        approval = Word(row: row, "approved")
        withdrawal = Word(row: row, "withdrawn")
        leave = (row["leave"] as Int64?).map { LeafIndex(UInt64(bitPattern: $0)) }
        letters = row["letters"]
    }
}

extension RemovalRow.Word {
    fileprivate init?(row: Row, _ column: String) {
        guard let seq = row[column] as Int64?, let time = row[column + "_time"] as Int64? else { return nil }
        self.seq = LeafIndex(UInt64(bitPattern: seq))
        self.time = Timestamp(millisecondsSince1970: time)
        by = row[column + "_by"]
    }
}

extension DestructionRow {
    fileprivate init?(row: Row) {
        guard let kind = EntryKind(rawValue: row["kind"]) else { return nil }
        number = AccessionNumber(row: row)
        self.kind = kind
        time = Timestamp(millisecondsSince1970: row["time"])
        by = row["by"]
        removal = (row["removal"] as Int64?).map { LeafIndex(UInt64(bitPattern: $0)) }
        letters = row["letters"]
        done = (row["done_time"] as Int64?).map(Timestamp.init(millisecondsSince1970:))
        files = row["files"]
    }
}
