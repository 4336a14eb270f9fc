import ArgumentParser
import Glibc
import GreffeCore
import GreffeRegistry

struct LeaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave",
        abstract: "Write everything the archive keeps, in open forms that another system can take in.",
        discussion: """
            Every original as received, its text and ALTO; letters, entries, customers, cases, interactions, holds and \
            retention rules as JSON Lines; letters as CSV; a page that explains it, in French and in English; SHA256SUMS, \
            written last, after every file was read back. An entry in the ledger says who, and why. Nothing is removed.
            """)

    @Argument(help: ArgumentHelp("The folder to write into; made when it is not there, else empty.", valueName: "dir"))
    var folder: String

    @OptionGroup var archive: ArchiveOptions

    @Option(help: "Why, for the ledger.")
    var reason: String?

    func run() async throws {
        let registrar = try archive.openForActs()
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileProblem(path: folder, errno: errno) }
        var bar = ProgressLine()
        let letters = try await registrar.leave(
            to: folder, reason: reason, by: Account.current
        ) { done, total in
            bar.show(done: done, total: total, of: "entries")
        }
        bar.end()
        print(
            "\(letters) letter\(letters == 1 ? "" : "s") in \(Table.printable(folder)), read back and found as written")
    }
}
