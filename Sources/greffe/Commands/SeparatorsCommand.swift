import ArgumentParser
import Glibc
import GreffeCore
import GreffeSheets

extension SeparatorSheets.Kind: ExpressibleByArgument {}

struct SeparatorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "separators",
        abstract: "Print sheets to put between letters that are scanned together.",
        discussion: """
            Put one in front of each letter. What a sheet says of the letters behind it (class, channel, customer) is \
            held against what is read in them. Photocopies of sheets work as well.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The PDF to write; it must not exist yet.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("So many sheets.", valueName: "n"))
    var count = 1

    @Option(name: .customLong("class"), help: "What the letters are: claim, order, invoice or other.")
    var letterClass: LetterClass?

    @Option(help: ArgumentHelp("How the letters came, such as counter.", valueName: "word"))
    var channel: String?

    @Option(help: ArgumentHelp("Whose letters they are.", valueName: "number"))
    var customer: CustomerNumber?

    @Option(help: "patch-t (for scanners that separate by themselves), qr, or both.")
    var kind: SeparatorSheets.Kind = .both

    func validate() throws {
        guard (1...SeparatorSheets.countMax).contains(count) else {
            throw ValidationError("--count \(count): 1 to \(SeparatorSheets.countMax)")
        }
        if kind == .patch, letterClass != nil || channel != nil || customer != nil {
            throw ValidationError("a patch code says nothing of class, channel or customer; print --kind qr or both")
        }
        _ = try ticket()
    }

    private func ticket() throws -> SeparatorTicket {
        let ticket = SeparatorTicket(letterClass: letterClass, channel: channel, customer: customer)
        guard let ticket, ticket.text.utf8.count <= SeparatorTicket.bytesMax else {
            throw ValidationError(
                "--channel and --customer: letters, digits and . - _ / only, and not too many, for the bar code")
        }
        return ticket
    }

    func run() throws {
        let pdf = try SeparatorSheets.pdf(try ticket(), kind: kind, count: count)
        let target = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard target >= 0 else { throw FileProblem(path: output, errno: errno) }
        defer { close(target) }
        var written = 0
        while written < pdf.count {
            let more = pdf.withUnsafeBytes { write(target, $0.baseAddress?.advanced(by: written), $0.count - written) }
            guard more > 0 else {
                let problem = errno
                unlink(output)
                throw FileProblem(path: output, errno: problem)
            }
            written += more
        }
    }
}
