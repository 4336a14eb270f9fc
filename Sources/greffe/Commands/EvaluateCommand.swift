import ArgumentParser
import FoundationEssentials
import GreffeAnalysis
import GreffeCore
import GreffeRegistry
import GreffeRuntime

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure what is understood of letters whose truth is known.",
        discussion: """
            The folder has scans or texts with a folder truth of one JSON a letter, or a folder a class with texts; \
            docs/reference/evaluate.md has the forms. Nothing is kept and no archive is touched: a site can measure its \
            own mail before it changes a bar or a model. A scan that cannot be read is named and left out: exit \
            status 3.
            """)

    @Argument(help: ArgumentHelp("The labelled folder.", valueName: "dir"))
    var folder: String

    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Write the figures with charts as one HTML page.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("The customer directory, as CSV.", valueName: "csv"))
    var customers: String?

    @Option(help: ArgumentHelp("A name of ours, never to be taken for a customer's; repeatable.", valueName: "name"))
    var organisation: [String] = []

    @Option(
        name: .customLong("archive"),
        help: ArgumentHelp("Take organisation, languages, workflows and customers from this archive.", valueName: "dir")
    )
    var archive: String?

    @Option(help: ArgumentHelp("Judge with this model in place of the one in force.", valueName: "file"))
    var model: String?

    @Option(help: ArgumentHelp("Reading processes; without it one a core.", valueName: "n"))
    var workers: Int?

    func validate() throws {
        if let workers, workers < 1 { throw ValidationError("--workers \(workers): at least 1") }
    }

    func run() async throws {
        let room = try ScanReading(
            archive: archive, customersFile: customers, organisationNames: organisation, workers: workers,
            classifier: try model.map { try Classifier(model: TextFile.bytes(of: $0)) })
        for problem in room.directoryProblems { Terminal.note(problem) }
        let found = try await LabelledLetters.judged(in: folder, by: [room])
        await room.close()
        let evaluation = Evaluation(found.judged[0])
        if let html { try TextFile.write(Array(EvaluationPage(evaluation).html.utf8), to: html) }
        if output.isJSON {
            try JSONLine.show(evaluation)
        } else {
            for line in evaluation.text.split(separator: "\n", omittingEmptySubsequences: false) {
                print(Table.printable(String(line)))
            }
        }
        if found.isPartial { throw EndingStatus(.partial) }
    }
}
