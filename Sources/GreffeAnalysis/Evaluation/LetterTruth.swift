package import GreffeCore

/// What a person says a letter is: one file of a labelled folder, `truth/<id>.json`; docs/reference/evaluate.md has its
/// form.
package struct LetterTruth: Sendable, Decodable {
    package enum CustomerTruth: Sendable, Equatable {
        /// Not in the directory.
        case nobody
        /// Several fit, and a person has to decide.
        case ambiguous
        case number(String)
        /// The file does not say: customers are not counted.
        case unsaid
    }

    package var id: String
    /// The scan or text, beside the folder of truths; nil where it is named as the truth is.
    package var file: String?
    package var letterClass: LetterClass
    /// A word on what kind of letter of its class it is; empty where the file has none.
    package var subtype: String
    package var language: String?
    package var customer: CustomerTruth
    /// Normal values by field; nil where the file has none, and fields are not counted.
    package var fields: [String: String]?
    /// Other right values, by field.
    package var accept: [String: [String]]
    /// Fields on which opinions differ: not counted.
    package var ignore: Set<String>
    /// How it was scanned (`gray300`, `faxstd`), for the figures by condition.
    package var condition: String
    package var pages: [Page]

    package struct Page: Sendable, Decodable {
        package var text: String
    }

    private enum CodingKeys: String, CodingKey {
        case id, file
        case letterClass = "class"
        case subtype, language, customer, fields, accept, ignore, condition, pages
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        file = try values.decodeIfPresent(String.self, forKey: .file)
        letterClass = try values.decode(LetterClass.self, forKey: .letterClass)
        subtype = try values.decodeIfPresent(String.self, forKey: .subtype) ?? ""
        language = try values.decodeIfPresent(String.self, forKey: .language)
        customer =
            if !values.contains(.customer) {
                .unsaid
            } else {
                switch try values.decodeIfPresent(String.self, forKey: .customer) {
                case nil: .nobody
                case "ambiguous": .ambiguous
                case .some(let number): .number(number)
                }
            }
        fields = try values.decodeIfPresent([String: String].self, forKey: .fields)
        accept = try values.decodeIfPresent([String: [String]].self, forKey: .accept) ?? [:]
        ignore = Set(try values.decodeIfPresent([String].self, forKey: .ignore) ?? [])
        condition = try values.decodeIfPresent(String.self, forKey: .condition) ?? ""
        pages = try values.decodeIfPresent([Page].self, forKey: .pages) ?? []
    }

    /// A training letter: its class and language are known, and nothing else.
    package init(_ letter: TrainingLetter) {
        (id, file, letterClass, subtype) = (letter.name, nil, letter.letterClass, letter.subclass)
        (language, customer, fields) = (letter.language.isEmpty ? nil : letter.language, .unsaid, nil)
        (accept, ignore, condition, pages) = ([:], [], "text", [])
    }
}

/// What the machine made of a letter whose truth is known.
package struct JudgedLetter: Sendable {
    package var truth: LetterTruth
    package var said: Understanding
    /// Whether a person would see it before it is filed.
    package var needsReview: Bool
    /// What was read, by page; nil where the letter was a text.
    package var texts: [String]?

    package init(truth: LetterTruth, said: Understanding, needsReview: Bool, texts: [String]?) {
        (self.truth, self.said, self.needsReview, self.texts) = (truth, said, needsReview, texts)
    }

    var isClassRight: Bool { said.classification.letterClass == truth.letterClass }

    /// Nobody where nobody is right; the very number; nobody, or a person to decide, where several fit.
    var isCustomerRight: Bool {
        let named = said.customer.customer?.number.value
        return switch truth.customer {
        case .unsaid: true
        case .nobody: named == nil
        case .ambiguous: named == nil || needsReview
        case .number(let number): named == number
        }
    }

    /// Why a person looking for faults would stop at this letter; empty where all is right.
    var faults: [String] {
        var faults: [String] = []
        if !isClassRight {
            faults.append(
                "class \(said.classification.letterClass.rawValue), is \(truth.letterClass.rawValue), at "
                    + Evaluation.share(said.classification.confidence))
        }
        if !isCustomerRight {
            let named = said.customer.customer?.number.value ?? "nobody"
            let right: String =
                switch truth.customer {
                case .number(let number): number
                case .ambiguous: "for a person to decide"
                case .nobody, .unsaid: "nobody"
                }
            faults.append("customer \(named), is \(right)")
        }
        for name in FieldName.allCases {
            let comparison = FieldComparison(name, said: said.fields[name]?.value, truth: truth)
            guard comparison.isCounted, comparison.isFault else { continue }
            let confidence = said.fields[name].map { " at " + Evaluation.share($0.confidence) } ?? ""
            faults.append(
                "\(name.rawValue) \(said.fields[name]?.value ?? "missing")\(confidence), is "
                    + (truth.fields?[name.rawValue] ?? "not there"))
        }
        return faults
    }
}
