import GRDB
import GreffeCore

/// One import, inside one transaction.
struct CustomerImporter {
    private static let progressRows = 10_000

    private let database: Database
    private var file: CustomerFile
    private var filing: CustomerFiling
    private var report: CustomerImport
    private let insert: Statement
    private let update: Statement
    private let isFirst: Bool
    /// Customers met in this file, by id: ids are dense, a bit each suffices.
    private var seen: [UInt64] = []

    init(database: Database, file: CustomerFile) throws {
        (self.database, self.file) = (database, file)
        filing = try CustomerFiling(database: database)
        let names = CustomerSchema.columns
        insert = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO customer (number, digest, sort_name, \(names.joined(separator: ", ")), aside)
                VALUES (\(repeatElement("?", count: names.count + 4).joined(separator: ", ")))
                """)
        update = try database.cachedStatement(
            sql: """
                UPDATE customer SET gone = 0, digest = ?, sort_name = ?,
                    \(names.map { "\($0) = ?" }.joined(separator: ", ")), aside = ? WHERE id = ?
                """)
        isFirst = try Int.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM customer)") == 0
        report = CustomerImport(
            encoding: file.encoding, separator: file.separator, unknownColumns: file.unknownColumns)
    }

    mutating func run(progress: (Int) -> Void) throws -> CustomerImport {
        while let row = try file.next() {
            report.rows += 1
            switch row {
            case .fault(let fault): report.add(fault)
            case .customer(let customer, let aside, let line): try take(customer, aside, line: line)
            }
            if report.rows.isMultiple(of: Self.progressRows) { progress(report.rows) }
        }
        try markGone()
        try filing.finish()
        return report
    }

    private mutating func take(_ customer: Customer, _ aside: String, line: Int) throws {
        let columns = customer.columns
        let digest = Self.digest(columns, aside)
        // A first import need not look for what is not there: half its time.
        let known = isFirst ? nil : try filing.row(customer.number.value)
        guard let known else {
            try insert.execute(
                arguments: StatementArguments([customer.number.value, digest, customer.sortName] + columns + [aside]))
            guard database.changesCount == 1 else {
                report.add(.init(line: line, reason: "customer_number \(customer.number) was on an earlier line"))
                return
            }
            let id = database.lastInsertedRowID
            _ = see(id)
            try filing.add(customer, id: id)
            report.added += 1
            return
        }
        let id: Int64 = known["id"]
        guard see(id) else {
            report.add(.init(line: line, reason: "customer_number \(customer.number) was on an earlier line"))
            return
        }
        let wasGone = (known["gone"] as Int) == 1
        guard wasGone || (known["digest"] as Int64) != digest else {
            report.unchanged += 1
            return
        }
        if !wasGone { try filing.remove(Customer(row: known), id: id) }
        try update.execute(arguments: StatementArguments([digest, customer.sortName] + columns + [aside, id]))
        try filing.add(customer, id: id)
        report.updated += 1
    }

    /// Whether this is the first time.
    private mutating func see(_ id: Int64) -> Bool {
        let (word, bit) = (Int(id / 64), UInt64(1) << UInt64(id % 64))
        while seen.count <= word { seen.append(0) }
        guard seen[word] & bit == 0 else { return false }
        seen[word] |= bit
        return true
    }

    private mutating func markGone() throws {
        var missing: [Int64] = []
        let ids = try Int64.fetchCursor(database, sql: "SELECT id FROM customer WHERE gone = 0 ORDER BY id")
        while let id = try ids.next() {
            let word = Int(id / 64)
            if word >= seen.count || seen[word] & (1 << UInt64(id % 64)) == 0 { missing.append(id) }
        }
        for id in missing {
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM customer WHERE id = ?", arguments: [id])
            else { continue }
            try filing.remove(Customer(row: row), id: id)
            try database.execute(sql: "UPDATE customer SET gone = 1 WHERE id = ?", arguments: [id])
            report.gone += 1
        }
    }

    /// FNV-1a over all columns: tells a row that changed from one that did not.
    private static func digest(_ columns: [String], _ aside: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 0x1f) &* 0x0000_0100_0000_01b3
        }
        for text in columns { add(text) }
        add(aside)
        return Int64(bitPattern: hash)
    }
}
