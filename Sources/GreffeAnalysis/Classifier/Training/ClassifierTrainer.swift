import GreffeCore
import Glibc

/// Makes a model from letters whose class is known, and measures it on hands it has not seen. The same letters and
/// settings give the same bytes.
package struct ClassifierTrainer: Sendable {
    package struct Settings: Sendable {
        /// Parts the hands are divided into for measuring; each part is judged by a model made from the others.
        package var folds = 10
        package var seed: UInt64 = 20_240_607
        /// Inverse strength of regularisation.
        package var cost = 10.0
        /// A feature is kept when at least this many hands use it: what one hand alone writes is a name or a habit.
        package var handMinimum = 2
        package var characterHandMinimum = 4
        /// Features of a model, so that its file stays small enough to be carried in the program.
        package var featureLimit = 60_000
        /// Share of wrong letters among those accepted without a person that the threshold is chosen for.
        package var acceptedErrorRate = 0.005

        package init() {}
    }

    package var settings: Settings

    package init(settings: Settings = Settings()) { self.settings = settings }

    /// - Parameter date: written into the model as its date (ISO 8601); given by the caller, so that training again
    ///   gives the same file.
    package func train(
        on letters: [TrainingLetter], date: String, progress: (String) -> Void = { _ in }
    ) throws(ClassifierError) -> (model: ClassifierModel, report: TrainingReport) {
        let letters = letters.sorted { $0.name < $1.name }
        try check(letters)
        let examples = Self.examples(of: letters, seed: settings.seed)
        let folds = Self.folds(letters, count: settings.folds, seed: settings.seed)
        var outcomes: [HeldOutOutcome] = []
        for fold in 0..<settings.folds {
            let model = try fit(examples.filter { $0.variant.isLearnt && folds[$0.letter] != fold })
            for example in examples where folds[example.letter] == fold {
                outcomes.append(
                    HeldOutOutcome(
                        letter: letters[example.letter], variant: example.variant,
                        evidence: model.evidence(example.features)))
            }
            progress("fold \(fold + 1) of \(settings.folds)")
        }
        var model = try fit(examples.filter(\.variant.isLearnt))
        let calibration = CalibrationFit(outcomes: outcomes.filter(\.variant.isLearnt)).best()
        model.calibration = calibration
        let report = TrainingReport(
            letters: letters, outcomes: outcomes, calibration: calibration,
            acceptedErrorRate: settings.acceptedErrorRate)
        model.facts = facts(letters, report, date: date)
        return (model, report)
    }

    private func check(_ letters: [TrainingLetter]) throws(ClassifierError) {
        for letterClass in LetterClass.allCases {
            let hands = Set(letters.lazy.filter { $0.letterClass == letterClass }.map(\.author))
            guard hands.count >= settings.folds else {
                throw .trainingTooSmall(
                    "\(letterClass.rawValue) has \(hands.count) authors, \(settings.folds) are needed")
            }
        }
    }

    private func facts(_ letters: [TrainingLetter], _ report: TrainingReport, date: String) -> [ClassifierModel.Fact] {
        var counts: [(String, String)] = [("date", date), ("training", Self.digest(of: letters).hex)]
        counts.append(("letters", "\(letters.count)"))
        func tally(_ keys: [String]) -> String {
            Dictionary(grouping: keys, by: \.self).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.count)" }
                .joined(separator: " ")
        }
        counts.append(("classes", tally(letters.map(\.letterClass.rawValue))))
        counts.append(("languages", tally(letters.map(\.language))))
        counts.append(("hands", "\(Set(letters.map(\.author)).count)"))
        counts.append(contentsOf: report.facts)
        return counts.map { ClassifierModel.Fact(name: $0.0, value: $0.1) }
    }

    /// Of names, classes and texts: two training sets with the same digest give the same model.
    static func digest(of letters: [TrainingLetter]) -> Sha256Digest {
        var bytes: [UInt8] = []
        for letter in letters {
            let parts = [letter.name, letter.letterClass.rawValue, letter.language, letter.author] + letter.pages
            for part in parts {
                withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
                bytes.append(contentsOf: part.utf8)
            }
        }
        return .of(bytes)
    }
}

/// A variant of a training letter, as features.
struct TrainingExample: Sendable {
    /// Index of the letter.
    var letter: Int
    /// Position of its class in `LetterClass.allCases`.
    var label: Int
    var hand: String
    var variant: LetterVariant
    var features: LetterFeatures
}

extension ClassifierTrainer {
    static func examples(of letters: [TrainingLetter], seed: UInt64) -> [TrainingExample] {
        let extractor = FeatureExtractor()
        var examples: [TrainingExample] = []
        for (index, letter) in letters.enumerated() {
            for variant in LetterVariant.allCases where variant != .leading || letter.pages.count > 1 {
                let text = LetterText(pages: variant.pages(of: letter, seed: seed))
                examples.append(
                    TrainingExample(
                        letter: index, label: LetterClass.allCases.firstIndex(of: letter.letterClass) ?? 0,
                        hand: letter.author, variant: variant, features: extractor.features(of: text)))
            }
        }
        return examples
    }

