import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a letter: what it is, whose, its text, its history.",
        discussion: "The original's bytes are compared with the ledger on the way; a difference ends with status 4.")

    @Argument(help: ArgumentHelp("The accession number, such as 2026-000042.", valueName: "number"))
    var id: String

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "The text that was read, page by page.")
    var text = false

    @Flag(help: "Every entry about the letter.")
    var history = false

    @Flag(help: "Who looked at it, on which days, how often; today's included.")
    var readers = false

    @Flag(help: "How it was read, and the words and cues that decided the class.")
    var why = false

    func run() throws {
        let options = self.archive
        if readers { try RoleGate.check("show --readers", archive: options.path) }
        let archive = try options.openForReading()
        let detail = try archive.letter(id)
        let terminal = Terminal()
        if readers { return try LetterReaders(archive, detail.letter.accession).show(terminal, isJSON: output.isJSON) }
        try options.note(.shown, of: detail.letter)
        if text {
            try showText(archive, detail)
        } else if history {
            try showHistory(archive, detail, terminal)
        } else if why {
            try showWhy(archive, detail)
        } else if output.isJSON {
            let letters = try archive.index.letters(in: detail.letter.accession)
            try JSONLine.show(LetterJSON(letter: detail.letter, detail: detail, letters: letters))
        } else {
            try LetterFacts(archive: archive, detail: detail).show(terminal)
        }
        try checkOriginal(archive, detail)
    }

    private func checkOriginal(_ archive: Archive, _ detail: LetterDetail) throws {
        guard !detail.letter.isErased else { return }
        do {
            try archive.checkOriginal(of: detail.letter.accession)
        } catch let error as any GreffeError {
            Terminal.note("greffe: \(error.message)")
            Terminal.note("hint: \(error.hint)")
            throw EndingStatus(.faultFound)
        }
    }

    private func showText(_ archive: Archive, _ detail: LetterDetail) throws {
        let pages = try archive.index.texts(of: detail.letter.accession)
        for (index, page) in pages.enumerated() {
            if pages.count > 1 { print("--- page \(index + 1) of \(pages.count) ---") }
            for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
                print(Table.printable(String(line)))
            }
        }
    }

    private struct HistoryJSON: Encodable {
        var entry: UInt64
        var time: String
        var kind: String
        var by: String?
        var note: String?
    }

    private func showHistory(_ archive: Archive, _ detail: LetterDetail, _ terminal: Terminal) throws {
        let number = detail.letter.accession
        let rows = (try archive.index.history(number) + archive.index.keepingHistory(number)).sorted { $0.seq < $1.seq }
        if output.isJSON {
            for row in rows {
                try JSONLine.show(
                    HistoryJSON(
                        entry: row.seq.value, time: "\(row.time)", kind: row.kind.rawValue, by: row.by, note: row.note))
            }
            return
        }
        var table = Table([
            .init(title: "ENTRY", alignment: .right), .init(title: "TIME (UTC)"), .init(title: "WHAT"),
            .init(title: "BY"), .init(title: "NOTE", shrinks: true),
        ])
        for row in rows {
            table.add(["\(row.seq)", "\(row.time)", row.kind.rawValue, row.by ?? "", row.note ?? ""])
        }
        terminal.show(table)
    }

    private func showWhy(_ archive: Archive, _ detail: LetterDetail) throws {
        try ReadingOrigin(archive: archive, letter: detail.letter).show()
        guard let body = try archive.body(of: detail.letter.accession, last: .classified) else {
            Terminal.note("The letter has not been classified yet.")
            return
        }
        print("class \(body["class"]?.string ?? "?"), by model \(body["model"]?.string ?? "?")")
        for reason in body["reasons"]?.array ?? [] { print("  \(Table.printable(reason.string ?? ""))") }
        for candidate in detail.candidates {
            print(
                "customer \(candidate.number)  \(Percent.text(candidate.confidence))  "
                    + Table.printable(candidate.because.joined(separator: ", ")))
        }
    }
}
