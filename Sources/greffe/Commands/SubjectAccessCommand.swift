import ArgumentParser
import Glibc
import GreffeCore
import GreffeRegistry

struct SubjectAccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subject-access",
        abstract: "Everything the archive has about a customer, in one folder.",
        discussion: """
            GDPR, article 15: the entry in the directory, and every letter with its original, text, record and history, \
            in open forms. An entry in the ledger says who exported and why. The image of a scan that holds other \
            people's letters too is left out, and named.
            """)

    @Argument(help: ArgumentHelp("The customer's number.", valueName: "number"))
    var customer: CustomerNumber

    @OptionGroup var archive: ArchiveOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The folder to write into; made when it is not there, and otherwise empty.", valueName: "dir"))
    var folder: String

    @Option(help: "Why, for the ledger.")
    var reason: String?

    func run() async throws {
        let registrar = try archive.openForActs()
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileProblem(path: folder, errno: errno) }
        let access = try await registrar.subjectAccess(
            customer, to: folder, reason: reason, by: Account.current)
        print("\(access.letters) letters in \(Table.printable(folder))")
        for number in access.sharedScans {
            Terminal.note("letter \(number): its image shows other people's letters too, and was left out")
        }
        if !access.mentions.isEmpty {
            Terminal.note("\(access.mentions.count) letters of others name the customer as a possible sender; left out")
        }
    }
}
