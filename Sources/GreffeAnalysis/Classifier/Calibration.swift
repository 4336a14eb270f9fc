import GreffeCore
import Glibc

/// Turns scores into probabilities that mean what they say, measured on letters the scores' model had not seen.
struct Calibration: Sendable, Equatable {
    /// Factor on the scores of a long, familiar letter.
    var sharpness: Double = 1
    /// Number of known words at which half of that sharpness is reached: a letter of five words is no sure thing.
    var halfWords: Double = 0
    /// Share of known words below which a letter counts as unlike anything seen.
    var familiarShare: Double = 0

    /// By class; they sum to 1.
    func probabilities(_ evidence: Evidence) -> [Double] {
        let known = Double(evidence.knownWords)
        let share = evidence.words == 0 ? 0 : known / Double(evidence.words)
        let familiarity = familiarShare > 0 ? min(1, share / familiarShare) : 1
        let factor = sharpness * (known / (known + halfWords + 0.001)) * familiarity * familiarity
        return Self.softmax(evidence.scores.map { Double($0) * factor })
    }

    static func softmax(_ scores: [Double]) -> [Double] {
        let top = scores.max() ?? 0
        let raised = scores.map { exp($0 - top) }
        let sum = raised.reduce(0, +)
        return raised.map { $0 / sum }
    }
}
