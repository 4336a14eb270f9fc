import ArgumentParser
import Glibc
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Copy a letter's original out of the archive.",
        discussion: "The bytes are compared with the ledger before anything is written.")

    @Argument(help: ArgumentHelp("The accession number.", valueName: "number"))
    var id: String

    @OptionGroup var archive: ArchiveOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to; it must not exist yet.", valueName: "file"))
    var output: String

    func run() throws {
        let archive = try archive.openForReading()
        let number = try archive.letter(id).letter.accession
        try archive.withOriginal(of: number, write)
    }

    private func write(_ original: Int32) throws {
        let target = Glibc.open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw FileProblem(path: output, errno: errno) }
        do {
            try copy(original, to: target)
            guard close(target) == 0 else { throw FileProblem(path: output, errno: errno) }
        } catch {
            unlink(output)
            throw error
        }
    }

    private func copy(_ source: Int32, to target: Int32) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset = 0
        while true {
            let count = pread(source, &buffer, buffer.count, offset)
            guard count >= 0 else { throw FileProblem(path: output, errno: errno) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let more = buffer.withUnsafeBytes {
                    Glibc.write(target, $0.baseAddress?.advanced(by: written), count - written)
                }
                guard more > 0 else { throw FileProblem(path: output, errno: errno) }
                written += more
            }
            offset += count
        }
    }
}

/// A file of the person's that cannot be read or written.
struct FileProblem: GreffeError {
    var path: String
    var errno: Int32
    var code: String { "cli.file" }
    var message: String { "\(path): \(String(cString: strerror(errno)))" }
    var hint: String { errno == EEXIST ? "choose a name that is not taken" : "check the path and its rights" }
    var fate: Fate { .retry }
}
