import GreffeStorage
import Synchronization

/// The real disk, with a hand on it: it can fail at the n-th operation that changes something, and then lets no other
/// through, as if the process had died there; or fail one sync; or do something before a write. Nothing is really
/// synced: the death of a process loses nothing that was written, and a power cut cannot be had here.
final class InterposedFileSystem: FileSystem, @unchecked Sendable {
    private let disk: LinuxFileSystem
    /// Operations that change something, so far.
    private(set) var operations = 0
    /// Dies before this operation.
    var dyingAt: Int?
    /// The path whose sync fails, once.
    var failingSync: String?
    var beforeWrite: (() -> Void)?

    static let death = StorageError.callFailed(call: "death", path: "", errno: 0)

    init(_ disk: LinuxFileSystem) { self.disk = disk }

    private func change() throws(StorageError) {
        if let dyingAt, operations >= dyingAt { throw Self.death }
        operations += 1
    }

    private func checkSync(_ path: String) throws(StorageError) {
        guard let failingSync, path.hasSuffix(failingSync) else { return }
        self.failingSync = nil
        throw .syncFailed(path: path, errno: 5)
    }

    func status(_ path: String) throws(StorageError) -> FileStatus? { try disk.status(path) }
    func names(in folder: String) throws(StorageError) -> [String] { try disk.names(in: folder) }
    func open(_ path: String) throws(StorageError) -> OpenFile? { try disk.open(path) }
    func close(_ file: OpenFile) { disk.close(file) }
    func lock(_ path: String) throws(StorageError) -> OpenFile? { try disk.lock(path) }

    func read(_ file: OpenFile, at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        try disk.read(file, at: offset, count: count)
    }

    func makeFolder(_ path: String) throws(StorageError) -> Bool {
        try change()
        return try disk.makeFolder(path)
    }

    func rename(_ path: String, to newPath: String, replacing: Bool) throws(StorageError) -> Bool {
        try change()
        return try disk.rename(path, to: newPath, replacing: replacing)
    }

    func removeFile(_ path: String) throws(StorageError) {
        try change()
        try disk.removeFile(path)
    }

    func removeFolder(_ path: String) throws(StorageError) -> Bool {
        try change()
        return try disk.removeFolder(path)
    }

    func syncFolder(_ path: String) throws(StorageError) {
        try change()
        try checkSync(path)
    }

    func create(_ path: String, mode: FileMode) throws(StorageError) -> OpenFile {
        try change()
        return try disk.create(path, mode: mode)
    }

    func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StorageError) {
        try change()
        beforeWrite?()
        try disk.write(bytes, to: file)
    }

    func sync(_ file: OpenFile) throws(StorageError) {
        try change()
        try checkSync(file.path)
    }
}
