import ArgumentParser
import GreffeAnalysis
import GreffeCore

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Make a classifier's model from letters whose class is known.",
        discussion: """
            The folder has one folder a class (claim, order, invoice, other) with texts as docs/classes.md describes. The \
            model is measured on hands it was not made from; the figures are printed and written into it. \
            The same folder and date give the same file.
            """)

    @Option(help: ArgumentHelp("Folder of the training letters.", valueName: "dir"))
    var texts: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("The date written into the model.", valueName: "yyyy-mm-dd"))
    var date = "undated"

    @Option(
        help: ArgumentHelp("Learn also from the letters people decided in this archive.", valueName: "archive"))
    var fromDecisions: String?

    @Flag(help: "Print every figure, and every letter it got wrong.")
    var report = false

    func run() throws {
        var letters = try LetterFolder.trainingLetters(in: texts)
        if let fromDecisions {
            let decided = try DecidedLetters.trainingLetters(archive: fromDecisions)
            Terminal.note("letters decided by people: \(decided.count)")
            letters += decided
        }
        let trained = try ClassifierTrainer().train(on: letters, date: date) { Terminal.note($0) }
        try TextFile.write(trained.model.bytes, to: output)
        print(report ? trained.report.text : trained.report.summary)
        print("\(output): \(trained.model.bytes.count) bytes, \(Sha256Digest.of(trained.model.bytes).hex)")
    }
}
