import GreffeCore

extension Evaluation {
    /// The figures as plain text, and every fault by name.
    package var text: String {
        let best = bestRejection
        let filing = filing
        var lines = [
            "letters \(letters.count), class right \(Self.share(accuracy)), macro-F1 \(Self.share(macroF1))",
            "filed without a person \(filing.filedAlone) of \(filing.letters) (\(Self.share(filing.share))); of those "
                + "class wrong \(filing.classWrong), customer wrong \(filing.customerWrong)",
            "by the class alone, at most \(Self.share(Self.acceptedErrorRate)) wrong: accepted "
                + "\(Self.share(best.accepted)) from \(Self.share(best.bar))",
            "", Self.row(["is \\ taken for"] + LetterClass.allCases.map(\.rawValue) + ["precision", "recall"]),
        ]
        for truth in LetterClass.allCases {
            let counts = LetterClass.allCases.map { "\(count(of: truth, takenFor: $0))" }
            let score = score(of: truth)
            lines.append(
                Self.row([truth.rawValue] + counts + [Self.share(score.precision), Self.share(score.recall)]))
        }
        if let customers {
            lines += ["", Self.row(["", "wanted", "said", "right", "precision", "recall"])]
            lines.append(Self.row("customer", customers))
        }
        if let fields {
            lines += FieldName.allCases.map { Self.row($0.rawValue, score(of: $0)) }
            lines.append(Self.row("all fields", fields))
        }
        lines += ["", Self.row(["confidence", "letters", "mean", "right"])]
        lines += reliability.map { row in
            Self.row([
                "from \(Self.share(row.from))", "\(row.letters)", Self.share(row.confidence), Self.share(row.right),
            ])
        }
        lines += ["", Self.row(["condition", "letters", "class", "alone", "CER"])]
        lines += conditions.map { row in
            Self.row([
                row.name.isEmpty ? "-" : row.name, "\(row.letters)", Self.share(row.classRight),
                Self.share(row.filedAlone), row.characterErrors.map(Self.share) ?? "-",
            ])
        }
        let faulty = letters.filter { !$0.faults.isEmpty }
        if !faulty.isEmpty { lines.append("") }
        for letter in faulty {
            lines.append("\(letter.truth.id): " + letter.faults.joined(separator: "; "))
        }
        return lines.joined(separator: "\n")
    }

    private static func row(_ name: String, _ score: Score) -> String {
        row([
            name, "\(score.wanted)", "\(score.said)", "\(score.right)", share(score.precision), share(score.recall),
        ])
    }

    private static func row(_ cells: [String]) -> String {
        cells.enumerated().map { index, cell in
            cell + String(repeating: " ", count: max(1, (index == 0 ? 18 : 10) - cell.count))
        }.joined()
    }
}

extension Evaluation: Encodable {
    private enum CodingKeys: String, CodingKey {
        case letters, accuracy
        case macroF1 = "macro_f1"
        case confusion, classes, filing
        case bestRejection = "accepted_at_half_percent"
        case rejectionCurve = "rejection_curve"
        case reliability, customers, fields, conditions, faults
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(letters.count, forKey: .letters)
        try values.encode(accuracy, forKey: .accuracy)
        try values.encode(macroF1, forKey: .macroF1)
        var confusion: [LetterClass: [LetterClass: Int]] = [:]
        for truth in LetterClass.allCases {
            for guess in LetterClass.allCases {
                confusion[truth, default: [:]][guess] = count(of: truth, takenFor: guess)
            }
        }
        try values.encode(confusion, forKey: .confusion)
        try values.encode(
            Dictionary(uniqueKeysWithValues: LetterClass.allCases.map { ($0, score(of: $0)) }), forKey: .classes)
        try values.encode(filing, forKey: .filing)
        try values.encode(bestRejection, forKey: .bestRejection)
        try values.encode(rejectionCurve, forKey: .rejectionCurve)
        try values.encode(reliability, forKey: .reliability)
        try values.encodeIfPresent(customers, forKey: .customers)
        if fields != nil {
            try values.encode(
                Dictionary(uniqueKeysWithValues: FieldName.allCases.map { ($0, score(of: $0)) }), forKey: .fields)
        }
        try values.encode(conditions, forKey: .conditions)
        let faulty = letters.filter { !$0.faults.isEmpty }.map { ($0.truth.id, $0.faults) }
        try values.encode(Dictionary(faulty) { $0 + $1 }, forKey: .faults)
    }
}
