package import GreffeCore

import GRDB

extension LetterIndex {
    /// Scans taken in under a batch's name, the oldest first.
    package func accessions(ofBatch name: String) throws(IndexError) -> [AccessionNumber] {
        try doorLetters("door.batch = ?", [name])
    }

    /// Scans taken in on a day (UTC), the oldest first.
    package func accessions(on day: CalendarDate) throws(IndexError) -> [AccessionNumber] {
        let start = Int64(day.daysSince1970) * Self.millisecondsInADay
        return try doorLetters("door.time >= ? AND door.time < ?", [start, start + Self.millisecondsInADay])
    }

    private static let millisecondsInADay: Int64 = 86_400_000

    private func doorLetters(
        _ condition: String, _ arguments: StatementArguments
    ) throws(IndexError) -> [AccessionNumber] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT letter.seq AS seq, letter.year AS year FROM door JOIN letter ON letter.seq = door.letter
                    WHERE door.outcome = 'accessioned' AND \(condition) ORDER BY letter.seq
                    """, arguments: arguments
            ).map(AccessionNumber.init(row:))
        }
    }

    /// Every entry of a kind, the oldest first.
    package func entries(of kind: EntryKind) throws(IndexError) -> [LeafIndex] {
        try read { database in
            try Int64.fetchAll(
                database, sql: "SELECT seq FROM entry WHERE \(IndexSchema.condition(kind)) ORDER BY seq",
                arguments: [kind.rawValue]
            ).map { LeafIndex(UInt64(bitPattern: $0)) }
        }
    }
}
