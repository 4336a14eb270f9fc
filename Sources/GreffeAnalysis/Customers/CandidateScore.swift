import GreffeCore

/// What speaks for one customer, in bits: log₂ of the odds that the letter is theirs, sums of agreement weights.
struct CandidateScore: Sendable {
    let customer: Customer
    var mention: NameMention?
    var address = AddressAgreement()
    /// Numbers on the letter that are exactly this customer's.
    var numbers: [NumberMention] = []
    /// A number on the letter that is nobody's and nearly this customer's.
    var nearNumber: NumberMention?
    var marker: PartyMarker.Kind?
    /// That it is this customer who is named, wherever on the letter.
    var identityBits = 0.0
    /// That the named one is whose letter it is.
    var roleBits = 0.0

    var bits: Double { identityBits + roleBits }

    /// Kinds of numbers that agree, each counted once; a company's SIREN is part of its SIRET and VAT number.
    var numberKinds: Set<IdentifierKind> {
        Set(numbers.map { [.siret, .vatId].contains($0.kind) ? .siren : $0.kind })
    }

    /// Names the customer outright: labelled, or of a form of its own.
    var hasStrongNumber: Bool { numbers.contains { $0.isTelling && $0.owners.count == 1 } }

    var because: [String] {
        var reasons: [String] = []
        for number in numbers {
            let word = Self.word(number.kind) + (number.isRepaired ? ", misread signs put right" : "")
            if !reasons.contains(word) { reasons.append(word) }
        }
        if let nearNumber {
            reasons.append("\(Self.word(nearNumber.kind)) on the letter differs a little from the customer's")
        }
        if let mention, mention.bits > 0 {
            var name =
                switch (customer.kind, mention.given) {
                case (.company, _): mention.coverage >= 0.95 ? "company name" : "part of the company name"
                case (_, .full): mention.isBirthName ? "birth name" : "name"
                case (_, .partly): "name, one of two first names"
                case (_, .initial): "name with initial"
                default: "family name"
                }
            if let place = address.because { name += " and \(place)" }
            reasons.append(name)
        } else if let place = address.because {
            reasons.append(place)
        }
        if address.contradicts { reasons.append("another address on the letter") }
        switch marker {
        case .actsFor: reasons.append("somebody writes for this customer")
        case .yours: reasons.append("named as our customer")
        case .label: reasons.append("named as the insured or holder")
        case nil: break
        }
        return reasons
    }

    static func word(_ kind: IdentifierKind) -> String {
        switch kind {
        case .customerNumber: "customer number"
        case .contract: "contract number"
        case .phone: "telephone number"
        case .email: "e-mail address"
        case .iban: "IBAN"
        case .siren: "SIREN"
        case .siret: "SIRET"
        case .vatId: "VAT number"
        }
    }
}

/// Weighs candidates. Weights in bits; those of names and places come from how rare they are in the directory, the
/// others are chosen: how much oftener they agree on a letter of the customer than on somebody else's.
struct CandidateScorer {
    /// Four letters in five come from somebody in the directory.
    private static let priorBits = 2.0
    private static let customersMin = 1_000
    /// A label nearby, a form of its own: hardly ever another's.
    private static let numberBits: [IdentifierKind: Double] = [
        .customerNumber: 9, .contract: 8.5, .phone: 6, .email: 9, .iban: 7.5, .siren: 8.5, .siret: 11, .vatId: 8.5,
    ]
    private static let numbersBitsMax = 15.0
    private static let repairedBits = -3.0
    private static let behindBits = -3.0
    private static let nearNumberBits = 6.0

    let letterClass: LetterClass
    let words: LetterWords
    let numbers: [NumberMention]
    let markers: [PartyMarker]
    let addresses: AddressComparison
    let sizeBits: Double
    private var names: NameComparison

    init(
        letterClass: LetterClass, words: LetterWords, places: LetterPlaces, numbers: [NumberMention], rarity: Rarity,
        customerCount: Int
    ) {
        (self.letterClass, self.words, self.numbers) = (letterClass, words, numbers)
        markers = PartyMarker.markers(in: words)
        addresses = AddressComparison(words: words, places: places, rarity: rarity)
        sizeBits = Double(max(customerCount, Self.customersMin)).log2
        names = NameComparison(words: words, rarity: rarity)
    }

