/// The disk, as the archive needs it: a handful of operations on names and on open files, paths relative to the
/// archive's root. `LinuxFileSystem` is the real one; a simulated one can lose whatever was not synced, which is why
/// names (made durable by `syncFolder`) are kept apart from the bytes of a file (made durable by `sync`).
package protocol FileSystem: Sendable {
    // Names.

    /// Nil when nothing has this name. Symbolic links are not followed.
    func status(_ path: String) throws(StorageError) -> FileStatus?
    /// The names in a folder, sorted, `.` and `..` left out; empty when there is no such folder.
    func names(in folder: String) throws(StorageError) -> [String]
    /// False when the folder is there already.
    @discardableResult func makeFolder(_ path: String) throws(StorageError) -> Bool
    /// Gives a file or folder another name, atomically. False when the new name is taken and `replacing` is false; with
    /// `replacing`, a file that has the new name loses it.
    func rename(_ path: String, to newPath: String, replacing: Bool) throws(StorageError) -> Bool
    /// Takes a file's name away; nothing happens when there is none.
    func removeFile(_ path: String) throws(StorageError)
    /// Removes an empty folder. False when it is not empty or absent.
    @discardableResult func removeFolder(_ path: String) throws(StorageError) -> Bool
    /// Returns once the names in the folder are durable.
    func syncFolder(_ path: String) throws(StorageError)

    // Open files.

    /// Makes a new file, for writing; fails when the name is taken.
    func create(_ path: String, mode: FileMode) throws(StorageError) -> OpenFile
    /// Opens a file for reading; nil when there is none.
    func open(_ path: String) throws(StorageError) -> OpenFile?
    /// Writes all the bytes behind those written before.
    func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StorageError)
    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ file: OpenFile, at offset: Int64, count: Int) throws(StorageError) -> [UInt8]
    /// Returns once the file's bytes and size are durable; its name may not be.
    func sync(_ file: OpenFile) throws(StorageError)
    /// Asks for a file's bytes to be on their way to the disk, for a sync that follows. It promises nothing.
    func startWriting(_ file: OpenFile)
    func close(_ file: OpenFile)

    /// One try at the exclusive lock on a file or folder; nil while another open file has it. Held until closed, or
    /// until the process ends, however it ends.
    func lock(_ path: String) throws(StorageError) -> OpenFile?
}

/// An open file: on Linux, its descriptor. Closed by whoever opened it.
package struct OpenFile: Hashable, Sendable {
    package let descriptor: Int32
    /// For messages.
    package let path: String
    package init(descriptor: Int32, path: String) { (self.descriptor, self.path) = (descriptor, path) }
}

package struct FileStatus: Hashable, Sendable {
    package enum Kind: Sendable { case file, folder, other }
    package var kind: Kind
    /// Bytes.
    package var size: Int64
    /// The low nine bits of the mode.
    package var mode: UInt32
    package init(kind: Kind, size: Int64, mode: UInt32) { (self.kind, self.size, self.mode) = (kind, size, mode) }
}

/// Who may read a file of the archive.
package enum FileMode: UInt32, Sendable {
    /// The owner alone: keys.
    case secret = 0o600
    /// The owner, and the group for reading: letters are personal.
    case `private` = 0o640
    /// Everybody, for reading: what outsiders check with.
    case `public` = 0o644
}
