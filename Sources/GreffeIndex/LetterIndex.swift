package import GreffeCore

import GRDB
import Glibc

/// The ledger made searchable: a projection in `index.sqlite` that may be deleted at any time and is built again from
/// ledger and vault, byte for byte the same (`dump`). One writer at a time, across processes; readers see the last
/// committed state and lock nothing.
package struct LetterIndex: Sendable {
    /// Larger pages of results only delay the first one.
    package static let pageMax = 1_000
    /// A batch of a hundred entries is applied in 30 ms; a writer that holds the lock for longer than this is stuck.
    private static let busySecondsMax = 10.0

    package let path: String
    let pool: DatabasePool

    /// Opens the index, or founds an empty one where there is no file.
    ///
    /// - Throws: `.unsupportedVersion` and `.corrupt` mean: `destroy`, open again, apply the ledger from its beginning.
    package static func open(path: String) throws(IndexError) -> LetterIndex {
        try mapping(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busySecondsMax)
            configuration.prepareDatabase { database in
                // Erased text must not linger in free pages of the file.
                try database.execute(sql: "PRAGMA secure_delete = ON")
                try database.execute(sql: "PRAGMA cache_size = -16000")
            }
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL for a pool after `prepareDatabase`; in WAL that may lose the last commits when power
            // goes, and `applied` would then stand behind what receipts were given for.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try pool.write { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
                if version == 0, isEmpty {
                    try Self.found(database)
                    return
                }
                let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
                guard version == IndexSchema.version, application == IndexSchema.applicationID else {
                    throw IndexError.unsupportedVersion(path: path, found: version)
                }
                // A damaged schema shows here and not in the middle of a search.
                _ = try Row.fetchOne(database, sql: "SELECT * FROM letter LIMIT 1")
                _ = try Row.fetchOne(database, sql: "SELECT rowid FROM words LIMIT 1")
            }
            return LetterIndex(path: path, pool: pool)
        }
    }

    /// Removes the index's files; for a file `open` refuses. Whoever still has it open sees the old one.
    package static func destroy(path: String) throws(IndexError) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            guard remove(path + suffix) == 0 || errno == ENOENT else {
                throw .failed(path: path + suffix, detail: String(cString: strerror(errno)))
            }
        }
    }

    /// Empties the index in one transaction.
    package func reset() throws(IndexError) {
        try write { database in
            try database.execute(sql: IndexSchema.dropTables)
            try Self.found(database)
        }
    }

    /// How far the ledger is projected, and the tree's root there; size 0 for an empty index.
    package func applied() throws(IndexError) -> (size: UInt64, root: Sha256Digest) {
        try read { try Self.applied($0) }
    }

    /// Projects entries and sets `applied` to `size` and `root`, all in one transaction: durable when this returns, and
    /// nothing is applied when it throws.
    ///
    /// - Parameters:
    ///   - entries: the entries from the applied size on, without a gap; may be empty.
    ///   - size: the ledger's size after the last of them.
    /// - Throws: `.outOfOrder` when the entries do not begin where the index stands (another process has applied them
    ///   already, or some are missing), `.sizeMismatch` when they do not reach `size`.
    package func apply(_ entries: [ProjectedEntry], size: UInt64, root: Sha256Digest) throws(IndexError) {
        try write { database in
            var next = try Self.applied(database).size
            var projection = Projection(database: database)
            for projected in entries {
                let seq = projected.entry.seq.value
                guard seq == next else { throw IndexError.outOfOrder(expected: next, found: seq) }
                try projection.apply(projected)
                next += 1
            }
            guard next == size else { throw IndexError.sizeMismatch(size: size, reached: next) }
            try projection.finish()
            try database.execute(
                sql: "UPDATE applied SET size = ?, root = ?", arguments: [Int64(bitPattern: size), root.hex])
        }
    }

    /// Makes erased text unreadable in the file itself: merges the full-text index, whose deleted words would otherwise
    /// stay in its segments; writes the file anew, since a page that was once divided may keep a copy of what moved;
    /// and empties the write-ahead log. Takes seconds at 100,000 letters; call it once after a round of erasures.
    ///
    /// - Throws: `busy` when a reader would not let go of the log: something may then still be read in it.
    package func purge() throws(IndexError) {
        try write { try $0.execute(sql: "INSERT INTO words (words) VALUES ('optimize')") }
        try Self.rewrite(pool, path: path)
    }

    static func rewrite(_ pool: DatabasePool, path: String) throws(IndexError) {
        try mapping(path) {
            try pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
            // A reader in another process holds the log for the length of a search.
            for attempt in 1...Self.truncationsMax {
                do {
                    _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                    return
                } catch let error as DatabaseError
                    where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) && attempt < Self.truncationsMax
                {
                    usleep(100_000)
                }
            }
        }
    }

    private static let truncationsMax = 100

    /// The `synchronous` setting of the writing connection: 2 is FULL, a commit is on the disk when it returns.
    package func synchronous() throws(IndexError) -> Int {
        try Self.mapping(path) {
            try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
        }
    }

    /// SQLite's own check of the file's structure; the faults it names, none where it is sound.
    package func structuralFaults() throws(IndexError) -> [String] {
        try read { database in
            let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
            return lines == ["ok"] ? [] : lines
        }
    }

    package func close() throws(IndexError) {
        try Self.mapping(path) { try pool.close() }
    }

    private static func found(_ database: Database) throws {
        try database.execute(sql: IndexSchema.tables)
        // The root of the empty tree, RFC 6962 section 2.1: the hash of nothing.
        try database.execute(
            sql: "INSERT INTO applied (one, size, root) VALUES (1, 0, ?)", arguments: [Sha256Digest.of().hex])
        try database.execute(sql: "PRAGMA user_version = \(IndexSchema.version)")
        try database.execute(sql: "PRAGMA application_id = \(IndexSchema.applicationID)")
    }

    private static func applied(_ database: Database) throws -> (size: UInt64, root: Sha256Digest) {
        guard let row = try Row.fetchOne(try database.cachedStatement(sql: "SELECT size, root FROM applied")),
            let root = Sha256Digest(hex: row["root"] as String)
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no applied size") }
        return (UInt64(bitPattern: row["size"]), root)
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(IndexError) -> Value {
        try Self.mapping(path) { try pool.read(body) }
    }

    private func write(_ body: (Database) throws -> Void) throws(IndexError) {
        try Self.mapping(path) { try pool.write(body) }
    }

    static func mapping<Value>(_ path: String, _ body: () throws -> Value) throws(IndexError) -> Value {
        do { return try body() } catch { throw IndexError(error, path: path) }
    }
}
