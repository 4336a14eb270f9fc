import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct DisposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispose",
        abstract: "Destroy letters at the end of their term, with two people.",
        discussion: """
            One person proposes, another approves, then it is run. Legal holds and terms are looked at each time; one \
            letter that must be kept refuses the whole with status 7, and nothing is done. Backups made before keep the \
            letters until they are replaced.
            """,
        subcommands: [
            Propose.self, Approve.self, Withdraw.self, Run.self, List.self, Certificate.self, Finish.self,
        ])

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose letters for destruction: those named, or all that are due.")

        @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "number"))
        var letters: [String] = []

        @Flag(help: "All letters whose term has come and that nothing keeps.")
        var due = false

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if due != letters.isEmpty { throw ValidationError("name letters or --due: one of them") }
        }

        func run() async throws {
            let person = try Account.person()
            let registrar = try archive.openForActs()
            let numbers = try due ? nil : letters.map { try registrar.archive.letter($0).letter.accession }
            try RemovalOutput.show(
                try await registrar.proposeDisposal(of: numbers, by: person), output)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve a proposal somebody else made.")

        @Argument(help: ArgumentHelp("The proposal's number.", valueName: "proposal"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let person = try Account.person()
            try RemovalOutput.show(
                try await archive.openForActs().approveRemoval(id, kind: .disposal, by: person), output)
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a proposal back that has not been run.")

        @Argument(help: ArgumentHelp("The proposal's number.", valueName: "proposal"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let person = try Account.person()
            try RemovalOutput.show(
                try await archive.openForActs().withdrawRemoval(id, kind: .disposal, by: person), output)
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy what a proposal names, after its approval.",
            discussion: "Prints the certificate of destruction. What was destroyed cannot be brought back.")

        @Argument(help: ArgumentHelp("The proposal's number.", valueName: "proposal"))
        var id: String

        @OptionGroup var archive: ArchiveOptions

        func run() async throws {
            let person = try Account.person()
            let registrar = try archive.openForActs()
            let row = try await registrar.runRemoval(
                id, kind: .disposal, by: person, seal: SealBefore.step(registrar))
            print(try DestructionCertificate(registrar.archive, of: row).text, terminator: "")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Proposals that wait, the newest first.")

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
            try RemovalOutput.list(try index.removals(.disposal, open: !all, limit: limit), index, output)
        }
    }

    struct Certificate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The certificate of a proposal or request that was run.")

        @Argument(help: ArgumentHelp("The proposal's or request's number.", valueName: "number"))
        var id: String

        @OptionGroup var archive: ArchiveOptions

        func run() throws {
            let archive = try archive.openForReading()
            print(try RemovalOutput.certificate(of: id, archive).text, terminator: "")
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finish destructions that were interrupted; greffed does so when it starts.")

        @OptionGroup var archive: ArchiveOptions

        @Flag(help: "Do all of them once more: after a restore, what was destroyed may be back.")
        var again = false

        func run() async throws {
            let rows = try await archive.openForActs().finishDestructions(by: Account.current, again: again)
            for row in rows { print("\(row.number): complete, \(row.letters) letters") }
            if rows.isEmpty { Terminal.note("nothing was interrupted") }
        }
    }
}

/// What the commands that destroy say.
enum RemovalOutput {
    static func show(_ row: RemovalRow, _ output: OutputOptions) throws {
        if output.isJSON {
            try JSONLine.show(RemovalJSON(row))
        } else {
            print(RemovalText.line(row))
        }
    }

    static func list(_ rows: [RemovalRow], _ index: LetterIndex, _ output: OutputOptions) throws {
        RemovalText.unfinished(try index.destructions(unfinished: true, limit: 20))
        if output.isJSON {
            for row in rows { try JSONLine.show(RemovalJSON(row)) }
        } else {
            RemovalText.show(rows, Terminal())
        }
    }

    /// By the number of the proposal or of the destruction itself: of an erasure, the request is gone.
    static func certificate(of id: String, _ archive: Archive) throws -> DestructionCertificate {
        guard let number = AccessionNumber(id) else { throw KeepingError.removalUnknown(id) }
        let leave = try archive.index.removal(number)?.leave ?? number.leaf
        guard let row = try archive.index.destruction(leave) else { throw KeepingError.removalUnknown(id) }
        return try DestructionCertificate(archive, of: row)
    }
}
