import GreffeCore

/// A folder below `staging/` that belongs to one opening of the archive, for what is not yet in place. It is locked for
/// as long as the opening lives, so that recovery can tell the leftovers of a dead process from the work of a living
/// one.
final class Staging: Sendable {
    let path: String
    private let files: any FileSystem
    private let random: RandomBytes
    private let lock: OpenFile

    /// Called under the archive's lock, else recovery could remove the folder before it is locked.
    init(files: any FileSystem, random: RandomBytes) throws(StorageError) {
        (self.files, self.random) = (files, random)
        path = "\(VaultLayout.staging)/\(random.name())"
        try files.makeFolder(VaultLayout.staging)
        try files.makeFolder(path)
        guard let lock = try files.lock(path) else { throw .lockHeld(waitedMilliseconds: 0) }
        self.lock = lock
    }

    deinit {
        // Best effort: whatever stays behind is removed by the next recovery.
        try? files.removeTree(path)
        files.close(lock)
    }

    /// A name nothing has had before: rewriting a staging file after a crash could rewrite an archived one.
    func freshPath() -> String { "\(path)/\(random.name())" }

    func makeFreshFolder() throws(StorageError) -> String {
        let path = freshPath()
        try files.makeFolder(path)
        return path
    }
}
