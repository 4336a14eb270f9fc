import GreffeCore

extension Vault {
    /// Makes a batch's openings and objects durable, each in its place. The caller holds the archive's lock.
    ///
    /// New folders are filled in staging and renamed into the vault whole, so that a letter's folder is there with its
    /// original and its opening, or not at all; files for an older letter are renamed into its folder one by one.
    ///
    ///     new:   for each file: open · write · fsync;  fsync(staged folder) · renameat2(NOREPLACE) · fsync(month)
    ///     older: for each file: open · write · fsync · rename;  fsync(folder)
    ///
    /// Durable when it returns, and still nobody's: the ledger's checkpoint decides.
    func place(_ batch: Batch, files: any FileSystem, folders: DurableFolders) throws(StorageError) {
        guard let staging else { throw .readOnly }
        var touched: Set<String> = []
        for path in batch.folderOrder {
            guard let content = batch.folders[path] else { continue }
            let month = path.splitAtLastSlash.above
            try folders.make(month)
            if content.isNew {
                var staged = content.staged?.folder
                if staged == nil { staged = try staging.makeFreshFolder() }
                guard let staged else { continue }
                for file in content.files { try files.writeNew(file.bytes, to: "\(staged)/\(file.name)") }
                try files.syncFolder(staged)
                guard try files.rename(staged, to: path, replacing: false) else {
                    throw .ledgerDamaged(path: path, reason: "a folder for an entry that is not there yet")
                }
            } else {
                // The folder of a letter whose content was destroyed may be gone; what is said of it later still has a
                // place.
                if try files.makeFolder(path) { touched.insert(month) }
                for file in content.files {
                    try files.put(file.bytes, at: "\(path)/\(file.name)", through: staging.freshPath())
                }
                touched.insert(path)
            }
            if content.isNew { touched.insert(month) }
        }
        for folder in touched.sorted() { try files.syncFolder(folder) }
    }
}
