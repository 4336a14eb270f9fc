/// Keys a customer is filed under in the directory, made alike from a customer and from what a letter says: a name at a
/// place, a house number at a place, two words of a name together. Readable, so that `sqlite3` shows what meets what.
/// The place is the postcode; the directory says which postcodes a town has (`CustomerDirectory.places`).
package enum CustomerKey {
    /// More words of one name than this are a description, not a name.
    private static let wordsMax = 8

    /// `lrsu@37000`: a name's word key at a place.
    package static func name(_ wordKey: String, at place: String) -> String { "\(wordKey)@\(place)" }

    /// `#14@37000`: finds a customer whose name recognition has spoilt.
    package static func house(_ number: String, at place: String) -> String { "#\(number)@\(place)" }

    /// Where a customer is filed: the postcode, for want of one the town's key; empty for neither.
    package static func place(of customer: Customer) -> String {
        customer.postcode.isEmpty ? town(customer.city) : customer.postcode
    }

    /// `jml+rsl`: two words of one name, in either order.
    package static func pair(_ first: String, _ second: String) -> String {
        first < second ? "\(first)+\(second)" : "\(second)+\(first)"
    }

    /// `=lgr`: a company whose name is this one word.
    package static func alone(_ wordKey: String) -> String { "=\(wordKey)" }

    /// The key of a town: `SAINT-PIERRE-DES-CORPS`, `St Pierre des Corps CEDEX 2` are one; empty for no town.
    package static func town(_ city: String) -> String {
        let words = NameKey.foldedWords(city).compactMap { word -> String? in
            switch word {
            case "cedex": nil
            case "st": "saint"
            case "ste": "sainte"
            default: word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? nil : word
            }
        }
        return words.isEmpty ? "" : NameKey.key(words.joined())
    }

    /// The house number an address begins with, without `bis` or `ter`: `116` of `116 bis, rue Carnot`; nil without
    /// one.
    package static func house(ofAddress address: String) -> String? {
        guard let word = NameKey.foldedWords(address).first(where: { $0.utf8.first.map(isDigit) ?? false }) else {
            return nil
        }
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        return digits.utf8.count <= 4 ? String(digits) : nil
    }

    /// What the directory keeps of a customer, each list without repeats: `filed`, the keys it is found under (a person
    /// under last and birth name, a company under each word of its name), and `counted`, the words and places whose
    /// frequency weighs an agreement.
    package static func all(of customer: Customer) -> (filed: [String], counted: [String]) {
        let place = place(of: customer)
        let first = wordKeys(customer.firstName)
        let family = wordKeys(customer.lastName) + wordKeys(customer.birthName)
        let company = wordKeys(customer.companyName)
        var filed: [String] = []
        let names = customer.kind == .person ? family : company
        if !place.isEmpty { filed += names.map { name($0, at: place) } }
        switch customer.kind {
        case .person:
            for given in first.prefix(3) { filed += family.map { pair(given, $0) } }
        case .company:
            filed += zip(company, company.dropFirst()).map { pair($0, $1) }
            if let only = company.first, company.count == 1 { filed.append(alone(only)) }
        }
        if !place.isEmpty, let number = house(ofAddress: customer.address) { filed.append(house(number, at: place)) }
        var counted = first + family + company
        if !customer.postcode.isEmpty { counted.append("@" + customer.postcode) }
        let town = town(customer.city)
        if !town.isEmpty { counted.append("@" + town) }
        return (withoutRepeats(filed), withoutRepeats(counted))
    }

    /// A customer has a dozen keys: looking through them is quicker than a set.
    private static func withoutRepeats(_ keys: [String]) -> [String] {
        var kept: [String] = []
        for key in keys where !kept.contains(key) { kept.append(key) }
        return kept
    }

    private static func wordKeys(_ name: String) -> [String] {
        NameKey.words(name).filter { $0.utf8.count > 1 }.prefix(wordsMax).map(NameKey.key)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
