import ArgumentParser
import GreffeAnalysis
import GreffeCore
import GreffeRegistry
import GreffeRuntime

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Which model judges the letters; put another in force.",
        discussion: """
            The programs carry a model. A site may train one that has also learnt from its people's decisions (greffe \
            train --from-decisions) and adopt it for its archive, when it is no worse on letters nobody trained on.
            """,
        subcommands: [Show.self, Adopt.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The model in force, and since when.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(
            name: .customLong("export"), help: ArgumentHelp("Write its bytes to a new file.", valueName: "file"))
        var file: String?

        private struct Line: Encodable {
            var sha256: String
            var adopted: Bool
            var entry: UInt64?
            var time: String?
            var by: String?
            var facts: [String: String]
        }

        func run() throws {
            let adopted = try archive.openForReading().adoptedModel()
            let bytes = adopted.flatMap { $0.isShipped ? nil : $0.bytes } ?? EmbeddedFiles.classifierModel
            let facts = try ClassifierModel(bytes: bytes).facts
            if let file { try NewFile.make(file) { try NewFile.write(bytes[...], to: $0, path: file) } }
            let line = Line(
                sha256: Sha256Digest.of(bytes).hex, adopted: adopted.map { !$0.isShipped } ?? false,
                entry: adopted?.entry.value, time: adopted.map { "\($0.time)" }, by: adopted?.by,
                facts: Dictionary(facts.map { ($0.name, $0.value) }) { first, _ in first })
            if output.isJSON {
                try JSONLine.show(line)
                return
            }
            print("model    \(line.sha256)\(line.adopted ? "" : "  (the one the programs carry)")")
            if let adopted {
                print("since    \(adopted.time), entry \(adopted.entry), by \(Table.printable(adopted.by))")
            }
            for fact in facts { print("\(Table.printable(fact.name)): \(Table.printable(fact.value))") }
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a model in force, when no class gets worse by it.",
            discussion: """
                Both models judge the letters of the golden set, a labelled folder as greffe evaluate takes it, of which \
                neither was trained. The new one is refused, with status 7, when fewer letters of any class are right, \
                more are wrongly taken for one, or more would be filed in a wrong class without a person. Its adoption is \
                an entry of the ledger, with the figures and the model's bytes. The daemon takes it at its next start.
                """)

        @Argument(help: ArgumentHelp("A model, as greffe train writes it.", valueName: "file"))
        var file: String?

        @OptionGroup var archive: ArchiveOptions

        @Flag(help: "Go back to the model the programs carry.")
        var shipped = false

        @Option(help: ArgumentHelp("A labelled folder, at least 5 letters a class.", valueName: "dir"))
        var golden: String

        @Option(help: "Why, in one line.")
        var reason: String

        func validate() throws {
            guard (file != nil) != shipped else { throw ValidationError("a model's file, or --shipped") }
        }

        func run() async throws {
            let registrar = try archive.openForActs()
            let bytes = try file.map { try TextFile.bytes(of: $0) } ?? EmbeddedFiles.classifierModel
            func room(_ classifier: Classifier) throws -> ScanReading {
                try ScanReading(
                    archive: archive.path, customersFile: nil, organisationNames: [], workers: nil,
                    classifier: classifier)
            }
            let rooms = [
                try room(try ReadingCrew.classifier(of: registrar.archive)), try room(try Classifier(model: bytes)),
            ]
            let found = try await LabelledLetters.judged(in: golden, by: rooms)
            for room in rooms { await room.close() }
            let comparison = ModelComparison(
                before: Evaluation(found.judged[0]), after: Evaluation(found.judged[1]))
            print(comparison.text)
            guard comparison.thin.isEmpty else {
                throw ModelRefused(golden: golden, reasons: comparison.thin.map { "too few letters of \($0.rawValue)" })
            }
            guard comparison.worse.isEmpty else { throw ModelRefused(golden: golden, reasons: comparison.worse) }
            let digest = Sha256Digest.of(bytes)
            let classes = LetterClass.allCases.map { letterClass in
                let (old, new) = (
                    comparison.before.score(of: letterClass), comparison.after.score(of: letterClass)
                )
                return (letterClass, (letters: old.wanted, before: old.right, after: new.right))
            }
            try await registrar.adoptModel(
                shipped ? nil : bytes, sha256: digest,
                comparison: Registrar.Comparison(classes: Dictionary(uniqueKeysWithValues: classes)), reason: reason,
                by: Account.current)
            print("in force from the next start of the daemon: \(digest.hex)")
        }
    }
}

/// A model that is worse in something, or of which nobody can say that it is not.
struct ModelRefused: GreffeError {
    var golden: String
    var reasons: [String]

    var code: String { "model.refused" }
    var message: String { "the model stays as it is, by the letters of \(golden): \(reasons.joined(separator: "; "))" }
    var hint: String { "greffe evaluate --model FILE names the letters it gets wrong." }
    var fate: Fate { .quarantine }
}
