package import GreffeCore
import Glibc

/// What a model is worth on letters by hands it had not seen: every figure comes from letters held out.
package struct TrainingReport: Sendable {
    /// A letter held out, as written, with what was made of it.
    package struct Judged: Sendable {
        package var name: String
        package var truth: LetterClass
        package var guess: LetterClass
        package var confidence: Double
        /// Given to the right class.
        var probability: Double
        package var language: String
        package var author: String
        package var words: Int
        var variant: LetterVariant
        package var isRight: Bool { truth == guess }
    }

    package var judged: [Judged]
    package var noisy: [Judged]
    package var letterCount: Int
    let calibration: Calibration
    let acceptedErrorRate: Double

    init(
        letters: [TrainingLetter], outcomes: [HeldOutOutcome], calibration: Calibration, acceptedErrorRate: Double
    ) {
        let all = outcomes.map { outcome in
            let probabilities = calibration.probabilities(outcome.evidence)
            let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
            return Judged(
                name: outcome.letter.name, truth: outcome.letter.letterClass, guess: LetterClass.allCases[best],
                confidence: probabilities[best],
                probability: probabilities[LetterClass.allCases.firstIndex(of: outcome.letter.letterClass) ?? 0],
                language: outcome.letter.language, author: outcome.letter.author, words: outcome.evidence.words,
                variant: outcome.variant)
        }
        judged = all.filter { $0.variant == .written }
        noisy = all.filter { $0.variant != .written }
        letterCount = letters.count
        (self.calibration, self.acceptedErrorRate) = (calibration, acceptedErrorRate)
    }

    package static func accuracy(_ judged: [Judged]) -> Double {
        judged.isEmpty ? 0 : Double(judged.count(where: \.isRight)) / Double(judged.count)
    }

    package var accuracy: Double { Self.accuracy(judged) }

    /// Mean negative logarithm of the probability given to the right class (nats): right and sure is near 0.
    package var surprise: Double {
        judged.isEmpty ? 0 : judged.reduce(0) { $0 - log(max($1.probability, 1e-9)) } / Double(judged.count)
    }

    /// Mean over the classes of the harmonic mean of precision and recall.
    package var macroF1: Double {
        let scores = LetterClass.allCases.map { letterClass in
            let hits = Double(judged.count { $0.truth == letterClass && $0.isRight })
            let claimed = Double(judged.count { $0.guess == letterClass })
            let real = Double(judged.count { $0.truth == letterClass })
            return claimed + real == 0 ? 0 : 2 * hits / (claimed + real)
        }
        return scores.reduce(0, +) / Double(scores.count)
    }

    /// The lowest confidence above which the share of wrong letters keeps to the stated rate, and what that accepts.
    package func threshold(_ judged: [Judged]) -> (confidence: Double, accepted: Double, wrong: Int) {
        var best = (confidence: 1.0, accepted: 0.0, wrong: 0)
        var wrong = 0
        for (index, letter) in judged.sorted(by: { $0.confidence > $1.confidence }).enumerated() {
            if !letter.isRight { wrong += 1 }
            if Double(wrong) <= acceptedErrorRate * Double(index + 1) {
                best = (letter.confidence, Double(index + 1) / Double(judged.count), wrong)
            }
        }
        return best
    }

    /// Letters by how sure the model was of them, with the share it had right.
    package func reliability(_ judged: [Judged]) -> [(from: Double, count: Int, mean: Double, right: Double)] {
        let bounds = [0, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01]
        return zip(bounds, bounds.dropFirst()).map { low, high in
            let inside = judged.filter { $0.confidence >= low && $0.confidence < high }
            let mean = inside.reduce(0) { $0 + $1.confidence } / Double(max(1, inside.count))
            return (low, inside.count, mean, Self.accuracy(inside))
        }
    }
}
