import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

/// `greffe review` at a terminal: letter after letter, a key a decision.
struct ReviewSession: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Go through the waiting letters, a key a decision (what review does without a subcommand).",
        discussion: """
            Each letter is yours alone while it is in front of you: another session passes it over. Every decision is \
            an entry in the ledger with your account on it.
            """)

    @OptionGroup var archive: ArchiveOptions

    /// Letters looked up at a time.
    private static let portion = 50

    func run() async throws {
        guard let keyboard = Keyboard() else {
            throw ValidationError("a session needs a terminal; greffe review list and decide do without")
        }
        let registrar = try archive.openForActs()
        let claims = try ReviewClaims(archive: archive.path)
        var desk = ReviewDesk(registrar: registrar, keyboard: keyboard, terminal: Terminal())
        var last: AccessionNumber?
        while true {
            let waiting = try registrar.archive.index.reviewList(limit: Self.portion, after: last)
            guard !waiting.isEmpty else { break }
            for letter in waiting {
                last = letter.accession
                guard try claims.take(letter.accession) else {
                    print("\(letter.accession) is in front of somebody else.")
                    continue
                }
                let outcome = try await desk.work(on: letter.accession)
                try claims.release(letter.accession)
                if outcome == .quit {
                    print(desk.summary)
                    return
                }
            }
        }
        print("No more letters wait. " + desk.summary)
    }
}
