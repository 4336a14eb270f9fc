import GRDB
import GreffeCore

/// Legal holds. A letter that a hold has once reached stays under it until the hold is released, wherever it is filed
/// in between.
extension Projection {
    func hold(_ entry: Entry, _ seq: Int64, _ body: EntryBody, _ referred: [Int64]) throws {
        try execute(
            """
            INSERT INTO hold (seq, year, time, by, reason, since, until, customer, case_file, words)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                seq, entry.time.date.year, entry.time.millisecondsSince1970, body["by"], body["reason"], body["since"],
                body["until"], body["customer"],
                body["case"].flatMap { AccessionNumber($0) }.map { Int64(bitPattern: $0.leaf.value) }, body["words"],
            ])
        for letter in referred + body.letters("letters") { try put(letter, under: seq) }
        if let customer = body["customer"] {
            try execute(
                """
                INSERT OR IGNORE INTO hold_letter (hold, letter)
                SELECT ?, seq FROM letter WHERE customer = ? AND erased = 0
                """, [seq, customer])
        }
        try execute(
            """
            INSERT OR IGNORE INTO hold_letter (hold, letter)
            SELECT hold.seq, letter.seq FROM hold JOIN letter ON letter.case_file = hold.case_file
            WHERE hold.seq = ? AND erased = 0
            """, [seq])
        try execute(
            "UPDATE letter SET held = 1 WHERE seq IN (SELECT letter FROM hold_letter WHERE hold = ?)", [seq])
    }

    /// The first of the entry's references is the hold's own entry.
    func releaseHold(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard let hold = entry.refs.first.map({ Int64(bitPattern: $0.value) }) else { return }
        try execute(
            """
            UPDATE hold SET released = ?, released_time = ?, released_by = ?, release_reason = ?
            WHERE seq = ? AND released IS NULL
            """, [seq, entry.time.millisecondsSince1970, body["by"], body["reason"], hold])
        try refreshHeld(lettersOf: hold)
    }

    /// What a letter's newest act says of its customer or its case may bring it under a hold.
    func followHolds(_ letter: Int64) throws {
        try execute(
            """
            INSERT OR IGNORE INTO hold_letter (hold, letter)
            SELECT hold.seq, letter.seq FROM letter JOIN hold ON hold.customer = letter.customer
            WHERE letter.seq = ?1 AND letter.erased = 0 AND hold.released IS NULL
            UNION SELECT hold.seq, letter.seq FROM letter JOIN hold ON hold.case_file = letter.case_file
            WHERE letter.seq = ?1 AND letter.erased = 0 AND hold.released IS NULL
            """, [letter])
        try execute(
            """
            UPDATE letter SET held = 1 WHERE seq = ?1 AND held = 0 AND EXISTS (
                SELECT 1 FROM hold_letter JOIN hold ON hold.seq = hold_letter.hold
                WHERE hold_letter.letter = ?1 AND hold.released IS NULL)
            """, [letter])
    }

    func eraseHolds(home: Int64, before seq: Int64) throws {
        let holds = try Int64.fetchAll(
            database,
            sql: "SELECT hold.seq FROM hold JOIN entry USING (seq) WHERE entry.home = ? AND seq < ? ORDER BY seq",
            arguments: [home, seq])
        for hold in holds {
            let letters = try Int64.fetchAll(
                database, sql: "SELECT letter FROM hold_letter WHERE hold = ?", arguments: [hold])
            try execute(
                """
                UPDATE hold SET by = NULL, reason = NULL, since = NULL, until = NULL, customer = NULL,
                    case_file = NULL, words = NULL WHERE seq = ?
                """, [hold])
            try execute("DELETE FROM hold_letter WHERE hold = ?", [hold])
            for letter in letters { try refreshHeld(letter) }
        }
        try execute(
            """
            UPDATE hold SET released_by = NULL, release_reason = NULL
            WHERE released IN (SELECT seq FROM entry WHERE home = ? AND seq < ?)
            """, [home, seq])
    }

    private func put(_ letter: Int64, under hold: Int64) throws {
        try execute(
            """
            INSERT OR IGNORE INTO hold_letter (hold, letter) SELECT ?, seq FROM letter WHERE seq = ? AND erased = 0
            """, [hold, letter])
    }

    private func refreshHeld(lettersOf hold: Int64) throws {
        let letters = try Int64.fetchAll(
            database, sql: "SELECT letter FROM hold_letter WHERE hold = ?", arguments: [hold])
        for letter in letters { try refreshHeld(letter) }
    }

    private func refreshHeld(_ letter: Int64) throws {
        try execute(
            """
            UPDATE letter SET held = EXISTS (
                SELECT 1 FROM hold_letter JOIN hold ON hold.seq = hold_letter.hold
                WHERE hold_letter.letter = letter.seq AND hold.released IS NULL) WHERE seq = ?
            """, [letter])
    }
}
