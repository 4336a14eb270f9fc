import GreffeCore

/// Decides between candidates: one answer, a person's choice, or nobody.
struct MatchDecision {
    /// Candidates shown to a person.
    private static let shownMax = 5
    /// Bits below which nobody is named: even odds.
    private static let knownBits = 1.5
    /// The first must be so much likelier than all others together: 1 in 100 wrong before the other tests.
    private static let matchedShare = 0.985
    /// A second one this near in bits is a choice.
    private static let leadBits = 5.0

    let match: CustomerMatch

    init(scores: [CandidateScore], numbers: [NumberMention], sender: FieldValue?, letterClass: LetterClass) {
        let ranked = scores.filter { $0.bits > 0 }.sorted {
            ($1.bits, $0.customer.number) < ($0.bits, $1.customer.number)
        }
        guard let best = ranked.first, best.bits >= Self.knownBits else {
            match = .unknown
            return
        }
        let second = ranked.dropFirst().first
        let share = Self.share(of: best, among: ranked)
        var doubts = Self.contradictions(best, ranked, numbers, sender: sender, letterClass: letterClass)
        if let second, best.bits - second.bits < Self.leadBits {
            doubts.append("another customer fits nearly as well")
        }
        if best.bits < 6 { doubts.append("little agrees") }
        let isSure = doubts.isEmpty && share >= Self.matchedShare
        let shown = ranked.prefix(Self.shownMax).enumerated().map { index, score in
            CustomerCandidate(
                number: score.customer.number,
                confidence: isSure && index == 0
                    ? share : min(Self.share(of: score, among: ranked), doubts.isEmpty ? 1 : 0.6),
                because: score.because + (index == 0 ? doubts : []))
        }
        match = CustomerMatch(outcome: isSure ? .matched : .ambiguous, candidates: shown)
    }

    /// The probability of one among all and of nobody (0 bits).
    private static func share(of score: CandidateScore, among all: [CandidateScore]) -> Double {
        let others = all.filter { $0.customer.number != score.customer.number }.map(\.bits) + [0]
        let sum = others.reduce(0.0) { $0 + power(min($1 - score.bits, 40)) }
        return 1 / (1 + sum)
    }

    /// 2 to the power of `bits`, without Foundation.
    private static func power(_ bits: Double) -> Double {
        guard bits > -60 else { return 0 }
        let whole = bits.rounded(.down)
        let rest = (bits - whole) * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        for step in 1..<12 {
            term *= rest / Double(step)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(whole), significand: 1) * sum
    }

    private static func contradictions(
        _ best: CandidateScore, _ ranked: [CandidateScore], _ numbers: [NumberMention], sender: FieldValue?,
        letterClass: LetterClass
    ) -> [String] {
        var doubts: [String] = []
        // A number of another customer, who is not named on the letter.
        if letterClass != .invoice {
            for number in numbers where number.isTelling && number.page == 0 && !number.owners.isEmpty {
                guard number.kind == .customerNumber || number.kind == .contract,
                    !number.owners.contains(best.customer.number)
                else { continue }
                let isNamed = ranked.contains { score in
                    number.owners.contains(score.customer.number) && (score.mention?.isFull ?? false)
                }
                if !isNamed { doubts.append("\(CandidateScore.word(number.kind)) of another customer") }
            }
            // A number announced as ours that is nobody's, and not nearly this customer's.
            for number in numbers where number.owners.isEmpty && number.label == .customerNumber && number.page == 0 {
                guard best.numbers.isEmpty, best.nearNumber == nil, number.kind == .customerNumber else { continue }
                doubts.append("customer number unknown")
            }
        }
        // The name and the town, and another street: moved, or somebody of the same name. No number tells which.
        if best.address.contradicts, best.numbers.isEmpty, best.nearNumber == nil {
            doubts.append("no number, and another address")
        }
        // A number alone, on a letter that names somebody else.
        if best.mention == nil || (best.mention?.bits ?? 0) < 0 {
            let isLone = best.numberKinds.count < 2
            if isLone, let sender, sender.confidence >= 0.5, !isLike(sender.value, best.customer) {
                doubts.append("another name on the letter")
            } else if isLone, !best.hasStrongNumber {
                doubts.append("no name")
            }
        }
        return doubts
    }

    private static func isLike(_ sender: String, _ customer: Customer) -> Bool {
        let own =
            NameKey.words(customer.lastName) + NameKey.words(customer.birthName) + NameKey.words(customer.companyName)
        let words = NameKey.words(sender)
        return own.contains { part in
            part.utf8.count > 2 && words.contains { WordLikeness.of(part, $0) >= 0.75 }
        }
    }
}
