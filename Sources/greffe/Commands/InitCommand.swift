import ArgumentParser
import Glibc
import GreffeCore
import GreffeRuntime

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Found an archive.",
        discussion: """
            Makes the folders, the log's key and the first entry of the ledger, and writes greffe.yaml and workflows/ for \
            you to edit. Hand log.vkey to whoever will have to check the archive without you.
            """)

    @OptionGroup var archive: ArchiveOptions

    @Option(
        help: ArgumentHelp(
            "The log's name for its whole life, such as mail.example.org/greffe.", valueName: "name"))
    var origin: String?

    @Option(
        name: .customLong("watch"),
        help: ArgumentHelp(
            "A folder to watch, and the channel its mail comes by; repeatable.", valueName: "channel=dir"))
    var watched: [String] = []

    func run() throws {
        let folders = try watched.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[1].hasPrefix("/") else {
                throw ValidationError(
                    "--watch \(text): write channel=/absolute/folder, such as fax=/var/spool/greffe/fax")
            }
            return (channel: parts[0], folder: parts[1])
        }
        let folder = ArchiveFolder(path: archive.path)
        try folder.found(
            origin: origin ?? Self.originByDefault, watched: folders, by: Account.current, clock: SystemClock())
        print(
            """
            Archive founded in \(archive.path)
              log.vkey      the log's public key: hand it to those who will check the archive
              keys/log.key  its private key: keep a copy off this machine; without it nothing can be added
              greffe.yaml   who you are and which folders to watch: edit it
              workflows/    what each class of letter needs and how long it is kept
            Next: greffe customers import FILE.csv, then start greffed.
            """)
    }

    private static var originByDefault: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost/greffe" }
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(host.isEmpty ? "localhost" : host)/greffe"
    }
}
