import GRDB
import GreffeCore

/// What makes a customer's record besides letters: case files, contacts by other ways than mail, and decisions that two
/// numbers are one customer, or one number two. Rows come from entries alone, their words from openings that may be
/// gone.
extension Projection {
    func openCase(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        try execute(
            "INSERT INTO case_file (seq, year, time, by, customer, title) VALUES (?, ?, ?, ?, ?, ?)",
            [
                seq, entry.time.date.year, entry.time.millisecondsSince1970, body["by"], body["customer"],
                body["title"],
            ])
    }

    /// The first of the entry's references is the case's own entry.
    func closeCase(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard let opened = entry.refs.first.map({ Int64(bitPattern: $0.value) }) else { return }
        try execute(
            """
            UPDATE case_file SET closed = ?, closed_time = ?, closed_by = ?, close_reason = ?
            WHERE seq = ? AND closed IS NULL
            """, [seq, entry.time.millisecondsSince1970, body["by"], body["reason"], opened])
    }

    func interaction(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        try execute(
            """
            INSERT INTO interaction (seq, year, time, by, customer, channel, happened, author, summary, score, letter,
                case_file)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                seq, entry.time.date.year, entry.time.millisecondsSince1970, body["by"], body["customer"],
                body["channel"], body.timestamp("time")?.millisecondsSince1970, body["author"], body["summary"],
                body.integer("score"), body["letter"], body["case"],
            ])
    }

    /// Without a letter, `corrected` is a decision about customers (no references), or what it does to a case or an
    /// interaction (the first reference).
    func correctRecord(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard let item = entry.refs.first.map({ Int64(bitPattern: $0.value) }) else {
            try execute(
                """
                INSERT INTO customer_move (seq, year, time, kind, by, reason, from_customer, to_customer)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    seq, entry.time.date.year, entry.time.millisecondsSince1970, body["what"], body["by"],
                    body["reason"], body["from"], body["to"],
                ])
            return
        }
        if let customer = body["customer"] {
            for table in ["case_file", "interaction"] {
                try execute("UPDATE \(table) SET customer = ? WHERE seq = ?", [customer, item])
            }
        }
        try moveItem(entry)
    }

    /// What went over by a decision refers to it behind itself.
    func moveItem(_ entry: Entry) throws {
        guard entry.refs.count == 2, let item = entry.refs.first, let move = entry.refs.last else { return }
        try execute(
            """
            INSERT OR IGNORE INTO customer_move_item (move, item)
            SELECT seq, ? FROM customer_move WHERE seq = ?
            """, [Int64(bitPattern: item.value), Int64(bitPattern: move.value)])
    }

    /// A correction may put the letter into a case, or take it out (an empty text).
    func fileInCase(_ body: EntryBody, _ letter: Int64) throws {
        guard let text = body["case"] else { return }
        let number = AccessionNumber(text)
        try execute(
            "UPDATE letter SET case_file = ?, case_year = ? WHERE seq = ?",
            [number.map { Int64(bitPattern: $0.leaf.value) }, number?.year, letter])
    }

    func eraseCustomers(home: Int64, before seq: Int64) throws {
        let own = "(SELECT seq FROM entry WHERE home = ? AND seq < ?)"
        try execute(
            "UPDATE case_file SET by = NULL, customer = NULL, title = NULL WHERE seq IN \(own)", [home, seq])
        try execute("UPDATE case_file SET closed_by = NULL, close_reason = NULL WHERE closed IN \(own)", [home, seq])
        try execute(
            """
            UPDATE interaction SET by = NULL, customer = NULL, channel = NULL, happened = NULL, author = NULL,
                summary = NULL, score = NULL, letter = NULL, case_file = NULL WHERE seq IN \(own)
            """, [home, seq])
        try execute(
            """
            UPDATE customer_move SET kind = NULL, by = NULL, reason = NULL, from_customer = NULL, to_customer = NULL
            WHERE seq IN \(own)
            """, [home, seq])
    }
}
