import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Whether what the mailroom counted is what came in.",
        discussion: """
            A slip beside a scan names its batch and says how many pages and envelopes the mailroom counted in it. \
            These commands compare that with what came in under the batch's name.
            """,
        subcommands: [List.self, Show.self, Close.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Batches with what was declared and received, the latest first.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Flag(help: "Only those that somebody has still to close.")
        var open = false

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 50

        func validate() throws {
            try PageLimit.check(limit)
        }

        func run() throws {
            let batches = try archive.openForReading().index.batches(unfinished: open, limit: limit)
            if output.isJSON {
                for batch in batches { try JSONLine.show(BatchJSON(batch)) }
                return
            }
            var table = Table([
                .init(title: "BATCH"), .init(title: "LAST FILE (UTC)"), .init(title: "FILES", alignment: .right),
                .init(title: "ENVELOPES", alignment: .right), .init(title: "PAGES", alignment: .right),
                .init(title: "STATE"), .init(title: "DOES NOT ADD UP", shrinks: true),
            ])
            for batch in batches {
                table.add([
                    batch.name, batch.last.map { "\($0)" } ?? "", "\(batch.received.files)",
                    BatchText.compared(batch.received.envelopes, batch.declared.envelopes),
                    BatchText.compared(batch.received.pages, batch.declared.pages), BatchText.state(batch),
                    (batch.closing?.reason).map { "closed because: \($0)" }
                        ?? batch.differences.joined(separator: "; "),
                ])
            }
            Terminal().show(table)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One batch: its counts, what does not add up, and its files.")

        @Argument(help: ArgumentHelp("The batch's name, as the slips have it.", valueName: "batch"))
        var name: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let archive = try archive.openForReading()
            guard let batch = try archive.index.batch(name.nfc) else { throw RegistryError.batchUnknown(name) }
            let files = try archive.index.drops(DropQuery(batch: name.nfc, limit: LetterIndex.pageMax))
            if output.isJSON {
                try JSONLine.show(BatchJSON(batch, files: files.map(DropJSON.init)))
                return
            }
            let terminal = Terminal()
            BatchText.show(batch, terminal)
            print("")
            terminal.show(DropTable.table(files))
            if files.count < batch.received.files {
                Terminal.note("the newest \(files.count) of \(batch.received.files) files are shown")
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a batch that adds up; with a reason, one that does not.",
            discussion: """
                The closing is an entry in the ledger with your account on it: what was declared, what came, what did \
                not add up, and your reason. Nothing is done to the letters. Status 7 when the batch does not add up \
                and no reason is given, or when it is closed already.
                """)

        @Argument(help: ArgumentHelp("The batch's name, as the slips have it.", valueName: "batch"))
        var name: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Why it is closed although it does not add up.")
        var reason: String?

        func run() async throws {
            let registrar = try archive.openForActs()
            let batch = try await registrar.closeBatch(name, reason: reason, by: Account.current)
            if output.isJSON {
                try JSONLine.show(BatchJSON(batch))
            } else {
                print("\(Table.printable(batch.name)): \(BatchText.state(batch))")
            }
        }
    }
}
