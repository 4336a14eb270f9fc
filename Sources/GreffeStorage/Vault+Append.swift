import GreffeCore

extension Vault {
    /// Makes a batch's openings and objects durable, each in its place. The caller holds the archive's lock.
    ///
    /// New folders are filled in staging and renamed into the vault whole, so that a letter's folder is there with its
    /// original and its opening, or not at all; files for an older letter are renamed into its folder one by one. No
    /// name is given before all bytes of the batch are durable: the disk is waited for once rather than by file.
    ///
    ///     all files, in staging: for each: open · write;  for each: fsync
    ///     new:   fsync(staged folder)
    ///     new:   renameat2(staged folder → vault, NOREPLACE)      older: rename(file → its folder)
    ///     fsync of each folder that got a name
    ///
    /// Durable when it returns, and still nobody's: the ledger's checkpoint decides.
    func place(_ batch: Batch, files: any FileSystem, folders: DurableFolders) throws(StorageError) {
        guard let staging else { throw .readOnly }
        var touched: Set<String> = []
        var written: [NewFile] = []
        var moves: [(from: String, to: String, isNewFolder: Bool)] = []
        for path in batch.folderOrder {
            guard let content = batch.folders[path] else { continue }
            let month = path.splitAtLastSlash.above
            try folders.make(month)
            if content.isNew {
                var staged = content.staged?.folder
                if staged == nil { staged = try staging.makeFreshFolder() }
                guard let staged else { continue }
                written += content.files.map { NewFile(path: "\(staged)/\($0.name)", bytes: $0.bytes) }
                moves.append((staged, path, true))
                touched.insert(month)
            } else {
                // The folder of a letter whose content was destroyed may be gone; what is said of it later still has a
                // place.
                if try files.makeFolder(path) { touched.insert(month) }
                for file in content.files {
                    let temporary = staging.freshPath()
                    written.append(NewFile(path: temporary, bytes: file.bytes))
                    moves.append((temporary, "\(path)/\(file.name)", false))
                }
                touched.insert(path)
            }
        }
        try files.writeNew(written)
        for move in moves where move.isNewFolder { try files.syncFolder(move.from) }
        for move in moves {
            guard try files.rename(move.from, to: move.to, replacing: !move.isNewFolder) else {
                throw .ledgerDamaged(path: move.to, reason: "a folder for an entry that is not there yet")
            }
        }
        for folder in touched.sorted() { try files.syncFolder(folder) }
    }
}
