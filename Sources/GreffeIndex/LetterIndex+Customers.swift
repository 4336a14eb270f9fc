package import GreffeCore

import GRDB

extension LetterIndex {
    // MARK: Cases

    package func caseFile(_ number: AccessionNumber) throws(IndexError) -> CaseRow? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT case_file.*, \(Self.lettersInCase) FROM case_file WHERE seq = ? AND year = ?",
                arguments: [Int64(bitPattern: number.leaf.value), number.year]
            ).map(CaseRow.init(row:))
        }
    }

    /// Case files, the newest first.
    package func caseFiles(
        open: Bool, customer: CustomerNumber? = nil, limit: Int
    ) throws(IndexError) -> [CaseRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT case_file.*, \(Self.lettersInCase) FROM case_file
                    WHERE (?1 IS NULL OR customer = ?1) \(open ? "AND closed IS NULL" : "") ORDER BY seq DESC LIMIT ?2
                    """, arguments: [customer?.value, max(0, limit)]
            ).map(CaseRow.init(row:))
        }
    }

    /// The letters of a case, the oldest first by their own date.
    package func letters(inCase number: AccessionNumber, limit: Int) throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM letter WHERE case_file = ? ORDER BY day, seq LIMIT ?",
                arguments: [Int64(bitPattern: number.leaf.value), max(0, limit)])
            return try Self.letters(rows, database)
        }
    }

    // MARK: Interactions

    package func interaction(_ number: AccessionNumber) throws(IndexError) -> InteractionRow? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM interaction WHERE seq = ? AND year = ?",
                arguments: [Int64(bitPattern: number.leaf.value), number.year]
            ).map(InteractionRow.init(row:))
        }
    }

    /// Contacts by other ways than mail, the newest first.
    package func interactions(
        of customer: CustomerNumber?, limit: Int
    ) throws(IndexError) -> [InteractionRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM interaction WHERE customer IS NOT NULL AND (?1 IS NULL OR customer = ?1)
                    ORDER BY happened DESC, seq DESC LIMIT ?2
                    """, arguments: [customer?.value, max(0, limit)]
            ).map(InteractionRow.init(row:))
        }
    }

    /// Acknowledgements given for the customer's letters, the newest first, each with its letter.
    package func acknowledgements(
        of customer: CustomerNumber, limit: Int
    ) throws(IndexError) -> [(letter: AccessionNumber, act: HistoryRow)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT entry.*, letter.seq AS letter, letter.year AS year FROM letter
                    JOIN letter_entry ON letter_entry.letter = letter.seq JOIN entry ON entry.seq = letter_entry.seq
                    WHERE letter.customer = ? AND letter.erased = 0 AND entry.kind = ? ORDER BY entry.seq DESC LIMIT ?
                    """, arguments: [customer.value, EntryKind.acknowledged.rawValue, max(0, limit)]
            ).compactMap { row in
                HistoryRow(row: row).map { act in
                    let leaf = LeafIndex(UInt64(bitPattern: row["letter"] as Int64))
                    return (AccessionNumber(year: row["year"], leaf: leaf), act)
                }
            }
        }
    }

    // MARK: Merging and splitting

    /// Decisions that name the customer, the newest first.
    package func moves(of customer: CustomerNumber, limit: Int) throws(IndexError) -> [CustomerMoveRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT customer_move.*, \(Self.itemsMoved) FROM customer_move
                    WHERE from_customer = ?1 OR to_customer = ?1 ORDER BY seq DESC LIMIT ?2
                    """, arguments: [customer.value, max(0, limit)]
            ).map(CustomerMoveRow.init(row:))
        }
    }

    package func move(_ number: AccessionNumber) throws(IndexError) -> CustomerMoveRow? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT customer_move.*, \(Self.itemsMoved) FROM customer_move WHERE seq = ? AND year = ?",
                arguments: [Int64(bitPattern: number.leaf.value), number.year]
            ).map(CustomerMoveRow.init(row:))
        }
    }

    /// Where a letter, case or interaction stood before decisions on customers moved it, the oldest first.
    package func moves(ofItem number: AccessionNumber) throws(IndexError) -> [CustomerMoveRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT customer_move.*, \(Self.itemsMoved) FROM customer_move_item
                    JOIN customer_move ON customer_move.seq = customer_move_item.move WHERE item = ? ORDER BY 1
                    """, arguments: [Int64(bitPattern: number.leaf.value)]
            ).map(CustomerMoveRow.init(row:))
        }
    }

    /// Everything that stands under the customer's number, the oldest first; letters that were destroyed are nobody's.
    /// - Parameter move: only what a decision moved.
    package func items(
        of customer: CustomerNumber, movedBy move: AccessionNumber? = nil, limit: Int
    ) throws(IndexError) -> [CustomerItem] {
        try read { database in
            let moved = move == nil ? "" : "AND seq IN (SELECT item FROM customer_move_item WHERE move = ?2)"
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT 'letter' AS kind, seq, year, customer FROM letter
                        WHERE customer = ?1 AND erased = 0 AND phase <> 'separated' \(moved)
                    UNION ALL SELECT 'caseFile', seq, year, customer FROM case_file WHERE customer = ?1 \(moved)
                    UNION ALL SELECT 'interaction', seq, year, customer FROM interaction WHERE customer = ?1 \(moved)
                    ORDER BY seq LIMIT ?3
                    """,
                arguments: [customer.value, move.map { Int64(bitPattern: $0.leaf.value) }, max(0, limit)]
            ).compactMap(CustomerItem.init(row:))
        }
    }

    /// What of this number stands under a customer: a letter, a case or an interaction; nil where there is none.
    package func item(_ number: AccessionNumber) throws(IndexError) -> CustomerItem? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT 'letter' AS kind, seq, year, customer FROM letter WHERE seq = ?1 AND year = ?2 AND erased = 0
                    UNION ALL SELECT 'caseFile', seq, year, customer FROM case_file WHERE seq = ?1 AND year = ?2
                    UNION ALL SELECT 'interaction', seq, year, customer FROM interaction WHERE seq = ?1 AND year = ?2
                    """, arguments: [Int64(bitPattern: number.leaf.value), number.year]
            ).flatMap(CustomerItem.init(row:))
        }
    }

    private static let lettersInCase =
        "(SELECT count(*) FROM letter WHERE letter.case_file = case_file.seq) AS letters"
    private static let itemsMoved = "(SELECT count(*) FROM customer_move_item WHERE move = customer_move.seq) AS items"
}

extension CaseRow {
    fileprivate init(row: Row) {
        number = AccessionNumber(row: row)
        opened = Timestamp(millisecondsSince1970: row["time"])
        (by, title) = (row["by"], row["title"])
        customer = (row["customer"] as String?).map(CustomerNumber.init(_:))
        letters = row["letters"]
        if let time = row["closed_time"] as Int64? {
            closing = Closing(
                time: Timestamp(millisecondsSince1970: time), by: row["closed_by"], reason: row["close_reason"])
        }
    }
}

extension InteractionRow {
    fileprivate init(row: Row) {
        number = AccessionNumber(row: row)
        noted = Timestamp(millisecondsSince1970: row["time"])
        (by, author, summary) = (row["by"], row["author"], row["summary"])
        customer = (row["customer"] as String?).map(CustomerNumber.init(_:))
        channel = (row["channel"] as String?).flatMap(ContactChannel.init(rawValue:))
        time = (row["happened"] as Int64?).map(Timestamp.init(millisecondsSince1970:))
        score = row["score"]
        letter = (row["letter"] as String?).flatMap { AccessionNumber($0) }
        caseFile = (row["case_file"] as String?).flatMap { AccessionNumber($0) }
    }
}

extension CustomerMoveRow {
    fileprivate init(row: Row) {
        number = AccessionNumber(row: row)
        time = Timestamp(millisecondsSince1970: row["time"])
        kind = (row["kind"] as String?).flatMap(Kind.init(rawValue:))
        (by, reason) = (row["by"], row["reason"])
        from = (row["from_customer"] as String?).map(CustomerNumber.init(_:))
        to = (row["to_customer"] as String?).map(CustomerNumber.init(_:))
        items = row["items"]
    }
}

extension CustomerItem {
    fileprivate init?(row: Row) {
        guard let kind = Kind(rawValue: row["kind"]) else { return nil }
        self.kind = kind
        number = AccessionNumber(row: row)
        customer = (row["customer"] as String?).map(CustomerNumber.init(_:))
    }
}
