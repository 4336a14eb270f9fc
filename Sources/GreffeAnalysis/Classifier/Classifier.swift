package import GreffeCore

/// Says which class a letter is of, how sure that is, and why: a pure function over a model. Linear over words,
/// characters, notions and layout; docs/classes.md has the rules at the borders and the figures.
package struct Classifier: Sendable {
    package let model: ClassifierModel
    /// As in `Classification.model`.
    package let name: String

    /// Reasons given with a classification.
    static let reasonLimit = 8

    /// Reads the model file.
    package init(model bytes: [UInt8]) throws(ClassifierError) {
        model = try ClassifierModel(bytes: bytes)
        name = "v\(ClassifierModel.formatVersion) \(Sha256Digest.of(bytes).hex)"
    }

    /// Never fails: a letter without a readable word gets every class with the same probability.
    ///
    /// - Parameter language: the letter's (ISO 639-1). One the model never saw in training leaves it unsure.
    package func classify(_ reading: Reading, language: String, organisation: Organisation) -> Classification {
        classify(LetterText(reading), language: language, organisation: organisation)
    }

    func classify(_ letter: LetterText, language: String, organisation: Organisation) -> Classification {
        let extractor = FeatureExtractor(organisation: organisation)
        let features = extractor.features(of: letter)
        let weighed = model.weigh(features)
        let evidence = model.evidence(features, weighed: weighed)
        var probabilities = model.calibration.probabilities(evidence)
        if let known = model.languages, !known.contains(language) {
            let even = 1 / Double(probabilities.count)
            probabilities = probabilities.map { ($0 + even) / 2 }
        }
        let ranking = zip(LetterClass.allCases, probabilities).map { RankedClass(letterClass: $0, probability: $1) }
            .sorted { ($0.probability, $1.letterClass.rawValue) > ($1.probability, $0.letterClass.rawValue) }
        let best = ranking.first ?? RankedClass(letterClass: .other, probability: 0)
        return Classification(
            letterClass: best.letterClass, confidence: best.probability, ranking: ranking,
            reasons: reasons(for: best.letterClass, probabilities, letter, features, weighed, extractor), model: name)
    }
}

extension Classifier {
    /// The words, notions and cues that spoke most for the class rather than for the others.
    private func reasons(
        for letterClass: LetterClass, _ probabilities: [Double], _ letter: LetterText, _ features: LetterFeatures,
        _ weighed: [WeighedFeature],
        _ extractor: FeatureExtractor
    ) -> [String] {
        // What a weight does for the class: that of the class less the mean of the others', the likely ones first.
        let rest = zip(LetterClass.allCases, probabilities).reduce(1e-6) { $1.0 == letterClass ? $0 : $0 + $1.1 }
        let shares = zip(LetterClass.allCases, probabilities).map { other, probability in
            other == letterClass ? 1 : -Float(probability / rest)
        }
        func lead(_ weight: (Int) -> Float) -> Float {
            shares.indices.reduce(0) { $0 + shares[$1] * weight($1) }
        }
        var leads: [FeatureHash: Float] = [:]
        for feature in weighed {
            let gain = feature.value * lead { model.weight(feature.index, $0) }
            if gain > 0 { leads[feature.hash] = gain }
        }
        var named: [String: Float] = [:]
        for lines in letter.pages {
            let page = extractor.tokens(lines)
            extractor.visit(page, zones: PageZones(page)) { hash, block, name in
                guard block != .characters, let gain = leads.removeValue(forKey: hash) else { return }
                named[name(), default: 0] += gain
            }
        }
        for cue in LayoutCue.allCases where features.cues[cue.rawValue] > 0 {
            let gain =
                features.cues[cue.rawValue] * ClassifierModel.cueFactor * lead { model.cueWeight(cue.rawValue, $0) }
            if gain > 0 { named["(\(cue.name))", default: 0] += gain }
        }
        return named.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(Self.reasonLimit).map(\.key)
    }
}
