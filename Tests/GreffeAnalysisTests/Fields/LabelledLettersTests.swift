import FoundationEssentials
import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

/// The fields of `fixtures/letters`: bills, credit notes, tables over two pages, three languages, set as on paper.
struct LabelledLettersTests {
    private static let names = (1...10).map { "t" + ($0 < 10 ? "0" : "") + "\($0)" }

    private func judged(_ name: String) throws -> JudgedLetter {
        let folder = Repository.fixtures + "/letters"
        let json = try Data(contentsOf: URL(filePath: "\(folder)/truth/\(name).json"))
        let truth = try JSONDecoder().decode(LetterTruth.self, from: json)
        let text = String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name).txt")), as: UTF8.self)
        var pages = [""]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "=== page ===" { pages.append("") } else { pages[pages.count - 1] += line + "\n" }
        }
        let organisation = Organisation(
            names: ["Vermeillac Assurances", "Vermeillac Énergie"],
            addresses: ["12 quai des Tanneurs, 87000 Limoges", "ZA du Mas Blanc, 87280 Limoges"])
        let extractor = FieldExtractor(
            organisation: organisation,
            contractShapes: [
                IdentifierShape(shape: "HAB9999999", count: 10), IdentifierShape(shape: "AUT9999999", count: 10),
            ])
        let fields = extractor.fields(
            of: .plain(pages: pages), language: truth.language ?? "fr", letterClass: truth.letterClass)
        let said = Understanding(
            language: truth.language ?? "fr",
            classification: Classification(
                letterClass: truth.letterClass, confidence: 1, ranking: [], reasons: [], model: ""),
            fields: fields, customer: .unknown)
        return JudgedLetter(truth: truth, said: said, needsReview: false, texts: nil)
    }

    @Test func `nearly every field is found, and nearly nothing that is not there`() throws {
        let evaluation = Evaluation(try Self.names.map(judged))
        let fields = try #require(evaluation.fields)
        #expect(fields.recall >= 0.97, "\(evaluation.text)")
        #expect(fields.precision >= 0.97, "\(evaluation.text)")
    }

    @Test(arguments: names) func `the letter's date and sender are right`(name: String) throws {
        let evaluation = Evaluation([try judged(name)])
        #expect(evaluation.score(of: .date).right == 1, "\(evaluation.text)")
        #expect(evaluation.score(of: .sender).right == 1, "\(evaluation.text)")
    }
}
