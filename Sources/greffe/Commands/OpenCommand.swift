import ArgumentParser
import Glibc
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Copy a letter out of the archive: its original, or a copy to be read and searched.",
        discussion: """
            The original's bytes are compared with the ledger before anything is written. An access copy is a PDF of \
            the letter's pages with the text that was read; it is made from the original each time, and comes out the \
            same.
            """)

    /// What is handed out.
    enum Form: String, EnumerableFlag {
        case original, access, hocr, alto

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .original: "The bytes as received (the default)."
            case .access: "A PDF/A with the original's images and searchable text."
            case .hocr: "What was read, with places, as hOCR."
            case .alto: "What was read, with places, as ALTO."
            }
        }
    }

    @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
    var id: String

    @OptionGroup var archive: ArchiveOptions

    @Flag var form = Form.original

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to; it must not exist yet.", valueName: "file"))
    var output: String

    func run() throws {
        let opened = try archive.openForReading()
        let letter = try opened.letter(id).letter
        let number = letter.accession
        guard !letter.isErased else { throw RegistryError.openingErased(number) }
        try archive.note(.opened, of: letter)
        guard form != .original else {
            try opened.withOriginal(of: number) { original in
                try NewFile.make(output) { try copy(original, to: $0) }
            }
            return
        }
        guard let reading = try opened.reading(of: number) else { throw UnreadLetter(number: number) }
        switch form {
        case .original: break
        case .hocr: try NewFile.make(output, holding: reading.hocr(source: number.description))
        case .alto: try NewFile.make(output, holding: reading.alto(source: number.description))
        case .access:
            let sandbox = try ArchiveFolder(path: archive.path).configuration().sandbox
            let copies = try AccessCopies(sandbox: sandbox)
            // The index has it of every scan that was taken in; a letter may be pages of one.
            let scan = try opened.letter(opened.scan(of: number).description).letter
            let mediaType = scan.mediaType.flatMap(MediaType.init(rawValue:)) ?? .pdf
            let part = try opened.withOriginal(of: number) { original in
                try NewFile.make(output) { target in
                    try copies.make(
                        scan: original, mediaType: mediaType, reading: reading, title: number.description, to: target)
                }
            }
            if part == nil { Terminal.note(Self.unclaimed(output)) }
        }
    }

    /// Of a copy whose original is a PDF of others' making.
    static func unclaimed(_ file: String) -> String {
        "\(file): shows the original's own pages and does not claim to be PDF/A"
    }

    private func copy(_ source: Int32, to target: Int32) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset = 0
        while true {
            let count = pread(source, &buffer, buffer.count, offset)
            guard count >= 0 else { throw FileProblem(path: output, errno: errno) }
            if count == 0 { return }
            try NewFile.write(buffer[0..<count], to: target, path: output)
            offset += count
        }
    }
}

/// A letter that has no text yet.
struct UnreadLetter: GreffeError {
    var number: AccessionNumber
    var code: String { "cli.unread" }
    var message: String { "letter \(number) has not been read" }
    var hint: String { "wait for greffed to read it, or take the original" }
    var fate: Fate { .retry }
}
