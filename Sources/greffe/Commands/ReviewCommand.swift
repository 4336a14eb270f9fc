import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Decide what the machine could not.",
        subcommands: [List.self, Show.self, Decide.self, ReviewSplitCommand.self, ReviewJoinCommand.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Letters that wait for a person, the oldest first.")

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 50

        func run() throws {
            let letters = try archive.openForReading().index.reviewList(limit: limit)
            if output.isJSON {
                for letter in letters { try JSONLine.show(LetterJSON(letter: letter)) }
                return
            }
            var table = Table([
                .init(title: "NUMBER"), .init(title: "RECEIVED"), .init(title: "PROPOSED"), .init(title: "CUSTOMER"),
                .init(title: "SENDER", shrinks: true), .init(title: "WAITS BECAUSE"),
            ])
            for letter in letters {
                let confidence = letter.proposal?.classConfidence.map { " \(Percent.text($0))" } ?? ""
                table.add([
                    "\(letter.accession)", "\(letter.received.date)",
                    (letter.letterClass?.rawValue ?? "?") + confidence,
                    letter.customer?.value ?? letter.proposal?.customer.map { "\($0)?" } ?? "-", letter.sender ?? "",
                    letter.reviewReasons.joined(separator: " "),
                ])
            }
            Terminal().show(table)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A letter with its proposals, their reasons and its text.")

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let archive = try archive.openForReading()
            let detail = try archive.letter(id)
            if output.isJSON {
                try JSONLine.show(LetterJSON(letter: detail.letter, detail: detail))
                return
            }
            let terminal = Terminal()
            try LetterFacts(archive: archive, detail: detail).show(terminal)
            let starts =
                try archive.body(of: detail.letter.accession, last: .classified)?["proposedStarts"]?.array ?? []
            if !starts.isEmpty {
                let pages = starts.compactMap { $0.integer.map { "--at \($0)" } }.joined(separator: " ")
                print("  perhaps several: greffe review split \(detail.letter.accession) \(pages)")
            }
            for candidate in detail.candidates {
                let customer = try archive.customers.customer(candidate.number)
                print(
                    "  candidate \(candidate.number)  \(Percent.text(candidate.confidence))  "
                        + Table.printable(customer?.displayName ?? "") + "  "
                        + Table.printable(customer.map { "\($0.address), \($0.postcode) \($0.city)" } ?? "")
                        + "  (\(candidate.because.joined(separator: ", ")))")
            }
            print("")
            for page in try archive.index.texts(of: detail.letter.accession) {
                for line in page.split(separator: "\n") { print("  | " + Table.printable(String(line))) }
            }
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "File a letter as you decide; correct one that is filed.",
            discussion: """
                What you do not say stays as proposed. The decision is an entry in the ledger with your account on it.
                """)

        @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
        var id: String

        @OptionGroup var archive: ArchiveOptions

        @Option(name: .customLong("class"), help: "claim, order, invoice or other.")
        var letterClass: LetterClass?

        @Option(help: ArgumentHelp("The customer's number, or none.", valueName: "number"))
        var customer: String?

        @Option(
            name: .customLong("field"),
            help: ArgumentHelp(
                "A field put right, such as invoice_number=F-12; empty takes it away.", valueName: "name=value"))
        var fields: [String] = []

        @Option(help: ArgumentHelp("The letter does not belong here, and why; its bytes stay.", valueName: "reason"))
        var reject: String?

        func validate() throws {
            if let reject, reject.isEmpty { throw ValidationError("--reject needs a reason") }
            if reject != nil, letterClass != nil || customer != nil || !fields.isEmpty {
                throw ValidationError("--reject goes with no other decision")
            }
            _ = try parsedFields()
        }

        private func parsedFields() throws -> [FieldName: String] {
            var parsed: [FieldName: String] = [:]
            for text in fields {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, let name = FieldName(rawValue: parts[0]) else {
                    let names = FieldName.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--field \(text): write name=value; names: \(names)")
                }
                parsed[name] = parts[1]
            }
            return parsed
        }

        func run() async throws {
            let registrar = try archive.openForActs()
            let number = try registrar.archive.letter(id).letter.accession
            if let reject {
                try await registrar.reject(number, reason: reject, by: Account.current)
            } else {
                let choice: PersonDecision.CustomerChoice =
                    switch customer {
                    case nil: .unchanged
                    case "none": .nobody
                    case .some(let text): .number(CustomerNumber(text))
                    }
                try await registrar.decide(
                    number,
                    PersonDecision(
                        letterClass: letterClass, customer: choice, fields: try parsedFields(), by: Account.current))
            }
            let letter = try registrar.archive.letter(id).letter
            print(
                "\(letter.accession): \(letter.phase.rawValue)"
                    + (letter.letterClass.map { ", \($0.rawValue)" } ?? "")
                    + (letter.customer.map { ", customer \($0)" } ?? "")
                    + (letter.department.map { ", \($0)" } ?? ""))
        }
    }
}
