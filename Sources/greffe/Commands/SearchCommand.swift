import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

extension LetterClass: ExpressibleByArgument {}
extension LetterState.Phase: ExpressibleByArgument {}
extension SearchQuery.Sort: ExpressibleByArgument {}
extension CalendarDate: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
extension CustomerNumber: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find letters by their words, class, customer, dates, state.",
        discussion: """
            All words must occur; accents, case and ligatures do not matter (degat finds dégât, oeuvre finds œuvre). \
            "two words" in quotes is a phrase, sinist* a beginning, -word excludes; numbers are found with and without \
            their spaces. An empty answer says which words do not occur, what is spelt nearly so, and which filters \
            excluded what there is. Exit status 6 when nothing is found.
            """)

    @Argument(help: ArgumentHelp("Words to find; put -- before a word that begins with a hyphen.", valueName: "words"))
    var words: [String] = []

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("class"), help: "claim, order, invoice or other.")
    var letterClass: LetterClass?

    @Option(help: ArgumentHelp("Letters of this customer.", valueName: "number"))
    var customer: CustomerNumber?

    @Option(
        help: ArgumentHelp("On or after this day (the letter's own date, else the day it came).", valueName: "date"))
    var from: CalendarDate?

    @Option(help: ArgumentHelp("On or before this day.", valueName: "date"))
    var to: CalendarDate?

    @Flag(help: "--from and --to mean the day the letter came.")
    var byReception = false

    @Option(help: "accessioned, read, review, classified, filed, quarantined or rejected.")
    var state: LetterState.Phase?

    @Option(help: "How the mail came, such as fax.")
    var channel: String?

    @Option(help: "The receiving department.")
    var department: String?

    @Option(help: "The batch it came in with.")
    var batch: String?

    @Option(name: .customLong("case"), help: ArgumentHelp("Letters of this case.", valueName: "number"))
    var caseFile: String?

    @Option(help: ArgumentHelp("A total amount of at least this.", valueName: "amount"))
    var amountFrom: Double?

    @Option(help: ArgumentHelp("A total amount of at most this.", valueName: "amount"))
    var amountTo: Double?

    @Option(
        name: .customLong("field"),
        help: ArgumentHelp("A field that has exactly this value, such as iban=FR76….", valueName: "name=value"))
    var fields: [FieldSetting] = []

    @Flag(help: "Comma-separated values with a header line on standard output.")
    var csv = false

    @Option(help: ArgumentHelp("Keep this search, for you, under a name.", valueName: "name"))
    var save: String?

    @Option(help: ArgumentHelp("A search you kept; what you add or give anew counts as well.", valueName: "name"))
    var saved: String?

    @Flag(help: "The searches you kept.")
    var listSaved = false

    @Option(help: ArgumentHelp("Forget a search you kept.", valueName: "name"))
    var forget: String?

    @Option(help: "relevance, date or received.")
    var sort: SearchQuery.Sort = .relevance

    @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
    var limit = 50

    @Option(help: ArgumentHelp("Go on after this place, which the page before named.", valueName: "place"))
    var after: String?

    func validate() throws {
        try PageLimit.check(limit)
        if output.isJSON, csv { throw ValidationError("--json or --csv, not both") }
        if save != nil, saved != nil { throw ValidationError("--save or --saved, not both") }
    }

    func run() throws {
        if listSaved { return try SavedSearches.list() }
        if let forget { return try SavedSearches.forget(forget) }
        if let saved {
            return try SavedSearches.command(saved, with: CommandLine.arguments).run()
        }
        if let save { try SavedSearches.save(save, CommandLine.arguments) }
        let archive = try archive.openForReading()
        let query = try query()
        let page = try archive.index.letters(matching: query)
        if output.isJSON {
            for hit in page.hits {
                try JSONLine.show(LetterJSON(letter: hit.letter, snippet: hit.snippet?.marked()))
            }
        } else if csv {
            print(LetterCSV.text(page.hits), terminator: "")
        } else if !page.hits.isEmpty {
            show(page)
        }
        if page.hits.isEmpty {
            explain(try archive.index.explanation(of: query))
            throw EndingStatus(.notFound)
        }
        let count = page.hasMore ? "more than \(page.total)" : "\(page.total)"
        Terminal.note("\(page.hits.count) of \(count)" + (page.next.map { "; the next page: --after \($0)" } ?? ""))
        if sort == .relevance, page.sort != .relevance, !words.isEmpty {
            Terminal.note("a word occurs in very many letters: the newest first, not the best match")
        }
    }

    private func query() throws -> SearchQuery {
        var query = SearchQuery(
            words: words.joined(separator: " "), letterClass: letterClass, customer: customer, from: from, to: to,
            dateBasis: byReception ? .received : .letter, phase: state, channel: channel, department: department,
            batch: batch, sort: sort, limit: limit, wantsSnippets: !words.isEmpty && !csv)
        query.after = after.map { SearchQuery.Cursor($0) }
        query.caseFile = try caseFile.map { id in
            guard let number = AccessionNumber(id) else { throw KeepingError.caseUnknown(id) }
            return number
        }
        (query.amountFrom, query.amountTo) = (amountFrom, amountTo)
        for field in fields { query.fields[field.name] = field.value }
        return query
    }

    private func explain(_ why: SearchExplanation) {
        Terminal.note("Nothing found.")
        for word in why.words where word.letters == 0 {
            let near = word.nearest.isEmpty ? "" : "; nearly so: \(word.nearest.joined(separator: ", "))"
            Terminal.note("  \(Table.printable(word.text)): in no letter\(near)")
        }
        if why.words.count > 1, why.words.allSatisfy({ $0.letters > 0 }), why.lettersUnfiltered == 0 {
            let counts = why.words.map { "\(Table.printable($0.text)) in \(Self.counted($0.letters))" }
            Terminal.note("  each word occurs, but not all in one letter: \(counts.joined(separator: ", "))")
        }
        for filter in why.filters {
            Terminal.note(
                "  without --\(filter.name) \(Table.printable(filter.value)): \(Self.counted(filter.lettersWithout)) found"
            )
        }
        if why.filters.isEmpty, why.lettersUnfiltered > 0 {
            Terminal.note("  without any filter: \(Self.counted(why.lettersUnfiltered)) found")
        }
    }

    private static func counted(_ letters: Int) -> String {
        letters >= LetterIndex.explainedMax ? "\(letters) or more" : "\(letters)"
    }

    private func show(_ page: SearchPage) {
        let terminal = Terminal()
        LetterTable.show(page.hits.map(\.letter), terminal)
        if !words.isEmpty {
            print("")
            for hit in page.hits {
                guard let snippet = hit.snippet else { continue }
                print("\(hit.letter.accession)  p. \(snippet.page)  \(Table.printable(snippet.marked("[", "]")))")
            }
        }
    }
}
