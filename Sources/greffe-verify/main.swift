import GreffeCore
import GreffeProof
import GreffeVerification
import Glibc

// greffe-verify: checks an archive offline. It links nothing that can write one.

let usage = """
    usage: greffe-verify ARCHIVE [--log-key KEY] [--checkpoint FILE]... [--witness-key KEY]... [--tsa-root FILE]
                         [--policy FILE] [--no-letters] [--json]
           greffe-verify DOSSIER --log-key KEY [--tsa-root FILE] [--json]

    Reads every entry, tile, opening and original of an archive again and reports, layer by layer, what was checked
    and what is wrong. Nothing is written. Of a dossier of evidence (a folder with an entry and a manifest), says what
    it proves, as its verify.sh does.

      --log-key KEY       the log's public key as it was handed to you: a file, or the line itself. Without it the
                          key found in the archive is used, and the report says UNKNOWN KEY.
      --checkpoint FILE   a copy of ledger/checkpoint you kept: the archive must continue from it. May be repeated.
                          A witness's own copy (greffe witness show --checkpoint) counts as the witness's.
      --witness-key KEY   a witness's key, as its owner gave it to you: a file, or the line itself. May be repeated.
      --policy FILE       keys, and which layers there must be; an absent one is a fault.
      --tsa-root FILE     the roots of the time-stamp authorities you trust, in PEM form. Without it those kept in the
                          archive are used, and the report says UNKNOWN ANCHOR. A dossier brings none.
      --no-letters        do not read the originals and other objects: the ledger and the openings alone.
      --json              the report as one JSON object.
      --help              this text.

    exit status: 0 no fault found in the layers checked, 4 a fault was found, 1 could not check, 2 wrong usage. Of a
    dossier: 0 TIME-STAMPED, 1 UNKNOWN KEY, 3 NOT TIME-STAMPED or ERASED, 4 FAULT.

    """

struct CommandLine {
    var archive: String?
    var key: String?
    var checkpoints: [String] = []
    var witnessKeys: [String] = []
    var policy: String?
    var anchors: String?
    var checksLetters = true
    var wantsJSON = false
}

/// Nil when it cannot be understood.
func parse(_ arguments: [String]) -> CommandLine? {
    var line = CommandLine()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
        switch argument {
        case "--json": line.wantsJSON = true
        case "--no-letters": line.checksLetters = false
        case "--log-key", "--checkpoint", "--witness-key", "--policy", "--tsa-root":
            guard let value = rest.popFirst() else { return nil }
            switch argument {
            case "--log-key": line.key = value
            case "--tsa-root": line.anchors = value
            case "--witness-key": line.witnessKeys.append(value)
            case "--policy": line.policy = value
            default: line.checkpoints.append(value)
            }
        default:
            guard !argument.hasPrefix("-"), line.archive == nil else { return nil }
            line.archive = argument
        }
    }
    return line.archive == nil ? nil : line
}

func write(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count <= 0 { return }
        bytes = bytes.dropFirst(count)
    }
}

/// A file of the caller's own, outside the archive.
func contents(ofOutside path: String, bytesMax: Int) throws(VerificationError) -> [UInt8]? {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    return try LinuxArchiveFiles(root: folder).contents(of: name, bytesMax: bytesMax)
}

/// A key's line has some hundred bytes.
let keyBytesMax = 4_096

/// The key of `--log-key`, a file or the line itself.
func logKey(_ line: CommandLine) throws(VerificationError) -> VerifierKey? {
    guard let key = line.key else { return nil }
    // A key's line contains `+` twice and is seldom also the name of a file.
    if let given = try? VerifierKey(key) { return given }
    return try VerifierKey(keyFile: try contents(ofOutside: key, bytesMax: keyBytesMax) ?? [])
}

/// The roots of `--tsa-root`.
func anchors(_ line: CommandLine) throws(VerificationError) -> TrustAnchors? {
    guard let path = line.anchors else { return nil }
    let pem = try contents(ofOutside: path, bytesMax: TrustAnchors.fileBytesMax) ?? []
    do { return try TrustAnchors(pem: pem) } catch { throw .anchorsInvalid(reason: "\(path): \(error)") }
}

/// An archive has neither of these.
func isDossier(_ folder: String) -> Bool {
    access("\(folder)/manifest", F_OK) == 0 || access("\(folder)/entry", F_OK) == 0
}

func runDossier(_ line: CommandLine, folder: String) throws(VerificationError) -> DossierReport {
    let files = try LinuxDossierFiles(root: folder)
    return DossierVerifier(files: files, logKey: try logKey(line), anchors: try anchors(line)).verify()
}

func run(_ line: CommandLine, archive: String) throws(VerificationError) -> VerificationReport {
    var options = ArchiveVerifier.Options()
    options.digestsObjects = line.checksLetters
    options.threads = Parallel.threads
    options.logKey = try logKey(line)
    var policy: VerificationPolicy?
    if let path = line.policy {
        let read = try VerificationPolicy(
            bytes: try contents(ofOutside: path, bytesMax: VerificationPolicy.bytesMax) ?? [])
        options.logKey = options.logKey ?? read.logKey
        options.witnessKeys = read.witnessKeys
        policy = read
    }
    for key in line.witnessKeys {
        // As with the log's key: the line itself, or else a file's name.
        let given =
            if let given = try? WitnessKey(key) { given } else {
                try WitnessKey(keyFile: try contents(ofOutside: key, bytesMax: keyBytesMax) ?? [])
            }
        options.witnessKeys.append(given)
    }
    for path in line.checkpoints {
        // What is wrong with it does not matter: it is no checkpoint.
        guard let bytes = try contents(ofOutside: path, bytesMax: SignedNote.bytesMax),
            let note = try? SignedNote(bytes: bytes), let checkpoint = try? Checkpoint(text: note.text)
        else { throw .checkpointInvalid(reason: "\(path) does not read as a checkpoint") }
        if options.isWitnessed(note) { options.witnessed.append(note) } else { options.remembered.append(checkpoint) }
    }
    options.sealAnchors = try anchors(line)
    let files = try LinuxArchiveFiles(root: archive)
    var report = try ArchiveVerifier(files: files, name: archive, options: options).verify()
    if let policy { report.apply(policy) }
    return report
}

let arguments = Array(Swift.CommandLine.arguments.dropFirst())
if arguments.contains("--help") {
    write(usage, to: STDOUT_FILENO)
    exit(0)
}
guard let line = parse(arguments), let archive = line.archive else {
    write(usage, to: STDERR_FILENO)
    exit(2)
}
do {
    if isDossier(archive) {
        let report = try runDossier(line, folder: archive)
        write(
            line.wantsJSON ? String(decoding: report.json.bytes, as: UTF8.self) + "\n" : report.text, to: STDOUT_FILENO)
        exit(report.status)
    }
    let report = try run(line, archive: archive)
    let text = line.wantsJSON ? String(decoding: report.json.bytes, as: UTF8.self) + "\n" : report.text
    write(text, to: STDOUT_FILENO)
    exit(report.isFaultFound ? 4 : 0)
} catch {
    write("greffe-verify: \(error.message)\n  hint: \(error.hint)\n", to: STDERR_FILENO)
    exit(1)
}
