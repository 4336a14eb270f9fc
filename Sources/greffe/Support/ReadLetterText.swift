import GreffeCore
import GreffeRegistry

/// What `greffe read` shows a person of one letter.
struct ReadLetterText {
    let file: String
    let reading: Reading
    let decision: Decision

    func show(_ terminal: Terminal) {
        let understanding = decision.understanding
        let classification = understanding.classification
        print(terminal.bold(Table.printable(file)))
        line("class", "\(classification.letterClass.rawValue)  \(Percent.text(classification.confidence))")
        line("language", understanding.language)
        let pages = reading.pages.count
        let quality = reading.meanConfidence.map { ", read at \(Int($0.rounded())) of 100" } ?? ", nothing read"
        line("pages", "\(pages)\(quality)")
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

enum Percent {
    /// `0.9834` as `98 %`; never `100 %` for less than all.
    static func text(_ share: Double) -> String { "\(Int((min(max(share, 0), 1) * 100).rounded(.down))) %" }
}
