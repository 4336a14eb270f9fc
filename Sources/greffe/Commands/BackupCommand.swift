import ArgumentParser
import Glibc
import GreffeRegistry

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the archive while it is in use, and check copies.",
        subcommands: [Run.self, Compare.self], defaultSubcommand: Run.self)

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring a copy up to date, and verify it.",
            discussion: """
                The copy is an archive of its own, without the private key: anybody can run greffe-verify on it. What \
                was lawfully destroyed since the last run goes from the copy too; nothing else ever does. Status 4 when \
                the copy does not verify, 5 when it has entries this archive has lost.
                """)

        @Argument(help: ArgumentHelp("The copy's folder; made when it is not there.", valueName: "dir"))
        var folder: String

        @OptionGroup var archive: ArchiveOptions
        @OptionGroup var output: OutputOptions

        private struct Line: Encodable {
            var entries: UInt64
            var root: String
            var copied: Int
            var bytes: Int64
            var there: Int
            var removed: Int
        }

        func run() throws {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileProblem(path: folder, errno: errno) }
            let report = try Backup.run(try archive.openForReading(), to: folder)
            if output.isJSON {
                try JSONLine.show(
                    Line(
                        entries: report.entries, root: report.root, copied: report.filesCopied,
                        bytes: report.bytesCopied, there: report.filesThere, removed: report.filesRemoved))
                return
            }
            print("\(report.entries) entries, root \(report.root): verified")
            print(
                "\(report.filesCopied) files copied (\(report.bytesCopied) bytes), \(report.filesThere) were there, "
                    + "\(report.filesRemoved) removed after their lawful destruction")
        }
    }

    struct Compare: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whether a copy, at another site perhaps, is this archive: by root and by content.",
            discussion: "Status 4 when the copy does not verify, 5 when it is not this archive's past.")

        @Argument(help: ArgumentHelp("The copy's folder.", valueName: "dir"))
        var folder: String

        @OptionGroup var archive: ArchiveOptions

        func run() throws {
            let (copy, ahead) = try Backup.compare(try archive.openForReading(), with: folder)
            print("the copy has \(copy) entries, all of them this archive's; the archive has \(ahead) more")
        }
    }
}
