import GreffeCore
import Glibc

/// A letter judged by a model that had seen nothing of its author's hand.
package struct HeldOutOutcome: Sendable {
    var letter: TrainingLetter
    var variant: LetterVariant
    var evidence: Evidence
}

/// Chooses the calibration under which the classes of letters held out were the least surprising.
struct CalibrationFit {
    var outcomes: [HeldOutOutcome]

    func best() -> Calibration {
        var best = Calibration()
        best.familiarShare = familiarShare
        var least = Double.infinity
        for halfWords in [0.0, 2, 4, 6, 8, 12, 16, 24, 32, 48] {
            for step in 0...40 {
                var tried = best
                tried.halfWords = halfWords
                tried.sharpness = 0.5 * pow(1.08, Double(step))
                let surprise = surprise(tried)
                if surprise < least {
                    least = surprise
                    best = tried
                }
            }
        }
        return best
    }

    /// Mean negative logarithm of the probability given to the right class.
    func surprise(_ calibration: Calibration) -> Double {
        outcomes.reduce(0) { sum, outcome in
            let probabilities = calibration.probabilities(outcome.evidence)
            let position = LetterClass.allCases.firstIndex(of: outcome.letter.letterClass) ?? 0
            return sum - log(max(probabilities[position], 1e-9))
        } / Double(max(1, outcomes.count))
    }

    /// The share of known words that all but one in fifty of the letters reach, as written, in a model without their
    /// hand.
    private var familiarShare: Double {
        let shares = outcomes.lazy.filter { $0.variant == .written && $0.evidence.words > 0 }
            .map { Double($0.evidence.knownWords) / Double($0.evidence.words) }.sorted()
        return shares.isEmpty ? 0 : shares[shares.count / 50]
    }
}
