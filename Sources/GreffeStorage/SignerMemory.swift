import Glibc
import GreffeCore
package import GreffeProof

/// What the log's signer itself remembers: the last checkpoint it signed, kept in a folder apart from the archive, so
/// that an archive put back from a backup cannot be continued as if nothing had been there. One file a log, the signed
/// checkpoint as it was: it can be handed to `greffe-verify --checkpoint`.
package struct SignerMemory: Sendable {
    /// The folder for all logs that are signed on this machine.
    package struct Folder: Sendable {
        let files: any FileSystem
        /// For messages.
        package let path: String

        /// - Parameter files: the folder itself; a simulated one in tests.
        package init(files: any FileSystem, path: String) { (self.files, self.path) = (files, path) }

        /// - Throws: `memoryUnusable` when there is no such folder and it cannot be made.
        package init(path: String) throws(StorageError) {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .memoryUnusable(path: path, reason: errnoText(errno))
            }
            do throws(StorageError) { self.init(files: try LinuxFileSystem(root: path), path: path) } catch {
                throw .memoryUnusable(path: path, reason: error.message)
            }
        }
    }

    private let folder: Folder
    private let key: VerifierKey
    private let name: String

    package init(folder: Folder, key: VerifierKey) {
        (self.folder, self.key) = (folder, key)
        // The origin may have slashes; eight bytes of a digest keep the logs of one machine apart.
        name = Sha256Digest.of(Array("\(key)\n".utf8)).hex.prefix(16) + ".checkpoint"
    }

    package var path: String { "\(folder.path)/\(name)" }

    /// The last checkpoint signed here; nil when this signer never signed for the log.
    package func last() throws(StorageError) -> Checkpoint? {
        let bytes: [UInt8]?
        do throws(StorageError) { bytes = try folder.files.contents(of: name, bytesMax: SignedNote.bytesMax) } catch {
            throw .memoryUnusable(path: path, reason: error.message)
        }
        guard let bytes else { return nil }
        do { return try Checkpoint(bytes: bytes, signedBy: key) } catch {
            throw .memoryUnusable(path: path, reason: error.plainWords)
        }
    }

    /// Whether a ledger continues from the last checkpoint signed here.
    /// - Throws: `signerRefuses` when it does not.
    func confirm(_ ledger: Ledger) throws(StorageError) {
        guard let last = try last(), last != ledger.checkpoint else { return }
        guard try ledger.continues(TreeHead(size: last.size, root: Sha256Digest(last.root))) else {
            throw .signerRefuses(memory: path, rememberedSize: last.size, size: ledger.size)
        }
    }

    /// One signature at a time: two copies of an archive have two locks, and one memory.
    func lock() throws(StorageError) -> ArchiveLock { try ArchiveLock(files: folder.files, path: ".") }

    /// Writes a checkpoint beside the one remembered. Room is found before anything is committed, or not at all.
    ///
    ///     openat(next, O_CREAT|O_EXCL) · write · fsync · close
    func prepare(_ checkpoint: [UInt8]) throws(StorageError) {
        try folder.files.removeFile(next)
        // Public, like every checkpoint: a command run as root must not shut the daemon out.
        try folder.files.writeNew(checkpoint, to: next, mode: .public)
    }

    /// Remembers what was prepared, now that it is committed. A crash before it leaves the memory one append behind the
    /// archive, which then continues from it; nobody was promised that append yet.
    ///
    ///     renameat(next, name) · fsync(folder)
    func settle() throws(StorageError) {
        _ = try folder.files.rename(next, to: name, replacing: true)
        try folder.files.syncFolder(".")
    }

    /// Keeps what was remembered under another name, as evidence of what was lost, before a recovery replaces it.
    func setAside(_ last: Checkpoint) throws(StorageError) {
        let bytes = try folder.files.contents(of: name, bytesMax: SignedNote.bytesMax) ?? []
        let copy = "\(name).lost-\(last.size)-\(Sha256Digest(last.root).hex.prefix(8))"
        if try folder.files.status(copy) != nil { return }
        try folder.files.writeNew(bytes, to: copy, mode: .public)
        try folder.files.syncFolder(".")
    }

    private var next: String { "\(name).next" }
}
