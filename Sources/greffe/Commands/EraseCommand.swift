import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct EraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase what a person asks to be erased, as far as the law lets us, with two people.",
        discussion: """
            GDPR, article 17. A letter that a law or a hold keeps is not erased: status 7, with the reason to be told to \
            the person. Afterwards the ledger still verifies, and nothing in the archive names the person.
            """,
        subcommands: [Request.self, Approve.self, Withdraw.self, Run.self, List.self])

    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a person's request: letters, or everything about a customer.")

        @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "number"))
        var letters: [String] = []

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("The customer: all letters, and the entry in the directory.", valueName: "number"))
        var customer: CustomerNumber?

        @Option(help: "The person's request: when, how, how it was checked. It is erased with the letters.")
        var reason: String

        @Flag(help: "Go on with what may be erased, where the law keeps the rest.")
        var partly = false

        func validate() throws {
            guard letters.isEmpty != (customer == nil) else {
                throw ValidationError("name letters or --customer: one of them")
            }
        }

        func run() async throws {
            let person = try Account.person()
            let registrar = try archive.openForActs()
            let scope: ErasureRequest.Scope =
                if let customer {
                    .customer(customer)
                } else {
                    .letters(try letters.map { try registrar.archive.letter($0).letter.accession })
                }
            let proposal = try await registrar.requestErasure(
                ErasureRequest(scope: scope, reason: reason, partly: partly, by: person))
            try RemovalOutput.show(proposal.row, output)
            for obstacle in proposal.leftOut { Terminal.note("left out: \(obstacle)") }
            if let customer {
                for number in try registrar.archive.index.mentions(of: customer, limit: 20) {
                    Terminal.note("letter \(number) of somebody else has \(customer) among its possible senders")
                }
            }
            if !proposal.leftOut.isEmpty { throw EndingStatus(.partial) }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve a request somebody else recorded.")

        @Argument(help: ArgumentHelp("The request's number.", valueName: "request"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let person = try Account.person()
            try RemovalOutput.show(
                try await archive.openForActs().approveRemoval(id, kind: .erasure, by: person), output)
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a request back that has not been run.")

        @Argument(help: ArgumentHelp("The request's number.", valueName: "request"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let person = try Account.person()
            try RemovalOutput.show(
                try await archive.openForActs().withdrawRemoval(id, kind: .erasure, by: person), output)
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase what a request names, after its approval.",
            discussion: """
                Prints the attestation. The person must be erased from the customer system first: its next export would \
                bring the entry in the directory back.
                """)

        @Argument(help: ArgumentHelp("The request's number.", valueName: "request"))
        var id: String

        @OptionGroup var archive: ArchiveOptions

        func run() async throws {
            let person = try Account.person()
            let registrar = try archive.openForActs()
            let row = try await registrar.runRemoval(
                id, kind: .erasure, by: person, seal: SealBefore.step(registrar))
            print(try DestructionCertificate(registrar.archive, of: row).text, terminator: "")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Requests that wait, the newest first.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Flag(help: "Those that were run or taken back, too.")
        var all = false

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 50

        func validate() throws {
            try PageLimit.check(limit)
        }

        func run() throws {
            let index = try archive.openForReading().index
            try RemovalOutput.list(try index.removals(.erasure, open: !all, limit: limit), index, output)
        }
    }
}
