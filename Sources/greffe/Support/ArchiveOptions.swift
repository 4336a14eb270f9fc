import ArgumentParser
import Glibc
import GreffeCore
import GreffeRegistry
import GreffeRuntime

/// Which archive a command works on.
struct ArchiveOptions: ParsableArguments {
    @Option(
        name: .customLong("archive"),
        help: ArgumentHelp(
            "The archive's folder. Without it $GREFFE_ARCHIVE counts, and without that /var/lib/greffe.",
            valueName: "dir"))
    var folder: String?

    static let folderByDefault = "/var/lib/greffe"

    var path: String {
        if let folder { return folder }
        guard let value = getenv("GREFFE_ARCHIVE"), value.pointee != 0 else { return Self.folderByDefault }
        return String(cString: value)
    }

    /// Opens the archive for looking things up; nothing is written but the index's own catching up.
    func openForReading() throws -> Archive {
        try Archive.open(
            root: path, settings: try ArchiveFolder(path: path).settings(), access: .read, clock: SystemClock())
    }

    /// Opens the archive for acts, which are entries in its ledger.
    func openForActs() throws -> Registrar {
        Registrar(archive: try ActingArchive.open(path: path, clock: SystemClock()), clock: SystemClock())
    }
}

/// Whether a command speaks to a person or to a script.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "One JSON object a line on standard output, nothing else there.")
    var isJSON = false
}
