import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

extension RetentionRule.Start: ExpressibleByArgument {}

struct RetentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "How long letters are kept, from when, and by which law.",
        subcommands: [List.self, Forecast.self, Rules.self, Event.self, Assign.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Letters with their terms, the earliest first, each with its reason.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Flag(help: "Only letters whose term has come.")
        var due = false

        @Option(help: ArgumentHelp("Only letters whose term comes before this day.", valueName: "date"))
        var before: CalendarDate?

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 50

        @Option(help: ArgumentHelp("Leave out so many at the beginning.", valueName: "n"))
        var skip = 0

        func validate() throws {
            try PageLimit.check(limit)
            if due, before != nil { throw ValidationError("--due or --before, not both") }
        }

        func run() throws {
            let today = SystemClock().now().date
            let until = due ? today : before.map { $0.adding(days: -1) }
            let letters = try archive.openForReading().index.retentionList(until: until, limit: limit, after: skip)
            if output.isJSON {
                for letter in letters { try JSONLine.show(LetterJSON(letter: letter)) }
                return
            }
            var table = Table([
                .init(title: "NUMBER"), .init(title: "CLASS"), .init(title: "CUSTOMER"), .init(title: "MAY GO"),
                .init(title: "THEN"), .init(title: "HELD"), .init(title: "BECAUSE", shrinks: true),
            ])
            for letter in letters {
                guard let retention = letter.retention else { continue }
                table.add([
                    "\(letter.accession)", letter.letterClass?.rawValue ?? "", letter.customer?.value ?? "-",
                    retention.disposition == .keep ? "never" : retention.term.map { "\($0)" } ?? "not yet known",
                    retention.disposition.rawValue, letter.isHeld ? "held" : "", RetentionText.reason(retention),
                ])
            }
            Terminal().show(table)
        }
    }

    struct Forecast: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many letters come to the end of their term in which year.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        private struct Line: Encodable {
            var year: Int?
            var rule: String
            var then: String
            var letters: Int
            var bytes: Int64
            var held: Int
        }

        func run() throws {
            let index = try archive.openForReading().index
            let rows = try index.retentionForecast()
            if output.isJSON {
                for row in rows {
                    try JSONLine.show(
                        Line(
                            year: row.year, rule: row.rule, then: row.disposition.rawValue, letters: row.letters,
                            bytes: row.bytes, held: row.held))
                }
                return
            }
            var table = Table([
                .init(title: "YEAR"), .init(title: "RULE"), .init(title: "THEN"),
                .init(title: "LETTERS", alignment: .right), .init(title: "MB", alignment: .right),
                .init(title: "HELD", alignment: .right),
            ])
            for row in rows {
                table.add([
                    row.year.map { "\($0)" } ?? "event awaited", row.rule, row.disposition.rawValue, "\(row.letters)",
                    "\((row.bytes + 500_000) / 1_000_000)", "\(row.held)",
                ])
            }
            Terminal().show(table)
            let without = try index.lettersWithoutRule()
            if without > 0 { Terminal.note("\(without) letters have no rule yet: nobody has filed them") }
        }
    }

    struct Rules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The rules of each class, with their laws.",
            discussion: """
                They stand in workflows/. A change is recorded as an entry when greffed starts, or with --record.
                """)

        @OptionGroup var archive: ArchiveOptions

        @Flag(help: "Record the rules in the ledger, where they are not those recorded last.")
        var record = false

        func run() async throws {
            let settings = try ArchiveFolder(path: archive.path).settings()
            var table = Table([
                .init(title: "CLASS"), .init(title: "RULE"), .init(title: "FROM"),
                .init(title: "YEARS", alignment: .right), .init(title: "THEN"), .init(title: "LAW", shrinks: true),
                .init(title: "SOURCE"),
            ])
            for letterClass in LetterClass.allCases {
                for rule in settings.workflows[letterClass]?.retentionRules ?? [] {
                    table.add([
                        letterClass.rawValue, rule.id, rule.start.rawValue, "\(rule.years)", rule.disposition.rawValue,
                        rule.basis, rule.source,
                    ])
                }
            }
            Terminal().show(table)
            guard record else { return }
            let isNew = try await archive.openForActs().recordRetentionRules(by: Account.current)
            Terminal.note(isNew ? "recorded" : "nothing has changed since they were recorded")
        }
    }

    struct Event: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note the event a letter's term counts from: the end of its matter or contract.")

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @Argument(help: ArgumentHelp("end-of-matter or end-of-contract.", valueName: "event"))
        var event: RetentionRule.Start

        @Argument(help: ArgumentHelp("The day it happened.", valueName: "date"))
        var date: CalendarDate

        @OptionGroup var archive: ArchiveOptions

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(id).letter.accession
            RetentionText.show(try await registrar.noteEvent(event, on: date, of: number, by: Account.current))
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a letter under another rule of its class.")

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @Argument(help: ArgumentHelp("The rule, as `greffe retention rules` names it.", valueName: "rule"))
        var rule: String

        @OptionGroup var archive: ArchiveOptions

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(id).letter.accession
            RetentionText.show(try await registrar.assignRule(rule, to: number, by: Account.current))
        }
    }
}

/// A term and its reason in words.
enum RetentionText {
    static func reason(_ retention: LetterRow.RetentionRow) -> String {
        let event =
            switch RetentionRule.Start(rawValue: retention.start) {
            case .received: "the day it came in"
            case .endOfYear: "the close of the accounting year"
            case .endOfMatter: "the end of the matter"
            case .endOfContract: "the end of the contract"
            case nil: retention.start
            }
        let day = retention.from.map { ", \($0)" } ?? ", which nobody has noted"
        return "\(retention.rule): \(retention.years) years from \(event)\(day) (\(retention.basis))"
    }

    static func show(_ letter: LetterRow) {
        guard let retention = letter.retention else { return }
        let term = retention.disposition == .keep ? "never" : retention.term.map { "\($0)" } ?? "not yet known"
        print("\(letter.accession): may go \(term): \(Table.printable(reason(retention)))")
    }
}
