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
            their spaces. Exit status 6 when nothing is found.
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

    @Option(help: "relevance, date or received.")
    var sort: SearchQuery.Sort = .relevance

    @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
    var limit = 50

    @Option(help: ArgumentHelp("Go on after this place, which the page before named.", valueName: "place"))
    var after: String?

    func validate() throws {
        try PageLimit.check(limit)
    }

    func run() throws {
        let archive = try archive.openForReading()
        var query = SearchQuery(
            words: words.joined(separator: " "), letterClass: letterClass, customer: customer, from: from, to: to,
            dateBasis: byReception ? .received : .letter, phase: state, channel: channel, department: department,
            sort: sort, limit: limit, wantsSnippets: !words.isEmpty)
        query.after = after.map { SearchQuery.Cursor($0) }
        let page = try archive.index.letters(matching: query)
        if output.isJSON {
            for hit in page.hits {
                try JSONLine.show(LetterJSON(letter: hit.letter, snippet: hit.snippet?.marked()))
            }
        } else {
            show(page)
        }
        if page.hits.isEmpty { throw EndingStatus(.notFound) }
    }

    private func show(_ page: SearchPage) {
        let terminal = Terminal()
        guard !page.hits.isEmpty else {
            Terminal.note("Nothing found.")
            return
        }
        LetterTable.show(page.hits.map(\.letter), terminal)
        if !words.isEmpty {
            print("")
            for hit in page.hits {
                guard let snippet = hit.snippet else { continue }
                print("\(hit.letter.accession)  p. \(snippet.page)  \(Table.printable(snippet.marked("[", "]")))")
            }
        }
        let shown = page.hits.count
        Terminal.note("\(shown) of \(page.total)" + (page.next.map { "; the next page: --after \($0)" } ?? ""))
    }
}
