import GreffeIndex
import ArgumentParser
import Glibc
import GreffeCore
import GreffeRegistry

struct AttestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Write an attestation of deposit, integrity, communication or destruction.",
        discussion: """
            A folder with a page for people (text and PDF/A, in French and English), the same as a note signed by the \
            register's key, and the register's entry with its proof. An entry says that it was given. `integrity` reads \
            the letter again first. Status 7 when there is nothing to attest: the letter was never handed out, or is not \
            destroyed.
            """)

    @Argument(help: ArgumentHelp("deposit, integrity, communication or destruction.", valueName: "kind"))
    var kind: AttestationKind

    @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
    var id: String

    @OptionGroup var archive: ArchiveOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder to write into; made when it is not there.", valueName: "dir"))
    var folder: String

    @Option(name: .customLong("to"), help: ArgumentHelp("For whom, for the ledger.", valueName: "name"))
    var recipient: String?

    func run() async throws {
        let registrar = try archive.openForActs()
        let number = try registrar.archive.letter(id).letter.accession
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else { throw FileProblem(path: folder, errno: errno) }
        let attestation = try await registrar.attest(kind, number, by: Account.current, recipient: recipient)
        try attestation.write(to: folder)
        print("\(Table.printable(folder))/\(attestation.folder)")
    }
}

extension AttestationKind: ExpressibleByArgument {}
