import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct CustomersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers",
        abstract: "The customer directory, and each customer's letters.",
        subcommands: [Import.self, Find.self, Show.self])

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
            abstract: "A customer's record: who it is, and every letter in order of time.")

        @Argument(help: ArgumentHelp("The customer's number.", valueName: "number"))
        var number: CustomerNumber

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("At most so many letters.", valueName: "n"))
        var limit = 200

        private struct Record: Encodable {
            var customer: Customer?
            var letters: [LetterJSON]
        }

        func run() throws {
            let archive = try archive.openForReading()
            let customer = try archive.customers.customer(number)
            let letters = try archive.index.timeline(of: number, limit: limit)
            guard customer != nil || !letters.isEmpty else { throw RegistryError.customerUnknown(number) }
            if output.isJSON {
                try JSONLine.show(Record(customer: customer, letters: letters.map { LetterJSON(letter: $0) }))
                return
            }
            let terminal = Terminal()
            print(
                terminal.bold("\(number)  \(Table.printable(customer?.displayName ?? "(no longer in the directory)"))"))
            if let customer {
                LetterTable.facts(
                    [
                        ("address", "\(customer.address), \(customer.postcode) \(customer.city)"),
                        ("phone", customer.phone), ("e-mail", customer.email),
                        ("contracts", customer.contracts.joined(separator: " ")),
                    ], terminal)
            }
            print("")
            var table = Table([
                .init(title: "DATE"), .init(title: "NUMBER"), .init(title: "CHANNEL"), .init(title: "CLASS"),
                .init(title: "STATE"), .init(title: "DEPARTMENT", shrinks: true), .init(title: "ANSWER BY"),
            ])
            for letter in letters {
                table.add([
                    "\(letter.letterDate ?? letter.received.date)", "\(letter.accession)", letter.channel ?? "",
                    letter.letterClass?.rawValue ?? "", letter.phase.rawValue, letter.department ?? "",
                    letter.deadline.map { "\($0)" } ?? "",
                ])
            }
            terminal.show(table)
        }
    }
}
