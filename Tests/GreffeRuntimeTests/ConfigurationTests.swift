import GreffeCore
import GreffeRuntime
import Testing

@Suite struct ConfigurationTests {
    private func configuration(_ text: String) throws(ConfigurationError) -> Configuration {
        try Configuration.read(Array(text.utf8), file: "greffe.yaml")
    }

    @Test func `a whole configuration is read`() throws {
        let configuration = try configuration(
            """
            organisation:
              names: [Vermeillac Assurances]
              addresses: ["12 quai des Tanneurs, 87000 Limoges"]
              identifiers: [vermeillac.example]
            languages: [fr, de]
            workers: 3
            watch:
              - folder: /var/spool/greffe/fax
                channel: fax
                device: HylaFAX
                events: false
                rescan_seconds: 5
                incomplete_seconds: 300
            """)
        #expect(configuration.organisation.names == ["Vermeillac Assurances"])
        #expect(configuration.languages == ["fr", "de"])
        #expect(configuration.workers == 3)
        #expect(
            configuration.watch == [
                WatchSettings(
                    folder: "/var/spool/greffe/fax", channel: "fax", device: "HylaFAX", operator: nil, events: false,
                    rescanSeconds: 5, incompleteSeconds: 300)
            ])
    }

    @Test func `the workers' sandbox is required unless the site says otherwise`() throws {
        #expect(try configuration("organisation: {}").sandbox == .required)
        #expect(try configuration("organisation: {}\nworkers: 3").sandbox == .required)
        #expect(try configuration("organisation: {}\nworkers: {count: 3}").sandbox == .required)
        let relaxed = try configuration("organisation: {}\nworkers: {count: 3, sandbox: best-effort}")
        #expect(relaxed.workers == 3)
        #expect(relaxed.sandbox == .bestEffort)
    }

    @Test func `a key with nothing behind it is as good as absent`() throws {
        #expect(try configuration("organisation: {}\nwatch:\n  # - folder: /x\n").watch.isEmpty)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var line: Int
        var column: Int
        var problem: String
        var testDescription: String { problem }
    }

    @Test(arguments: [
        Mistake(text: "organisation: {}\nwatches: []", line: 2, column: 1, problem: "unknown key \"watches\""),
        Mistake(text: "organisation:\n  name: [A]", line: 2, column: 3, problem: "organisation: unknown key \"name\""),
        Mistake(text: "organisation: {}\nlanguages: [fr, it]", line: 2, column: 17, problem: "language \"it\""),
        Mistake(
            text: "organisation: {}\nworkers: {sandbox: none}", line: 2, column: 20, problem: "not one of: required"),
        Mistake(text: "organisation: {}\nworkers: many", line: 2, column: 10, problem: "whole number from 1"),
        Mistake(
            text: "organisation: {}\nwatch:\n  - folder: inbox\n    channel: fax", line: 3, column: 13,
            problem: "absolute"),
        Mistake(
            text: "organisation: {}\nwatch:\n  - folder: /inbox", line: 3, column: 5, problem: "missing key \"channel\""
        ),
        Mistake(text: "organisation:\n  names: text", line: 2, column: 10, problem: "expected a list"),
        Mistake(text: "organisation: {}\n\tlanguages: [fr]", line: 2, column: 1, problem: "token"),
    ])
    func `a mistake is named with its line and column`(mistake: Mistake) throws {
        let error = try #require(throws: ConfigurationError.self) { try configuration(mistake.text) }
        #expect(error.line == mistake.line)
        #expect(error.column == mistake.column)
        #expect(error.problem.contains(mistake.problem), "\(error.problem)")
        #expect(!error.hint.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `aliases that unfold to a million parts are refused before they do`() throws {
        let levels = (1...20).map { "k\($0): &k\($0) [*k\($0 - 1), *k\($0 - 1)]\n" }.joined()
        let error = #expect(throws: ConfigurationError.self) {
            try configuration("k0: &k0 [x]\n\(levels)? *k20\n: 1\n? [*k20]\n: 2\n")
        }
        #expect(error?.message.contains("aliases") == true)
        #expect(
            try configuration("organisation: {names: [\"* Vermeillac *\", a*b, \"**c**\"]}").organisation.names.count
                == 3)
    }

    @Test func `a misspelt key is answered with the right one`() throws {
        let error = try #require(throws: ConfigurationError.self) { try configuration("organization: {}") }
        #expect(error.hint.contains("\"organisation\""))
    }

    @Test func `a configuration that is not text is refused`() {
        #expect(throws: ConfigurationError.self) { try Configuration.read([0xff, 0xfe], file: "greffe.yaml") }
        #expect(throws: ConfigurationError.self) { try Configuration.read([], file: "greffe.yaml") }
    }

    @Test(arguments: LetterClass.allCases)
    func `the workflow shipped for each class is valid and is that class's`(letterClass: LetterClass) throws {
        let workflow = try WorkflowFile.read(
            EmbeddedFiles.workflow(letterClass), file: "\(letterClass.rawValue).yaml")
        #expect(workflow.letterClass == letterClass)
        #expect(workflow.classConfidenceMin > 0.5)
        #expect(!workflow.department.isEmpty)
    }

    @Test func `a workflow naming a field that does not exist is refused with its line`() throws {
        let text = String(decoding: EmbeddedFiles.workflow(.invoice), as: UTF8.self)
            .replacing("name: invoice_number", with: "name: invoice_no")
        let error = try #require(throws: ConfigurationError.self) {
            try WorkflowFile.read(Array(text.utf8), file: "invoice.yaml")
        }
        #expect(error.line == 14)
        #expect(error.message.contains("invoice.yaml:14:"))
    }
}
