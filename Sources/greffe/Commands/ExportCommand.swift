import ArgumentParser
import Glibc
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write dossiers of evidence that anybody can check without greffe.",
        discussion: """
            One folder a letter: the letter, its entry, the proof that the entry stands in the signed and time-stamped \
            ledger, everything that happened to it since, a page that explains it (LISEZMOI.txt), and verify.sh, which \
            checks it all with sh, sed, coreutils and openssl. An entry in the ledger says who exported, why, and which \
            letters; it comes first.

            Status 3 when some letters could not be exported, 6 when a letter is not there: nothing is then written.
            """)

    @Argument(help: ArgumentHelp("Accession numbers.", valueName: "number"))
    var ids: [String] = []

    @Flag(help: "Every letter of the archive.")
    var all = false

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The folder to write into; made when it is not there, and otherwise empty.", valueName: "dir"))
    var folder: String

    @Option(help: "Why, for the ledger.")
    var reason: String?

    @Option(name: .customLong("to"), help: ArgumentHelp("For whom, for the ledger.", valueName: "name"))
    var recipient: String?

    @Flag(help: "Go on with an export that was broken off; dossiers that are there are checked and stay.")
    var resume = false

    func validate() throws {
        guard all != !ids.isEmpty else { throw ValidationError("name letters, or --all, and not both") }
    }

    func run() async throws {
        let registrar = try archive.openForActs()
        let letters =
            try all ? allLetters(registrar.archive) : ids.map { try registrar.archive.letter($0).letter.accession }
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else { throw FileProblem(path: folder, errno: errno) }
        var seen: Set<AccessionNumber> = []
        let request = ExportRequest(
            letters: letters.filter { seen.insert($0).inserted }, by: Account.current, reason: reason,
            recipient: recipient)
        var progress = ProgressLine()
        var tally = Tally()
        try await registrar.export(request, to: folder, resumes: resume) { exported in
            try show(exported, &tally)
            progress.show(done: tally.done, total: UInt64(request.letters.count), of: "letters")
        }
        progress.end()
        if !output.isJSON {
            let kept = tally.kept == 0 ? "" : ", \(tally.kept) there already"
            print(
                "\(tally.written) dossier\(tally.written == 1 ? "" : "s") written to \(Table.printable(folder))\(kept)")
        }
        if tally.failed > 0 { throw EndingStatus(.partial) }
    }

    private struct Tally {
        var written = 0
        var kept = 0
        var failed = 0
        var done: UInt64 { UInt64(written + kept + failed) }
    }

    private struct Line: Encodable {
        var accession: String
        var folder: String?
        var outcome: String
        var code: String?
        var message: String?
    }

    private func show(_ exported: Exported, _ tally: inout Tally) throws {
        switch exported {
        case .written(let number):
            tally.written += 1
            if output.isJSON {
                try JSONLine.show(Line(accession: "\(number)", folder: "\(folder)/\(number)", outcome: "written"))
            }
        case .alreadyThere(let number):
            tally.kept += 1
            if output.isJSON {
                try JSONLine.show(Line(accession: "\(number)", folder: "\(folder)/\(number)", outcome: "already-there"))
            }
        case .failed(let number, let error):
            tally.failed += 1
            if output.isJSON {
                try JSONLine.show(
                    Line(accession: "\(number)", outcome: "failed", code: error.code, message: error.message))
            }
            Terminal.note("\(number): \(error.message)")
            Terminal.note("hint: \(error.hint)")
        }
    }

    private func allLetters(_ archive: Archive) throws -> [AccessionNumber] { try archive.index.accessions() }
}
