import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

extension ContactChannel: ExpressibleByArgument {}

struct InteractionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interactions",
        abstract: "Contacts with customers by other ways than mail.",
        discussion: """
            Each is an entry in the ledger; its words are erased with the customer and given out with a subject access.
            """,
        subcommands: [Add.self, Acknowledge.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Note a call, an e-mail, a visit, a chat.")

        @Argument(help: ArgumentHelp("The customer's number.", valueName: "customer"))
        var customer: CustomerNumber

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "phone, email, counter or chat.")
        var channel: ContactChannel

        @Option(help: "What was said.")
        var summary: String

        @Option(help: "Who spoke or wrote for us; you unless said.")
        var author: String?

        @Option(help: ArgumentHelp("When (2026-11-22T14:05:00.000Z, or a day); now unless said.", valueName: "time"))
        var at: Timestamp?

        @Option(help: ArgumentHelp("What the customer thought of it, 0 to 10.", valueName: "n"))
        var score: Int?

        @Option(help: ArgumentHelp("The letter it was about.", valueName: "number"))
        var letter: String?

        @Option(name: .customLong("case"), help: ArgumentHelp("The case it belongs to.", valueName: "number"))
        var caseFile: String?

        func run() async throws {
            let registrar = try archive.openForActs()
            var request = InteractionRequest(
                customer: customer, channel: channel, summary: summary, by: Account.current)
            (request.author, request.time, request.score) = (author, at, score)
            request.letter = try letter.map { try registrar.archive.letter($0).letter.accession }
            if let caseFile { request.caseFile = try await registrar.caseFile(caseFile).number }
            let row = try await registrar.note(request)
            if output.isJSON {
                try JSONLine.show(InteractionJSON(row))
            } else {
                print("interaction \(row.number): noted")
            }
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that receipt of a letter was acknowledged to its sender.")

        @Argument(help: ArgumentHelp("The letter's accession number.", valueName: "letter"))
        var letter: String

        @OptionGroup var archive: ArchiveOptions

        @Option(help: "How it went out: letter, email, sms. One line.")
        var channel: String

        @Option(help: "Reference of what was sent. One line.")
        var reference: String?

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(letter).letter.accession
            _ = try await registrar.acknowledge(
                number, channel: channel, reference: reference, by: Account.current)
            print("\(number): acknowledged")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Contacts, the newest first.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("With this customer.", valueName: "number"))
        var customer: CustomerNumber?

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 50

        func validate() throws {
            try PageLimit.check(limit)
        }

        func run() throws {
            let rows = try archive.openForReading().index.interactions(of: customer, limit: limit)
            if output.isJSON {
                for row in rows { try JSONLine.show(InteractionJSON(row)) }
                return
            }
            var table = Table([
                .init(title: "NUMBER"), .init(title: "WHEN"), .init(title: "CUSTOMER"), .init(title: "CHANNEL"),
                .init(title: "SCORE", alignment: .right), .init(title: "AUTHOR"),
                .init(title: "SUMMARY", shrinks: true),
            ])
            for row in rows {
                table.add([
                    "\(row.number)", "\(row.time ?? row.noted)", row.customer?.value ?? "",
                    row.channel?.rawValue ?? "", row.score.map { "\($0)" } ?? "", row.author ?? "", row.summary ?? "",
                ])
            }
            Terminal().show(table)
        }
    }
}

extension Timestamp: ExpressibleByArgument {
    /// A day alone is its noon, so that it stays the same day in every time zone of Europe.
    package init?(argument: String) {
        if let time = Timestamp(argument) {
            self = time
        } else if let time = Timestamp("\(argument)T12:00:00.000Z") {
            self = time
        } else {
            return nil
        }
    }
}

/// A contact as scripts see it.
struct InteractionJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case interaction, noted, by, customer, channel, time, author, summary, score, letter
        case caseFile = "case"
    }

    let row: InteractionRow

    init(_ row: InteractionRow) { self.row = row }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("\(row.number)", forKey: .interaction)
        try container.encode("\(row.noted)", forKey: .noted)
        try container.encodeIfPresent(row.by, forKey: .by)
        try container.encodeIfPresent(row.customer?.value, forKey: .customer)
        try container.encodeIfPresent(row.channel?.rawValue, forKey: .channel)
        try container.encodeIfPresent(row.time.map { "\($0)" }, forKey: .time)
        try container.encodeIfPresent(row.author, forKey: .author)
        try container.encodeIfPresent(row.summary, forKey: .summary)
        try container.encodeIfPresent(row.score, forKey: .score)
        try container.encodeIfPresent(row.letter.map { "\($0)" }, forKey: .letter)
        try container.encodeIfPresent(row.caseFile.map { "\($0)" }, forKey: .caseFile)
    }
}
