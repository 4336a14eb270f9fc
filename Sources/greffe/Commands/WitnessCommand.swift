import ArgumentParser
import Glibc
import GreffeCore
import GreffeProof
import GreffeRuntime
import GreffeWitness

struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Remember, at a second site, how far other sites' logs have come.",
        discussion: """
            A witness has a folder and a key of its own and sees of an archive nothing but its checkpoints. It cosigns a \
            checkpoint only when that continues the one it cosigned last, so nobody at the first site, root and log key \
            included, can take back or rewrite what it has seen. It speaks C2SP tlog-witness over HTTP.
            """,
        subcommands: [Init.self, Serve.self, Show.self, Forget.self])

    struct FolderOptions: ParsableArguments {
        @Option(help: ArgumentHelp("The witness's own folder.", valueName: "dir"))
        var folder: String
    }

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Found a witness, or add logs to one that is there.")

        @OptionGroup var place: FolderOptions

        @Option(help: ArgumentHelp("Its name, such as witness.example.org/greffe.", valueName: "name"))
        var name: String?

        @Option(
            name: .customLong("log"),
            help: ArgumentHelp("A log to watch: its log.vkey, or the line itself; repeatable.", valueName: "key"))
        var logs: [String] = []

        func run() throws {
            let key = try WitnessFolder.found(path: place.folder, name: name, logs: try logs.map(KeyFile.log))
            print("\(key)")
            Terminal.note(
                "Give this line to the logs, as a key below witnesses: in greffe.yaml, and to whoever verifies.")
        }
    }

    struct Serve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer the logs over HTTP until the process is ended.",
            discussion: """
                POST /add-checkpoint, as C2SP tlog-witness has it. Nothing that passes is secret, and both ways are \
                signed: encryption, where it is wanted, is for a proxy in front. A log is added by greffe witness init \
                --log and a new start.
                """)

        @OptionGroup var place: FolderOptions

        @Option(help: ArgumentHelp("Where to listen, in figures; port 0 lets the system choose.", valueName: "address"))
        var listen = "127.0.0.1:8090"

        func run() throws {
            let witness = try Witness(folder: try WitnessFolder(path: place.folder), clock: SystemClock())
            let server = try WitnessServer(witness: witness, address: listen) { line in
                Terminal.note("\(SystemClock().now()) \(line)")
            }
            Terminal.note("witness \(witness.key.name) of \(witness.origins.count) logs: http://\(server.address)/")
            try server.run()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What the witness remembers of each log.")

        @OptionGroup var place: FolderOptions
        @OptionGroup var output: OutputOptions

        @Option(
            help: ArgumentHelp(
                "Print the checkpoint remembered of this log, as greffe-verify --checkpoint takes it.",
                valueName: "origin"))
        var checkpoint: String?

        private struct Row: Encodable {
            var origin: String
            var size: UInt64?
            var root: String?
            var cosigned: String?
        }

        func run() throws {
            let folder = try WitnessFolder(path: place.folder)
            if let checkpoint {
                guard let seen = try folder.lastSeen(of: checkpoint) else { throw WitnessError.logUnknown(checkpoint) }
                print(String(decoding: seen.note.bytes, as: UTF8.self), terminator: "")
                return
            }
            let key = try folder.signer().verifier
            var rows: [Row] = []
            for origin in Set(try folder.logKeys().map(\.name)).sorted() {
                let seen = try folder.lastSeen(of: origin)
                let time = try seen.flatMap { try key.cosigned($0.note) }
                rows.append(
                    Row(
                        origin: origin, size: seen?.checkpoint.size, root: seen?.checkpoint.root.base64,
                        cosigned: time.map {
                            "\(Timestamp(millisecondsSince1970: Int64(clamping: $0) &* 1000))"
                        }))
            }
            if output.isJSON {
                for row in rows { try JSONLine.show(row) }
                return
            }
            print("witness  \(key)")
            var table = Table([
                .init(title: "LOG"), .init(title: "ENTRIES", alignment: .right), .init(title: "COSIGNED (UTC)"),
                .init(title: "ROOT"),
            ])
            for row in rows {
                table.add([row.origin, row.size.map { "\($0)" } ?? "none yet", row.cosigned ?? "", row.root ?? ""])
            }
            Terminal().show(table)
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin anew with a log that lost its tail and owned up to it.",
            discussion: """
                Until then the witness refuses it for ever, which is its purpose. What was remembered is kept under \
                another name, and a line of the file "forgotten" says who wanted it and why. Ask for the log's entry \
                "recovered" first. Stop the witness while this is done.
                """)

        @Argument(help: ArgumentHelp("The log's name.", valueName: "origin"))
        var origin: String

        @OptionGroup var place: FolderOptions

        @Option(help: "What the log's people said, in one line.")
        var reason: String

        func run() throws {
            let folder = try WitnessFolder(path: place.folder)
            // Whoever serves from the folder would go on with what it holds in memory.
            let witness = try Witness(folder: folder, clock: SystemClock())
            defer { withExtendedLifetime(witness) {} }
            try folder.forget(
                origin, reason: Table.printable(reason), by: Account.current, now: SystemClock().now())
        }
    }
}

/// A key, in a file or as the line itself: a key's line contains `+` twice and is seldom also the name of a file.
enum KeyFile {
    static func log(_ text: String) throws -> VerifierKey {
        if let key = try? VerifierKey(text) { return key }
        return try VerifierKey(try line(text))
    }

    static func witness(_ text: String) throws -> WitnessKey {
        // What is no key may be the name of a file with one.
        if let key = try? WitnessKey(text) { return key }
        return try WitnessKey(try line(text))
    }

    private static func line(_ path: String) throws -> String {
        String(String(decoding: try SmallFile.bytes(path), as: UTF8.self).prefix { $0 != "\n" })
    }
}
