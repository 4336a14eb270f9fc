package import GreffeCore

/// What the machine is worth on letters whose truth is known: figures over all of them, and the faults one by one.
package struct Evaluation: Sendable {
    package let letters: [JudgedLetter]
    /// Share of wrong classes among those filed without a person that the rejection curve is read at.
    package static let acceptedErrorRate = 0.005

    package init(_ letters: [JudgedLetter]) { self.letters = letters }

    /// Hits against what was said and against what was there.
    package struct Score: Sendable, Encodable {
        package var wanted = 0
        package var said = 0
        package var right = 0

        package var precision: Double { said == 0 ? 1 : Double(right) / Double(said) }
        package var recall: Double { wanted == 0 ? 1 : Double(right) / Double(wanted) }
        var harmonicMean: Double { wanted + said == 0 ? 1 : 2 * Double(right) / Double(wanted + said) }
    }

    /// Four digits after the point, without a formatter.
    package static func share(_ value: Double) -> String { TrainingReport.share(value) }
}

// MARK: class

extension Evaluation {
    package var accuracy: Double { Self.accuracy(letters) }

    private static func accuracy(_ letters: [JudgedLetter]) -> Double {
        letters.isEmpty ? 0 : Double(letters.count(where: \.isClassRight)) / Double(letters.count)
    }

    package func score(of letterClass: LetterClass) -> Score {
        Score(
            wanted: letters.count { $0.truth.letterClass == letterClass },
            said: letters.count { $0.said.classification.letterClass == letterClass },
            right: letters.count { $0.truth.letterClass == letterClass && $0.isClassRight })
    }

    /// Mean over the classes that occur of the harmonic mean of precision and recall.
    package var macroF1: Double {
        let scores = LetterClass.allCases.map(score(of:)).filter { $0.wanted + $0.said > 0 }
        return scores.isEmpty ? 0 : scores.reduce(0) { $0 + $1.harmonicMean } / Double(scores.count)
    }

    func count(of truth: LetterClass, takenFor guess: LetterClass) -> Int {
        letters.count { $0.truth.letterClass == truth && $0.said.classification.letterClass == guess }
    }

    /// A bar on the confidence of the class, the share of letters above it, and the share of wrong ones among those.
    package struct Rejection: Sendable, Encodable {
        package var bar: Double
        package var accepted: Double
        package var wrong: Double
    }

    /// One point a letter, the surest first.
    package var rejectionCurve: [Rejection] {
        var wrong = 0
        let sorted = letters.sorted { $0.said.classification.confidence > $1.said.classification.confidence }
        return sorted.enumerated().map { index, letter in
            if !letter.isClassRight { wrong += 1 }
            return Rejection(
                bar: letter.said.classification.confidence, accepted: Double(index + 1) / Double(letters.count),
                wrong: Double(wrong) / Double(index + 1))
        }
    }

    /// The most letters that can be accepted by a bar with at most `acceptedErrorRate` of them wrong.
    package var bestRejection: Rejection {
        rejectionCurve.last { $0.wrong <= Self.acceptedErrorRate } ?? Rejection(bar: 1, accepted: 0, wrong: 0)
    }

    /// How often a confidence is right: mean confidence and share right of the letters between two bounds.
    package struct Reliability: Sendable, Encodable {
        package var from: Double
        package var letters: Int
        package var confidence: Double
        package var right: Double
    }

    package var reliability: [Reliability] {
        let bounds = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99, 1.01]
        return zip(bounds, bounds.dropFirst()).compactMap { low, high in
            let inside = letters.filter { (low..<high).contains($0.said.classification.confidence) }
            guard !inside.isEmpty else { return nil }
            let sum = inside.reduce(0) { $0 + $1.said.classification.confidence }
            return Reliability(
                from: low, letters: inside.count, confidence: sum / Double(inside.count),
                right: Self.accuracy(inside))
        }
    }
}

// MARK: what is filed without a person

extension Evaluation {
    package struct Filing: Sendable, Encodable {
        package var letters: Int
        package var filedAlone: Int
        package var classWrong: Int
        package var customerWrong: Int

        package var share: Double { letters == 0 ? 0 : Double(filedAlone) / Double(letters) }
    }

    /// Under the bars of the workflows, all reasons for a review counted.
    package var filing: Filing {
        let alone = letters.filter { !$0.needsReview }
        return Filing(
            letters: letters.count, filedAlone: alone.count, classWrong: alone.count { !$0.isClassRight },
            customerWrong: alone.count { !$0.isCustomerRight })
    }
}

// MARK: customers and fields

extension Evaluation {
    /// Of the letters whose truth says whose they are; nil where none does.
    package var customers: Score? {
        let judged = letters.filter { $0.truth.customer != .unsaid }
        guard !judged.isEmpty else { return nil }
        var score = Score()
        for letter in judged {
            let named = letter.said.customer.customer?.number.value
            if named != nil { score.said += 1 }
            guard case .number(let number) = letter.truth.customer else { continue }
            score.wanted += 1
            if named == number { score.right += 1 }
        }
        return score
    }

    package func score(of name: FieldName) -> Score {
        letters.reduce(into: Score()) { score, letter in
            let comparison = FieldComparison(name, said: letter.said.fields[name]?.value, truth: letter.truth)
            guard comparison.isCounted else { return }
            if comparison.isWanted { score.wanted += 1 }
            if comparison.isSaid { score.said += 1 }
            if comparison.isRight { score.right += 1 }
        }
    }

    /// All fields together; nil where no truth names any.
    package var fields: Score? {
        guard letters.contains(where: { $0.truth.fields != nil }) else { return nil }
        return FieldName.allCases.map(score(of:)).reduce(into: Score()) { sum, score in
            sum.wanted += score.wanted
            sum.said += score.said
            sum.right += score.right
        }
    }
}

// MARK: conditions

extension Evaluation {
    package struct Condition: Sendable, Encodable {
        package var name: String
        package var letters: Int
        package var classRight: Double
        package var filedAlone: Double
        /// Character errors a character of the truth, in reading order; nil where nothing was read from a scan.
        package var characterErrors: Double?
    }

    /// By how the letters were scanned.
    package var conditions: [Condition] {
        Dictionary(grouping: letters, by: \.truth.condition).sorted { $0.key < $1.key }.map { name, letters in
            var (errors, characters) = (0, 0)
            for letter in letters {
                guard let texts = letter.texts, !letter.truth.pages.isEmpty else { continue }
                for (index, page) in letter.truth.pages.enumerated() {
                    let read = index < texts.count ? texts[index] : ""
                    let difference = TextDistance.errors(read: read, truth: page.text)
                    errors += difference.errors
                    characters += difference.characters
                }
            }
            return Condition(
                name: name, letters: letters.count, classRight: Self.accuracy(letters),
                filedAlone: Double(letters.count { !$0.needsReview }) / Double(letters.count),
                characterErrors: characters == 0 ? nil : Double(errors) / Double(characters))
        }
    }
}
