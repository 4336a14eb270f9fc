import Synchronization

/// Makes folders and remembers which of them are durable. A folder that is merely there may have been made by a process
/// that died before it synced the folder above, so each is synced once by every opening of the archive.
final class DurableFolders: Sendable {
    private let files: any FileSystem
    private let known = Mutex<Set<String>>([])

    /// A month and a tile need a folder each; beyond this the set is begun anew, at the cost of a few syncs.
    private static let knownMax = 4_096

    init(files: any FileSystem) { self.files = files }

    /// Makes a folder and those above it. When it returns their names are durable.
    ///
    ///     for each, from the root: mkdirat · fsync(folder above)
    func make(_ path: String) throws(StorageError) {
        if known.withLock({ $0.contains(path) }) { return }
        let (above, _) = path.splitAtLastSlash
        if !above.isEmpty { try make(above) }
        try files.makeFolder(path)
        try files.syncFolder(above.isEmpty ? "." : above)
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known.insert(path)
        }
    }
}
