package import GreffeCore

/// What a destruction took away.
package struct DestructionCount: Hashable, Sendable {
    package var homes = 0
    package var files = 0
}

extension CustodySession {
    /// Takes away what an entry `disposed` or `erased` gives leave for: openings and objects of the entries before it
    /// whose home is one of its `refs`, and whatever else lies in those folders without an entry that names it. There
    /// is no other way to remove anything, so that nothing goes without an entry that says so first.
    ///
    ///     for each home: unlinkat… · fsync(folder) · unlinkat(folder) where it is empty;  fsync(month)
    ///
    /// A power cut before leaves everything, one in between some files; done once more, it takes away the rest. When it
    /// returns, the names are durably gone. The blocks are free, not overwritten: on a disk that may fall into other
    /// hands they are a matter of the disk's encryption.
    ///
    /// - Throws: `actInvalid` for an entry that gives no leave, or that is not in the ledger.
    @discardableResult
    package func destroy(leave: LeafIndex) throws(StorageError) -> DestructionCount {
        do throws(StorageError) { return try destroyUnguarded(leave) } catch {
            custody.halt(after: error)
            throw error
        }
    }

    private func destroyUnguarded(_ leave: LeafIndex) throws(StorageError) -> DestructionCount {
        let ledger = custody.ledger
        guard leave.value < ledger.size else { throw .actInvalid(reason: "a destruction without an entry") }
        let entry = try ledger.entry(at: leave)
        guard entry.kind == .disposed || entry.kind == .erased else {
            throw .actInvalid(reason: "an entry \(entry.kind.rawValue) gives no leave to destroy anything")
        }
        let files = custody.files
        var count = DestructionCount()
        var months: Set<String> = []
        for home in entry.refs {
            let folder = VaultLayout.folder(home: home, time: try ledger.entry(at: home).time)
            count.homes += 1
            let month = folder.splitAtLastSlash.above
            guard let status = try files.status(folder) else {
                // Gone already, by a run whose sync may never have come.
                if try files.status(month)?.kind == .folder { months.insert(month) }
                continue
            }
            guard status.kind == .folder else {
                // Whatever stands in its place is not the letter's, and what a link leads to is nobody's business.
                try files.removeFile(folder)
                months.insert(month)
                continue
            }
            var isEmpty = true
            for name in try files.names(in: folder) {
                if try isNamed(name, home: home, from: leave, ledger) {
                    isEmpty = false
                    continue
                }
                try remove("\(folder)/\(name)")
                count.files += 1
            }
            try files.syncFolder(folder)
            if isEmpty {
                try files.removeFolder(folder)
                months.insert(month)
            }
        }
        for month in months.sorted() { try files.syncFolder(month) }
        return count
    }

    private func remove(_ path: String) throws(StorageError) {
        if try custody.files.status(path)?.kind == .folder {
            try custody.files.removeTree(path)
        } else {
            try custody.files.removeFile(path)
        }
    }

    /// Whether an entry from `first` on has this file: the leave's own opening, and what was said later.
    private func isNamed(
        _ name: String, home: LeafIndex, from first: LeafIndex, _ ledger: Ledger
    ) throws(StorageError) -> Bool {
        guard let seq = UInt64(name.prefix { $0 != "." }), seq >= first.value, seq < ledger.size else { return false }
        let entry = try ledger.entry(at: LeafIndex(seq))
        guard entry.home == home else { return false }
        return name == VaultLayout.openingName(entry)
            || (entry.object != nil && name == VaultLayout.objectName(entry, mediaType: nil))
    }
}
