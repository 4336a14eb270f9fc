import GRDB
package import GreffeCore

extension CustomerStore {
    /// Customers in the order of their numbers, those gone from the last import too, a portion at a time.
    /// - Parameter last: the number after which the portion begins; nil: from the first.
    package func customers(after last: CustomerNumber?, limit: Int) throws(IndexError) -> [Customer] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM customer WHERE number > ? ORDER BY number LIMIT ?",
                arguments: [last?.value ?? "", max(0, limit)]
            ).map(Customer.init(row:))
        }
    }
}
