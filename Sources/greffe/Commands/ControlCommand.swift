import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct ControlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Compare letters drawn by lot with their paper, before the paper goes.",
        discussion: """
            The ledger draws: nobody knows which letters while they are scanned, and nobody chooses afterwards. Somebody \
            else than the operator compares them and records each one; only then may the paper's destruction be recorded. \
            Status 7 when a rule forbids it.
            """,
        subcommands: [Draw.self, Record.self, DestroyPaper.self])

    struct LotOptions: ParsableArguments {
        @Option(help: ArgumentHelp("The letters of a closed batch.", valueName: "name"))
        var batch: String?

        @Option(help: ArgumentHelp("The letters taken in on a day that is over (UTC).", valueName: "date"))
        var day: CalendarDate?

        @Option(help: ArgumentHelp("More than the rule asks for (2 %, 3 at least).", valueName: "n"))
        var count: Int?

        func validate() throws {
            guard (batch == nil) != (day == nil) else { throw ValidationError("name --batch or --day, one of them") }
            if let count, count < 1 { throw ValidationError("--count \(count): at least 1") }
        }

        var lot: ControlLot { batch.map { .batch($0.nfc) } ?? .day(day ?? CalendarDate(daysSince1970: 0)) }
    }

    struct Draw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which letters are to be compared, and what came of it so far.")

        @OptionGroup var lot: LotOptions
        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        private struct Line: Encodable {
            var rank: Int
            var accession: String
            var outcome: String
            var note: String?
            var by: String?
            var root: String
            var size: UInt64
        }

        func run() throws {
            let archive = try archive.openForReading()
            let controls = Controls(archive)
            let sample = try controls.sample(lot.lot, count: lot.count)
            var table = Table([
                .init(title: "RANK", alignment: .right), .init(title: "NUMBER"), .init(title: "OUTCOME"),
                .init(title: "BY"), .init(title: "FILE"), .init(title: "NOTE", shrinks: true),
            ])
            for (place, number) in sample.drawn.enumerated() {
                let outcome = try controls.outcome(of: number)
                let word = outcome.map { $0.isSame ? "same" : "different" } ?? "to compare"
                if output.isJSON {
                    try JSONLine.show(
                        Line(
                            rank: place + 1, accession: "\(number)", outcome: word, note: outcome?.note,
                            by: outcome?.by, root: sample.root.hex, size: sample.size))
                } else {
                    let file = try archive.index.letter(number)?.letter.originalName ?? ""
                    table.add(["\(place + 1)", "\(number)", word, outcome?.by ?? "", file, outcome?.note ?? ""])
                }
            }
            guard !output.isJSON else { return }
            print(
                "\(Table.printable("\(lot.lot)")): \(sample.count) of \(sample.order.count) drawn by the root of "
                    + "\(sample.size) entries, \(sample.root)")
            Terminal().show(table)
        }
    }

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record how a drawn letter compares with its paper.",
            discussion: "Status 7 when you scanned the letter yourself, or when it was not drawn.")

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @OptionGroup var lot: LotOptions
        @OptionGroup var archive: ArchiveOptions

        @Flag(help: "Scan and paper are the same.")
        var same = false

        @Option(help: ArgumentHelp("What differs.", valueName: "what"))
        var different: String?

        func validate() throws {
            guard same != (different != nil) else { throw ValidationError("say --same, or --different WHAT") }
        }

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(id).letter.accession
            try await registrar.control(
                number, of: lot.lot, count: lot.count, difference: different, by: Account.current)
            print("\(number): \(same ? "same as the paper" : "different from the paper")")
        }
    }

    struct DestroyPaper: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "destroy-paper",
            abstract: "Record that the paper of a batch or day is destroyed.",
            discussion: """
                Refused with status 7 until every drawn letter was compared and found the same: one that is different is \
                scanned again, or its paper kept.
                """)

        @OptionGroup var lot: LotOptions
        @OptionGroup var archive: ArchiveOptions

        func run() async throws {
            let registrar = try archive.openForActs()
            try await registrar.recordPaperDestroyed(lot.lot, count: lot.count, by: Account.current)
            print("\(Table.printable("\(lot.lot)")): the destruction of the paper is recorded")
        }
    }
}
