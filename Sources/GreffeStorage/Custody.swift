package import GreffeCore
package import GreffeProof
import Synchronization

/// The durable half of an archive: the vault with the letters' bytes and the ledger that says what they are, opened
/// together. Whatever an index or a desk shows is computed from here and can be computed again.
///
/// Reading needs no lock and may be done from several threads. Appending takes the archive's lock for one short
/// critical section, so several programs, and several openings within one, work on an archive side by side.
package final class Custody: Sendable {
    package let vault: Vault
    let files: any FileSystem
    let folders: DurableFolders
    /// Where salts, names and nonces come from.
    package let random: RandomBytes
    let writing: Writing?
    private let state: Mutex<State>

    private struct State {
        var ledger: Ledger
        /// After a failure whose fate is halt, nothing is appended through this opening any more.
        var halted: StorageError?
    }

    /// What only an appender has.
    struct Writing: Sendable {
        let signer: SignerKey
        let memory: SignerMemory?
        let staging: Staging
        let clock: any TimeSource
    }

    init(
        files: any FileSystem, ledger: Ledger, folders: DurableFolders, random: RandomBytes, writing: Writing?
    ) {
        (self.files, self.folders, self.random, self.writing) = (files, folders, random, writing)
        vault = Vault(files: files, random: random, staging: writing?.staging)
        state = Mutex(State(ledger: ledger))
    }

    // MARK: Opening

    /// Opens an archive for appending: reads the key, and takes away what a power cut left behind.
    /// - Parameters:
    ///   - remembered: how far the index has come; an archive that does not continue from there is refused.
    ///   - credentials: where the service manager keeps what it hands over, the log's key perhaps.
    ///   - memory: where the signer remembers what it signed last; nil: it has no memory.
    ///   - isRecovering: opens an archive that does not continue what is remembered, for `recover` alone.
    ///   - random: where salts and names come from; nil: the system.
    /// - Throws: `rollbackSuspected`, `signerRefuses`; `keyExposed` when others can read the key; `lockHeld`;
    ///   `notAnArchive`.
    package static func open(
        files: any FileSystem, clock: any TimeSource, remembered: TreeHead? = nil,
        credentials: (any FileSystem)? = nil, memory: SignerMemory.Folder? = nil, isRecovering: Bool = false,
        random: (any RandomNumberGenerator & Sendable)? = nil
    ) throws(StorageError) -> Custody {
        let random = RandomBytes(random ?? SystemRandomNumberGenerator())
        let signer = try LogKey.load(
            files: files, credentials: credentials, verifier: try Ledger.verifierKey(files: files))
        let lock = try ArchiveLock(files: files)
        defer { withExtendedLifetime(lock) {} }
        let ledger = try Ledger(files: files)
        let memory = memory.map { SignerMemory(folder: $0, key: ledger.key) }
        if !isRecovering {
            if let remembered { try ledger.confirm(remembered) }
            try memory?.confirm(ledger)
        }
        let staging = try Staging(files: files, random: random)
        try Recovery(files: files, staging: staging).run(ledger: ledger)
        return Custody(
            files: files, ledger: ledger, folders: DurableFolders(files: files), random: random,
            writing: Writing(signer: signer, memory: memory, staging: staging, clock: clock))
    }

    package static func open(
        root: String, clock: any TimeSource, remembered: TreeHead? = nil, credentialsFolder: String? = nil,
        memory: SignerMemory.Folder? = nil
    ) throws(StorageError) -> Custody {
        try open(
            files: try LinuxFileSystem(root: root), clock: clock, remembered: remembered,
            credentials: credentials(in: credentialsFolder), memory: memory)
    }

    /// What the service manager hands over, if anything. systemd names a folder even where it had nothing to put there,
    /// which is then closed to us.
    package static func credentials(in folder: String?) -> (any FileSystem)? {
        // Without a credential the archive's own key counts, and its absence is an error that names it.
        folder.flatMap { try? LinuxFileSystem(root: $0) }
    }

    /// Opens an archive for reading: no key, no lock, nothing written.
    package static func openForReading(
        files: any FileSystem, remembered: TreeHead? = nil
    ) throws(StorageError) -> Custody {
        let ledger = try Ledger(files: files)
        if let remembered { try ledger.confirm(remembered) }
        return Custody(
            files: files, ledger: ledger, folders: DurableFolders(files: files),
            random: RandomBytes(SystemRandomNumberGenerator()), writing: nil)
    }

    package static func openForReading(root: String, remembered: TreeHead? = nil) throws(StorageError) -> Custody {
        try openForReading(files: try LinuxFileSystem(root: root), remembered: remembered)
    }

    // MARK: The ledger as it is known

    /// The ledger at the checkpoint last seen by this opening.
    package var ledger: Ledger { state.withLock { $0.ledger } }

    /// Looks whether another program has moved the checkpoint, and follows it. For readers; appenders do it anyway.
    @discardableResult package func refresh() throws(StorageError) -> Bool {
        var ledger = self.ledger
        let moved = try ledger.refresh()
        if moved { adopt(ledger) }
        return moved
    }

    /// Two threads may refresh at once; the later checkpoint stays.
    func adopt(_ ledger: Ledger) {
        state.withLock { state in
            if ledger.size >= state.ledger.size { state.ledger = ledger }
        }
    }

    // MARK: Appending

    /// Runs one critical section under the archive's lock, at the newest checkpoint: look, append, project, and only
    /// then let others in.
    /// - Throws: `lockHeld` when another holds the lock for longer; `halted` after an earlier failure that left the
    ///   archive untrustworthy; whatever `body` throws.
    package func withLock<Result>(
        waitMilliseconds: Int = ArchiveLock.waitMillisecondsDefault,
        _ body: (inout CustodySession) throws -> Result
    ) throws -> Result {
        var session = try beginSession(waitMilliseconds: waitMilliseconds)
        return try body(&session)
    }

    /// Appends acts in a critical section of their own, under one checkpoint: all of them or none. When it returns,
    /// they are durable and ours.
    @discardableResult package func append(_ acts: [Act]) throws(StorageError) -> [Appended] {
        var session = try beginSession(waitMilliseconds: ArchiveLock.waitMillisecondsDefault)
        return try session.append(acts)
    }

    /// What the signer remembers of this log; nil when it has no memory, never signed, or the archive is read only.
    package func signerMemory() throws(StorageError) -> Checkpoint? { try writing?.memory?.last() }

    /// Appends the entry that owns up to a loss: the one act a ledger takes that does not continue what its signer
    /// remembers. What was remembered is kept beside the memory, which follows this ledger from then on.
    @discardableResult package func recover(_ act: Act) throws(StorageError) -> Appended {
        var session = try beginSession(waitMilliseconds: ArchiveLock.waitMillisecondsDefault)
        return try session.recover(act)
    }

    /// The first entry of a new archive, by whoever founds it and holds its lock.
    func appendFirst(_ act: Act, lock: consuming ArchiveLock) throws(StorageError) {
        guard let writing else { throw .readOnly }
        var session = CustodySession(custody: self, writing: writing, lock: lock)
        try session.append([act])
    }

    private func beginSession(waitMilliseconds: Int) throws(StorageError) -> CustodySession {
        guard let writing else { throw .readOnly }
        if let halted = state.withLock({ $0.halted }) { throw .halted(code: halted.code) }
        let lock = try ArchiveLock(files: files, waitMilliseconds: waitMilliseconds)
        do throws(StorageError) { try refresh() } catch {
            halt(after: error)
            throw error
        }
        return CustodySession(custody: self, writing: writing, lock: lock)
    }

    func halt(after error: StorageError) {
        guard case .halt = error.fate else { return }
        state.withLock { $0.halted = $0.halted ?? error }
    }
}
