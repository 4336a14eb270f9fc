import GreffeCore

/// Picks the sender's IBAN, SIRET and VAT number: never ours. A SIREN shared by the SIRET and the VAT number proves,
/// and mends, both.
struct PartyNumberChooser {
    private let evidence: LetterEvidence

    init(_ evidence: LetterEvidence) { self.evidence = evidence }

    func numbers() -> [FieldName: FieldValue] {
        var fields: [FieldName: FieldValue] = [:]
        let sirets = evidence.identifiers(.siret).filter { !$0.isOurs }
        let vats = evidence.identifiers(.vatId).filter { !$0.isOurs }
        fields[.iban] = pick(evidence.identifiers(.iban).filter { !$0.isOurs })
        fields[.siret] = siret(sirets, sirens: Self.sirens(in: vats, drop: 4) + provenSirens())
        fields[.vatId] = vat(vats, sirens: Self.sirens(in: sirets, drop: 0) + provenSirens())
        return fields
    }

    private func pick(_ found: [FoundIdentifier]) -> FieldValue? {
        // The leading page first; proved before printed; unrepaired before repaired.
        let best = found.max { left, right in rank(left) < rank(right) }
        return best.map { FieldValue($0.normalised, confidence: confidence($0), at: $0.place, isProven: $0.isProven) }
    }

    private func rank(_ found: FoundIdentifier) -> Double {
        (found.isProven ? 4 : 0) + (found.isRepaired ? 0 : 1) + (found.place.page == 0 ? 2 : 0)
            - Double(found.place.page) * 0.01 - Double(found.place.line) * 0.0001
    }

    private func confidence(_ found: FoundIdentifier) -> Double {
        let base = found.isProven ? (found.isRepaired ? 0.93 : 0.99) : 0.55
        return found.place.page == 0 ? base : base - 0.04
    }

    private static func sirens(in found: [FoundIdentifier], drop: Int) -> [String] {
        found.filter { $0.isProven && (drop == 0 || $0.normalised.hasPrefix("FR")) }
            .map { String($0.normalised.dropFirst(drop).prefix(9)) }
    }

    private func provenSirens() -> [String] {
        evidence.identifiers(.siren).filter { $0.isProven && !$0.isOurs }.map(\.normalised)
    }

    private func siret(_ found: [FoundIdentifier], sirens: [String]) -> FieldValue? {
        if let best = pick(found.filter(\.isProven)) { return best }
        // Misread in the part the VAT number repeats.
        for candidate in found {
            for siren in sirens where Self.differences(String(candidate.normalised.prefix(9)), siren) <= 2 {
                let mended = siren + candidate.normalised.dropFirst(9)
                if CheckDigits.isLuhn(mended) {
                    return FieldValue(mended, confidence: 0.9, at: candidate.place, isProven: true)
                }
            }
        }
        return nil
    }

    private func vat(_ found: [FoundIdentifier], sirens: [String]) -> FieldValue? {
        if let best = pick(found.filter(\.isProven)) { return best }
        for candidate in found where candidate.normalised.hasPrefix("FR") {
            for siren in sirens {
                guard let key = CheckDigits.frenchKey(siren: siren) else { continue }
                let mended = "FR" + key + siren
                if Self.differences(candidate.normalised, mended) <= 2 {
                    return FieldValue(mended, confidence: 0.9, at: candidate.place, isProven: true)
                }
            }
        }
        // Countries whose rule is not known here.
        return pick(found.filter { CheckDigits.vatProof($0.normalised) == nil })
    }

    private static func differences(_ one: String, _ other: String) -> Int {
        guard one.utf8.count == other.utf8.count else { return Int.max }
        return zip(one.utf8, other.utf8).filter { $0 != $1 }.count
    }
}
