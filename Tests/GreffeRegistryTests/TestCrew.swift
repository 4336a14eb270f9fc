import GreffeAnalysis
import GreffeCore
import GreffeRegistry
import GreffeRuntime
import Logging

/// The processor with the model the programs carry and a reader of the test's own.
enum TestCrew {
    static func processor(_ registrar: Registrar, reader: any LetterReader) throws -> LetterProcessor {
        let archive = registrar.archive
        let understanding = UnderstandingSource(
            settings: archive.settings, classifier: try Classifier(model: EmbeddedFiles.classifierModel),
            customers: archive.customers)
        return LetterProcessor(
            registrar: registrar, reader: reader, understanding: understanding, languages: ["fr"],
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
