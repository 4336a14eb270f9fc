import GRDB
import GreffeCore

/// Files customers under what they are found by, and takes them out again, inside one transaction. Rows are collected
/// and put into the tables sorted: a million customers make ten million rows, and a B-tree that grows in order is
/// written once.
struct CustomerFiling {
    /// Leading letters of a number that a shape keeps: product and branch codes are no longer.
    private static let prefixMax = 5
    /// A group of shapes with more prefixes than this has letters that mean nothing.
    private static let prefixesMax = 200
    /// Rows of one INSERT: SQLite takes 32,766 values.
    private static let batchRows = 500

    let database: Database
    private var frequencies: [String: Int] = [:]
    private var places: Set<Place> = []
    private struct Place: Hashable {
        var town: String
        var place: String
    }
    private var shapes: [IdentifierKind: [String: Int]] = [:]
    private var identifiers: [(any DatabaseValueConvertible)?] = []
    private var keys: [(any DatabaseValueConvertible)?] = []

    init(database: Database) throws {
        self.database = database
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS temp.new_identifier; DROP TABLE IF EXISTS temp.new_filed_under;
                CREATE TEMP TABLE new_identifier (kind INTEGER, value TEXT, customer INTEGER);
                CREATE TEMP TABLE new_filed_under (key TEXT, customer INTEGER);
                """)
    }

    func row(_ number: String) throws -> Row? {
        try Row.fetchOne(
            try database.cachedStatement(sql: "SELECT * FROM customer WHERE number = ?"), arguments: [number])
    }

    mutating func add(_ customer: Customer, id: Int64) throws {
        for (kind, value) in IdentifierForm.all(of: customer) {
            identifiers += [CustomerSchema.code(kind), value, id]
            count(kind, value, 1)
        }
        let (filed, counted) = CustomerKey.all(of: customer)
        for key in filed { keys += [key, id] }
        if identifiers.count >= Self.batchRows * 3 { try flushIdentifiers() }
        if keys.count >= Self.batchRows * 2 { try flushKeys() }
        for key in counted { frequencies[key, default: 0] += 1 }
        places.insert(Place(town: CustomerKey.town(customer.city), place: CustomerKey.place(of: customer)))
        frequencies["", default: 0] += 1
    }

    mutating func remove(_ customer: Customer, id: Int64) throws {
        let identifier = try database.cachedStatement(
            sql: "DELETE FROM identifier WHERE kind = ? AND value = ? AND customer = ?")
        for (kind, value) in IdentifierForm.all(of: customer) {
            try identifier.execute(arguments: [CustomerSchema.code(kind), value, id])
            count(kind, value, -1)
        }
        let key = try database.cachedStatement(sql: "DELETE FROM filed_under WHERE key = ? AND customer = ?")
        let (filed, counted) = CustomerKey.all(of: customer)
        for text in filed { try key.execute(arguments: [text, id]) }
        for key in counted { frequencies[key, default: 0] -= 1 }
        frequencies["", default: 0] -= 1
    }

    mutating func finish() throws {
        try flushIdentifiers()
        try flushKeys()
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO identifier (value, kind, customer)
                SELECT value, kind, customer FROM new_identifier ORDER BY 1, 2, 3;
                INSERT OR IGNORE INTO filed_under SELECT key, customer FROM new_filed_under ORDER BY 1, 2;
                DROP TABLE new_identifier; DROP TABLE new_filed_under;
                """)
        let frequency = try database.cachedStatement(
            sql: """
                INSERT INTO frequency (key, count) VALUES (?1, ?2)
                ON CONFLICT (key) DO UPDATE SET count = count + ?2
                """)
        for (key, change) in frequencies.sorted(by: { $0.key < $1.key }) where change != 0 {
            try frequency.execute(arguments: [key, change])
        }
        try database.execute(sql: "DELETE FROM frequency WHERE count <= 0 AND key <> ''")
        let place = try database.cachedStatement(sql: "INSERT OR IGNORE INTO place (town, place) VALUES (?, ?)")
        for known in places where !known.town.isEmpty { try place.execute(arguments: [known.town, known.place]) }
        for kind in CustomerSchema.kinds { try write(shapes[kind] ?? [:], of: kind) }
        (frequencies, shapes) = ([:], [:])
    }

    private mutating func count(_ kind: IdentifierKind, _ value: String, _ change: Int) {
        guard kind == .customerNumber || kind == .contract else { return }
        shapes[kind, default: [:]][IdentifierForm.shape(value, keepingPrefix: Self.prefixMax), default: 0] += change
    }

    /// Adds to the shapes known; shapes alike but for their prefix become one where there are too many prefixes.
    private func write(_ changes: [String: Int], of kind: IdentifierKind) throws {
        guard !changes.isEmpty else { return }
        var known = changes
        let code = CustomerSchema.code(kind)
        for row in try Row.fetchAll(database, sql: "SELECT shape, count FROM shape WHERE kind = ?", arguments: [code]) {
            known[row["shape"], default: 0] += row["count"] as Int
        }
        var merged: [String: Int] = [:]
        for (general, group) in Dictionary(grouping: known, by: { IdentifierForm.shape($0.key) }) {
            if group.count > Self.prefixesMax {
                merged[general] = group.reduce(0) { $0 + $1.value }
            } else {
                for (shape, count) in group { merged[shape] = count }
            }
        }
        try database.execute(sql: "DELETE FROM shape WHERE kind = ?", arguments: [code])
        for (shape, count) in merged where count > 0 {
            try database.execute(
                sql: "INSERT INTO shape (kind, shape, count) VALUES (?, ?, ?)", arguments: [code, shape, count])
        }
    }

    private mutating func flushIdentifiers() throws {
        try insert("new_identifier", columns: 3, identifiers)
        identifiers.removeAll(keepingCapacity: true)
    }

    private mutating func flushKeys() throws {
        try insert("new_filed_under", columns: 2, keys)
        keys.removeAll(keepingCapacity: true)
    }

    private func insert(_ table: String, columns: Int, _ values: [(any DatabaseValueConvertible)?]) throws {
        let whole = Self.batchRows * columns
        let row = "(" + repeatElement("?", count: columns).joined(separator: ", ") + ")"
        var rest = values[...]
        while !rest.isEmpty {
            let part = rest.prefix(whole)
            let rows = repeatElement(row, count: part.count / columns).joined(separator: ", ")
            let statement = try database.cachedStatement(sql: "INSERT INTO \(table) VALUES \(rows)")
            try statement.execute(arguments: StatementArguments(part))
            rest = rest.dropFirst(whole)
        }
    }
}
