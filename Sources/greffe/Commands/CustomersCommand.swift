import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct CustomersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers",
        abstract: "The customer directory, and each customer's record.",
        subcommands: [Import.self, Find.self, Show.self, Merge.self, Split.self])

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in the customer system's export.",
            discussion: """
                CSV with a header line; ; and , both work. Customers are added or brought up to date by number; those \
                missing from the file are kept for the letters that name them and no longer matched. A bad row is named \
                with its line and left out whole: exit status 3.
                """)

        @Argument(help: ArgumentHelp("The CSV file.", valueName: "csv"))
        var file: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            var rows: Int
            var added: Int
            var updated: Int
            var unchanged: Int
            var gone: Int
            var faults: Int
        }

        func run() throws {
            let archive = try archive.openForReading()
            let report = try archive.customers.importing(file: file)
            for fault in report.faults { Terminal.note("\(file):\(fault.line): \(fault.reason); row left out") }
            if output.isJSON {
                try JSONLine.show(
                    Report(
                        rows: report.rows, added: report.added, updated: report.updated, unchanged: report.unchanged,
                        gone: report.gone, faults: report.faultCount))
            } else {
                print(
                    "\(report.rows) rows (\(report.encoding.rawValue)): \(report.added) added, \(report.updated) updated, "
                        + "\(report.unchanged) unchanged, \(report.gone) gone, \(report.faultCount) left out")
            }
            if report.faultCount > 0 { throw EndingStatus(.partial) }
        }
    }

    struct Find: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find customers by name, number, town, contract, phone…")

        @Argument(help: ArgumentHelp("What is known of the customer.", valueName: "words"))
        var words: [String]

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 20

        func run() throws {
            let customers = try archive.openForReading().customers.find(words.joined(separator: " "), limit: limit)
            if output.isJSON {
                for customer in customers { try JSONLine.show(customer) }
            } else {
                var table = Table([
                    .init(title: "NUMBER"), .init(title: "NAME", shrinks: true), .init(title: "ADDRESS"),
                    .init(title: "POSTCODE"), .init(title: "TOWN"),
                ])
                for customer in customers {
                    table.add([
                        "\(customer.number)", customer.displayName, customer.address, customer.postcode, customer.city,
                    ])
                }
                if customers.isEmpty { Terminal.note("Nobody found.") } else { Terminal().show(table) }
            }
            if customers.isEmpty { throw EndingStatus(.notFound) }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A customer's record: letters, faxes, cases, calls, acknowledgements, in order of time.")

        @Argument(help: ArgumentHelp("The customer's number.", valueName: "number"))
        var number: CustomerNumber

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("At most so many of each kind.", valueName: "n"))
        var limit = 200

        func run() throws {
            let journey = try CustomerJourney(try archive.openForReading(), number, limit: limit)
            if output.isJSON { try JSONLine.show(journey) } else { journey.show(Terminal()) }
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Two numbers are one customer: file everything of one under the other.",
            discussion: """
                Letters, cases and interactions go over, each by an entry of its own; where they were filed before stays \
                in their history. The directory is the customer system's: put its numbers right there as well.
                """)

        @Argument(help: ArgumentHelp("The number that goes.", valueName: "from"))
        var from: CustomerNumber

        @Argument(help: ArgumentHelp("The number that stays.", valueName: "into"))
        var into: CustomerNumber

        @OptionGroup var archive: ArchiveOptions

        @Option(help: "Why. One line.")
        var reason: String

        func run() async throws {
            let row = try await archive.openForActs().mergeCustomers(
                from, into: into, reason: reason, by: Account.current)
            print("\(row.number): \(from) merged into \(into), \(row.items) moved")
        }
    }

    struct Split: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One number is two customers: file what belongs to the other there.",
            discussion: "Without letters, takes back what an earlier merge of the other number brought.")

        @Argument(help: ArgumentHelp("The number that holds both.", valueName: "number"))
        var number: CustomerNumber

        @Argument(help: ArgumentHelp("Letters, cases and interactions that go.", valueName: "item"))
        var items: [String] = []

        @OptionGroup var archive: ArchiveOptions

        @Option(help: ArgumentHelp("The number they belong to.", valueName: "number"))
        var to: CustomerNumber

        @Option(help: "Why. One line.")
        var reason: String

        func run() async throws {
            let row = try await archive.openForActs().splitCustomer(
                number, to: to, items, reason: reason, by: Account.current)
            print("\(row.number): \(row.items) moved from \(number) to \(to)")
        }
    }
}
