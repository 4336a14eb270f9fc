import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import GreffeVerification

/// An archive with letters, sealed by a real authority, and the dossier of one of them.
struct ExportedLetter {
    let archive: TestArchive
    let authority: OpensslAuthority
    let output: TemporaryFolder
    let number: AccessionNumber
    var dossier: String { "\(output.path)/\(number)" }
    var logKey: String { archive.path + "/log.vkey" }

    /// - Parameters:
    ///   - isSealed: whether an authority has stamped the ledger before the export.
    ///   - letters: how many came in, the exported one being the first.
    ///   - words: what is in each, before its number.
    init(isSealed: Bool = true, letters: Int = 3, words: String = "letter") async throws {
        archive = try TestArchive()
        authority = try OpensslAuthority()
        output = try TemporaryFolder()
        var numbers: [AccessionNumber] = []
        for index in 0..<letters {
            numbers.append(archive.number(try await archive.accession("\(words) \(index)", name: "scan-\(index).tif")))
        }
        number = numbers[0]
        let decision = try archive.decision(.claim, customer: "40718352")
        try await archive.registrar.record(archive.reading("Madame, Monsieur"), decision, for: number)
        if isSealed { try seal() }
        try await export()
    }

    /// Places a seal as the daemon would.
    func seal() throws {
        let custody = archive.archive.custody
        let checkpoint = custody.ledger.checkpointBytes
        let folder = SealFolder(date: archive.clock.now().date, size: custody.ledger.size)
        _ = try custody.placeSeal(
            folder,
            files: ["checkpoint": checkpoint, "essai.tsr": try authority.answer(over: checkpoint)])
    }

    func export(resumes: Bool = false) async throws {
        try await archive.registrar.export(
            ExportRequest(letters: [number], by: "person:test", reason: "un litige"), to: output.path, resumes: resumes
        ) { _ in }
    }

    // MARK: Both verifiers

    struct Verdict: Equatable, CustomStringConvertible {
        var word: String
        var status: Int32
        var description: String { "\(word) \(status)" }
    }

    /// By `verify.sh` of the sources, as somebody would run his own copy.
    func byShell(_ folder: String, shell: String = "dash", arguments: [String]? = nil) throws -> Verdict {
        let script = Repository.root + "/packaging/dossier/verify.sh"
        let outcome = try Program(path: "/bin/" + shell).run([script] + (arguments ?? anchors) + [folder])
        let last = outcome.output.split(separator: "\n").last.map(String.init) ?? ""
        return Verdict(word: last.split(separator: ":").first.map(String.init) ?? "", status: outcome.status)
    }

    /// By the second verifier, in Python and from docs/format alone.
    func byPython(_ folder: String) throws -> Verdict {
        let script = Repository.root + "/Tests/independent/greffe_verify.py"
        let outcome = try Program(path: "/usr/bin/python3").run([script, folder] + anchors)
        let words = ["TIME-STAMPED", "NOT TIME-STAMPED", "UNKNOWN KEY", "FAULT", "ERASED"]
        let word = words.first { word in outcome.output.split(separator: "\n").contains { $0.hasPrefix(word) } }
        return Verdict(word: word ?? outcome.output + outcome.errors, status: outcome.status)
    }

    var anchors: [String] { ["--log-key", logKey, "--tsa-root", authority.root] }

    func bySwift(_ folder: String, key: VerifierKey? = nil) throws -> Verdict {
        do {
            return try Self.verdict(of: LinuxDossierFiles(root: folder), key: key ?? self.key(), roots: roots())
        } catch let error as VerificationError {
            return Verdict(word: error.code, status: 1)
        }
    }

    static func verdict(of files: some DossierFiles, key: VerifierKey?, roots: TrustAnchors?) -> Verdict {
        let report = DossierVerifier(files: files, logKey: key, anchors: roots).verify()
        return Verdict(word: report.verdictWord, status: report.status)
    }

    func key() throws -> VerifierKey { archive.archive.custody.ledger.key }

    func roots() throws -> TrustAnchors {
        try TrustAnchors(pem: [UInt8](try Data(contentsOf: URL(fileURLWithPath: authority.root))))
    }

    /// A copy of the dossier that a test may spoil.
    func copy() throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: dossier, toPath: copy.path + "/d")
        return copy
    }

    /// Signs the manifest anew over what lies there, as somebody can who has the log's key.
    func signAgain(_ folder: String) throws {
        let text = try DossierInMemory(folder).manifestText
        let note = try archive.archive.custody.sign(text)
        try Data(note.bytes).write(to: URL(fileURLWithPath: folder + "/manifest"))
    }
}

/// A dossier in memory, for many changes.
struct DossierInMemory: DossierFiles {
    var files: [String: [UInt8]]

    init(_ folder: String) throws {
        let disk = try LinuxDossierFiles(root: folder)
        files = [:]
        for node in try disk.listing() {
            if case .file = node.kind { files[node.path] = try disk.contents(of: node.path, bytesMax: 1 << 24) }
        }
    }

    /// The manifest's text over what is there.
    var manifestText: String {
        files.filter { $0.key != "./manifest" }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .reduce("greffe.dossier/v1\n") { $0 + "\(Sha256Digest.of($1.value))  \($1.key)\n" }
    }

    func listing() throws(VerificationError) -> [DossierNode] {
        var nodes: Set<DossierNode> = [DossierNode(".", .folder)]
        for (path, bytes) in files {
            nodes.insert(DossierNode(path, .file(bytes: Int64(bytes.count))))
            var parts = path.split(separator: "/").dropLast()
            while parts.count > 1 {
                nodes.insert(DossierNode(parts.joined(separator: "/"), .folder))
                parts = parts.dropLast()
            }
        }
        return nodes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8] {
        guard let bytes = files[path], bytes.count <= bytesMax else {
            throw .unreadable(path: path, reason: "it is missing")
        }
        return bytes
    }

    func digest(_ path: String, with digester: inout ObjectDigester) throws(VerificationError) {
        try contents(of: path, bytesMax: 1 << 24).withUnsafeBytes { digester.update($0) }
    }
}
