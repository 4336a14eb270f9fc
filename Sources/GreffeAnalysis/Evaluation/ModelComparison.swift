package import GreffeCore

/// Two models on the same letters whose truth is known, class by class.
package struct ModelComparison: Sendable {
    package let before: Evaluation
    package let after: Evaluation
    /// With fewer letters of a class a single one decides, and nobody can say that it got no worse.
    package static let lettersOfClassMin = 5

    package init(before: Evaluation, after: Evaluation) { (self.before, self.after) = (before, after) }

    /// Classes of which there are too few letters to say anything.
    package var thin: [LetterClass] {
        LetterClass.allCases.filter { before.score(of: $0).wanted < Self.lettersOfClassMin }
    }

    /// In what the second is worse than the first, in words; empty where it may take its place.
    package var worse: [String] {
        var reasons: [String] = []
        for letterClass in LetterClass.allCases {
            let (old, new) = (before.score(of: letterClass), after.score(of: letterClass))
            if new.right < old.right {
                reasons.append("\(letterClass.rawValue): \(new.right) of \(new.wanted) right, \(old.right) before")
            }
            let (oldWrong, newWrong) = (old.said - old.right, new.said - new.right)
            if newWrong > oldWrong {
                reasons.append("wrongly taken for \(letterClass.rawValue): \(newWrong), \(oldWrong) before")
            }
        }
        let (old, new) = (Self.filedWrong(before), Self.filedWrong(after))
        if new > old { reasons.append("filed without a person in a wrong class: \(new), \(old) before") }
        return reasons
    }

    private static func filedWrong(_ evaluation: Evaluation) -> Int {
        evaluation.letters.count { !$0.needsReview && !$0.isClassRight }
    }

    /// One line a class.
    package var text: String {
        var lines = ["class     letters  right before  right after  wrongly taken for it, before  after"]
        for letterClass in LetterClass.allCases {
            let (old, new) = (before.score(of: letterClass), after.score(of: letterClass))
            lines.append(
                Self.padded(letterClass.rawValue, 10) + Self.padded("\(old.wanted)", 9)
                    + Self.padded("\(old.right)", 14) + Self.padded("\(new.right)", 13)
                    + Self.padded("\(old.said - old.right)", 30) + "\(new.said - new.right)")
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
