import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Letters we hold and cannot process.",
        subcommands: [List.self, Retry.self, Reject.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Letters in quarantine, with the reason.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 50

        func run() throws {
            let letters = try archive.openForReading().index.quarantineList(limit: limit)
            if output.isJSON {
                for letter in letters { try JSONLine.show(LetterJSON(letter: letter)) }
                return
            }
            var table = Table([
                .init(title: "NUMBER"), .init(title: "RECEIVED"), .init(title: "FILE"), .init(title: "CODE"),
                .init(title: "REASON", shrinks: true),
            ])
            for letter in letters {
                table.add([
                    "\(letter.accession)", "\(letter.received.date)", letter.originalName ?? "",
                    letter.quarantine?.code ?? "", letter.quarantine?.reason ?? "",
                ])
            }
            Terminal().show(table)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read a letter again from its original.")

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @OptionGroup var archive: ArchiveOptions

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(id).letter.accession
            try await registrar.retry(number, by: Account.current)
            print("\(number): will be read again by greffed")
        }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a letter does not belong here; its bytes stay.")

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @OptionGroup var archive: ArchiveOptions

        @Option(help: "Why.")
        var reason: String

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(id).letter.accession
            try await registrar.reject(number, reason: reason, by: Account.current)
            print("\(number): rejected")
        }
    }
}
