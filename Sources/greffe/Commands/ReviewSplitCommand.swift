import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct ReviewSplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Say that a letter is several.",
        discussion: """
            The original stays whole; the new letters are pages of it, with numbers of their own, and are understood \
            anew. The cut is an entry in the ledger with your account on it.
            """)

    @Argument(help: ArgumentHelp("The letter's number.", valueName: "number"))
    var id: String

    @Option(
        name: .customLong("at"),
        help: ArgumentHelp("A page of the scan that begins another letter; repeatable.", valueName: "page"))
    var starts: [Int]

    @OptionGroup var archive: ArchiveOptions

    func run() async throws {
        let registrar = try archive.openForActs()
        let number = try registrar.archive.letter(id).letter.accession
        let letters = try await registrar.split(number, at: starts, by: Account.current)
        for letter in letters { try CutLine.show(letter, registrar.archive) }
    }
}

struct ReviewJoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Say that letters of one scan are one.",
        discussion: "The new letter has all their pages, a number of its own, and is understood anew.")

    @Argument(help: ArgumentHelp("The letters' numbers.", valueName: "number"))
    var ids: [String]

    @OptionGroup var archive: ArchiveOptions

    func run() async throws {
        let registrar = try archive.openForActs()
        let numbers = try ids.map { try registrar.archive.letter($0).letter.accession }
        if let letter = try await registrar.join(numbers, by: Account.current) {
            try CutLine.show(letter, registrar.archive)
        }
    }
}

private enum CutLine {
    static func show(_ number: AccessionNumber, _ archive: Archive) throws {
        let letter = try archive.letter("\(number)").letter
        print("\(number): pages \(PageList.text(letter.pageNumbers)) of scan \(letter.scan.map { "\($0)" } ?? "?")")
    }
}
