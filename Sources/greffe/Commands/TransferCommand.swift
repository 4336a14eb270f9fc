import ArgumentParser
import Glibc
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct TransferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: "Write letters as a package that another archive takes in (SEDA 2.2).",
        discussion: """
            A manifest.xml as the French standard of exchange for archiving prescribes it, and content/ with the \
            originals: letters below their cases, with keywords, dates, rules of retention, legal holds and the \
            ledger's entry. Every file is read back; the folder is then ready to be zipped. An entry in the ledger \
            says who handed over what to whom. Nothing is removed from this archive: once the other has confirmed, the \
            letters go by greffe dispose.

            Status 6 when a letter or case is not there or nothing was found, 7 when a scan would take along letters \
            that were not named.
            """)

    @Argument(
        help: ArgumentHelp("The folder to write into; made when it is not there, else empty.", valueName: "dir"))
    var folder: String

    @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "number"))
    var ids: [String] = []

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("case"), help: ArgumentHelp("The letters of this case.", valueName: "number"))
    var caseFile: String?

    @Option(help: ArgumentHelp("The letters these words find now.", valueName: "words"))
    var search: String?

    @Flag(help: "Every letter that is still there.")
    var all = false

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp("The receiving archive (ArchivalAgency), as it names itself.", valueName: "id"))
    var archivalAgency: String

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("Who hands over (TransferringAgency), as the archive names it.", valueName: "id"))
    var transferringAgency: String

    @Option(help: ArgumentHelp("What both agreed on (ArchivalAgreement).", valueName: "id"))
    var agreement: String?

    @Option(help: "Why, for the ledger and the manifest.")
    var reason: String?

    func validate() throws {
        let given = [!ids.isEmpty, caseFile != nil, search != nil, all].count { $0 }
        guard given == 1 else { throw ValidationError("name letters, --case, --search or --all: one of them") }
    }

    private struct Line: Encodable {
        var folder: String
        var letters: Int
        var objects: Int
        var message: String
    }

    func run() async throws {
        let registrar = try archive.openForActs()
        let scope: TransferRequest.Scope =
            if let caseFile {
                .caseFile(try await registrar.caseFile(caseFile).number)
            } else if let search {
                .search(SearchQuery(words: search))
            } else if all {
                .all
            } else {
                .letters(try ids.map { try registrar.archive.letter($0).letter.accession })
            }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileProblem(path: folder, errno: errno) }
        var bar = ProgressLine()
        let done = try await registrar.transfer(
            TransferRequest(
                scope: scope, archivalAgency: archivalAgency, transferringAgency: transferringAgency,
                agreement: agreement, reason: reason, by: Account.current), to: folder
        ) { done, total in
            bar.show(done: done, total: total, of: "files written and read back")
        }
        bar.end()
        if output.isJSON {
            try JSONLine.show(
                Line(folder: folder, letters: done.letters, objects: done.objects, message: done.message))
        } else {
            let place = Table.printable(folder)
            print(
                "\(done.letters) letter\(done.letters == 1 ? "" : "s") in \(place), message \(done.message), "
                    + "read back and found as written")
        }
    }
}
