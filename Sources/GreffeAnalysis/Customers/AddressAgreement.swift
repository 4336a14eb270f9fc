import GreffeCore

/// How a customer's address agrees with the letter.
struct AddressAgreement: Hashable, Sendable {
    var postcode = false
    var town = false
    /// House number and street.
    var street = false
    /// The house number stands in the address, and the street does not or is misread.
    var house = false
    /// It stands with the name: in one block, one sentence.
    var isWithName = false
    /// Another address stands with the name.
    var contradicts = false
    var bits = 0.0

    var because: String? {
        switch (postcode, town, street) {
        case (_, _, true): "address"
        case (true, _, _): "postcode"
        case (_, true, _): "town"
        default: nil
        }
    }
}

/// Compares customers' addresses with the letter's.
struct AddressComparison {
    private static let placeBitsMax = 9.0
    private static let streetBits = 9.0
    /// Somewhere else on the letter says half as much.
    private static let elsewhereShare = 0.5
    private static let contradictionBits = -4.5
    private static let otherStreetBits = -3.0
    /// One house number in some thirty is the same by chance.
    private static let houseBits = 4.0
    /// Lines between a name and its postcode: name, two lines of address, a box number.
    private static let blockLines = 6

    let words: LetterWords
    let places: LetterPlaces
    let rarity: Rarity

    func agreement(_ customer: Customer, mention: NameMention?) -> AddressAgreement {
        var result = AddressAgreement()
        let town = CustomerKey.town(customer.city)
        func isWith(_ page: Int, _ line: Int) -> Bool {
            guard let mention, mention.page == page else { return false }
            return line >= mention.line - 1 && line - mention.line <= Self.blockLines
        }
        for address in places.addresses where address.part != .ours {
            let samePostcode = address.place == customer.postcode && !customer.postcode.isEmpty
            let sameTown = !town.isEmpty && address.towns.contains(town)
            guard samePostcode || sameTown else { continue }
            result.postcode = result.postcode || samePostcode
            result.town = result.town || sameTown
            result.isWithName = result.isWithName || isWith(address.page, address.line)
        }
        if !result.postcode, !result.town, let lines = places.towns[town], !town.isEmpty {
            result.town = true
            result.isWithName = lines.contains { isWith($0.page, $0.line) || $0.page == 0 && mention?.part == .head }
        }
        if let line = streetLine(customer) {
            result.street = true
            result.isWithName = result.isWithName || isWith(line.page, line.line)
        }
        weigh(&result, customer, town, mention)
        return result
    }

    private func weigh(_ result: inout AddressAgreement, _ customer: Customer, _ town: String, _ mention: NameMention?)
    {
        var bits = 0.0
        if result.postcode {
            bits = rarity.bits("@" + customer.postcode, max: Self.placeBitsMax)
        } else if result.town {
            bits = rarity.bits("@" + town, max: Self.placeBitsMax - 1)
        }
        if result.street {
            bits += result.postcode || result.town ? Self.streetBits : Self.streetBits - 3
        }
        result.bits = result.isWithName || mention == nil ? bits : bits * Self.elsewhereShare
        guard let mention, mention.part == .head || mention.part == .subject, !result.isWithName || !result.street
        else {
            return
        }
        let own = places.addresses.first {
            $0.page == mention.page && $0.part != .ours && $0.line >= mention.line
                && $0.line - mention.line <= Self.blockLines
        }
        guard let own else { return }
        if own.place != customer.postcode, !own.towns.contains(town) {
            result.contradicts = true
            result.bits += Self.contradictionBits
        } else if !result.street, !customer.address.isEmpty {
            let numbers = houseNumbers(before: own)
            guard !numbers.isEmpty else { return }
            if let house = CustomerKey.house(ofAddress: customer.address),
                numbers.contains(where: { $0.folded == house || Self.number($0.folded) == house })
            {
                // A misread street, more likely than another one with the same number.
                result.house = true
                result.bits += Self.houseBits
            } else {
                result.contradicts = true
                result.bits += Self.otherStreetBits
            }
        }
    }

    /// What may be a house number above the postcode: a street is named there.
    private func houseNumbers(before address: LetterAddress) -> [LetterWord] {
        (max(0, address.line - 2)...address.line).flatMap { line in
            words.line(line, page: address.page).map { words.words[$0] }
                .filter { $0.isNumber && $0.folded.utf8.count <= 4 && $0.part != .ours }
        }
    }

    /// The line on which the customer's house number and street stand.
    private func streetLine(_ customer: Customer) -> (page: Int, line: Int)? {
        let own = NameKey.words(customer.address).filter { !Self.ways.contains($0) }
        let number = CustomerKey.house(ofAddress: customer.address)
        let street = own.filter { !($0.utf8.first.map { (0x30...0x39).contains($0) } ?? false) && $0.utf8.count > 1 }
        guard let rarest = street.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        for occurrence in words.occurrences(of: rarest) {
            let word = words.words[occurrence.index]
            let range = words.line(word.line, page: word.page)
            let line = words.words[range]
            let hits = street.filter { part in
                line.contains { $0.folded == part || part.utf8.count > 3 && WordLikeness.of(part, $0.folded) >= 0.75 }
            }
            let hasNumber = number == nil || line.contains { $0.folded == number || Self.number($0.folded) == number }
            if hasNumber, hits.count * 3 >= street.count * 2 { return (word.page, word.line) }
        }
        return nil
    }

    /// `116bis` and a misread `l16` are 116.
    private static func number(_ word: String) -> String? {
        let digits = String(word.prefix { $0.isASCII && $0.isNumber })
        if digits.utf8.count == word.utf8.count || ["bis", "ter", "b", "t"].contains(word.dropFirst(digits.count)) {
            return digits
        }
        guard let repaired = Confusion.digits(word), repaired.repairs == 1, word.utf8.count <= 4 else { return nil }
        return repaired.text
    }

    private static let ways: Set<String> = [
        "rue", "avenue", "av", "boulevard", "bd", "place", "pl", "quai", "chemin", "impasse", "allee", "route", "cours",
        "square", "passage", "bis", "ter", "street", "road", "strasse", "saint", "general", "docteur", "lieu", "dit",
    ]
}