    /// The fold of every letter: a hand is in one fold only, and every fold has its share of every class.
    static func folds(_ letters: [TrainingLetter], count: Int, seed: UInt64) -> [Int] {
        var fold: [String: Int] = [:]
        var next = 0
        for letterClass in LetterClass.allCases {
            var hands = Set(letters.lazy.filter { $0.letterClass == letterClass }.map(\.author)).sorted()
            var generator = SeededGenerator(seed: seed, name: letterClass.rawValue)
            generator.shuffle(&hands)
            for hand in hands where fold[hand] == nil {
                fold[hand] = next % count
                next += 1
            }
        }
        return letters.map { fold[$0.author] ?? 0 }
    }

    /// Weights for these examples; calibration and facts are still to come.
    func fit(_ examples: [TrainingExample]) throws(ClassifierError) -> ClassifierModel {
        let (hashes, rarities) = vocabulary(examples)
        let cueCount = LayoutCue.allCases.count
        let rows = examples.map { example in
            let weighed = ClassifierModel.weigh(example.features, hashes: hashes) {
                Float(rarities[$0]) * ClassifierModel.rarityStep
            }
            var features = weighed.map { (index: Int32($0.index), value: $0.value) }
            for (cue, value) in example.features.cues.enumerated() where value != 0 {
                features.append((index: Int32(hashes.count + cue), value: value * ClassifierModel.cueFactor))
            }
            return LinearSolver.Row(label: example.label, features: features)
        }
        let weights = try LinearSolver(cost: settings.cost)
            .weights(rows, featureCount: hashes.count + cueCount, classCount: ClassifierModel.classCount)
        return quantised(weights, hashes: hashes, rarities: rarities)
    }

    /// The features enough hands use, ascending, and how rare each is among the letters.
    private func vocabulary(_ examples: [TrainingExample]) -> (hashes: [UInt64], rarities: [UInt8]) {
        struct Use {
            var block: FeatureBlock
            var hands: Set<Int> = []
            var letters = 0
            var lastLetter = -1

            /// Examples of one letter follow each other.
            mutating func note(_ hand: Int, _ letter: Int) {
                hands.insert(hand)
                if letter != lastLetter { letters += 1 }
                lastLetter = letter
            }
        }
        let hands = Dictionary(
            uniqueKeysWithValues: Set(examples.map(\.hand)).sorted().enumerated().map { ($1, $0) })
        var uses: [UInt64: Use] = [:]
        for example in examples {
            for entry in example.features.entries {
                uses[entry.hash.value, default: Use(block: entry.block)].note(hands[example.hand] ?? 0, example.letter)
            }
        }
        let letterCount = Double(Set(examples.map(\.letter)).count)
        var kept = uses.filter { _, use in
            use.hands.count >= (use.block == .characters ? settings.characterHandMinimum : settings.handMinimum)
        }
        if kept.count > settings.featureLimit {
            let ranked = kept.sorted { ($0.value.letters, $1.key) > ($1.value.letters, $0.key) }
            kept = Dictionary(uniqueKeysWithValues: ranked.prefix(settings.featureLimit).map { ($0.key, $0.value) })
        }
        let hashes = kept.keys.sorted()
        let rarities = hashes.map { hash -> UInt8 in
            let rarity = 1 + log((letterCount + 1) / (Double(kept[hash]?.letters ?? 0) + 1))
            return UInt8(min(255, max(1, (rarity / Double(ClassifierModel.rarityStep)).rounded())))
        }
        return (hashes, rarities)
    }

    /// Weights in 8 bits, which also makes them indifferent to the last digits of the solver's arithmetic.
    private func quantised(_ weights: [Double], hashes: [UInt64], rarities: [UInt8]) -> ClassifierModel {
        let count = ClassifierModel.classCount
        let cueStart = hashes.count * count
        let biasStart = cueStart + LayoutCue.allCases.count * count
        func rounded(_ value: Double) -> Float { Float((value * 4096).rounded() / 4096) }
        var scales: [Float] = []
        for position in 0..<count {
            let top = stride(from: position, to: cueStart, by: count).reduce(0) { max($0, abs(weights[$1])) }
            scales.append(Float(max(top, 1e-6) / Double(Int8.max)))
        }
        return ClassifierModel(
            facts: [], hashes: hashes, rarities: rarities,
            weights: (0..<cueStart).map {
                Int8(max(-127, min(127, (weights[$0] / Double(scales[$0 % count])).rounded())))
            },
            scales: scales, cueWeights: weights[cueStart..<biasStart].map(rounded),
            biases: weights[biasStart...].map(rounded), calibration: Calibration())
    }
}
