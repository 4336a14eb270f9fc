import GreffeAnalysis
import GreffeCore
import GreffeRegistry

/// One line of `greffe read --json`; docs/reference/cli.md is its contract.
struct ReadLetterJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case file, pages
        case letterClass = "class"
        case confidence, language, customer, review
        case reviewReasons = "review_reasons"
        case fields, text
        case meanConfidence = "mean_confidence"
        case rotation
        case blankPages = "blank_pages"
        case separatorPages = "separator_pages"
        case ownText = "own_text"
        case fax, seconds
    }

    private struct CustomerJSON: Encodable {
        var number: String
        var confidence: Double
        var because: [String]
    }

    private struct OwnTextJSON: Encodable {
        var page: Int
        var outcome: OwnText
        var reason: String
    }

    private struct FaxJSON: Encodable {
        var header: String
        var number: String?
        var sent: String?
    }

    let file: String
    /// Of the whole scan; what of it is the letter's is in `letter`.
    let reading: Reading
    let letter: ScanDecision.Letter
    private var decision: Decision { letter.decision }
    /// Seconds the understanding took.
    let understandSeconds: Double

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let understanding = decision.understanding
        let pages = letter.reading.pages.filter { !$0.isSeparator && letter.pages.contains($0.number) }
        try container.encode(file, forKey: .file)
        try container.encode(pages.map(\.number), forKey: .pages)
        try container.encode(understanding.classification.letterClass, forKey: .letterClass)
        try container.encode(rounded(understanding.classification.confidence, 4), forKey: .confidence)
        try container.encode(understanding.language, forKey: .language)
        // Null, not absent: a script asks for the key.
        try container.encode(
            understanding.customer.customer.map {
                CustomerJSON(
                    number: $0.number.value, confidence: rounded($0.confidence, 4), because: $0.because)
            }, forKey: .customer)
        try container.encode(!decision.reviewReasons.isEmpty, forKey: .review)
        try container.encode(decision.reviewReasons.map(\.description), forKey: .reviewReasons)
        let fields = understanding.fields.map { ($0.key.rawValue, $0.value.value) }
        try container.encode(Dictionary(uniqueKeysWithValues: fields), forKey: .fields)
        try container.encode(pages.map(\.text), forKey: .text)
        try container.encode(letter.reading.meanConfidence.map { rounded($0, 2) }, forKey: .meanConfidence)
        try container.encode(pages.map(\.rotation), forKey: .rotation)
        try container.encode(pages.filter(\.isBlank).map(\.number), forKey: .blankPages)
        try container.encode(reading.pages.filter(\.isSeparator).map(\.number), forKey: .separatorPages)
        try container.encode(
            pages.compactMap { page in
                page.ownText.map { OwnTextJSON(page: page.number, outcome: $0, reason: $0.reason) }
            }, forKey: .ownText)
        try container.encodeIfPresent(
            letter.reading.faxOrigin.map { FaxJSON(header: $0.header, number: $0.number, sent: $0.sent) }, forKey: .fax)
        try container.encode(
            [
                "decode": rounded(letter.reading.seconds.decode, 3),
                "prepare": rounded(letter.reading.seconds.prepare, 3),
                "recognise": rounded(letter.reading.seconds.recognise, 3), "understand": rounded(understandSeconds, 3),
            ], forKey: .seconds)
    }

    private func rounded(_ value: Double, _ digits: Int) -> Double {
        let scale = digits == 2 ? 100.0 : digits == 3 ? 1000.0 : 10_000.0
        return (value * scale).rounded() / scale
    }
}

/// The line of a scan that could not be read.
struct ReadErrorJSON: Encodable {
    struct Fault: Encodable {
        var code: String
        var message: String
        var hint: String
    }

    var file: String
    var error: Fault

    init(file: String, error: any Error) {
        self.file = file
        if let error = error as? any GreffeError {
            self.error = Fault(code: error.code, message: error.message, hint: error.hint)
        } else {
            self.error = Fault(code: "read.failed", message: "\(error)", hint: "see the message")
        }
    }
}
