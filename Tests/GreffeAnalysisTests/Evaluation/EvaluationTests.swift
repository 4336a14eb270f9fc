import FoundationEssentials
import GreffeAnalysis
import GreffeCore
import Testing

/// What `greffe evaluate` counts as right and wrong.
struct EvaluationTests {
    private func truth(_ json: String) throws -> LetterTruth {
        try JSONDecoder().decode(LetterTruth.self, from: Data(json.utf8))
    }

    private func letter(
        _ json: String, _ letterClass: LetterClass = .claim, at confidence: Double = 0.9, customer: String? = nil,
        fields: [FieldName: String] = [:], needsReview: Bool = false, texts: [String]? = nil
    ) throws -> JudgedLetter {
        let candidate = customer.map { CustomerCandidate(number: CustomerNumber($0), confidence: 1, because: []) }
        let said = Understanding(
            language: "fr",
            classification: Classification(
                letterClass: letterClass, confidence: confidence, ranking: [], reasons: [], model: "m"),
            fields: fields.mapValues { FieldValue(value: $0, confidence: 0.8) },
            customer: CustomerMatch(
                outcome: candidate == nil ? .unknown : .matched, candidates: candidate.map { [$0] } ?? []))
        return JudgedLetter(truth: try truth(json), said: said, needsReview: needsReview, texts: texts)
    }

    @Test func `the rejection curve goes from the surest letter to all of them`() throws {
        let evaluation = Evaluation([
            try letter(#"{"id":"a","class":"claim"}"#, .claim, at: 0.99),
            try letter(#"{"id":"b","class":"order"}"#, .claim, at: 0.6),
            try letter(#"{"id":"c","class":"claim"}"#, .claim, at: 0.8),
            try letter(#"{"id":"d","class":"other"}"#, .other, at: 0.7),
        ])
        #expect(evaluation.accuracy == 0.75)
        #expect(evaluation.rejectionCurve.map(\.accepted) == [0.25, 0.5, 0.75, 1])
        #expect(evaluation.rejectionCurve.map(\.wrong) == [0, 0, 0, 0.25])
        #expect(evaluation.bestRejection.accepted == 0.75)
        #expect(evaluation.bestRejection.bar == 0.7)
    }

    @Test func `a customer named where there is none costs precision, one missed costs recall`() throws {
        let evaluation = Evaluation([
            try letter(#"{"id":"a","class":"claim","customer":"1"}"#, customer: "1"),
            try letter(#"{"id":"b","class":"claim","customer":"2"}"#),
            try letter(#"{"id":"c","class":"claim","customer":null}"#, customer: "3"),
            try letter(#"{"id":"d","class":"claim","customer":"ambiguous"}"#, needsReview: true),
            try letter(#"{"id":"e","class":"claim"}"#, customer: "4"),
        ])
        let customers = try #require(evaluation.customers)
        #expect((customers.wanted, customers.said, customers.right) == (2, 2, 1))
        #expect(evaluation.filing.filedAlone == 4)
        #expect(evaluation.filing.customerWrong == 2)
    }

    @Test(arguments: [
        ("sender", "Mme Odile MARCHAL", "Odile Marchal", true),
        ("sender", "SARL Kessler Metallerie", "Kessler Métallerie", true),
        ("sender", "Odile Marchand", "Odile Marchal", false),
        ("invoice_number", "F-2024 118", "f2024118", true),
        ("invoice_number", "F-2024 118", "F-2024 119", false),
        ("invoice_number", "F-2024/118", "F-2024118", true),
        ("amount_total", "-118.00", "118.00", false),
        ("iban", "FR76 1963 8103", "FR7619638103", true),
        ("siret", "438145856", "43814585600011", true),
    ])
    func `spelling that means nothing does not count`(name: String, said: String, right: String, isRight: Bool)
        throws
    {
        let field = try #require(FieldName(rawValue: name))
        let judged = try letter(
            #"{"id":"a","class":"claim","fields":{"\#(name)":"\#(right)"}}"#, fields: [field: said])
        #expect(Evaluation([judged]).score(of: field).right == (isRight ? 1 : 0))
    }

    @Test func `a credit note's total may be printed with the sign or without`() throws {
        let judged = try letter(
            #"{"id":"a","class":"invoice","subtype":"credit_note","fields":{"amount_total":"-88.66"}}"#, .invoice,
            fields: [.amountTotal: "88.66"])
        #expect(Evaluation([judged]).score(of: .amountTotal).right == 1)
    }

    @Test func `other right values count, fields on which opinions differ do not`() throws {
        let judged = try letter(
            """
            {"id":"a","class":"claim","fields":{"contract_number":"A1","date":"2024-01-02"},
            "accept":{"contract_number":["B2"]},"ignore":["date"]}
            """, fields: [.contractNumber: "B2", .date: "2020-01-01"])
        let evaluation = Evaluation([judged])
        #expect(evaluation.score(of: .contractNumber).right == 1)
        #expect(evaluation.score(of: .date).wanted == 0)
        #expect(evaluation.fields?.said == 1)
    }

    @Test func `character errors are counted by condition`() throws {
        let json = #"{"id":"a","class":"claim","condition":"faxstd","pages":[{"text":"dégât des\n eaux"}]}"#
        let evaluation = Evaluation([try letter(json, texts: ["degat des eaux"])])
        let condition = try #require(evaluation.conditions.first)
        #expect(condition.name == "faxstd")
        #expect(condition.characterErrors.map { ($0 * 14).rounded() } == 2)
    }

    @Test func `nothing of a letter is markup in the page`() throws {
        let judged = try letter(
            #"{"id":"<b>","class":"claim","fields":{"sender":"x"}}"#, fields: [.sender: "<script>&\""])
        let html = EvaluationPage(Evaluation([judged])).html
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;&amp;&quot;"))
        #expect(html.contains("<svg"))
    }
}
