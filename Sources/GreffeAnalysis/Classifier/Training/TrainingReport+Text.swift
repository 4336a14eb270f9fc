import GreffeCore

extension TrainingReport {
    /// As kept in the model's header.
    var facts: [(String, String)] {
        let bar = threshold(judged)
        return [
            ("accuracy", Self.share(accuracy)), ("macro-f1", Self.share(macroF1)),
            ("accuracy-noisy", Self.share(Self.accuracy(noisy))),
            ("surprise", Self.share(surprise)), ("accepted-error-rate", Self.share(acceptedErrorRate)),
            ("threshold", Self.share(bar.confidence)), ("accepted", Self.share(bar.accepted)),
            ("accepted-wrong", "\(bar.wrong)"),
        ]
    }

    /// The figures that matter, on a line.
    package var summary: String {
        let bar = threshold(judged)
        return "letters held out: \(judged.count), accuracy \(Self.share(accuracy)), macro-F1 \(Self.share(macroF1)), "
            + "surprise \(Self.share(surprise)); accepted \(Self.share(bar.accepted)) from \(Self.share(bar.confidence))"
    }

    /// The whole report as plain text, for people.
    package var text: String {
        var lines = [summary]
        lines.append("")
        lines.append("truth \\ guess".padded(14) + LetterClass.allCases.map { $0.rawValue.padded(9) }.joined())
        for truth in LetterClass.allCases {
            let row = LetterClass.allCases.map { guess in
                "\(judged.count { $0.truth == truth && $0.guess == guess })".padded(9)
            }
            lines.append(truth.rawValue.padded(14) + row.joined())
        }
        lines.append("")
        for language in Set(judged.map(\.language)).sorted() {
            let part = judged.filter { $0.language == language }
            lines.append("language \(language): \(part.count), \(Self.share(Self.accuracy(part)))")
        }
        // Authors are numbered in series; a series is what was written at one time, for one purpose.
        for series in Set(judged.map { $0.author.prefix { !$0.isNumber } }).sorted() {
            let part = judged.filter { $0.author.prefix { !$0.isNumber } == series }
            lines.append("hands \(series): \(part.count), \(Self.share(Self.accuracy(part)))")
        }
        for (low, high) in [(0, 40), (40, 80), (80, 150), (150, 250), (250, Int.max)] {
            let part = judged.filter { $0.words >= low && $0.words < high }
            lines.append("words from \(low): \(part.count), \(Self.share(Self.accuracy(part)))")
        }
        for variant in LetterVariant.allCases {
            let part = (judged + noisy).filter { $0.variant == variant }
            let bar = threshold(part)
            lines.append(
                "\(variant.rawValue): \(part.count), \(Self.share(Self.accuracy(part))), accepted \(Self.share(bar.accepted)) from \(Self.share(bar.confidence))"
            )
        }
        lines.append("")
        lines.append(
            "calibration: sharpness \(Self.share(calibration.sharpness)), half words \(calibration.halfWords), familiar \(Self.share(calibration.familiarShare))"
        )
        for row in reliability(judged) where row.count > 0 {
            lines.append(
                "confidence from \(row.from): \(row.count), mean \(Self.share(row.mean)), right \(Self.share(row.right))"
            )
        }
        for bar in [0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99] {
            let inside = judged.filter { $0.confidence >= bar }
            lines.append(
                "at \(bar): accepted \(Self.share(Double(inside.count) / Double(max(1, judged.count)))), wrong \(inside.count { !$0.isRight }) of \(inside.count)"
            )
        }
        lines.append("")
        for letter in judged.filter({ !$0.isRight }).sorted(by: { $0.confidence > $1.confidence }) {
            lines.append("wrong: \(letter.name) taken for \(letter.guess.rawValue) at \(Self.share(letter.confidence))")
        }
        return lines.joined(separator: "\n")
    }

    /// Four digits after the point, without a formatter.
    static func share(_ value: Double) -> String {
        let scaled = Int((value * 10_000).rounded())
        let fraction = String(scaled % 10_000)
        return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
