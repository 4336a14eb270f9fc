package import GreffeCore

import GRDB

extension LetterIndex {
    /// Holds, the newest first.
    /// - Parameter active: leave out those that were released.
    package func holds(active: Bool, limit: Int) throws(IndexError) -> [HoldRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT hold.*, \(Self.lettersUnder) FROM hold \(active ? "WHERE released IS NULL" : "")
                    ORDER BY seq DESC LIMIT ?
                    """, arguments: [max(0, limit)]
            ).map(HoldRow.init(row:))
        }
    }

    package func hold(_ number: AccessionNumber) throws(IndexError) -> HoldRow? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT hold.*, \(Self.lettersUnder) FROM hold WHERE seq = ? AND year = ?",
                arguments: [Int64(bitPattern: number.leaf.value), number.year]
            ).map(HoldRow.init(row:))
        }
    }

    /// The holds that keep a letter, the oldest first: those it is under, and those on a customer who may be its
    /// sender, as long as nobody has decided that.
    package func holds(on letter: AccessionNumber) throws(IndexError) -> [HoldRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT hold.*, \(Self.lettersUnder) FROM hold WHERE released IS NULL AND (
                        seq IN (SELECT hold FROM hold_letter WHERE letter = ?1)
                        OR customer IN (SELECT candidate.customer FROM candidate
                            JOIN letter ON letter.seq = candidate.letter
                            WHERE candidate.letter = ?1 AND letter.phase <> 'filed'))
                    ORDER BY seq
                    """, arguments: [Int64(bitPattern: letter.leaf.value)]
            ).map(HoldRow.init(row:))
        }
    }

    /// Holds in force on all letters of a customer, or of one of the customer's cases.
    package func holds(on customer: CustomerNumber) throws(IndexError) -> [HoldRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT hold.*, \(Self.lettersUnder) FROM hold WHERE released IS NULL AND (customer = ?1
                        OR case_file IN (SELECT seq FROM case_file WHERE case_file.customer = ?1)) ORDER BY seq
                    """,
                arguments: [customer.value]
            ).map(HoldRow.init(row:))
        }
    }

    /// Letters under a hold that are still there, the oldest first.
    package func letters(under hold: AccessionNumber, limit: Int) throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT letter.* FROM hold_letter JOIN letter ON letter.seq = hold_letter.letter
                    WHERE hold = ? ORDER BY letter.seq LIMIT ?
                    """, arguments: [Int64(bitPattern: hold.leaf.value), max(0, limit)])
            return try Self.letters(rows, database)
        }
    }

    private static let lettersUnder = """
        (SELECT count(*) FROM hold_letter WHERE hold = hold.seq) AS letters,
        (SELECT year FROM case_file WHERE case_file.seq = hold.case_file) AS case_year
        """
}

extension HoldRow {
    fileprivate init(row: Row) {
        func date(_ column: String) -> CalendarDate? { (row[column] as String?).flatMap(CalendarDate.init(_:)) }
        number = AccessionNumber(row: row)
        time = Timestamp(millisecondsSince1970: row["time"])
        (by, reason, words) = (row["by"], row["reason"], row["words"])
        (since, until) = (date("since"), date("until"))
        customer = (row["customer"] as String?).map(CustomerNumber.init(_:))
        if let seq = row["case_file"] as Int64?, let year = row["case_year"] as Int? {
            caseFile = AccessionNumber(year: year, leaf: LeafIndex(UInt64(bitPattern: seq)))
        }
        letters = row["letters"]
        if let seq = row["released"] as Int64?, let time = row["released_time"] as Int64? {
            release = Release(
                seq: LeafIndex(UInt64(bitPattern: seq)), time: Timestamp(millisecondsSince1970: time),
                by: row["released_by"], reason: row["release_reason"])
        }
    }
}
