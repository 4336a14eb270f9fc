import ArgumentParser
import GreffeCore
import GreffeRegistry
import GreffeRuntime

struct SealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Have the ledger time-stamped now.",
        discussion: """
            Asks the authorities of greffe.yaml for a time-stamp over the ledger as it stands, checks what they answer, \
            and keeps it in seals/. The witnesses of greffe.yaml are asked first, so that what is sealed is what they \
            cosigned. greffed does this by itself within an hour of every entry, and once a day at least.
            """)

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let registrar = try archive.openForActs()
        let sealed = try await SealBefore.sealing(registrar).sealNow()
        if output.isJSON {
            try JSONLine.show(SealJSON(sealed.record))
        } else {
            print("sealed entries 0 to \(sealed.record.size - 1) in \(sealed.record.folder.path)")
            for token in sealed.record.tokens {
                let qualified = token.isDeclaredQualified ? ", declared qualified" : ""
                print("  \(token.authority)  \(token.time)  policy \(token.policy)\(qualified)")
            }
        }
        for failure in sealed.failures {
            Terminal.note("greffe: \(failure.authority) gave no time-stamp: \(Table.printable(failure.reason))")
        }
        if !sealed.failures.isEmpty { throw EndingStatus(.partial) }
    }
}
