import Glibc
import GreffeAnalysis
import GreffeCore
import GreffeIndex
import GreffeTestKit

/// A directory of any size, and letters of some of its customers: how long the matcher takes, and whom it names.
struct CustomerScale {
    /// How a letter says whose it is.
    private enum Habit: String, CaseIterable {
        case numberAndAddress = "number, name and address"
        case misreadNumber = "number with one digit misread, name and address"
        case address = "name and address"
        case signature = "contract number and a name below"
        case stranger = "a stranger's name and address"
    }

    private static let seed: UInt64 = 41
    private static let organisation = Organisation(
        names: ["Vermeillac Assurances"], addresses: ["12 quai des Tanneurs, 87000 Limoges"])

    /// Writes an export of so many customers, as `greffe customers import` takes it.
    static func write(_ count: Int, to path: String) {
        guard let file = fopen(path, "w") else { return print("FAILED to write \(path)") }
        fputs(InventedCustomers.header + "\n", file)
        var source = InventedCustomers(seed: seed)
        for _ in 0..<count { fputs(InventedCustomers.line(source.next()) + "\n", file) }
        fclose(file)
    }

    /// Matches so many letters of each habit against a directory made from `write` of the same count.
    static func match(_ letters: Int, of count: Int, in path: String) throws {
        let store = try CustomerStore.open(path: path)
        var source = InventedCustomers(seed: seed)
        var sample: [Customer] = []
        var known: Set<Int> = []
        let step = max(1, count / (letters * 2))
        for index in 0..<count {
            let customer = source.next()
            known.insert(home(customer))
            if sample.count < letters, index / step >= sample.count, customer.kind == .person,
                !customer.address.isEmpty, !customer.contracts.isEmpty
            {
                sample.append(customer)
            }
        }
        var others = InventedCustomers(seed: seed + 1)
        var strangers: [Customer] = []
        while strangers.count < letters {
            let stranger = others.next()
            if stranger.kind == .person, !known.contains(home(stranger)) { strangers.append(stranger) }
        }
        for habit in Habit.allCases {
            try tell(habit, habit == .stranger ? strangers : sample, in: store)
        }
    }

    private static func home(_ customer: Customer) -> Int {
        "\(customer.firstName) \(customer.lastName) \(customer.address) \(customer.postcode)".hashValue
    }

    private static func tell(_ habit: Habit, _ customers: [Customer], in store: CustomerStore) throws {
        let matcher = CustomerMatcher(organisation: organisation)
        var (right, wrong) = (0, 0)
        var seconds: [Double] = []
        for customer in customers {
            let reading = Reading.plain(pages: [text(of: customer, habit)])
            let start = instant()
            let found = try matcher.match(reading, fields: [:], letterClass: .claim, directory: store)
            seconds.append(instant() - start)
            guard found.outcome == .matched, let best = found.customer else { continue }
            if best.number == customer.number { right += 1 } else { wrong += 1 }
        }
        seconds.sort()
        let mean = seconds.reduce(0, +) / Double(seconds.count)
        let late = seconds[min(seconds.count - 1, seconds.count * 99 / 100)]
        print(
            "\(habit.rawValue): \(right) right, \(wrong) wrong, \(customers.count - right - wrong) for a person,"
                + " of \(customers.count); \(milliseconds(mean)) ms a letter, p99 \(milliseconds(late)) ms")
    }

    private static func milliseconds(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10 }

    private static func text(of customer: Customer, _ habit: Habit) -> String {
        let name = "\(customer.firstName) \(customer.lastName)"
        let head = "\(name)\n\(customer.address)\n\(customer.postcode) \(customer.city)\n"
        let reference =
            switch habit {
            case .numberAndAddress: "N° client : \(customer.number.value)"
            case .misreadNumber: "N° client : \(misread(customer.number.value))"
            case .signature: "Contrat n° \(customer.contracts.first ?? "")"
            case .address, .stranger: ""
            }
        return """
            \(habit == .signature ? "" : head)
                                            Vermeillac Assurances
                                            Service Sinistres
                                            12 quai des Tanneurs
                                            87000 Limoges

            \(reference)
            Objet : déclaration de sinistre

            Madame, Monsieur,

            Je vous informe qu'une fuite d'eau a endommagé hier le plafond de ma cuisine.
            Je vous remercie de m'indiquer la marche à suivre.

            Veuillez agréer, Madame, Monsieur, mes salutations distinguées.

            \(name)
            """
    }

    /// The fifth digit as the next one: no likeness of shapes helps.
    private static func misread(_ number: String) -> String {
        String(
            number.enumerated().map { place, digit in
                place == 4 ? Character(String(((digit.wholeNumberValue ?? 0) + 1) % 10)) : digit
            })
    }
}
