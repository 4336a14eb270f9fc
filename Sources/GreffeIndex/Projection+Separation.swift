import GRDB
import GreffeCore

/// Letters found in a scan of several. Each is a row of `letter` like any other, whose `scan` says where its pages lie;
/// the scan's own row keeps the provenance and the texts of all pages, and stands at `separated`.
extension Projection {
    /// - Parameter letters: the scan, and the letters whose pages this one takes over.
    mutating func separated(
        _ entry: Entry, _ seq: Int64, _ body: EntryBody, from letters: [Int64], folder: String
    ) throws {
        guard let scan = letters.first else { return }
        let pages = body.integers("pages").prefix(Self.pagesMax)
        let list = pages.map(String.init).joined(separator: " ")
        let blank = body.integers("blankPages").prefix(Self.pagesMax).map(String.init).joined(separator: " ")
        try execute(
            """
            INSERT INTO letter (seq, year, folder, phase, accessioned, received, day, original_name, channel, device,
                operator, batch, watch, media_type, scan, scan_year, page_list, pages, blank_pages, separator_pages,
                language, mean_confidence, engine, last_seq)
            SELECT ?1, ?2, ?3, ?4, ?5, received, date(received / 1000, 'unixepoch'), original_name,
                coalesce(?6, channel), device, operator, batch, watch, media_type, seq, year, ?7, ?8, ?9, 0,
                language, ?10, engine, ?1
            FROM letter WHERE seq = ?11
            """,
            [
                seq, entry.time.date.year, folder, LetterState.found.phase.rawValue,
                entry.time.millisecondsSince1970, body["channel"], list, pages.count, blank.isEmpty ? nil : blank,
                body.integer("meanConfidence"), scan,
            ])
        try execute("INSERT INTO letter_entry (letter, seq) VALUES (?1, ?1)", [seq])
        touched[seq] = .some(nil)
        for page in pages {
            try execute(
                """
                INSERT INTO page_text (letter, page, text) SELECT ?1, page, text FROM page_text
                WHERE letter = ?2 AND page = ?3 ON CONFLICT DO NOTHING
                """, [seq, scan, page])
        }
        for letter in letters { try giveUp(letter, isScan: letter == scan) }
        try execute(
            """
            UPDATE letter SET envelopes = (SELECT count(*) FROM letter AS part WHERE part.scan = ?1
                AND part.phase <> 'separated') WHERE seq = ?1
            """, [scan])
    }

    /// No scan taken in has more pages than this; what a body claims is not a reason to go on for ever.
    private static var pagesMax: Int { 100_000 }

    /// A letter whose pages are others' now is nobody's and of no class. What it was stays in its entries.
    private mutating func giveUp(_ letter: Int64, isScan: Bool) throws {
        try touch(letter)
        var state = LetterState()
        state.apply(LetterState.Act(kind: .separated))
        try execute(
            """
            UPDATE letter SET phase = ?, review = '', \(Self.understood.map { "\($0) = NULL" }.joined(separator: ", "))
            WHERE seq = ?
            """, [state.phase.rawValue, letter])
        for table in ["field", "candidate"] { try execute("DELETE FROM \(table) WHERE letter = ?", [letter]) }
        // The scan's texts are where a later cut takes its own from.
        if !isScan { try execute("DELETE FROM page_text WHERE letter = ?", [letter]) }
        try setDate(letter)
    }

    /// Columns that say what a letter is and to whom it belongs.
    private static let understood = [
        "class", "customer", "department", "deadline", "retention_rule", "retention_start", "retention_years",
        "retention_basis", "retention_term", "retention_from", "retention_then", "workflow", "filed", "filed_by",
        "straight_through", "proposed_class",
        "proposed_confidence", "model", "customer_outcome", "proposed_customer", "customer_confidence",
        "quarantine_code", "quarantine_reason", "attempts", "rejection", "case_file", "case_year",
    ]

    /// The letters found in a scan, those given up included.
    func parts(of scan: Int64) throws -> [Int64] {
        try Int64.fetchAll(database, sql: "SELECT seq FROM letter WHERE scan = ? ORDER BY seq", arguments: [scan])
    }
}
