package import GreffeCore
import GreffeProof
import Glibc

extension Custody {
    /// What the body of the entry `founded` says it is.
    package static let foundingVersion = "greffe.archive/v1"

    /// Founds an archive in a folder that exists: its folders, the log's key, and the entry `founded`. An interrupted
    /// founding is continued with the key it made.
    /// - Parameters:
    ///   - origin: the log's name for its whole life, also the key's: `mail.example.org/greffe`.
    ///   - about: what else the founding entry says; strings and integers only.
    /// - Throws: `alreadyFounded`; `checkpointMissing` when entries are there and their checkpoint is not.
    package static func found(
        files: any FileSystem, origin: String, clock: any TimeSource, about: [String: CanonicalJSON] = [:],
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) throws(StorageError) -> Custody {
        guard NoteKeyName.isValid(origin) else { throw .nameInvalid(origin) }
        let random = RandomBytes(random)
        if try files.status(VaultLayout.lock) == nil { try makeLock(files: files) }
        let lock = try ArchiveLock(files: files)
        guard try files.status(VaultLayout.checkpoint) == nil else { throw .alreadyFounded }
        try refuseLostCheckpoint(files: files)
        let folders = DurableFolders(files: files)
        for folder in [VaultLayout.ledger, VaultLayout.vault, VaultLayout.staging, "keys"] { try folders.make(folder) }
        let staging = try Staging(files: files, random: random)

        let key: SignerKey
        if let made = try LogKey.loadIfPresent(files: files), made.verifier.name == origin {
            key = made
        } else {
            key = try LogKey.make(name: origin, files: files, random: random, staging: staging)
        }
        try files.put(
            Array("\(key.verifier)\n".utf8), at: VaultLayout.logPublicKey, through: staging.freshPath(), mode: .public)
        try files.syncFolder(".")

        let ledger = Ledger(foundedOn: files, key: key.verifier)
        try Recovery(files: files, staging: staging).run(ledger: ledger)
        let custody = Custody(
            files: files, ledger: ledger, folders: folders, random: random,
            writing: Writing(signer: key, memory: nil, staging: staging, clock: clock))
        var body = about
        body["version"] = .string(foundingVersion)
        body["origin"] = .string(origin)
        body["logKey"] = .string("\(key.verifier)")
        try custody.appendFirst(Act(kind: .founded, body: .object(body)), lock: lock)
        return custody
    }

    /// As above, at a path; the folder itself is made when it is not there.
    package static func found(
        root: String, origin: String, clock: any TimeSource, about: [String: CanonicalJSON] = [:]
    ) throws(StorageError) -> Custody {
        if mkdir(root, 0o750) == 0 {
            let above = root.splitAtLastSlash.above
            let parent = try LinuxFileSystem(root: root.contains("/") ? (above.isEmpty ? "/" : above) : ".")
            try parent.syncFolder(".")
        }
        return try found(files: try LinuxFileSystem(root: root), origin: origin, clock: clock, about: about)
    }

    ///     openat(O_CREAT|O_EXCL) · fsync · close · fsync(root)
    private static func makeLock(files: any FileSystem) throws(StorageError) {
        do throws(StorageError) { try files.writeNew([], to: VaultLayout.lock) } catch {
            // Another program founds at the same moment: its lock serves.
            guard try files.status(VaultLayout.lock) != nil else { throw error }
        }
        try files.syncFolder(".")
    }

    /// An interrupted founding leaves a tree of one entry at most. More than that is an archive that lost its
    /// checkpoint, and founding over it would destroy evidence.
    private static func refuseLostCheckpoint(files: any FileSystem) throws(StorageError) {
        for name in try files.names(in: "ledger/tile/0") {
            let widths = try files.names(in: "ledger/tile/0/000.p")
            guard name == "000.p", widths.isEmpty || widths == ["1"] else { throw .checkpointMissing }
        }
    }
}