    mutating func score(_ customer: Customer) -> CandidateScore {
        var score = CandidateScore(customer: customer)
        score.numbers = numbers.filter { $0.owners.contains(customer.number) }
        score.nearNumber = nearNumber(of: customer)
        var numberBits = 0.0
        for kind in Set(score.numbers.map { [.siret, .vatId].contains($0.kind) ? .siren : $0.kind }) {
            let best =
                score.numbers.filter { [.siret, .vatId].contains($0.kind) ? kind == .siren : $0.kind == kind }
                .map(bits).max() ?? 0
            numberBits += best + sizeBits
        }
        numberBits = min(numberBits, sizeBits + Self.numbersBitsMax)
        if score.nearNumber != nil { numberBits += Self.nearNumberBits }
        let base = Self.priorBits - sizeBits + numberBits
        // Each place where the name stands is another reading of the letter; the likeliest counts.
        var best: CandidateScore?
        var isElsewhere = false
        for mention in names.mentions(of: customer).prefix(8) {
            var option = score
            option.mention = mention
            option.address = addresses.agreement(customer, mention: mention)
            isElsewhere = isElsewhere || option.address.contradicts
            option.marker = marker(at: mention)
            option.identityBits = base + mention.bits + option.address.bits
            option.roleBits = role(option)
            if option.bits > best?.bits ?? -.infinity { best = option }
        }
        score.address = addresses.agreement(customer, mention: nil)
        // An address without the name is the neighbours' and the family's too.
        score.identityBits = base + min(score.address.bits, numberBits > 0 ? 6 : 0)
        score.roleBits = role(score)
        guard var best, best.bits >= score.bits - (score.numbers.isEmpty ? 0 : 6) else { return score }
        // Whoever signs is who stands at the head, and lives there: a namesake's signature is like the customer's.
        if isElsewhere, !best.address.isWithName { best.address.contradicts = true }
        return best
    }

    private func bits(_ number: NumberMention) -> Double {
        var bits = Self.numberBits[number.kind] ?? 0
        if !number.isTelling {
            // Of all numbers of that length, how many are somebody's: a full number range says nothing.
            let free = Double(number.normalised.utf8.count) * 10.0.log2 - sizeBits
            bits = min(max(free - 4, -6), 4)
        }
        bits -= Double(max(1, number.owners.count)).log2
        if number.isRepaired { bits += Self.repairedBits }
        if number.part == .behind { bits += Self.behindBits }
        return bits
    }

    /// A number of the right form that nobody has, one or two signs from this customer's: a slip, the pen's or ours.
    private func nearNumber(of customer: Customer) -> NumberMention? {
        let own: [(IdentifierKind, String)] =
            IdentifierForm.all(of: customer).filter { $0.kind == .contract || $0.kind == .customerNumber }
            .map { ($0.kind, $0.value) }
        return numbers.first { number in
            number.owners.isEmpty && (number.kind == .contract || number.kind == .customerNumber)
                && own.contains { kind, value in
                    kind == number.kind && value != number.normalised && value.utf8.count >= 7
                        && abs(value.utf8.count - number.normalised.utf8.count) <= 1
                        && WordLikeness.of(value, number.normalised) >= 1 - 2.1 / Double(value.utf8.count)
                }
        }
    }

    private func marker(at mention: NameMention) -> PartyMarker.Kind? {
        let near = markers.filter { marker in
            let at = words.words[marker.index]
            guard at.page == mention.page, abs(at.line - mention.line) <= 2 else { return false }
            let distance = mention.index - marker.index
            return distance > 0 && distance <= PartyMarker.reach
                || distance < 0 && distance >= -5 && marker.kind != .label
        }
        if near.contains(where: { $0.kind == .actsFor }) { return .actsFor }
        if near.contains(where: { $0.kind == .yours }) { return .yours }
        return near.isEmpty ? nil : .label
    }

    private func role(_ score: CandidateScore) -> Double {
        letterClass == .invoice ? invoiceRole(score) : letterRole(score)
    }

    private func letterRole(_ score: CandidateScore) -> Double {
        guard let mention = score.mention else { return 0 }
        switch score.marker {
        case .actsFor: return 7
        case .yours: return 6
        case .label where mention.part != .head: return 3.5
        default: break
        }
        switch mention.part {
        case .head, .subject: return 3
        case .signature: return 2
        case .foot: return 1
        case .body, .behind, .ours: return score.numbers.isEmpty ? -6 : 0
        }
    }

    /// A bill is its issuer's; only then the customer's whose claim it is about.
    private func invoiceRole(_ score: CandidateScore) -> Double {
        let issuing: Set<IdentifierKind> = [.siren, .siret, .vatId, .iban, .email, .phone]
        let isIssuer = score.numbers.contains { issuing.contains($0.kind) }
        guard let mention = score.mention else { return isIssuer ? 3 : -12 }
        if isIssuer { return 6 }
        if score.marker != nil { return 0 }
        switch mention.part {
        case .head: return isBilled(mention) ? -1 : 4
        case .foot: return 4
        case .signature: return 1
        case .subject: return 0
        case .body, .behind, .ours: return score.hasStrongNumber ? 0 : -6
        }
    }

    /// `Client : M. Delabarre`, `Facturé à …`: whom the bill is for.
    private func isBilled(_ mention: NameMention) -> Bool {
        let line = words.line(mention.line, page: mention.page)
        let before = words.words[line.lowerBound..<max(line.lowerBound, mention.index)]
        return before.contains {
            ["client", "cliente", "doit", "chez", "livraison", "livre", "kunde", "customer"].contains($0.folded)
        }
    }
}
