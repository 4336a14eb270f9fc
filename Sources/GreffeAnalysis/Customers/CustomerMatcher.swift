package import GreffeCore

/// Says whose letter it is: the customer of the directory it comes from, or the one it is about when somebody else
/// writes. Identifiers first, then names with places, weighed as record linkage (Fellegi and Sunter 1969); what
/// contradicts itself or fits two customers is left to a person. Pure but for the directory's look-ups.
package struct CustomerMatcher: Sendable {
    private let organisation: Organisation

    package init(organisation: Organisation) { self.organisation = organisation }

    /// - Throws: what the directory throws.
    package func match(
        _ reading: Reading, fields: [FieldName: FieldValue], letterClass: LetterClass,
        directory: any CustomerDirectory
    ) throws -> CustomerMatch {
        let evidence = LetterEvidence(
            reading: reading, organisation: organisation,
            contractShapes: try directory.identifierShapes(of: .contract))
        return try match(evidence, sender: fields[.sender], letterClass: letterClass, directory: directory)
    }

    func match(
        _ evidence: LetterEvidence, sender: FieldValue?, letterClass: LetterClass, directory: any CustomerDirectory
    ) throws -> CustomerMatch {
        let count = try directory.count()
        guard count > 0, !evidence.pages.isEmpty else { return .unknown }
        let words = LetterWords(evidence)
        let places = LetterPlaces(words)
        var numbers = NumberFinder(evidence, words, directory)
        try numbers.find()
        let finder = CandidateFinder(words: words, places: places, directory: directory)
        let candidates = try finder.candidates(numbers: numbers).filter { !isOurselves($0) }
        guard !candidates.isEmpty else { return .unknown }
        let counted = Set(candidates.flatMap { CustomerKey.all(of: $0).counted })
        let rarity = Rarity(counts: try directory.counts(of: counted), total: count)
        var scorer = CandidateScorer(
            letterClass: letterClass, words: words, places: places, numbers: numbers.mentions, rarity: rarity,
            customerCount: count)
        let scores = candidates.map { scorer.score($0) }
        return MatchDecision(scores: scores, numbers: numbers.mentions, sender: sender, letterClass: letterClass).match
    }

    /// We may stand in our own directory; a letter is never ours.
    private func isOurselves(_ customer: Customer) -> Bool {
        guard customer.kind == .company else { return false }
        let own = Set(NameKey.words(customer.companyName))
        return organisation.names.contains { Set(NameKey.words($0)) == own }
            || !customer.siret.isEmpty
                && organisation.identifiers.contains { IdentifierForm.alphanumeric($0) == customer.siret }
    }
}
