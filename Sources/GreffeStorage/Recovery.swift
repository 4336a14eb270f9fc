import GreffeCore

/// Takes away what an appender that died left behind. Nothing that the checkpoint covers is touched. Run under the
/// archive's lock, by every appender when it opens, and before an append when the one before did not come to its end.
struct Recovery {
    let files: any FileSystem
    let staging: Staging

    /// There while an append is under way. It need not survive a power cut: after one, everybody opens anew.
    static let marker = "\(VaultLayout.staging)/appending"

    /// - Returns: the folders that were taken out of the vault, for the record.
    @discardableResult
    func run(ledger: Ledger) throws(StorageError) -> [String] {
        try removeDeadStaging()
        let orphans = try removeOrphans(size: ledger.size, lastTime: ledger.lastEntry?.time)
        try files.removeFile(Self.marker)
        return orphans
    }

    /// Staging folders nobody holds locked belong to processes that are gone.
    private func removeDeadStaging() throws(StorageError) {
        for name in try files.names(in: VaultLayout.staging) {
            let path = "\(VaultLayout.staging)/\(name)"
            guard path != Self.marker, try files.status(path)?.kind == .folder,
                let lock = try files.lock(path)
            else { continue }
            defer { files.close(lock) }
            try files.removeTree(path)
        }
    }

    /// Folders numbered at or beyond the ledger's size were renamed into place by an append that was never committed.
    /// Times never go back, so they lie in the month of the last entry or in a later one.
    ///
    ///     for each: renameat(vault, staging) · remove;  fsync(month)
    private func removeOrphans(size: UInt64, lastTime: Timestamp?) throws(StorageError) -> [String] {
        var orphans: [String] = []
        let first = lastTime.map { ($0.date.year, $0.date.month) } ?? (0, 0)
        for year in try files.names(in: VaultLayout.vault) {
            guard let yearNumber = Int(year), yearNumber >= first.0 else { continue }
            for month in try files.names(in: "\(VaultLayout.vault)/\(year)") {
                guard let monthNumber = Int(month), (yearNumber, monthNumber) >= first else { continue }
                let folder = "\(VaultLayout.vault)/\(year)/\(month)"
                let names = try files.names(in: folder).filter {
                    (AccessionNumber($0)?.leaf.value).map { $0 >= size } ?? false
                }
                for name in names {
                    let aside = staging.freshPath()
                    _ = try files.rename("\(folder)/\(name)", to: aside, replacing: false)
                    try files.removeTree(aside)
                    orphans.append("\(folder)/\(name)")
                }
                if !names.isEmpty { try files.syncFolder(folder) }
            }
        }
        return orphans
    }
}
