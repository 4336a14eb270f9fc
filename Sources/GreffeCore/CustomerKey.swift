/// Keys a customer is filed under in the directory, made alike from a customer and from what a letter says: a name at a
/// place, a house number at a place, two words of a name together. Readable, so that `sqlite3` shows what meets what.
package enum CustomerKey {
    /// More words of one name than this are a description, not a name.
    private static let wordsMax = 8

    /// `lrsu@37000`: a name's word key at a postcode or a town.
    package static func name(_ wordKey: String, at place: String) -> String { "\(wordKey)@\(place)" }

    /// `#14@37000`: finds a customer whose name recognition has spoilt.
    package static func house(_ number: String, at postcode: String) -> String { "#\(number)@\(postcode)" }

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

    /// The house number an address begins with, without `bis` or `ter`: `116` of `116 bis, rue Carnot`; nil without one.
    package static func house(ofAddress address: String) -> String? {
        guard let word = NameKey.foldedWords(address).first(where: { $0.utf8.first.map(isDigit) ?? false }) else {
            return nil
        }
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        return digits.utf8.count <= 4 ? String(digits) : nil
    }

    /// Every key of the customer. A person is filed under last and birth name, a company under each word of its name.
    package static func all(of customer: Customer) -> Set<String> {
        var keys: Set<String> = []
        let town = town(customer.city)
        let places = [customer.postcode, town].filter { !$0.isEmpty }
        func file(_ words: [String]) {
            for word in words { for place in places { keys.insert(name(word, at: place)) } }
        }
        switch customer.kind {
        case .person:
            let family = wordKeys(customer.lastName) + wordKeys(customer.birthName)
            file(family)
            for first in wordKeys(customer.firstName).prefix(3) {
                for last in family { keys.insert(pair(first, last)) }
            }
        case .company:
            let words = wordKeys(customer.companyName)
            file(words)
            for (one, next) in zip(words, words.dropFirst()) { keys.insert(pair(one, next)) }
            if let only = words.first, words.count == 1 { keys.insert(alone(only)) }
        }
        if let number = house(ofAddress: customer.address), !customer.postcode.isEmpty {
            keys.insert(house(number, at: customer.postcode))
        }
        return keys
    }

    /// The keys whose frequency weighs an agreement: every word of the names, the postcode, the town.
    package static func counted(of customer: Customer) -> Set<String> {
        let names = [customer.firstName, customer.lastName, customer.birthName, customer.companyName]
        var keys = Set(names.flatMap(wordKeys))
        if !customer.postcode.isEmpty { keys.insert("@" + customer.postcode) }
        let town = town(customer.city)
        if !town.isEmpty { keys.insert("@" + town) }
        return keys
    }

    private static func wordKeys(_ name: String) -> [String] {
        NameKey.words(name).filter { $0.utf8.count > 1 }.prefix(wordsMax).map(NameKey.key)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
