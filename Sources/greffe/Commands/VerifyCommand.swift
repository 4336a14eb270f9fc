import ArgumentParser
import Glibc
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeRuntime
import GreffeVerification

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read everything again and compare it, layer by layer.",
        discussion: """
            Letters, openings, chain, tree, checkpoint, seals and index; without a choice, all of them. Each fault is named with \
            its place and since when the thing was last known to be good. Exit status 4 when a fault is found. \
            greffe-verify does the same for outsiders, without this program.
            """)

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "The letters' bytes and the ledger, not the index.")
    var letters = false

    @Flag(help: "The ledger and the index, not the letters' bytes.")
    var index = false

    @Flag(help: "The ledger and its seals, neither the letters' bytes nor the index.")
    var seals = false

    @Option(
        help: ArgumentHelp(
            "The roots of the time-stamp authorities you trust, a PEM file; else those kept in the archive.",
            valueName: "file"))
    var tsaRoot: String?

    @Option(
        help: ArgumentHelp(
            "Only letters' files of entries since this day; the ledger is checked whole.", valueName: "date"))
    var since: CalendarDate?

    @Option(help: ArgumentHelp("The log's public key, kept elsewhere: a vkey file or its text.", valueName: "key"))
    var logKey: String?

    @Option(
        help: ArgumentHelp("A witness's key, kept elsewhere: its file or its text; repeatable.", valueName: "key"))
    var witnessKey: [String] = []

    @Option(
        help: ArgumentHelp(
            "A checkpoint kept elsewhere, by a witness or by anybody; repeatable.", valueName: "file"))
    var checkpoint: [String] = []

    @Option(help: ArgumentHelp("Keys, and which layers there must be.", valueName: "file"))
    var policy: String?

    func run() throws {
        let configuration = try ArchiveFolder(path: archive.path).configuration()
        var options = ArchiveVerifier.Options()
        let policy = try policy.map { try VerificationPolicy(bytes: try SmallFile.bytes($0)) }
        options.logKey = policy?.logKey
        options.witnessKeys = policy?.witnessKeys ?? []
        options.witnessKeys += try witnessKey.map(KeyFile.witness)
        if options.witnessKeys.isEmpty { options.witnessKeys = configuration.witnesses.peers.map(\.key) }
        try addMemories(&options, configuration)
        options.since = since.map { Timestamp(millisecondsSince1970: Int64($0.daysSince1970) * 86_400_000) }
        options.threads = Parallel.threads
        options.digestsObjects = letters || !(index || seals)
        if let tsaRoot { options.sealAnchors = try Self.anchors(tsaRoot) }
        if let logKey { options.logKey = try Self.key(logKey) }
        var progress = ProgressLine()
        let files = try LinuxArchiveFiles(root: archive.path)
        var report = try ArchiveVerifier(files: files, name: archive.path, options: options).verify { state in
            progress.show(done: state.entries, total: state.entriesTotal, of: "entries")
        }
        progress.end()
        if index || !(letters || seals) { try auditIndex(&report) }
        if let policy { report.apply(policy) }
        if output.isJSON {
            print(String(decoding: report.json.bytes, as: UTF8.self))
        } else {
            print(report.text, terminator: "")
        }
        if report.isFaultFound { throw EndingStatus(.faultFound) }
    }

    /// What was given, and what the log's signer on this machine remembers.
    private func addMemories(_ options: inout ArchiveVerifier.Options, _ configuration: Configuration) throws {
        for file in checkpoint {
            let note = try CheckpointFile.read(file)
            if options.isWitnessed(note) {
                options.witnessed.append(note)
            } else {
                options.remembered.append(try Checkpoint(text: note.text))
            }
        }
        // A memory or a ledger that cannot be read is no reason not to check the rest; the checkpoint layer says more.
        let folder = try SignerFolder.path(configured: configuration.signerMemory)
        if let signed = try? Archive.signerMemory(folder: folder, root: archive.path) {
            options.remembered.append(signed)
        }
    }

    /// The index can only be compared with a ledger and a vault that stand.
    private func auditIndex(_ report: inout VerificationReport) throws {
        typealias Layer = VerificationReport.Layer
        guard !report.isFaultFound else {
            report.add(Layer(.index, .unchecked, note: "ledger and vault come first"), faults: [])
            return
        }
        // Looking into it brings it up to date first; an auditor may have no right to that.
        guard access("\(archive.path)/\(VaultLayout.index)", W_OK) == 0 || errno == ENOENT else {
            report.add(Layer(.index, .unchecked, note: "this account may not bring it up to date"), faults: [])
            return
        }
        let found: IndexAudit.Finding
        do {
            found = try IndexAudit.audit(try archive.openForReading())
        } catch let error as any GreffeError where error.code == "storage.rollback-suspected" {
            found = .damaged(error.message)
        }
        switch found {
        case .agrees(let rows): report.add(Layer(.index, .checked, checked: UInt64(rows)), faults: [])
        case .damaged(let detail):
            report.add(
                Layer(.index, .checked, faults: 1), faults: [fault("\(detail); run greffe rebuild", accession: nil)])
        case .differs(let table, let letter, let has, let should):
            let detail =
                "table \(table): has \(has ?? "no such row"), should have \(should ?? "no such row"); run greffe rebuild"
            report.add(Layer(.index, .checked, faults: 1), faults: [fault(detail, accession: letter)])
        }
    }

    private func fault(_ detail: String, accession: AccessionNumber?) -> VerificationFault {
        VerificationFault(
            .indexMismatch, in: .index, seq: accession?.leaf, accession: accession, path: VaultLayout.index,
            detail: Table.printable(detail))
    }

    private static func anchors(_ path: String) throws -> TrustAnchors {
        guard let stream = fopen(path, "r") else {
            throw VerificationError.anchorsInvalid(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(stream) }
        var buffer = [UInt8](repeating: 0, count: TrustAnchors.fileBytesMax + 1)
        let count = fread(&buffer, 1, buffer.count, stream)
        do { return try TrustAnchors(pem: Array(buffer.prefix(count))) } catch {
            throw VerificationError.anchorsInvalid(reason: "\(path): \(error)")
        }
    }

    private static func key(_ text: String) throws -> VerifierKey {
        if let stream = fopen(text, "r") {
            defer { fclose(stream) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = fread(&buffer, 1, buffer.count, stream)
            return try VerifierKey(keyFile: Array(buffer.prefix(count)))
        }
        return try VerifierKey(keyFile: Array(text.utf8))
    }
}
