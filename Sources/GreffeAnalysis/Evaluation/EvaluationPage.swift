import GreffeCore

/// The figures as one HTML page that needs nothing else: tables, and charts drawn in SVG.
package struct EvaluationPage: Sendable {
    private let evaluation: Evaluation

    package init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    package var html: String {
        let filing = evaluation.filing
        let best = evaluation.bestRejection
        var body = "<h1>What was understood of \(evaluation.letters.count) letters</h1>"
        body += "<p>Class right <b>\(percent(evaluation.accuracy))</b>, macro-F1 \(percent(evaluation.macroF1)). "
        body += "Filed without a person <b>\(percent(filing.share))</b>; of those \(filing.classWrong) with a wrong "
        body += "class and \(filing.customerWrong) with a wrong customer.</p>"
        body += "<h2>Filed alone against wrong</h2><p>By the confidence of the class alone, at most "
        body += "\(percent(Evaluation.acceptedErrorRate)) wrong: \(percent(best.accepted)) accepted from "
        body += "\(percent(best.bar)).</p>" + rejectionChart
        body += "<h2>How often a confidence is right</h2>" + reliabilityChart
        body += "<h2>Classes</h2>" + confusion
        if evaluation.customers != nil || evaluation.fields != nil {
            body += "<h2>Customer and fields</h2>" + scores
        }
        body += "<h2>By condition</h2>" + conditions
        body += "<h2>Faults</h2>" + faults
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>greffe evaluate</title><style>
            body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
            table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ccc;text-align:right}
            td:first-child,th:first-child{text-align:left}svg{background:#fafafa;border:1px solid #ccc}
            </style></head><body>\(body)</body></html>

            """
    }

    // MARK: charts

    private static let (width, height, margin) = (520.0, 260.0, 40.0)

    /// Share accepted to the right, wrong among those upwards, up to a tenth.
    private var rejectionChart: String {
        let top = 0.1
        let points = evaluation.rejectionCurve.map { ($0.accepted, min($0.wrong / top, 1)) }
        let limit = Evaluation.acceptedErrorRate / top
        return chart(
            right: "accepted", up: "wrong, up to \(percent(top))",
            line(points, "#06c") + line([(0, limit), (1, limit)], "#c00", dash: "4 3"))
    }

    private var reliabilityChart: String {
        let points = evaluation.reliability.map { ($0.confidence, $0.right) }
        let dots = points.map { point in
            "<circle cx=\"\(x(point.0))\" cy=\"\(y(point.1))\" r=\"4\" fill=\"#06c\"/>"
        }.joined()
        return chart(
            right: "confidence given", up: "share right",
            line([(0, 0), (1, 1)], "#999", dash: "4 3") + line(points, "#06c") + dots)
    }

    private func x(_ share: Double) -> Double {
        (Self.margin + share * (Self.width - 2 * Self.margin)).tenths
    }

    private func y(_ share: Double) -> Double {
        (Self.height - Self.margin - share * (Self.height - 2 * Self.margin)).tenths
    }

    private func line(_ points: [(Double, Double)], _ colour: String, dash: String = "") -> String {
        let places = points.map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
        return "<polyline points=\"\(places)\" fill=\"none\" stroke=\"\(colour)\" stroke-dasharray=\"\(dash)\"/>"
    }

    private func chart(right: String, up: String, _ content: String) -> String {
        let frame = line([(0, 1), (0, 0), (1, 0)], "#333")
        let label = "<text x=\"\(x(1))\" y=\"\(y(0) + 25)\" text-anchor=\"end\">\(escaped(right)), 0 to 100 %</text>"
        let side = "<text x=\"\(x(0))\" y=\"\(y(1) - 10)\">\(escaped(up))</text>"
        return "<svg width=\"\(Self.width)\" height=\"\(Self.height)\" font-size=\"12\">"
            + frame + label + side + content + "</svg>"
    }

    // MARK: tables

    private var confusion: String {
        let rows = LetterClass.allCases.map { truth in
            let score = evaluation.score(of: truth)
            return [truth.rawValue] + LetterClass.allCases.map { "\(evaluation.count(of: truth, takenFor: $0))" }
                + [percent(score.precision), percent(score.recall)]
        }
        return table(["is \\ taken for"] + LetterClass.allCases.map(\.rawValue) + ["precision", "recall"], rows)
    }

    private var scores: String {
        var rows: [[String]] = []
        func add(_ name: String, _ score: Evaluation.Score) {
            rows.append([
                name, "\(score.wanted)", "\(score.said)", "\(score.right)", percent(score.precision),
                percent(score.recall),
            ])
        }
        if let customers = evaluation.customers { add("customer", customers) }
        if let fields = evaluation.fields {
            for name in FieldName.allCases { add(name.rawValue, evaluation.score(of: name)) }
            add("all fields", fields)
        }
        return table(["", "there", "said", "right", "precision", "recall"], rows)
    }

    private var conditions: String {
        let rows = evaluation.conditions.map { row in
            [
                row.name.isEmpty ? "not named" : row.name, "\(row.letters)", percent(row.classRight),
                percent(row.filedAlone), row.characterErrors.map(percent) ?? "–",
            ]
        }
        return table(["", "letters", "class right", "filed alone", "character errors"], rows)
    }

    private var faults: String {
        let rows = evaluation.letters.filter { !$0.faults.isEmpty }.map { letter in
            [letter.truth.id, letter.truth.condition, letter.faults.joined(separator: "; ")]
        }
        return rows.isEmpty ? "<p>None.</p>" : table(["letter", "condition", "what is wrong"], rows)
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        let heads = head.map { "<th>\(escaped($0))</th>" }.joined()
        let cells = rows.map { row in "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>" }.joined()
        return "<table><tr>\(heads)</tr>\(cells)</table>"
    }

    private func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// Values come from letters: nothing in them is markup.
    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}

extension Double {
    /// A tenth of a pixel is fine enough.
    fileprivate var tenths: Double { (self * 10).rounded() / 10 }
}
