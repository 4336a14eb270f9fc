package import GreffeCore

/// A customer directory held in dictionaries; what the SQLite directory answers, this one answers.
package struct CustomersInMemory: CustomerDirectory {
    private var identified: [IdentifierKind: [String: [Customer]]] = [:]
    private var filed: [String: [Customer]] = [:]
    private var frequencies: [String: Int] = [:]
    private var places: [String: Set<String>] = [:]
    private var shapes: [IdentifierKind: [String: Int]] = [:]
    private let customers: [Customer]

    package init(_ customers: [Customer]) {
        self.customers = customers
        for customer in customers.sorted(by: { $0.number < $1.number }) {
            for (kind, value) in IdentifierForm.all(of: customer) {
                identified[kind, default: [:]][value, default: []].append(customer)
                guard kind == .customerNumber || kind == .contract else { continue }
                shapes[kind, default: [:]][IdentifierForm.shape(value, keepingPrefix: 5), default: 0] += 1
            }
            let keys = CustomerKey.all(of: customer)
            for key in keys.filed { filed[key, default: []].append(customer) }
            for key in keys.counted { frequencies[key, default: 0] += 1 }
            places[CustomerKey.town(customer.city), default: []].insert(CustomerKey.place(of: customer))
        }
    }

    package func customers(with kind: IdentifierKind, normalised: String, limit: Int) -> [Customer] {
        Array((identified[kind]?[normalised] ?? []).prefix(limit))
    }

    package func customers(under keys: Set<String>, limit: Int) -> [Customer] {
        var met: [CustomerNumber: (customer: Customer, count: Int)] = [:]
        for customer in keys.flatMap({ filed[$0] ?? [] }) { met[customer.number, default: (customer, 0)].count += 1 }
        return met.values.sorted { ($1.count, $0.customer.number) < ($0.count, $1.customer.number) }.prefix(limit).map(
            \.customer)
    }

    package func places(ofTowns towns: Set<String>, limit: Int) -> Set<String> {
        Set(towns.filter { !$0.isEmpty }.flatMap { places[$0] ?? [] }.sorted().prefix(limit))
    }

    package func counts(of keys: Set<String>) -> [String: Int] { frequencies.filter { keys.contains($0.key) } }

    package func count() -> Int { customers.count }

    package func identifierShapes(of kind: IdentifierKind) -> [IdentifierShape] {
        (shapes[kind] ?? [:]).map { IdentifierShape(shape: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.shape) < ($0.count, $1.shape) }
    }
}
