import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct CasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases",
        abstract: "Case files: the letters of one matter, gathered over time.",
        discussion: """
            A case belongs to a customer; its letters may be anybody's. A letter is in one case at a time. Opening, \
            closing, and each letter put in or taken out are entries in the ledger.
            """,
        subcommands: [Open.self, Close.self, Add.self, Remove.self, Show.self, List.self])

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open a case, with its first letters.")

        @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "letter"))
        var letters: [String] = []

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Whose case it is.", valueName: "number"))
        var customer: CustomerNumber

        @Option(help: "What it is about. One line.")
        var title: String

        func run() async throws {
            let registrar = try archive.openForActs()
            let numbers = try letters.map { try registrar.archive.letter($0).letter.accession }
            try CaseText.show(
                try await registrar.openCase(
                    customer: customer, title: title, letters: numbers, by: Account.current), output)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a case.",
            discussion: """
                --matter-ended notes the day with each letter of the case whose term counts from the end of its \
                matter, as `greffe retention event` does letter by letter.
                """)

        @Argument(help: ArgumentHelp("The case's number.", valueName: "case"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "How it ended. One line.")
        var reason: String

        @Option(help: ArgumentHelp("The day the matter ended.", valueName: "date"))
        var matterEnded: CalendarDate?

        func run() async throws {
            let closed = try await archive.openForActs().closeCase(
                id, reason: reason, end: matterEnded, by: Account.current)
            try CaseText.show(closed.row, output)
            if !closed.dated.isEmpty {
                Terminal.note("the end of the matter is noted with \(closed.dated.count) of its letters")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put letters into a case; one that is in another leaves that.")

        @Argument(help: ArgumentHelp("The case's number.", valueName: "case"))
        var id: String

        @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "letter"))
        var letters: [String]

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let registrar = try archive.openForActs()
            let numbers = try letters.map { try registrar.archive.letter($0).letter.accession }
            try CaseText.show(try await registrar.add(numbers, toCase: id, by: Account.current), output)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take letters out of a case.")

        @Argument(help: ArgumentHelp("The case's number.", valueName: "case"))
        var id: String

        @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "letter"))
        var letters: [String]

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let registrar = try archive.openForActs()
            let numbers = try letters.map { try registrar.archive.letter($0).letter.accession }
            try CaseText.show(try await registrar.remove(numbers, fromCase: id, by: Account.current), output)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A case with its letters, in order of time.")

        @Argument(help: ArgumentHelp("The case's number.", valueName: "case"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("At most so many letters.", valueName: "n"))
        var limit = 200

        func validate() throws {
            try PageLimit.check(limit)
        }

        private struct Record: Encodable {
            private enum CodingKeys: String, CodingKey {
                case caseFile = "case"
                case letters
            }
            var caseFile: CaseJSON
            var letters: [LetterJSON]
        }

        func run() throws {
            let index = try archive.openForReading().index
            guard let number = AccessionNumber(id), let row = try index.caseFile(number) else {
                throw KeepingError.caseUnknown(id)
            }
            let letters = try index.letters(inCase: number, limit: limit)
            if output.isJSON {
                try JSONLine.show(
                    Record(caseFile: CaseJSON(row), letters: letters.map { LetterJSON(letter: $0) }))
                return
            }
            let terminal = Terminal()
            print(terminal.bold("\(number)  \(Table.printable(row.title ?? "(erased)"))"))
            LetterTable.facts(
                [
                    ("customer", row.customer?.value), ("opened", "\(row.opened) by \(row.by ?? "?")"),
                    (
                        "closed",
                        row.closing.map { "\($0.time) by \($0.by ?? "?"): \($0.reason ?? "")" }
                    ),
                ], terminal)
            print("")
            LetterTable.show(letters, terminal)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open cases, the newest first.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Of this customer.", valueName: "number"))
        var customer: CustomerNumber?

        @Flag(help: "Closed ones too.")
        var all = false

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 200

        func validate() throws {
            try PageLimit.check(limit)
        }

        func run() throws {
            let index = try archive.openForReading().index
            let rows = try index.caseFiles(open: !all, customer: customer, limit: limit)
            if output.isJSON {
                for row in rows { try JSONLine.show(CaseJSON(row)) }
            } else {
                CaseText.table(rows, Terminal())
            }
        }
    }
}

/// Case files for people.
enum CaseText {
    static func show(_ row: CaseRow, _ output: OutputOptions) throws {
        if output.isJSON {
            try JSONLine.show(CaseJSON(row))
        } else {
            let letters = "\(row.letters) \(row.letters == 1 ? "letter" : "letters")"
            print("case \(row.number): \(row.isOpen ? "open" : "closed"), \(letters)")
        }
    }

    static func table(_ rows: [CaseRow], _ terminal: Terminal) {
        var table = Table([
            .init(title: "CASE"), .init(title: "OPENED"), .init(title: "CUSTOMER"), .init(title: "STATE"),
            .init(title: "LETTERS", alignment: .right), .init(title: "ABOUT", shrinks: true),
        ])
        for row in rows {
            table.add([
                "\(row.number)", "\(row.opened.date)", row.customer?.value ?? "",
                row.closing.map { "closed \($0.time.date)" } ?? "open", "\(row.letters)", row.title ?? "(erased)",
            ])
        }
        terminal.show(table)
    }
}

/// A case as scripts see it.
struct CaseJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case number = "case"
        case title, customer, opened, by, letters, closed
    }

    private struct Closing: Encodable {
        var time: String
        var by: String?
        var reason: String?
    }

    let row: CaseRow

    init(_ row: CaseRow) { self.row = row }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("\(row.number)", forKey: .number)
        try container.encodeIfPresent(row.title, forKey: .title)
        try container.encodeIfPresent(row.customer?.value, forKey: .customer)
        try container.encode("\(row.opened)", forKey: .opened)
        try container.encodeIfPresent(row.by, forKey: .by)
        try container.encode(row.letters, forKey: .letters)
        try container.encodeIfPresent(
            row.closing.map { Closing(time: "\($0.time)", by: $0.by, reason: $0.reason) }, forKey: .closed)
    }
}
