import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Legal holds: what may not be destroyed, whatever its term.",
        discussion: """
            A letter under a hold is not destroyed by anybody, by disposal or by erasure, until the hold is released. \
            Setting and releasing a hold are entries in the ledger with your account on them.
            """,
        subcommands: [Add.self, Release.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold letters, a customer, a case, or what a search finds.",
            discussion: """
                A customer's or a case's hold also reaches letters that come in later, and a letter it has reached stays held when \
                it is filed elsewhere. A search is asked once. A hold has no end of its own: --until is the day on \
                which somebody should look at it again.
                """)

        @Argument(help: ArgumentHelp("Letters' accession numbers.", valueName: "number"))
        var letters: [String] = []

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("All letters of this customer, those to come included.", valueName: "number"))
        var customer: CustomerNumber?

        @Option(
            name: .customLong("case"),
            help: ArgumentHelp("All letters of this case, those to come included.", valueName: "number"))
        var caseFile: String?

        @Option(help: ArgumentHelp("The letters these words find now.", valueName: "words"))
        var search: String?

        @Option(help: "Why: the dispute, the authority that asked. One line.")
        var reason: String

        @Option(help: ArgumentHelp("Since when; today unless said.", valueName: "date"))
        var since: CalendarDate?

        @Option(help: ArgumentHelp("When to look at it again.", valueName: "date"))
        var until: CalendarDate?

        func validate() throws {
            let given = [!letters.isEmpty, customer != nil, caseFile != nil, search != nil].count { $0 }
            guard given == 1 else { throw ValidationError("name letters, --customer, --case or --search: one of them") }
            if let since, let until, until < since {
                throw ValidationError("--until \(until) is before --since \(since)")
            }
        }

        func run() async throws {
            let registrar = try archive.openForActs()
            let scope: HoldRequest.Scope =
                if let customer {
                    .customer(customer)
                } else if let caseFile {
                    .caseFile(try await registrar.caseFile(caseFile).number)
                } else if let search {
                    .search(SearchQuery(words: search))
                } else {
                    .letters(try letters.map { try registrar.archive.letter($0).letter.accession })
                }
            let hold = try await registrar.hold(
                HoldRequest(scope: scope, reason: reason, since: since, until: until, by: Account.current))
            if output.isJSON {
                try JSONLine.show(HoldJSON(hold))
            } else {
                print("hold \(hold.number): \(Table.printable(hold.scope)), \(hold.letters) held")
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Release a hold, with a reason.",
            discussion: """
                Other holds on the same letters stay. The act needs a person: a service's account is refused (status 7).
                """)

        @Argument(help: ArgumentHelp("The hold's number.", valueName: "hold"))
        var hold: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Why it may go. One line.")
        var reason: String

        func run() async throws {
            let person = try Account.person()
            let hold = try await archive.openForActs().releaseHold(hold, reason: reason, by: person)
            if output.isJSON {
                try JSONLine.show(HoldJSON(hold))
            } else {
                print("hold \(hold.number): released")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Holds in force, the newest first.")

        @Argument(help: ArgumentHelp("Only this one, with its letters.", valueName: "hold"))
        var hold: String?

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Flag(help: "Released ones too.")
        var all = false

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 200

        func validate() throws {
            try PageLimit.check(limit)
        }

        func run() throws {
            let index = try archive.openForReading().index
            var holds = try index.holds(active: !all, limit: limit)
            if let hold {
                guard let found = try AccessionNumber(hold).flatMap({ try index.hold($0) }) else {
                    throw KeepingError.holdUnknown(hold)
                }
                holds = [found]
            }
            if output.isJSON {
                for hold in holds { try JSONLine.show(HoldJSON(hold)) }
                return
            }
            let terminal = Terminal()
            var table = Table([
                .init(title: "HOLD"), .init(title: "SINCE"), .init(title: "LOOK AGAIN"), .init(title: "ON"),
                .init(title: "LETTERS", alignment: .right), .init(title: "BY"), .init(title: "WHY", shrinks: true),
                .init(title: "STATE"),
            ])
            for hold in holds {
                table.add([
                    "\(hold.number)", hold.since.map { "\($0)" } ?? "", hold.until.map { "\($0)" } ?? "", hold.scope,
                    "\(hold.letters)", hold.by ?? "", hold.reason ?? "",
                    hold.release.map { "released \($0.time.date) by \($0.by ?? "?"): \($0.reason ?? "")" }
                        ?? "in force",
                ])
            }
            terminal.show(table)
            guard hold != nil, let found = holds.first else { return }
            print("")
            LetterTable.show(try index.letters(under: found.number, limit: limit), terminal)
        }
    }
}

/// A hold as scripts see it.
struct HoldJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case hold, time, by, reason, since, until, customer
        case caseFile = "case"
        case search, letters, released
    }

    private struct Release: Encodable {
        var time: String
        var by: String?
        var reason: String?
    }

    let row: HoldRow

    init(_ row: HoldRow) { self.row = row }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("\(row.number)", forKey: .hold)
        try container.encode("\(row.time)", forKey: .time)
        try container.encodeIfPresent(row.by, forKey: .by)
        try container.encodeIfPresent(row.reason, forKey: .reason)
        try container.encodeIfPresent(row.since.map { "\($0)" }, forKey: .since)
        try container.encodeIfPresent(row.until.map { "\($0)" }, forKey: .until)
        try container.encodeIfPresent(row.customer?.value, forKey: .customer)
        try container.encodeIfPresent(row.caseFile.map { "\($0)" }, forKey: .caseFile)
        try container.encodeIfPresent(row.words, forKey: .search)
        try container.encode(row.letters, forKey: .letters)
        try container.encodeIfPresent(
            row.release.map { Release(time: "\($0.time)", by: $0.by, reason: $0.reason) }, forKey: .released)
    }
}
