package import GreffeCore

import GRDB

extension LetterIndex {
    /// The last entry of kind `sealed`.
    package func lastSealed() throws(IndexError) -> LeafIndex? {
        try read { database in
            try Int64.fetchOne(database, sql: "SELECT max(seq) FROM entry WHERE kind = 'sealed'")
                .map { LeafIndex(UInt64(bitPattern: $0)) }
        }
    }

    /// Which of these folders an entry `sealed` names.
    package func sealed(_ folders: [SealFolder]) throws(IndexError) -> Set<SealFolder> {
        try read { database in
            let names = try String.fetchSet(
                database,
                sql: "SELECT note FROM entry WHERE kind = 'sealed' AND note IS NOT NULL")
            return Set(folders.filter { names.contains("\($0)") })
        }
    }

    /// The seals that entries behind this place tell of, in order.
    package func seals(after seq: LeafIndex) throws(IndexError) -> [(entry: LeafIndex, folder: SealFolder)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT seq, note FROM entry WHERE kind = 'sealed' AND seq > ? ORDER BY seq",
                arguments: [Int64(bitPattern: seq.value)]
            ).compactMap { row in
                SealFolder(row["note"] as String? ?? "").map { (LeafIndex(UInt64(bitPattern: row["seq"])), $0) }
            }
        }
    }

    /// The entries of kind `renewed`, in order.
    package func renewed() throws(IndexError) -> [LeafIndex] {
        try read { database in
            try Int64.fetchAll(
                database, sql: "SELECT seq FROM entry WHERE kind = 'renewed' AND \(IndexSchema.rareKinds) ORDER BY seq"
            )
            .map { LeafIndex(UInt64(bitPattern: $0)) }
        }
    }

    /// The first entry from this place on that is to be sealed within the hour.
    package func firstUnsealed(from size: UInt64) throws(IndexError) -> (seq: LeafIndex, time: Timestamp)? {
        let passed = EntryKind.allCases.filter { !SealTimes.countsAsUnsealed($0) }
            .map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT seq, time FROM entry WHERE seq >= ? AND kind NOT IN (\(passed)) ORDER BY seq LIMIT 1",
                arguments: [Int64(bitPattern: size)]
            ).map { row in
                (LeafIndex(UInt64(bitPattern: row["seq"])), Timestamp(millisecondsSince1970: row["time"]))
            }
        }
    }
}
