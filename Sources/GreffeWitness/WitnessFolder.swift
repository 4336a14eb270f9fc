import Glibc
package import GreffeCore
package import GreffeProof
import GreffeStorage

/// A witness's own folder: its key, the logs it watches, and the last checkpoint it cosigned of each.
///
///     witness.vkey         its public key, to be given to the logs and to whoever verifies
///     witness.key          its private key, mode 0600
///     logs                 the keys of the logs it watches, one a line; edited by hand
///     seen/<hash>          the last checkpoint cosigned of a log, with its line and ours
///     forgotten            what a person made it forget, and why
package struct WitnessFolder: Sendable {
    let files: LinuxFileSystem
    package let path: String

    static let publicKey = "witness.vkey"
    static let privateKey = "witness.key"
    static let logs = "logs"
    static let seen = "seen"
    static let forgotten = "forgotten"

    private static let keyBytesMax = 4_096
    /// A witness of a thousand logs is another kind of service.
    private static let logsMax = 1_000
    private static let logsBytesMax = logsMax * keyBytesMax

    package init(path: String) throws(WitnessError) {
        self.path = path
        do throws(StorageError) { files = try LinuxFileSystem(root: path) } catch {
            throw .notAWitness(path: path, reason: error.message)
        }
    }

    /// Founds a witness, or adds logs to one that is there.
    /// - Returns: its public key.
    package static func found(path: String, name: String?, logs: [VerifierKey]) throws(WitnessError) -> WitnessKey {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .notAWitness(path: path, reason: String(cString: strerror(errno)))
        }
        let folder = try WitnessFolder(path: path)
        return try folder.using(publicKey) { files throws(StorageError) in
            let random = RandomBytes()
            if try files.status(privateKey) == nil {
                guard let signer = WitnessSigner(name: name ?? "", seed: random.bytes(32)) else {
                    throw .nameInvalid(name ?? "")
                }
                try files.put(Array((signer.text + "\n").utf8), at: privateKey, through: random.name(), mode: .secret)
            }
            _ = try files.makeFolder(seen)
            let signer = try folder.loadSigner()
            if let name, name != signer.verifier.name { throw .nameInvalid(name) }
            try files.put(
                Array("\(signer.verifier)\n".utf8), at: publicKey, through: random.name(), mode: .public)
            let known = try folder.loadLogs()
            let all = known + logs.filter { !known.contains($0) }
            try files.put(
                Array(all.map { "\($0)\n" }.joined().utf8), at: Self.logs, through: random.name(), mode: .public)
            try files.syncFolder(".")
            return signer.verifier
        }
    }

    package func signer() throws(WitnessError) -> WitnessSigner {
        try using(Self.privateKey) { _ throws(StorageError) in try loadSigner() }
    }

    package func logKeys() throws(WitnessError) -> [VerifierKey] {
        try using(Self.logs) { _ throws(StorageError) in try loadLogs() }
    }

    /// The last checkpoint cosigned of a log; nil when it never was.
    package func lastSeen(of origin: String) throws(WitnessError) -> SeenCheckpoint? {
        let path = Self.seenPath(origin)
        let bytes = try using(path) { files throws(StorageError) in
            try files.contents(of: path, bytesMax: SignedNote.bytesMax)
        }
        guard let bytes else { return nil }
        do {
            let note = try SignedNote(bytes: bytes)
            let checkpoint = try Checkpoint(text: note.text)
            guard checkpoint.origin == origin else { throw ProofError.malformed("another log's checkpoint") }
            return SeenCheckpoint(note: note, checkpoint: checkpoint)
        } catch { throw .fileUnusable(path: "\(self.path)/\(path)", reason: "it does not read as a checkpoint") }
    }

    /// Durable when it returns, whole or not at all.
    ///
    ///     put (open · write · fsync · rename) · fsync(seen)
    func remember(_ seen: SeenCheckpoint, random: RandomBytes) throws(StorageError) {
        let path = Self.seenPath(seen.checkpoint.origin)
        try files.put(seen.note.bytes, at: path, through: "\(Self.seen)/\(random.name()).next", mode: .public)
        try files.syncFolder(Self.seen)
    }

    /// Forgets a log that lost its tail and owned up to it: what was remembered is kept under another name, and a line
    /// says who wanted it and why.
    package func forget(_ origin: String, reason: String, by: String, now: Timestamp) throws(WitnessError) {
        guard let seen = try lastSeen(of: origin) else { throw .logUnknown(origin) }
        let path = Self.seenPath(origin)
        try using(path) { files throws(StorageError) in
            let old = try files.contents(of: Self.forgotten, bytesMax: Self.logsBytesMax) ?? []
            let line = "\(now) \(origin) size \(seen.checkpoint.size) by \(by): \(reason)\n"
            let random = RandomBytes()
            try files.put(old + Array(line.utf8), at: Self.forgotten, through: random.name(), mode: .public)
            try files.syncFolder(".")
            _ = try files.rename(path, to: "\(path).forgotten-\(now.millisecondsSince1970)", replacing: false)
            try files.syncFolder(Self.seen)
        }
    }

    /// By its digest: an origin may have slashes, and be longer than a file's name.
    private static func seenPath(_ origin: String) -> String {
        "\(seen)/\(Sha256Digest.of(Array(origin.utf8)).hex.prefix(32)).checkpoint"
    }

    private func loadSigner() throws(StorageError) -> WitnessSigner {
        guard let status = try files.status(Self.privateKey) else { throw .notAnArchive(reason: "there is no key") }
        guard status.kind == .file, status.mode & 0o077 == 0 else {
            throw .keyExposed(path: Self.privateKey, mode: status.mode)
        }
        let bytes = try files.contents(of: Self.privateKey, bytesMax: Self.keyBytesMax) ?? []
        do {
            return try WitnessSigner(String(decoding: bytes.dropLast(bytes.last == 0x0a ? 1 : 0), as: UTF8.self))
        } catch {
            throw .keyInvalid(reason: "it is not a witness's signer key")
        }
    }

    private func loadLogs() throws(StorageError) -> [VerifierKey] {
        let bytes = try files.contents(of: Self.logs, bytesMax: Self.logsBytesMax) ?? []
        var keys: [VerifierKey] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            do { keys.append(try VerifierKey(line)) } catch { throw .keyInvalid(reason: "a line of \(Self.logs)") }
        }
        guard keys.count <= Self.logsMax else { throw .keyInvalid(reason: "more than \(Self.logsMax) logs") }
        return keys
    }

    private func using<Value>(
        _ name: String, _ body: (LinuxFileSystem) throws(StorageError) -> Value
    ) throws(WitnessError) -> Value {
        do throws(StorageError) { return try body(files) } catch {
            if case .nameInvalid(let name) = error { throw .nameInvalid(name) }
            throw .fileUnusable(path: "\(path)/\(name)", reason: error.message)
        }
    }
}

/// A checkpoint as a witness remembers it.
package struct SeenCheckpoint: Sendable, Hashable {
    package var note: SignedNote
    package var checkpoint: Checkpoint
}
