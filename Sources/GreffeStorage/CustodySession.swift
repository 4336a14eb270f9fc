package import GreffeCore

/// One critical section of an archive, under its lock; it ends with the closure it was given to.
package struct CustodySession: ~Copyable {
    let custody: Custody
    private let writing: Custody.Writing
    private let lock: ArchiveLock

    init(custody: Custody, writing: Custody.Writing, lock: consuming ArchiveLock) {
        (self.custody, self.writing) = (custody, writing)
        self.lock = lock
    }

    /// The ledger at its newest checkpoint, this section's own appends included.
    package var ledger: Ledger { custody.ledger }

    /// The number the next act gets.
    package var nextSeq: LeafIndex { LeafIndex(ledger.size) }

    /// Makes acts part of the ledger under one checkpoint: all of them or none. When it returns, they are durable and
    /// ours. When it throws with fate retry, nothing happened, but staged originals are used up.
    @discardableResult package mutating func append(_ acts: [Act]) throws(StorageError) -> [Appended] {
        if acts.isEmpty { return [] }
        do throws(StorageError) { return try appendUnguarded(acts, isRecovering: false) } catch {
            custody.halt(after: error)
            throw error
        }
    }

    /// As `Custody.recover`.
    mutating func recover(_ act: Act) throws(StorageError) -> Appended {
        do throws(StorageError) {
            let appended = try appendUnguarded([act], isRecovering: true)
            return appended[0]
        } catch {
            custody.halt(after: error)
            throw error
        }
    }

    private func appendUnguarded(_ acts: [Act], isRecovering: Bool) throws(StorageError) -> [Appended] {
        let files = custody.files
        var ledger = custody.ledger
        // Held until what is signed is remembered: a copy of this archive has another lock and the same memory.
        let memoryLock = try writing.memory?.lock()
        defer { withExtendedLifetime(memoryLock) {} }
        if let memory = writing.memory {
            if !isRecovering {
                try memory.confirm(ledger)
            } else if let last = try memory.last() {
                try memory.setAside(last)
            }
        }
        let batch = try Batch(
            acts, after: ledger.lastEntry, now: writing.clock.now(), random: custody.random
        ) { (home) throws(StorageError) in try ledger.entry(at: home).time }
        if try files.status(Recovery.marker) != nil {
            try Recovery(files: files, staging: writing.staging).run(ledger: ledger)
        }
        files.close(try files.create(Recovery.marker, mode: .private))
        try custody.vault.place(batch, files: files, folders: custody.folders)
        try ledger.append(
            batch.appended.map(\.entry), signer: writing.signer, memory: writing.memory, staging: writing.staging,
            folders: custody.folders)
        custody.adopt(ledger)
        // Best effort: a marker that stays costs the next append a look round.
        try? files.removeFile(Recovery.marker)
        return batch.appended
    }
}
