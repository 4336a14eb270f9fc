import GRDB
import GreffeCore

/// Proposals and requests to destroy letters, what people said of them, and what was done.
extension Projection {
    func removal(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        let kind: RemovalRow.Kind = entry.kind == .disposalProposed ? .disposal : .erasure
        try execute(
            "INSERT INTO removal (seq, year, kind, time, by, customer, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                seq, entry.time.date.year, kind.rawValue, entry.time.millisecondsSince1970, body["by"],
                body["customer"], body["reason"],
            ])
        let grounds = (body.json?["grounds"]?.array ?? []).map(EntryBody.init(json:))
        for letter in grounds.flatMap({ $0.letters("letters") }) {
            try execute("INSERT OR IGNORE INTO removal_letter (removal, letter) VALUES (?, ?)", [seq, letter])
        }
    }

    func approveRemoval(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard let removal = entry.refs.first.map({ Int64(bitPattern: $0.value) }) else { return }
        try execute(
            """
            UPDATE removal SET approved = ?, approved_time = ?, approved_by = ? WHERE seq = ? AND approved IS NULL
            """, [seq, entry.time.millisecondsSince1970, body["by"], removal])
    }

    func withdrawRemoval(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard let removal = entry.refs.first.map({ Int64(bitPattern: $0.value) }) else { return }
        try execute(
            """
            UPDATE removal SET withdrawn = ?, withdrawn_time = ?, withdrawn_by = ? WHERE seq = ? AND withdrawn IS NULL
            """, [seq, entry.time.millisecondsSince1970, body["by"], removal])
    }

    func destruction(_ entry: Entry, _ seq: Int64, _ body: EntryBody, letters: Int) throws {
        let removal = body["removal"].flatMap { AccessionNumber($0) }.map { Int64(bitPattern: $0.leaf.value) }
        try execute(
            "INSERT INTO destruction (seq, year, kind, time, by, removal, letters) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                seq, entry.time.date.year, entry.kind.rawValue, entry.time.millisecondsSince1970, body["by"], removal,
                letters,
            ])
        if let removal { try execute("UPDATE removal SET leave = ? WHERE seq = ? AND leave IS NULL", [seq, removal]) }
    }

    /// An audit after a destruction says that nothing is left of what had to go.
    func finishDestruction(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard body["code"] == DestructionRow.doneCode, let leave = body.integer("of") else { return }
        try execute(
            "UPDATE destruction SET done = ?, done_time = ?, files = ? WHERE seq = ? AND done IS NULL",
            [seq, entry.time.millisecondsSince1970, body.integer("files"), leave])
    }

    func eraseRemovals(home: Int64, before seq: Int64) throws {
        let own = "(SELECT seq FROM entry WHERE home = ? AND seq < ?)"
        try execute("DELETE FROM removal_letter WHERE removal IN \(own)", [home, seq])
        try execute("UPDATE removal SET by = NULL, customer = NULL, reason = NULL WHERE seq IN \(own)", [home, seq])
        try execute("UPDATE removal SET approved_by = NULL WHERE approved IN \(own)", [home, seq])
        try execute("UPDATE removal SET withdrawn_by = NULL WHERE withdrawn IN \(own)", [home, seq])
        try execute("UPDATE removal SET leave = NULL WHERE leave IN \(own)", [home, seq])
        try execute("UPDATE destruction SET by = NULL, removal = NULL WHERE seq IN \(own)", [home, seq])
        try execute(
            "UPDATE destruction SET done = NULL, done_time = NULL, files = NULL WHERE done IN \(own)", [home, seq])
    }
}
