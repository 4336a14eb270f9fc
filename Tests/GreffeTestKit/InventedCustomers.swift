package import GreffeCore

/// Customer directories nobody has: people and companies made up from common words, with what makes matching hard in
/// proportion: spouses and parents at one address, namesakes in other towns, sites of one company, names that differ in
/// one word. The same seed gives the same directory.
package struct InventedCustomers: Sendable {
    private var dice: Dice
    private var numbers: Set<Int> = []
    private var pending: [Customer] = []
    private var serial = 0

    package init(seed: UInt64) { dice = Dice(seed: seed) }

    /// So many customers; relatives and sites follow each other.
    package static func directory(_ count: Int, seed: UInt64) -> [Customer] {
        var source = InventedCustomers(seed: seed)
        return (0..<count).map { _ in source.next() }
    }

    package mutating func next() -> Customer {
        if pending.isEmpty { pending = (dice.percent(68) ? household() : company()).reversed() }
        return pending.removeLast()
    }

    // MARK: People

    private mutating func household() -> [Customer] {
        let surname = surname()
        let home = home()
        let isWoman = dice.percent(50)
        var people = [person(surname, isWoman: isWoman, at: home)]
        if dice.percent(25) { people.append(person(surname, isWoman: !isWoman, at: home)) }
        if dice.percent(6) {
            // A child who took a contract of its own; sometimes with the parent's initial.
            var child = person(surname, isWoman: isWoman, at: home)
            if dice.percent(50), let initial = people[0].firstName.first {
                let alike = (isWoman ? Self.women : Self.men).filter {
                    $0.first == initial && $0 != people[0].firstName
                }
                if !alike.isEmpty { child.firstName = dice.pick(alike) }
            }
            child.birthName = ""
            people.append(child)
        }
        if dice.percent(5) {
            var namesake = person(surname, isWoman: isWoman, at: self.home())
            namesake.firstName = people[0].firstName
            people.append(namesake)
        }
        return people
    }

    private mutating func person(_ surname: String, isWoman: Bool, at home: Home) -> Customer {
        var person = Customer(number: number(4), kind: .person)
        person.title = isWoman ? "Mme" : "M."
        person.firstName = dice.pickSkewed(isWoman ? Self.women : Self.men)
        person.lastName = surname
        if isWoman, dice.percent(35) { person.birthName = self.surname() }
        (person.address, person.postcode, person.city) = (home.address, home.postcode, home.city)
        if dice.percent(85) { person.phone = phone(mobile: dice.percent(70)) }
        if dice.percent(70) {
            person.email =
                "\(person.firstName).\(surname)\(dice.percent(40) ? dice.digits(2) : "")".folded
                .replacing(" ", with: "") + "@" + dice.pick(["messagerie.example", "lettre.example", "boite.example"])
        }
        for _ in 0...dice.below(3) { person.contracts.append(contract(of: .person)) }
        if dice.percent(45) { person.iban = iban() }
        return person
    }

    // MARK: Companies

    private mutating func company() -> [Customer] {
        let trade = dice.pick(Self.trades)
        let name =
            switch dice.below(5) {
            case 0: "\(trade) \(surname())"
            case 1: "\(trade) \(dice.pick(Self.signs))"
            case 2:
                "\(dice.pick(["Établissements", "Société", "Maison", "Groupe"])) \(surname()) & \(dice.pick(["Fils", "Cie", "Associés", "Frères"]))"
            case 3:
                "\(invented()) \(dice.pick(["Services", "Industries", "Conseil", "France", "Énergies", "Logistique"]))"
            default: "\(trade) \(dice.pick(["du", "de la"])) \(dice.pick(Self.places))"
            }
        let form = dice.pick(["SARL", "SAS", "EURL", "SA", "SASU", "SCOP"])
        let siren = siren()
        let sites = dice.percent(15) ? 2 + dice.below(2) : 1
        return (0..<sites).map { index in
            var company = Customer(number: number(7), kind: .company)
            let home = home()
            (company.companyName, company.legalForm) = (name, form)
            if sites > 1 { company.site = index == 0 ? "siège" : "agence de \(home.city)" }
            (company.address, company.postcode, company.city) = (home.address, home.postcode, home.city)
            company.phone = phone(mobile: false)
            if dice.percent(80) {
                let domain = NameKey.words(name).joined(separator: "-")
                company.email = "\(dice.pick(["contact", "compta", "achats"]))@\(domain).example"
            }
            for _ in 0..<dice.below(3) { company.contracts.append(contract(of: .company)) }
            if dice.percent(70) { company.iban = iban() }
            company.siren = siren
            company.siret = siret(siren, index)
            company.vatId = "FR\(padded((12 + 3 * ((Int(siren) ?? 0) % 97)) % 97, 2))\(siren)"
            return company
        }
    }

    // MARK: Numbers

    private mutating func number(_ first: Int) -> CustomerNumber {
        while true {
            let candidate = first * 100_000_000 + dice.below(300_000_000)
            if numbers.insert(candidate).inserted { return CustomerNumber(String(candidate)) }
        }
    }

    private mutating func contract(of kind: Customer.Kind) -> String {
        switch (kind, dice.below(3)) {
        case (.person, 0): "HAB\(dice.digits(7))"
        case (.person, 1): "VA \(dice.digits(6)) \(dice.pick(["K", "L", "T", "X"]))".replacing(" ", with: "")
        case (.person, _): "EP/\(dice.digits(2))/\(dice.digits(6))"
        case (.company, 0): "PRO-\(2005 + dice.below(20))-\(dice.digits(5))"
        case (.company, _): "KC-\(dice.digits(2))-\(dice.digits(5))"
        }
    }

    package mutating func phone(mobile: Bool) -> String {
        let digits =
            (mobile ? "0639" : "0" + dice.pick(["199", "261", "353", "465", "536"])) + dice.digits(mobile ? 6 : 6)
        return stride(from: 0, to: 10, by: 2).map { start in
            String(Array(digits)[start..<start + 2])
        }.joined(separator: " ")
    }

    package mutating func iban() -> String {
        let account = dice.digits(23)
        let remainder = (account + "152700").reduce(0) { ($0 * 10 + ($1.wholeNumberValue ?? 0)) % 97 }
        return "FR\(padded(98 - remainder, 2))\(account)"
    }

    package mutating func siren() -> String {
        while true {
            let candidate = String(1 + dice.below(9)) + dice.digits(8)
            if Self.luhn(candidate) == 0 { return candidate }
        }
    }

    private func siret(_ siren: String, _ index: Int) -> String {
        for check in 0..<10 {
            let candidate = siren + padded(index + 1, 4) + String(check)
            if Self.luhn(candidate) == 0 { return candidate }
        }
        return siren + padded(index + 1, 5)
    }

    private static func luhn(_ digits: String) -> Int {
        digits.reversed().enumerated().reduce(0) { sum, pair in
            let digit = (pair.element.wholeNumberValue ?? 0) * (pair.offset.isMultiple(of: 2) ? 1 : 2)
            return sum + (digit > 9 ? digit - 9 : digit)
        } % 10
    }

    // MARK: Words

    package struct Home: Hashable, Sendable {
        package var address: String
        package var postcode: String
        package var city: String
    }

    package mutating func home() -> Home {
        let town = dice.pickSkewed(Self.towns)
        let street = "\(dice.pick(Self.ways)) \(dice.pick(Self.streets))"
        let suffix = dice.percent(8) ? dice.pick([" bis", " ter"]) : ""
        return Home(address: "\(1 + dice.below(140))\(suffix) \(street)", postcode: town.postcode, city: town.name)
    }

    package mutating func surname() -> String {
        dice.percent(65) ? dice.pickSkewed(Self.surnames) : invented()
    }

    package mutating func firstName(isWoman: Bool) -> String { dice.pickSkewed(isWoman ? Self.women : Self.men) }

    /// A word that sounds like a name: `Bravelin`, `Coursanne`.
    private mutating func invented() -> String {
        let onsets = [
            "Br", "C", "Cl", "D", "F", "Gr", "L", "M", "P", "Pr", "R", "S", "T", "Tr", "V", "Ch", "J", "N", "B", "G",
        ]
        let middles = [
            "ave", "our", "ali", "an", "ero", "ori", "el", "igu", "omb", "arc", "etti", "uss", "ain", "iv", "ad",
        ]
        let ends = [
            "lin", "sanne", "tier", "dot", "bert", "veau", "mond", "ley", "court", "quet", "zac", "rol", "nnec",
            "ville",
        ]
        return dice.pick(onsets) + dice.pick(middles) + (dice.percent(30) ? dice.pick(middles) : "") + dice.pick(ends)
    }
}
