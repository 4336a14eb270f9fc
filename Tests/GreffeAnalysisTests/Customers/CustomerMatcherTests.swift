import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

/// Whose letter it is, over an invented directory with spouses, parents, namesakes and sites of one company.
struct CustomerMatcherTests {
    private static let customers = InventedCustomers.directory(3_000, seed: 11)
    private static let directory = CustomersInMemory(customers)
    private static let people = customers.filter { $0.kind == .person && !$0.address.isEmpty }
    private static let matcher = CustomerMatcher(
        organisation: Organisation(
            names: ["Vermeillac Assurances"], addresses: ["12 quai des Tanneurs, 87000 Limoges"]))

    private static let ours = """
                                            Vermeillac Assurances
                                            Service Sinistres
                                            12 quai des Tanneurs
                                            87000 Limoges
        """
    private static let body = """
        Objet : déclaration de sinistre

        Madame, Monsieur,

        Je vous informe qu'une fuite d'eau a endommagé hier le plafond de ma cuisine.
        Je vous remercie de m'indiquer la marche à suivre.

        Veuillez agréer, Madame, Monsieur, mes salutations distinguées.

        """

    private func name(_ customer: Customer) -> String { "\(customer.firstName) \(customer.lastName)" }

    private func match(_ text: String, _ letterClass: LetterClass = .claim) throws -> CustomerMatch {
        try Self.matcher.match(
            .plain(pages: [text]), fields: [:], letterClass: letterClass, directory: Self.directory)
    }

    /// Of so many letters, how many were given to the right customer and how many to a wrong one.
    private func tally(_ letter: (Customer) -> String) throws -> (right: Int, wrong: Int, all: Int) {
        var (right, wrong) = (0, 0)
        let sample = Self.people.enumerated().filter { $0.offset.isMultiple(of: 10) }.map(\.element)
        for customer in sample {
            let found = try match(letter(customer))
            guard found.outcome == .matched, let best = found.customer else { continue }
            if best.number == customer.number { right += 1 } else { wrong += 1 }
        }
        return (right, wrong, sample.count)
    }

    @Test func `name and address in the head name the customer`() throws {
        let (right, wrong, all) = try tally { customer in
            """
            \(name(customer))
            \(customer.address)
            \(customer.postcode) \(customer.city)

            \(Self.ours)

            \(Self.body)
            \(name(customer))
            """
        }
        #expect(wrong == 0)
        #expect(right * 100 >= all * 95, "\(right) of \(all)")
    }

    @Test func `a name alone is given to nobody when another customer has it`() throws {
        var bearers: [String: Set<CustomerNumber>] = [:]
        for customer in Self.people { bearers[name(customer), default: []].insert(customer.number) }
        let shared = bearers.filter { $0.value.count > 1 }.keys.sorted().prefix(30)
        try #require(shared.count >= 10)
        for name in shared {
            let found = try match("\(Self.ours)\n\n\(Self.body)\n\(name)")
            #expect(found.outcome != .matched, "\(name)")
        }
    }

    @Test func `an initial does not tell a parent from a child at one address`() throws {
        let homes = Dictionary(grouping: Self.people) { "\($0.lastName) \($0.firstName.prefix(1)) \($0.address)" }
        let pairs = homes.values.filter { $0.count > 1 }.compactMap(\.first)
        try #require(!pairs.isEmpty)
        for customer in pairs {
            let found = try match(
                """
                \(customer.firstName.prefix(1)). \(customer.lastName)
                \(customer.address)
                \(customer.postcode) \(customer.city)

                \(Self.ours)

                \(Self.body)
                """)
            #expect(found.outcome != .matched, "\(customer.firstName) \(customer.lastName)")
        }
    }

    @Test func `what comes back undelivered is the addressee's, not ours`() throws {
        let (right, wrong, all) = try tally { customer in
            """
            Vermeillac Assurances - 12 quai des Tanneurs - 87000 Limoges
            LETTRE VERTE

            Pli non distribuable
            Destinataire inconnu à l'adresse
            Retour à l'expéditeur

                                            \(customer.title) \(name(customer).uppercased())
                                            \(customer.address.uppercased())
                                            \(customer.postcode) \(customer.city.uppercased())
            """
        }
        #expect(wrong == 0)
        #expect(right * 100 >= all * 90, "\(right) of \(all)")
    }

    @Test func `a stranger is nobody's customer, whatever the town and the first name`() throws {
        let strangers = InventedCustomers.directory(400, seed: 99).filter { $0.kind == .person }
        let known = Set(Self.people.map { "\($0.lastName) \($0.postcode)" })
        var wrong = 0
        let unknown = strangers.filter { !known.contains("\($0.lastName) \($0.postcode)") }
        for stranger in unknown {
            let found = try match(
                """
                \(name(stranger))
                \(stranger.address)
                \(stranger.postcode) \(stranger.city)

                \(Self.ours)

                \(Self.body)
                \(name(stranger))
                """)
            if found.outcome == .matched { wrong += 1 }
        }
        try #require(unknown.count > 100)
        #expect(wrong == 0, "\(wrong) of \(unknown.count)")
    }

    @Test func `a customer at another street of the same town is for a person to decide, with a number it is not`()
        throws
    {
        let customer = try #require(Self.people.first { !$0.contracts.isEmpty && $0.address.first?.isNumber == true })
        func letter(_ reference: String) -> String {
            """
            \(name(customer))
            997 chemin du Moulin Neuf
            \(customer.postcode) \(customer.city)

            \(Self.ours)

            \(reference)
            \(Self.body)
            \(name(customer))
            """
        }
        #expect(try match(letter("")).outcome != .matched)
        #expect(try match(letter("Contrat n° \(customer.contracts[0])")).customer?.number == customer.number)
    }

    @Test func `a misread street with the right house number is no other address`() throws {
        let (right, wrong, all) = try tally { customer in
            """
            \(name(customer))
            \(misread(customer.address))
            \(customer.postcode) \(customer.city)

            \(Self.ours)

            \(Self.body)
            \(name(customer))
            """
        }
        #expect(wrong == 0)
        #expect(right * 100 >= all * 90, "\(right) of \(all)")
    }

    /// Every second letter is spoilt; digits and spaces stay.
    private func misread(_ text: String) -> String {
        String(text.enumerated().map { $0.element.isLetter && $0.offset.isMultiple(of: 2) ? "x" : $0.element })
    }

    @Test func `we are nobody's customer, though our directory has us`() throws {
        var us = Customer(number: CustomerNumber("9999999"), kind: .company)
        us.companyName = "Vermeillac Assurances"
        (us.address, us.postcode, us.city) = ("12 quai des Tanneurs", "87000", "Limoges")
        let found = try Self.matcher.match(
            .plain(pages: ["\(Self.ours)\n\n\(Self.body)"]), fields: [:], letterClass: .claim,
            directory: CustomersInMemory([us]))
        #expect(found.outcome == .unknown)
    }
}
