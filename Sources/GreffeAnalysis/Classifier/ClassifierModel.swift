import GreffeCore

/// What was learnt from the training letters: a value without behaviour, written to and read from one file.
package struct ClassifierModel: Sendable, Equatable {
    /// Facts about the making of the model, in order: digest of the training letters, counts, figures, date.
    package var facts: [Fact]
    /// Ascending, each once.
    var hashes: [UInt64]
    /// How rare a feature is, by feature, in steps of `rarityStep`.
    var rarities: [UInt8]
    /// By feature, then class (in the order of `LetterClass.allCases`); times the class's scale.
    var weights: [Int8]
    var scales: [Float]
    /// By cue, then class.
    var cueWeights: [Float]
    /// By class.
    var biases: [Float]
    var calibration: Calibration

    package struct Fact: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    static let classCount = LetterClass.allCases.count
    static let rarityStep: Float = 1 / 24
    /// Length each block of features is brought to, and the factor on the cues.
    static let blockLengths: [FeatureBlock: Float] = [.words: 1, .characters: 0.7, .notions: 1]
    static let cueFactor: Float = 0.25

    package func fact(_ name: String) -> String? { facts.first { $0.name == name }?.value }
}

/// What a letter's features come to under a model.
struct Evidence: Sendable {
    /// By class: the sum of weights, before calibration.
    var scores: [Float]
    /// Words of the letter the model knows, and all its words.
    var knownWords: Int
    var words: Int
}

/// One feature as the model sees it in a letter.
struct WeighedFeature {
    var index: Int
    var hash: FeatureHash
    var value: Float
}

extension ClassifierModel {
    /// The letter's known features with their values: sublinear counts times rarity, each block at its length.
    func weigh(_ features: LetterFeatures) -> [WeighedFeature] {
        Self.weigh(features, hashes: hashes) { Float(rarities[$0]) * Self.rarityStep }
    }

    /// Both lists are in ascending order, so one walk finds what they share.
    static func weigh(_ features: LetterFeatures, hashes: [UInt64], rarity: (Int) -> Float) -> [WeighedFeature] {
        var found: [WeighedFeature] = []
        var blocks: [FeatureBlock] = []
        var lengths = [Float](repeating: 0, count: FeatureBlock.allCases.count)
        var index = 0
        for entry in features.entries {
            while index < hashes.count, hashes[index] < entry.hash.value { index += 1 }
            guard index < hashes.count else { break }
            guard hashes[index] == entry.hash.value else { continue }
            let value = sublinear(entry.count) * rarity(index)
            lengths[Int(entry.block.rawValue)] += value * value
            found.append(WeighedFeature(index: index, hash: entry.hash, value: value))
            blocks.append(entry.block)
        }
        let factors = FeatureBlock.allCases.map { block -> Float in
            let length = lengths[Int(block.rawValue)].squareRoot()
            return length > 0 ? (blockLengths[block] ?? 1) / length : 0
        }
        for position in found.indices { found[position].value *= factors[Int(blocks[position].rawValue)] }
        return found
    }

    /// 1 for a feature that occurs once, growing ever more slowly; a feature of a later page alone stays under 1.
    private static func sublinear(_ count: Float) -> Float {
        if count <= 1 { return count }
        var (rest, logarithm) = (count, Float(0))
        while rest >= 2 {
            rest /= 2
            logarithm += 0.6931472
        }
        return 1 + logarithm + (rest - 1) * 0.6931472
    }

    func evidence(_ features: LetterFeatures) -> Evidence {
        evidence(features, weighed: weigh(features))
    }

    func evidence(_ features: LetterFeatures, weighed: [WeighedFeature]) -> Evidence {
        var sums = [Float](repeating: 0, count: Self.classCount)
        for feature in weighed {
            let start = feature.index * Self.classCount
            for position in 0..<Self.classCount { sums[position] += feature.value * Float(weights[start + position]) }
        }
        var scores = (0..<Self.classCount).map { biases[$0] + sums[$0] * scales[$0] }
        for (cue, value) in features.cues.enumerated() where value != 0 {
            for position in 0..<Self.classCount {
                scores[position] += value * Self.cueFactor * cueWeight(cue, position)
            }
        }
        let known = features.words.count { isKnown($0) }
        return Evidence(scores: scores, knownWords: known, words: features.words.count)
    }

    func weight(_ feature: Int, _ position: Int) -> Float {
        Float(weights[feature * Self.classCount + position]) * scales[position]
    }

    func cueWeight(_ cue: Int, _ position: Int) -> Float { cueWeights[cue * Self.classCount + position] }

    private func isKnown(_ hash: FeatureHash) -> Bool {
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash.value { low = middle + 1 } else { high = middle }
        }
        return low < hashes.count && hashes[low] == hash.value
    }
}
