import ArgumentParser
import GreffeCore
import GreffeRegistry
import GreffeRuntime

struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read and understand scans, touching no archive.",
        discussion: """
            Shows what the daemon would decide. With an archive's greffe.yaml (--archive) its organisation, languages and \
            workflows count; without one, the workflows shipped with greffe. A scan that cannot be read does not stop the \
            others: exit status 3.
            """)

    @Argument(help: ArgumentHelp("Scans: PDF, TIFF, JPEG, PNG.", valueName: "file"))
    var files: [String]

    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The customer directory, as CSV.", valueName: "csv"))
    var customers: String?

    @Option(help: ArgumentHelp("A name of ours, never to be taken for a customer's; repeatable.", valueName: "name"))
    var organisation: [String] = []

    @Option(
        name: .customLong("archive"),
        help: ArgumentHelp("Take organisation, languages, workflows and customers from this archive.", valueName: "dir")
    )
    var archive: String?

    @Option(
        help: ArgumentHelp("Put an access copy of each scan, a PDF with searchable text, here.", valueName: "dir"))
    var accessCopy: String?

    @Option(help: ArgumentHelp("Put what was read of each scan, with places, here as hOCR.", valueName: "dir"))
    var hocr: String?

    @Option(help: ArgumentHelp("The same as ALTO.", valueName: "dir"))
    var alto: String?

    @Option(help: ArgumentHelp("Reading processes; without it one a core.", valueName: "n"))
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            "What must confine the reading processes: required, or best-effort where the kernel has no Landlock.",
            valueName: "rule"))
    var sandbox: SandboxRule?

    func validate() throws {
        if let workers, workers < 1 { throw ValidationError("--workers \(workers): at least 1") }
    }

    func run() async throws {
        let room = try ScanReading(
            archive: archive, customersFile: customers, organisationNames: organisation, workers: workers,
            sandbox: sandbox)
        for problem in room.directoryProblems { Terminal.note(problem) }
        let copies = try accessCopy.map { _ in try room.copies() }
        let terminal = Terminal()
        var failed = false
        for await outcome in room.read(files) {
            let result = outcome.result.flatMap { letter in
                Result {
                    try putCopies(of: outcome.file, letter.reading, copies)
                    return letter
                }
            }
            switch result {
            case .success(let scan):
                for letter in scan.scan.letters {
                    if output.isJSON {
                        try JSONLine.show(
                            ReadLetterJSON(
                                file: outcome.file, reading: scan.reading, letter: letter,
                                understandSeconds: scan.understandSeconds / Double(scan.scan.letters.count)))
                    } else {
                        ReadLetterText(file: outcome.file, letter: letter, isOneOfSeveral: scan.scan.isOfSeveral)
                            .show(terminal)
                    }
                }
            case .failure(let error):
                failed = true
                let fault = ReadErrorJSON(file: outcome.file, error: error)
                if output.isJSON {
                    try JSONLine.show(fault)
                } else {
                    Terminal.note("\(outcome.file): \(fault.error.message) \(fault.error.hint)")
                }
            }
        }
        await room.close()
        if failed { throw EndingStatus(.partial) }
    }

    /// Named after the scan, whole: `0042.tif` and `0042.jpg` may lie side by side.
    private func putCopies(of file: String, _ reading: Reading, _ copies: AccessCopies?) throws {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        if let hocr { try NewFile.make("\(hocr)/\(name).hocr", holding: reading.hocr(source: name)) }
        if let alto { try NewFile.make("\(alto)/\(name).alto.xml", holding: reading.alto(source: name)) }
        guard let accessCopy, let copies else { return }
        let target = "\(accessCopy)/\(name).pdf"
        let part = try NewFile.make(target) { try copies.make(file: file, reading: reading, title: name, to: $0) }
        if part == nil { Terminal.note(OpenCommand.unclaimed(target)) }
    }
}

extension SandboxRule: ExpressibleByArgument {}
