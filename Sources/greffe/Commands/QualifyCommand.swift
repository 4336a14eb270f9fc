import ArgumentParser
import Glibc
import GreffeCore
import GreffeRegistry

struct QualifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qualify",
        abstract: "Record what the test of a scanner and its profile came to.",
        discussion: """
            A copy is reliable when its process was qualified by tests on similar documents (décret 2016-1673, art. 2). \
            Scan test documents with the settings of the profile, compare them with their paper, and record the result \
            with the scans. It holds until the next test of the same device and profile. `greffe qualify` alone lists what \
            is in force.
            """)

    @Argument(help: ArgumentHelp("The scanner, as slips name it.", valueName: "device"))
    var device: String?

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The settings tested: \"300 dpi, gris\".", valueName: "text"))
    var profile: String?

    @Option(name: .customLong("document"), help: ArgumentHelp("A test scan; may be repeated.", valueName: "file"))
    var documents: [String] = []

    @Option(help: ArgumentHelp("The procedure followed, with its version.", valueName: "text"))
    var reference: String?

    @Option(help: ArgumentHelp("passed or failed.", valueName: "result"))
    var result: Result?

    enum Result: String, ExpressibleByArgument { case passed, failed }

    func validate() throws {
        guard device != nil else { return }
        guard profile != nil, reference != nil, result != nil, !documents.isEmpty else {
            throw ValidationError("a test has --profile, --reference, --result and at least one --document")
        }
    }

    func run() async throws {
        guard let device, let profile, let reference, let result else {
            try list(Controls(try archive.openForReading()).qualifications())
            return
        }
        let registrar = try archive.openForActs()
        let tested = try documents.map(Self.digest)
        try await registrar.qualify(
            Qualification(
                device: device, profile: profile, documents: tested, passes: result == .passed, reference: reference,
                by: Account.current))
        try list(Controls(registrar.archive).qualifications().filter { $0.device == device.nfc })
    }

    private static func digest(_ path: String) throws -> Qualification.Document {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileProblem(path: path, errno: errno) }
        defer { close(file) }
        var stream = Sha256Stream()
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        var bytes: Int64 = 0
        while true {
            let count = read(file, &piece, piece.count)
            guard count >= 0 else { throw FileProblem(path: path, errno: errno) }
            if count == 0 { break }
            piece.withUnsafeBytes { stream.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            bytes += Int64(count)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return .init(name: Table.printable(name), sha256: stream.digest, bytes: bytes)
    }

    private struct Line: Encodable {
        var device, profile, result, reference, time: String
        var documents: Int
        var by: String?
        var entry: UInt64
    }

    private func list(_ standings: [Controls.Standing]) throws {
        if output.isJSON {
            for standing in standings {
                try JSONLine.show(
                    Line(
                        device: standing.device, profile: standing.profile,
                        result: standing.passes ? "passed" : "failed", reference: standing.reference,
                        time: "\(standing.time)", documents: standing.documents, by: standing.by,
                        entry: standing.seq.value))
            }
            return
        }
        var table = Table([
            .init(title: "DEVICE"), .init(title: "PROFILE"), .init(title: "RESULT"), .init(title: "TIME (UTC)"),
            .init(title: "BY"), .init(title: "REFERENCE", shrinks: true),
        ])
        for standing in standings {
            table.add([
                standing.device, standing.profile, standing.passes ? "passed" : "FAILED", "\(standing.time)",
                standing.by ?? "", standing.reference,
            ])
        }
        Terminal().show(table)
    }
}
