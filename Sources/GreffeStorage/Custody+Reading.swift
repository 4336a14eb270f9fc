package import GreffeCore

extension Custody {
    /// The entry at a place. Where it lies beyond what this opening has seen, another program has appended, and told of
    /// it in the index: the checkpoint is looked at once more.
    package func entry(at seq: LeafIndex) throws(StorageError) -> Entry {
        if seq.value >= ledger.size { try refresh() }
        return try ledger.entry(at: seq)
    }

    /// The vault folder that holds an entry's opening and object: that of its home.
    package func folder(of entry: Entry) throws(StorageError) -> String {
        let time = entry.home == entry.seq ? entry.time : try self.entry(at: entry.home).time
        return VaultLayout.folder(home: entry.home, time: time)
    }

    /// The opening of an entry, checked against its commitment; nil when it was erased.
    package func opening(of entry: Entry) throws(StorageError) -> Opening? {
        try vault.opening(of: entry, in: try folder(of: entry))
    }

    /// The object of an entry, whole and checked; nil when the entry has none, or it or its opening was erased.
    package func object(of entry: Entry) throws(StorageError) -> [UInt8]? {
        guard entry.object != nil, let (opening, folder) = try openingAndFolder(of: entry) else { return nil }
        return try vault.object(of: entry, opening: opening, in: folder)
    }

    /// An open file on an entry's object, unchecked (`checkObject` does that), closed by the caller with `close`; nil
    /// when the entry has none, or it or its opening was erased.
    package func openObject(of entry: Entry) throws(StorageError) -> OpenFile? {
        guard entry.object != nil, let (opening, folder) = try openingAndFolder(of: entry) else { return nil }
        return try vault.openObject(of: entry, opening: opening, in: folder)
    }

    /// Reads an entry's object through and compares it with its commitment. False when the opening was erased, without
    /// which nothing can be compared.
    package func checkObject(of entry: Entry) throws(StorageError) -> Bool {
        guard entry.object != nil, let (opening, folder) = try openingAndFolder(of: entry) else { return false }
        try vault.checkObject(of: entry, opening: opening, in: folder)
        return true
    }

    package func close(_ file: OpenFile) { files.close(file) }

    private func openingAndFolder(of entry: Entry) throws(StorageError) -> (Opening, String)? {
        let folder = try folder(of: entry)
        return try vault.opening(of: entry, in: folder).map { ($0, folder) }
    }
}
