import Glibc
import GreffeCore
import GreffeRegistry
import GreffeRuntime
import Logging

/// The daemon: watch folders, reading, filing. Configured by the archive's greffe.yaml alone.
@main
struct Greffed {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let archive: String
        switch CommandLineForm(arguments) {
        case .run(let folder): archive = folder
        case .help:
            print(CommandLineForm.usage)
            exit(ExitStatus.done.rawValue)
        case .version:
            print(Version.text)
            exit(ExitStatus.done.rawValue)
        case .mistake(let what):
            StandardErrorLogHandler.write("greffed: \(what)\n\n\(CommandLineForm.usage)\n")
            exit(ExitStatus.usage.rawValue)
        }
        let underSystemd = getenv("JOURNAL_STREAM") != nil
        var log = Logger(label: "greffed") { _ in StandardErrorLogHandler(writesPriority: underSystemd) }
        log.logLevel = .info
        do {
            try await Daemon(archive: archive, log: log).run()
            exit(ExitStatus.done.rawValue)
        } catch {
            if let error = error as? any GreffeError {
                log.critical("\(error.message)", metadata: ["code": "\(error.code)", "hint": "\(error.hint)"])
            } else {
                log.critical("\(error)")
            }
            exit(ExitStatus(error).rawValue)
        }
    }
}

/// The daemon's command line: one option, so that there is one place to look, greffe.yaml.
private enum CommandLineForm {
    case run(archive: String)
    case help
    case version
    case mistake(String)

    static let usage = """
        usage: greffed [--archive DIR]

        Takes scanned letters and faxes in from the watch folders of DIR/greffe.yaml, reads, classifies and files
        them. Without --archive, $GREFFE_ARCHIVE counts, and without that /var/lib/greffe. Logs go to standard error.
        Ends on SIGTERM when the letters in hand are done.
        """

    init(_ arguments: [String]) {
        switch arguments {
        case ["--help"], ["-h"]: self = .help
        case ["--version"]: self = .version
        case []:
            let folder = getenv("GREFFE_ARCHIVE").map { String(cString: $0) } ?? ""
            self = .run(archive: folder.isEmpty ? "/var/lib/greffe" : folder)
        default:
            if arguments.count == 2, arguments[0] == "--archive", !arguments[1].isEmpty {
                self = .run(archive: arguments[1])
            } else if arguments.count == 1, arguments[0].hasPrefix("--archive="), arguments[0].count > 10 {
                self = .run(archive: String(arguments[0].dropFirst(10)))
            } else {
                self = .mistake("cannot make sense of: \(arguments.joined(separator: " "))")
            }
        }
    }
}
