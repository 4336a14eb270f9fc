package import GreffeCore

import Foundation
import GRDB

extension LetterIndex {
    /// The letter with its fields and candidates; nil for a number no letter has.
    package func letter(_ accession: AccessionNumber) throws(IndexError) -> LetterDetail? {
        try read { database in
            let seq = Int64(bitPattern: accession.leaf.value)
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM letter WHERE seq = ? AND year = ?", arguments: [seq, accession.year])
            else { return nil }
            let fields = try Row.fetchAll(
                database, sql: "SELECT * FROM field WHERE letter = ? ORDER BY name", arguments: [seq])
            let candidates = try Row.fetchAll(
                database, sql: "SELECT * FROM candidate WHERE letter = ? ORDER BY rank", arguments: [seq])
            return LetterDetail(
                letter: try Self.letters([row], database)[0], fields: fields.map(FieldRow.init(row:)),
                candidates: candidates.map(CustomerCandidate.init(row:)))
        }
    }

    /// Every letter ever taken in, the oldest first.
    package func accessions() throws(IndexError) -> [AccessionNumber] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT seq, year FROM letter ORDER BY seq").map(AccessionNumber.init(row:))
        }
    }

    /// The texts of the letter's pages, as last read; empty for a letter not read or erased.
    package func texts(of accession: AccessionNumber) throws(IndexError) -> [String] {
        try read { try Self.texts(Int64(bitPattern: accession.leaf.value), $0) }
    }

    /// Every entry about the letter, oldest first.
    package func history(_ accession: AccessionNumber) throws(IndexError) -> [HistoryRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT entry.* FROM letter_entry JOIN entry USING (seq) WHERE letter = ? ORDER BY seq",
                arguments: [Int64(bitPattern: accession.leaf.value)])
            return rows.compactMap(HistoryRow.init(row:))
        }
    }

    /// Letters that wait for the machine, the oldest first.
    package func due(limit: Int) throws(IndexError) -> [DueLetter] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT seq, year, phase, folder, media_type, channel FROM letter
                    WHERE phase IN ('accessioned', 'read', 'classified') AND erased = 0 ORDER BY seq LIMIT ?
                    """, arguments: [max(0, limit)])
            return rows.compactMap { row in
                guard let phase = LetterState.Phase(rawValue: row["phase"]) else { return nil }
                return DueLetter(
                    accession: AccessionNumber(row: row), due: LetterState(phase: phase).due, folder: row["folder"],
                    mediaType: row["media_type"], channel: row["channel"])
            }
        }
    }

    /// Letters that wait for a person's decision, the oldest first, after `after` where a page is continued.
    package func reviewList(limit: Int, after: AccessionNumber? = nil) throws(IndexError) -> [LetterRow] {
        try waiting(.review, limit: limit, after: after)
    }

    /// Letters we hold and cannot process, the oldest first.
    package func quarantineList(limit: Int, after: AccessionNumber? = nil) throws(IndexError) -> [LetterRow] {
        try waiting(.quarantined, limit: limit, after: after)
    }

    /// Letters a person filed or put right, the oldest first: examples to learn from.
    package func decidedByPeople() throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM letter WHERE phase = ? AND erased = 0 AND class IS NOT NULL
                    AND (filed_by LIKE 'person:%' OR seq IN (SELECT letter FROM letter_entry JOIN entry USING (seq)
                        WHERE kind = ? AND note IN (\(LetterClass.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))))
                    ORDER BY seq
                    """, arguments: [LetterState.Phase.filed.rawValue, EntryKind.corrected.rawValue])
            return try Self.letters(rows, database)
        }
    }

    private func waiting(
        _ phase: LetterState.Phase, limit: Int, after: AccessionNumber?
    ) throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM letter WHERE phase = ? AND erased = 0 AND seq > ? ORDER BY seq LIMIT ?",
                arguments: [phase.rawValue, after.map { Int64(bitPattern: $0.leaf.value) } ?? -1, max(0, limit)])
            return try Self.letters(rows, database)
        }
    }

    /// The letters found in a scan, in the order of their pages; none where the scan is one letter.
    package func letters(in scan: AccessionNumber) throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM letter WHERE scan = ? AND phase <> 'separated' ORDER BY seq",
                arguments: [Int64(bitPattern: scan.leaf.value)])
            return try Self.letters(rows, database).sorted {
                ($0.pageNumbers.first ?? 0, $0.accession) < ($1.pageNumbers.first ?? 0, $1.accession)
            }
        }
    }

    /// The customer's letters, newest first by their own date.
    package func timeline(of customer: CustomerNumber, limit: Int) throws(IndexError) -> [LetterRow] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM letter WHERE customer = ? ORDER BY day DESC, seq DESC LIMIT ?",
                arguments: [customer.value, max(0, limit)])
            return try Self.letters(rows, database)
        }
    }

    /// The letter whose original has these bytes; the first one where (before duplicates were recognised) there are
    /// several.
    package func accession(bySha256 digest: Sha256Digest) throws(IndexError) -> AccessionNumber? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT letter.seq, letter.year FROM door JOIN letter ON letter.seq = door.letter
                    WHERE door.sha256 = ? AND door.outcome = 'accessioned' ORDER BY door.seq LIMIT 1
                    """, arguments: [Data(digest.bytes)]
            ).map(AccessionNumber.init(row:))
        }
    }

    static func texts(_ letter: Int64, _ database: Database) throws -> [String] {
        try Row.fetchAll(
            try database.cachedStatement(sql: "SELECT text FROM page_text WHERE letter = ? ORDER BY page"),
            arguments: [letter]
        ).map { row in
            guard let text = PageText.decode(Array(row[0] as Data)) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a page's text of letter \(letter)")
            }
            return text
        }
    }

    /// Rows of `letter`, each with its sender.
    static func letters(_ rows: [Row], _ database: Database) throws -> [LetterRow] {
        let statement = try database.cachedStatement(
            sql: "SELECT value FROM field WHERE letter = ? AND name = 'sender'")
        return try rows.map { row in
            LetterRow(row: row, sender: try String.fetchOne(statement, arguments: [row["seq"] as Int64]))
        }
    }
}

extension AccessionNumber {
    init(row: Row) { self.init(year: row["year"], leaf: LeafIndex(UInt64(bitPattern: row["seq"] as Int64))) }
}

extension LetterRow {
    init(row: Row, sender: String?) {
        func timestamp(_ column: String) -> Timestamp? {
            (row[column] as Int64?).map(Timestamp.init(millisecondsSince1970:))
        }
        func date(_ column: String) -> CalendarDate? { (row[column] as String?).flatMap(CalendarDate.init(_:)) }
        func words(_ column: String) -> [String] {
            (row[column] as String? ?? "").split(separator: " ").map(String.init)
        }
        let accessioned = Timestamp(millisecondsSince1970: row["accessioned"])
        accession = AccessionNumber(row: row)
        folder = row["folder"]
        phase = LetterState.Phase(rawValue: row["phase"]) ?? .accessioned
        isErased = row["erased"] == 1
        isHeld = row["held"] == 1
        self.accessioned = accessioned
        received = timestamp("received") ?? accessioned
        originalName = row["original_name"]
        channel = row["channel"]
        device = row["device"]
        operatorName = row["operator"]
        batch = row["batch"]
        watchFolder = row["watch"]
        bytes = row["bytes"]
        mediaType = row["media_type"]
        sha256 = (row["sha256"] as Data?).flatMap { Sha256Digest(bytes: $0) }
        if let leaf = row["scan"] as Int64?, let year = row["scan_year"] as Int? {
            scan = AccessionNumber(year: year, leaf: LeafIndex(UInt64(bitPattern: leaf)))
        }
        pageNumbers = words("page_list").compactMap { Int($0) }
        pages = row["pages"]
        blankPages = words("blank_pages").compactMap { Int($0) }
        language = row["language"]
        meanConfidence = (row["mean_confidence"] as Int64?).map { Double($0) / 100 }
        engine = row["engine"]
        letterClass = (row["class"] as String?).flatMap(LetterClass.init(rawValue:))
        customer = (row["customer"] as String?).map(CustomerNumber.init(_:))
        self.sender = sender
        letterDate = date("letter_date")
        department = row["department"]
        deadline = date("deadline")
        if let leaf = row["case_file"] as Int64?, let year = row["case_year"] as Int? {
            caseFile = AccessionNumber(year: year, leaf: LeafIndex(UInt64(bitPattern: leaf)))
        }
        if let rule = row["retention_rule"] as String? {
            retention = RetentionRow(
                rule: rule, start: row["retention_start"] ?? "", years: row["retention_years"] ?? 0,
                basis: row["retention_basis"] ?? "", term: date("retention_term"), from: date("retention_from"),
                disposition: (row["retention_then"] as String?).flatMap(Disposition.init(rawValue:)) ?? .destroy)
        }
        workflow = row["workflow"]
        filed = timestamp("filed")
        filedBy = row["filed_by"]
        isStraightThrough = (row["straight_through"] as Int64?).map { $0 == 1 }
        proposal = Proposal(row: row)
        reviewReasons = words("review")
        if let code = row["quarantine_code"] as String? {
            quarantine = QuarantineRow(
                code: code, reason: row["quarantine_reason"] ?? "", attempts: row["attempts"] ?? 0)
        }
        rejectionReason = row["rejection"]
        lastEntry = LeafIndex(UInt64(bitPattern: row["last_seq"] as Int64))
    }
}

extension LetterRow.Proposal {
    fileprivate init?(row: Row) {
        guard row["customer_outcome"] != nil || row["proposed_class"] != nil else { return nil }
        letterClass = (row["proposed_class"] as String?).flatMap(LetterClass.init(rawValue:))
        classConfidence = (row["proposed_confidence"] as Int64?).map { Double($0) / 10_000 }
        model = row["model"]
        customer = (row["proposed_customer"] as String?).map(CustomerNumber.init(_:))
        customerOutcome = (row["customer_outcome"] as String?).flatMap(CustomerMatch.Outcome.init(rawValue:))
        customerConfidence = (row["customer_confidence"] as Int64?).map { Double($0) / 10_000 }
    }
}

extension FieldRow {
    fileprivate init(row: Row) {
        name = row["name"]
        value = row["value"]
        confidence = (row["confidence"] as Int64?).map { Double($0) / 10_000 }
        page = row["page"]
        proposed = row["proposed"]
    }
}

extension CustomerCandidate {
    fileprivate init(row: Row) {
        self.init(
            number: CustomerNumber(row["customer"]), confidence: Double(row["confidence"] as Int64) / 10_000,
            because: (row["because"] as String).split(separator: "\n").map(String.init))
    }
}

extension HistoryRow {
    init?(row: Row) {
        guard let kind = EntryKind(rawValue: row["kind"]) else { return nil }
        seq = LeafIndex(UInt64(bitPattern: row["seq"] as Int64))
        time = Timestamp(millisecondsSince1970: row["time"])
        self.kind = kind
        refs = (row["refs"] as String).split(separator: ",").compactMap { UInt64($0) }.map(LeafIndex.init(_:))
        by = row["by"]
        note = row["note"]
    }
}
