package import GreffeCore

import Foundation
import GRDB

extension LetterIndex {
    /// Files seen at the door and what became of each, newest first; `before` the last one's `seq` gives the next page.
    package func drops(_ query: DropQuery = DropQuery()) throws(IndexError) -> [DropRow] {
        var conditions = ["1"]
        var arguments: [any DatabaseValueConvertible] = []
        func add(_ condition: String, _ argument: any DatabaseValueConvertible) {
            conditions.append(condition)
            arguments.append(argument)
        }
        if let value = query.originalName { add("door.original_name = ?", value) }
        if let value = query.sha256 { add("door.sha256 = ?", Data(value.bytes)) }
        if let value = query.outcome { add("door.outcome = ?", value.rawValue) }
        if let value = query.batch { add("door.batch = ?", value) }
        if let value = query.channel { add("door.channel = ?", value) }
        let day: Int64 = 86_400_000
        if let value = query.from { add("door.time >= ?", Int64(value.daysSince1970) * day) }
        if let value = query.to { add("door.time < ?", (Int64(value.daysSince1970) + 1) * day) }
        if let value = query.before { add("door.seq < ?", Int64(bitPattern: value.value)) }
        let sql = """
            SELECT door.*, letter.year, letter.phase FROM door LEFT JOIN letter ON letter.seq = door.letter
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY door.seq DESC LIMIT ?
            """
        let all = arguments + [max(0, query.limit)]
        return try read { database in
            try Row.fetchAll(database, sql: sql, arguments: StatementArguments(all)).compactMap(DropRow.init(row:))
        }
    }

    /// The last time a file of these bytes was turned away at the door.
    package func rejection(bySha256 digest: Sha256Digest) throws(IndexError) -> DropRow? {
        try drops(DropQuery(sha256: digest, outcome: .rejected, limit: 1)).first
    }
}

extension DropRow {
    fileprivate init?(row: Row) {
        guard let outcome = Outcome(rawValue: row["outcome"]) else { return nil }
        seq = LeafIndex(UInt64(bitPattern: row["seq"] as Int64))
        time = Timestamp(millisecondsSince1970: row["time"])
        self.outcome = outcome
        if let letter = row["letter"] as Int64?, let year = row["year"] as Int? {
            accession = AccessionNumber(year: year, leaf: LeafIndex(UInt64(bitPattern: letter)))
            phase = (row["phase"] as String?).flatMap(LetterState.Phase.init(rawValue:))
        }
        originalName = row["original_name"]
        channel = row["channel"]
        watchFolder = row["watch"]
        subfolder = row["subfolder"]
        dropToken = row["drop_token"]
        sha256 = (row["sha256"] as Data?).flatMap { Sha256Digest(bytes: $0) }
        bytes = row["bytes"]
        received = (row["received"] as Int64?).map(Timestamp.init(millisecondsSince1970:))
        code = row["code"]
        reason = row["reason"]
        batch = row["batch"]
    }
}
