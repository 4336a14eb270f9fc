import ArgumentParser
import Glibc
import GreffeCore
import GreffeIndex
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

    /// Writes down that a letter is looked at, before anything of it is handed out. Where roles are configured, what
    /// cannot be written down is not shown; elsewhere it is written down where that can be done.
    func note(_ way: ConsultationSpool.Way, of letter: LetterRow) throws {
        if letter.isErased { return }
        let isRequired = try ArchiveFolder(path: path).configuration().roles != nil
        do {
            try ConsultationSpool(root: path).note(
                letter.accession, way, by: Account.current, at: SystemClock().now())
        } catch {
            if isRequired { throw error }
        }
    }

    /// Opens the archive for acts, which are entries in its ledger.
    func openForActs() throws -> Registrar {
        let clock = SystemClock()
        let archive = try ActingArchive.open(path: path, clock: clock)
        // Where no daemon runs, whoever acts next brings in what was looked at on the days before.
        try Registrar.recordConsultations(of: archive, at: clock.now())
        return Registrar(archive: archive, clock: clock)
    }
}

/// Whether a command speaks to a person or to a script.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "One JSON object a line on standard output, nothing else there.")
    var isJSON = false
}
