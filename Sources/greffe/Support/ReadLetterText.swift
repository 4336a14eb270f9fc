import GreffeAnalysis
import GreffeCore
import GreffeRegistry

/// What `greffe read` shows a person of one letter.
struct ReadLetterText {
    let file: String
    let letter: ScanDecision.Letter
    /// Whether the scan holds other letters too.
    let isOneOfSeveral: Bool
    private var reading: Reading { letter.reading }
    private var decision: Decision { letter.decision }

    func show(_ terminal: Terminal) {
        let understanding = decision.understanding
        let classification = understanding.classification
        print(terminal.bold(Table.printable(file)))
        line("class", "\(classification.letterClass.rawValue)  \(Percent.text(classification.confidence))")
        line("language", understanding.language)
        let pages = isOneOfSeveral ? PageList.text(letter.pages) + " of the scan" : "\(reading.pages.count)"
        let quality = reading.meanConfidence.map { ", read at \(Int($0.rounded())) of 100" } ?? ", nothing read"
        line("pages", "\(pages)\(quality)")
        for page in reading.pages {
            guard let own = page.ownText else { continue }
            line("page \(page.number)", own.reason)
        }
        if let fax = reading.faxOrigin {
            line("fax", "from \(fax.number ?? "?"), \(fax.sent ?? "?"), as its header line says")
        }
        switch understanding.customer.outcome {
        case .matched:
            if let customer = understanding.customer.customer {
                line(
                    "customer",
                    "\(customer.number)  \(Percent.text(customer.confidence))  (\(customer.because.joined(separator: ", ")))"
                )
            }
        case .ambiguous:
            let numbers = understanding.customer.candidates.prefix(3).map(\.number.value).joined(separator: ", ")
            line("customer", "one of \(numbers)")
        case .unknown: line("customer", "unknown")
        }
        for (name, value) in understanding.fields.sorted(by: { $0.key < $1.key }) {
            line(name.rawValue, "\(value.value)  \(Percent.text(value.confidence))")
        }
        line(
            "then",
            decision.reviewReasons.isEmpty
                ? terminal.green("filed in \(decision.workflow.department)")
                : terminal.red("a person decides") + ": "
                    + decision.reviewReasons.map(\.description).joined(separator: ", "))
        print("")
    }

    private func line(_ label: String, _ value: String) {
        print("  " + label + String(repeating: " ", count: max(1, 17 - label.count)) + value)
    }
}

enum PageList {
    /// Pages as people write them: `2-4, 7`.
    static func text(_ pages: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for page in pages.sorted() {
            if let last = ranges.last, last.upperBound + 1 == page {
                ranges[ranges.count - 1] = last.lowerBound...page
            } else {
                ranges.append(page...page)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}

enum Percent {
    /// `0.9834` as `98 %`; never `100 %` for less than all.
    static func text(_ share: Double) -> String { "\(Int((min(max(share, 0), 1) * 100).rounded(.down))) %" }
}
