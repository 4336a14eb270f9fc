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
        do throws(StorageError) { return try appendUnguarded(acts) } catch {
            custody.halt(after: error)
            throw error
        }
    }

    private func appendUnguarded(_ acts: [Act]) throws(StorageError) -> [Appended] {
        let files = custody.files
        var ledger = custody.ledger
        let batch = try Batch(
            acts, after: ledger.lastEntry, now: writing.clock.now(), random: custody.random
        ) { (home) throws(StorageError) in try ledger.entry(at: home).time }
        if try files.status(Recovery.marker) != nil {
            try Recovery(files: files, staging: writing.staging).run(ledger: ledger)
        }
        files.close(try files.create(Recovery.marker, mode: .private))
        try custody.vault.place(batch, files: files, folders: custody.folders)
        try ledger.append(
            batch.appended.map(\.entry), signer: writing.signer, staging: writing.staging, folders: custody.folders)
        custody.adopt(ledger)
        // Best effort: a marker that stays costs the next append a look round.
        try? files.removeFile(Recovery.marker)
        return batch.appended
    }
}
