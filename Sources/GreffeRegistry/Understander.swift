package import GreffeAnalysis
package import GreffeCore

/// What the machine makes of a reading and what the class's workflow says to do with it: classifier, field extractor
/// and customer matcher, one after the other. Touches no archive: `greffe read` and the daemon decide alike.
package struct Understander: Sendable {
    private let organisation: Organisation
    private let workflows: [LetterClass: Workflow]
    private let classifier: Classifier
    private let extractor: FieldExtractor
    private let matcher: CustomerMatcher
    private let directory: any CustomerDirectory

    package init(
        organisation: Organisation, workflows: [LetterClass: Workflow], classifier: Classifier,
        directory: any CustomerDirectory, contractShapes: [IdentifierShape]
    ) {
        self.organisation = organisation
        self.workflows = workflows
        self.classifier = classifier
        self.directory = directory
        extractor = FieldExtractor(organisation: organisation, contractShapes: contractShapes)
        matcher = CustomerMatcher(organisation: organisation)
    }

    /// Whether the directory has a customer of this number, written just so.
    func isKnown(_ customer: CustomerNumber) throws -> Bool {
        let normalised = IdentifierForm.normalise(customer.value, as: .customerNumber)
        return try directory.customers(with: .customerNumber, normalised: normalised, limit: 2).map(\.number) == [
            customer
        ]
    }

    /// Of a letter that was cut out already, or is a scan by itself (`decide(scan:)` looks for several).
    /// - Throws: only what the customer directory's database throws; the rest is pure.
    package func decide(_ reading: Reading) throws -> Decision {
        let texts = reading.texts
        let language =
            texts.contains { !$0.isEmpty }
            ? LanguageDetector.language(of: texts).code : reading.pages.first?.language ?? "fr"
        let classification = classifier.classify(reading, language: language, organisation: organisation)
        let fields = extractor.fields(of: reading, language: language, letterClass: classification.letterClass)
        let customer = try matcher.match(
            reading, fields: fields, letterClass: classification.letterClass, directory: directory)
        let understanding = Understanding(
            language: language, classification: classification, fields: fields, customer: customer)
        guard let workflow = workflows[classification.letterClass] else {
            throw RegistryError.workflowMissing(classification.letterClass)
        }
        let reasons = workflow.reviewReasons(for: understanding, reading: reading)
        return Decision(understanding: understanding, workflow: workflow, reviewReasons: reasons)
    }
}

/// An understanding with what the workflow concludes from it.
package struct Decision: Sendable {
    package var understanding: Understanding
    package var workflow: Workflow
    /// Empty when the letter may be filed without a person.
    package var reviewReasons: [ReviewReason]
    /// Pages of the scan with which another letter seems to begin; a proposal, for the person who reviews.
    package var proposedStarts: [Int] = []

    package init(understanding: Understanding, workflow: Workflow, reviewReasons: [ReviewReason]) {
        (self.understanding, self.workflow, self.reviewReasons) = (understanding, workflow, reviewReasons)
    }
}
