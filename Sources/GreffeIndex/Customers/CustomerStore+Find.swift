package import GreffeCore

import GRDB

extension CustomerStore {
    /// Customers of one key looked at; a name commoner than this needs another word.
    private static let keyRowsMax = 400
    /// Words of a query looked at.
    private static let wordsMax = 8

    /// Customers a person means by some words: numbers of every kind, names as typed or nearly, towns and postcodes, in
    /// any order; the likeliest first. A single word also finds names that begin with it.
    package func find(_ words: String, limit: Int) throws(IndexError) -> [Customer] {
        let query = FindQuery(words, wordsMax: Self.wordsMax)
        guard !query.isEmpty, limit > 0 else { return [] }
        return try read { database in
            var found: [CustomerNumber: (customer: Customer, score: Double)] = [:]
            func add(_ customers: [Customer], _ score: (Customer) -> Double) {
                for customer in customers {
                    let score = score(customer)
                    if score > found[customer.number]?.score ?? 0 { found[customer.number] = (customer, score) }
                }
            }
            for text in query.numbers {
                for kind in CustomerSchema.kinds {
                    let normal = IdentifierForm.normalise(text, as: kind)
                    guard normal.utf8.count >= 4 else { continue }
                    let customers = try Self.customers(database, kind, normal, limit: limit)
                    add(customers) { query.score($0) + 2 }
                }
            }
            let places = try Self.places(database, query.towns)
            add(try Self.met(database, query.joinedKeys(places: places), limit: Self.keyRowsMax), query.score)
            if found.count < limit {
                for prefix in query.namePrefixes {
                    add(try Self.sorted(database, from: prefix, limit: limit), query.score)
                }
                for key in query.wordKeys {
                    add(try Self.named(database, key, limit: Self.keyRowsMax), query.score)
                }
            }
            return found.values.filter { $0.score >= FindQuery.scoreMin }
                .sorted {
                    ($1.score, $0.customer.sortName, $0.customer.number) < (
                        $0.score, $1.customer.sortName, $1.customer.number
                    )
                }
                .prefix(limit).map(\.customer)
        }
    }

    private static func places(_ database: Database, _ towns: Set<String>) throws -> Set<String> {
        Set(
            try String.fetchAll(
                database,
                sql: """
                    SELECT place.place FROM json_each(?) AS wanted CROSS JOIN place ON place.town = wanted.value
                    ORDER BY 1 LIMIT 100
                    """, arguments: [json(towns)]))
    }

    private static func met(_ database: Database, _ keys: Set<String>, limit: Int) throws -> [Customer] {
        guard !keys.isEmpty else { return [] }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT customer.* FROM (
                    SELECT filed_under.customer AS id, count(*) AS n
                    FROM json_each(?) AS wanted CROSS JOIN filed_under ON filed_under.key = wanted.value
                    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?) AS met
                CROSS JOIN customer ON customer.id = met.id
                """, arguments: [json(keys), limit]
        ).map(Customer.init(row:))
    }

    /// Customers with this word in their name, wherever they live.
    private static func named(_ database: Database, _ wordKey: String, limit: Int) throws -> [Customer] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT customer.* FROM (
                    SELECT DISTINCT customer AS id FROM filed_under WHERE key >= ?1 || '@' AND key < ?1 || 'A' LIMIT ?2) AS met
                CROSS JOIN customer ON customer.id = met.id
                """, arguments: [wordKey, limit]
        ).map(Customer.init(row:))
    }

    private static func sorted(_ database: Database, from prefix: String, limit: Int) throws -> [Customer] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM customer WHERE sort_name >= ?1 AND sort_name < ?1 || char(1114111) AND gone = 0
                ORDER BY sort_name, number LIMIT ?2
                """, arguments: [prefix, limit]
        ).map(Customer.init(row:))
    }
}

/// A person's words about a customer, and how well a customer answers them.
private struct FindQuery {
    /// Below this a word of the query has no counterpart at all.
    static let scoreMin = 0.6

    private let words: [String]
    let numbers: [String]

    init(_ text: String, wordsMax: Int) {
        let parts = text.split(whereSeparator: \.isWhitespace).prefix(wordsMax).map(String.init)
        words = Array(parts.flatMap(NameKey.foldedWords).filter { $0.utf8.count > 1 }.prefix(wordsMax))
        let withDigits = parts.filter { part in part.contains("@") || part.utf8.contains { (0x30...0x39).contains($0) }
        }
        // A number may be typed in groups.
        numbers = Array(Set(withDigits + (withDigits.isEmpty ? [] : [parts.joined()]))).sorted()
    }

    var isEmpty: Bool { words.isEmpty && numbers.isEmpty }

    private var significant: [String] {
        let named = words.filter { !NameKey.stopWords.contains($0) }
        return named.isEmpty ? words : named
    }

    var wordKeys: [String] { significant.map(NameKey.key) }

    /// What two or more of the words are together: first and last name, a name at a place.
    func joinedKeys(places: Set<String>) -> Set<String> {
        var keys: Set<String> = []
        let names = wordKeys
        for (index, first) in names.enumerated() {
            keys.insert(CustomerKey.alone(first))
            for second in names[(index + 1)...] { keys.insert(CustomerKey.pair(first, second)) }
        }
        for place in places.union(words) { for name in names { keys.insert(CustomerKey.name(name, at: place)) } }
        return keys
    }

    /// What of the words may be a town: `le mans`, `saint pierre des corps`.
    var towns: Set<String> {
        var towns: Set<String> = []
        for start in words.indices {
            for end in words[start...].indices.prefix(5) {
                towns.insert(CustomerKey.town(words[start...end].joined(separator: " ")))
            }
        }
        return towns.filter { !$0.isEmpty }
    }

    /// What a list sorted by name is looked up by: the words as typed, then each alone.
    var namePrefixes: [String] {
        words.count < 2 ? words : [words.joined(separator: " ")] + words
    }

    /// 0 to 1: the mean over the query's words of how near each comes to a word of the customer.
    func score(_ customer: Customer) -> Double {
        let columns = [
            customer.firstName, customer.lastName, customer.birthName, customer.companyName, customer.site,
            customer.city, customer.postcode, customer.address, customer.number.value, customer.email,
        ]
        let own = columns.flatMap(NameKey.foldedWords)
        guard !words.isEmpty else { return 0 }
        let likeness = words.map { word in
            own.reduce(0.0) { best, candidate in
                if best == 1 { return best }
                if candidate == word { return 1 }
                let begins = candidate.hasPrefix(word) ? 0.9 : 0
                return max(best, begins, WordLikeness.of(word, candidate))
            }
        }
        return likeness.reduce(0, +) / Double(words.count)
    }
}
