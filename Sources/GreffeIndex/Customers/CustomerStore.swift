package import GreffeCore

import GRDB
import Glibc

/// The customer directory in `customers.sqlite`, a copy of what the customer relationship system exports. A look-up is
/// one or two index seeks, whatever the directory's size. Not a record of ours: the file can be imported again at any
/// time.
package struct CustomerStore: Sendable {
    private static let busySecondsMax = 30.0

    package let path: String
    let database: any DatabaseWriter

    /// Opens the directory, or founds an empty one where there is no file.
    package static func open(path: String) throws(IndexError) -> CustomerStore {
        try LetterIndex.mapping(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busySecondsMax)
            configuration.prepareDatabase {
                try $0.execute(sql: "PRAGMA cache_size = -64000; PRAGMA threads = 2; PRAGMA mmap_size = 268435456")
            }
            let store = CustomerStore(path: path, database: try DatabasePool(path: path, configuration: configuration))
            try store.database.write { try found($0, path: path) }
            return store
        }
    }

    /// A directory in memory, for one run of a program.
    package static func inMemory() throws(IndexError) -> CustomerStore {
        try LetterIndex.mapping(":memory:") {
            let store = CustomerStore(path: ":memory:", database: try DatabaseQueue())
            try store.database.write { try found($0, path: store.path) }
            return store
        }
    }

    /// Removes the directory's files, for one `open` refuses.
    package static func destroy(path: String) throws(IndexError) { try LetterIndex.destroy(path: path) }

    private static func found(_ database: Database, path: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if version == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 {
            try database.execute(sql: CustomerSchema.tables)
            try database.execute(sql: "PRAGMA user_version = \(CustomerSchema.version)")
            try database.execute(sql: "PRAGMA application_id = \(CustomerSchema.applicationID)")
            return
        }
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard version == CustomerSchema.version, application == CustomerSchema.applicationID else {
            throw IndexError.unsupportedVersion(path: path, found: version)
        }
        _ = try Row.fetchOne(database, sql: "SELECT * FROM customer LIMIT 1")
    }

    package func close() throws(IndexError) {
        try LetterIndex.mapping(path) { try database.close() }
    }

    /// Takes in a customer export (docs/reference/customers.md): rows are added or brought up to date by number, a row
    /// as it was costs nothing. Customers missing from the file are marked as gone: kept for the letters that name
    /// them, shown by number, but not matched or found any more; a later file brings them back. All in one transaction.
    ///
    /// - Parameter progress: is told every so many rows how many were read.
    package func importing(
        file: String, progress: (Int) -> Void = { _ in }
    ) throws(IndexError) -> CustomerImport {
        try importing(CustomerFile(path: file), progress: progress)
    }

    package func importing(_ bytes: [UInt8]) throws(IndexError) -> CustomerImport {
        try importing(CustomerFile(bytes: bytes), progress: { _ in })
    }

    private func importing(_ file: CustomerFile, progress: (Int) -> Void) throws(IndexError) -> CustomerImport {
        let report = try LetterIndex.mapping(path) {
            try database.write { database in
                var importer = try CustomerImporter(database: database, file: file)
                return try importer.run(progress: progress)
            }
        }
        // The log of a first import is as large as the directory.
        try LetterIndex.mapping(path) {
            if let pool = database as? DatabasePool {
                _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            }
        }
        return report
    }

    /// Removes a customer altogether (a request for erasure).
    /// - Returns: whether there was one.
    @discardableResult
    package func forget(_ number: CustomerNumber) throws(IndexError) -> Bool {
        try LetterIndex.mapping(path) {
            try database.write { database in
                var filing = try CustomerFiling(database: database)
                guard let row = try filing.row(number.value) else { return false }
                if (row["gone"] as Int) == 0 { try filing.remove(Customer(row: row), id: row["id"]) }
                try database.execute(sql: "DELETE FROM customer WHERE id = ?", arguments: [row["id"] as Int64])
                try filing.finish()
                return true
            }
        }
    }

    /// Makes what was forgotten unreadable in the file itself (`LetterIndex.purge`).
    package func purge() throws(IndexError) {
        if let pool = database as? DatabasePool { try LetterIndex.rewrite(pool, path: path) }
    }

    /// The customer of this number, gone or not; spaces and punctuation in the number do not matter where it is unique
    /// without them.
    package func customer(_ number: CustomerNumber) throws(IndexError) -> Customer? {
        try read { database in
            if let row = try Row.fetchOne(
                database, sql: "SELECT * FROM customer WHERE number = ?", arguments: [number.value])
            {
                return Customer(row: row)
            }
            let normal = IdentifierForm.normalise(number.value, as: .customerNumber)
            let found = try Self.customers(database, .customerNumber, normal, limit: 2)
            return found.count == 1 ? found[0] : nil
        }
    }

    /// Whether the customer was missing from the last import.
    package func isGone(_ number: CustomerNumber) throws(IndexError) -> Bool {
        try read {
            try Int.fetchOne($0, sql: "SELECT gone FROM customer WHERE number = ?", arguments: [number.value]) == 1
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(IndexError) -> Value {
        try LetterIndex.mapping(path) { try database.read(body) }
    }
}

extension CustomerStore: CustomerDirectory {
    package func customers(with kind: IdentifierKind, normalised: String, limit: Int) throws(IndexError) -> [Customer] {
        try read { try Self.customers($0, kind, normalised, limit: limit) }
    }

    package func customers(under keys: Set<String>, limit: Int) throws(IndexError) -> [Customer] {
        guard !keys.isEmpty else { return [] }
        return try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT customer.* FROM (
                        SELECT filed_under.customer AS id, count(*) AS n
                        FROM json_each(?) AS wanted CROSS JOIN filed_under ON filed_under.key = wanted.value
                        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?) AS met
                    CROSS JOIN customer ON customer.id = met.id ORDER BY met.n DESC, customer.number
                    """)
            return try Row.fetchAll(statement, arguments: [Self.json(keys), max(0, limit)]).map(Customer.init(row:))
        }
    }

    package func places(ofTowns towns: Set<String>, limit: Int) throws(IndexError) -> Set<String> {
        guard !towns.isEmpty else { return [] }
        return try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT place.place FROM json_each(?) AS wanted CROSS JOIN place ON place.town = wanted.value
                    ORDER BY 1 LIMIT ?
                    """)
            return Set(try String.fetchAll(statement, arguments: [Self.json(towns), max(0, limit)]))
        }
    }

    package func counts(of keys: Set<String>) throws(IndexError) -> [String: Int] {
        guard !keys.isEmpty else { return [:] }
        return try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT frequency.key, frequency.count FROM json_each(?) AS wanted
                    CROSS JOIN frequency ON frequency.key = wanted.value
                    """)
            return try Row.fetchAll(statement, arguments: [Self.json(keys)]).reduce(into: [:]) { $0[$1[0]] = $1[1] }
        }
    }

    package func count() throws(IndexError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count FROM frequency WHERE key = ''") ?? 0 }
    }

    package func identifierShapes(of kind: IdentifierKind) throws(IndexError) -> [IdentifierShape] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT shape, count FROM shape WHERE kind = ? ORDER BY count DESC, shape",
                arguments: [CustomerSchema.code(kind)]
            ).map { IdentifierShape(shape: $0["shape"], count: $0["count"]) }
        }
    }

    static func customers(
        _ database: Database, _ kind: IdentifierKind, _ normalised: String, limit: Int
    ) throws -> [Customer] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT customer.* FROM identifier CROSS JOIN customer ON customer.id = identifier.customer
                WHERE identifier.kind = ? AND identifier.value = ? ORDER BY identifier.customer LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [CustomerSchema.code(kind), normalised, max(0, limit)])
            .map(Customer.init(row:)).sorted { $0.number < $1.number }
    }

    /// Keys hold letters, digits and `@#+=`; what a caller gives beyond is left out rather than escaped.
    static func json(_ keys: Set<String>) -> String {
        let sound = keys.filter { $0.unicodeScalars.allSatisfy { $0 != "\"" && $0 != "\\" && $0.value >= 0x20 } }
        return "[" + sound.sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
