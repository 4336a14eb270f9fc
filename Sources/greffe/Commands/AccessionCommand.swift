import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct AccessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accession",
        abstract: "Take scans in as the watch folder would.",
        discussion: """
            The files stay where they are. greffed reads them when it runs; with --wait the command returns when each \
            letter is filed or waits for a person, and reads them itself where no greffed runs.
            """)

    @Argument(help: ArgumentHelp("Scans: PDF, TIFF, JPEG, PNG.", valueName: "file"))
    var files: [String]

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Wait until each letter is filed or waits for a person.")
    var wait = false

    @Option(help: ArgumentHelp("How the mail came.", valueName: "channel"))
    var channel = "counter"

    private struct Line: Encodable {
        var file: String
        var outcome: String
        var accession: String?
        var state: String?
        var error: ReadErrorJSON.Fault?
    }

    func run() async throws {
        let registrar = try archive.openForActs()
        let counter = Counter(
            registrar: registrar, operatorName: Account.current, channel: channel,
            reserve: DiskReserve(try ArchiveFolder(path: archive.path).configuration(), archive: archive.path))
        var lines: [Line] = []
        for file in files {
            do {
                switch try await counter.takeIn(file) {
                case .accessioned(let number):
                    lines.append(Line(file: file, outcome: "accessioned", accession: "\(number)"))
                case .duplicate(let number), .alreadyOurs(let number):
                    lines.append(Line(file: file, outcome: "duplicate", accession: "\(number)"))
                }
            } catch {
                lines.append(Line(file: file, outcome: "refused", error: ReadErrorJSON(file: file, error: error).error))
            }
        }
        let numbers = lines.compactMap { $0.accession.flatMap { AccessionNumber($0) } }
        if wait { try await counter.wait(for: numbers, archivePath: archive.path) }
        for index in lines.indices {
            guard let accession = lines[index].accession else { continue }
            lines[index].state = try registrar.archive.letter(accession).letter.phase.rawValue
        }
        try show(lines)
        if lines.contains(where: { $0.error != nil }) { throw EndingStatus(.partial) }
    }

    private func show(_ lines: [Line]) throws {
        for line in lines {
            if output.isJSON {
                try JSONLine.show(line)
            } else if let error = line.error {
                Terminal.note("\(line.file): \(error.message) \(error.hint)")
            } else {
                print("\(Table.printable(line.file)): \(line.outcome) \(line.accession ?? "") (\(line.state ?? ""))")
            }
        }
    }
}
