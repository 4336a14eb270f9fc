import GRDB
import GreffeCore

extension Projection {
    /// Forgets what the openings before `seq` said whose home this is. What is left is what a rebuild without them
    /// gives, whichever of them are still there.
    mutating func erase(home: Int64, before seq: Int64) throws {
        if try isLetter(home) {
            for part in try parts(of: home) { try eraseLetter(part, before: seq) }
            try eraseLetter(home, before: seq)
        }
        try eraseHolds(home: home, before: seq)
        try eraseRemovals(home: home, before: seq)
        try eraseCustomers(home: home, before: seq)
        try execute("UPDATE entry SET by = NULL, note = NULL WHERE home = ? AND seq < ?", [home, seq])
    }

    private mutating func eraseLetter(_ letter: Int64, before seq: Int64) throws {
        try touch(letter)
        var state = LetterState()
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT seq, kind FROM letter_entry JOIN entry USING (seq) WHERE letter = ? AND seq < ? ORDER BY seq
                """, arguments: [letter, seq])
        for row in rows {
            guard let kind = EntryKind(rawValue: row["kind"]), kind != .duplicate else { continue }
            if row["seq"] == letter, kind == .separated {
                state = .found
            } else {
                state.apply(LetterState.Act(kind: kind))
            }
        }
        let accessioned =
            try Int64.fetchOne(database, sql: "SELECT accessioned FROM letter WHERE seq = ?", arguments: [letter]) ?? 0
        let erasable = try database.columns(in: "letter").map(\.name).filter { !Self.keptOnErasure.contains($0) }
        try execute(
            """
            UPDATE letter SET \(erasable.map { "\($0) = NULL" }.joined(separator: ", ")), review = '', erased = 1,
                held = 0, phase = ?, received = ?, day = ? WHERE seq = ?
            """,
            [
                state.phase.rawValue, accessioned, Timestamp(millisecondsSince1970: accessioned).date.description,
                letter,
            ])
        for table in ["field", "candidate", "page_text", "hold_letter"] {
            try execute("DELETE FROM \(table) WHERE letter = ?", [letter])
        }
        try execute(
            """
            UPDATE door SET original_name = NULL, channel = NULL, watch = NULL, subfolder = NULL, drop_token = NULL,
                sha256 = NULL, bytes = NULL, received = NULL, code = NULL, reason = NULL, batch = NULL,
                declared_pages = NULL, declared_envelopes = NULL WHERE letter = ? AND seq < ?
            """, [letter, seq])
    }

    /// Columns that follow from the entries themselves.
    private static let keptOnErasure: Set<String> = [
        "seq", "year", "folder", "phase", "erased", "held", "accessioned", "received", "day", "review", "last_seq",
        "scan", "scan_year",
    ]
}
