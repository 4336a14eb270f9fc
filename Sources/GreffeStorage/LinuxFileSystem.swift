import CLinux
import Glibc
import GreffeCore

/// The real disk. The root is opened once and every path is resolved from that descriptor, so that renaming or
/// remounting the archive's folder under a running program cannot lead its writes elsewhere.
package final class LinuxFileSystem: FileSystem {
    /// The archive's folder as it was given, for messages.
    package let root: String
    private let folder: Int32

    /// - Throws: `notAnArchive` when there is no such folder.
    package init(root: String) throws(StorageError) {
        self.root = root
        folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .notAnArchive(reason: "\(root): \(errnoText(errno))") }
    }

    deinit { _ = Glibc.close(folder) }

    // MARK: Names

    package func status(_ path: String) throws(StorageError) -> FileStatus? {
        var status = stat()
        guard fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw failure("fstatat", path)
        }
        let kind: FileStatus.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        return FileStatus(kind: kind, size: Int64(status.st_size), mode: UInt32(status.st_mode & 0o777))
    }

    package func names(in path: String) throws(StorageError) -> [String] {
        let descriptor = openat(folder, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw failure("openat", path)
        }
        guard let stream = fdopendir(descriptor) else {
            let error = failure("fdopendir", path)
            _ = Glibc.close(descriptor)
            throw error
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw failure("readdir", path) }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    @discardableResult package func makeFolder(_ path: String) throws(StorageError) -> Bool {
        if mkdirat(folder, path, 0o750) == 0 { return true }
        guard errno == EEXIST, try status(path)?.kind == .folder else { throw failure("mkdirat", path) }
        return false
    }

    package func rename(_ path: String, to newPath: String, replacing: Bool) throws(StorageError) -> Bool {
        let result =
            replacing ? renameat(folder, path, folder, newPath) : greffe_rename_noreplace(folder, path, newPath)
        if result == 0 { return true }
        if !replacing, errno == EEXIST { return false }
        throw failure(replacing ? "renameat" : "renameat2", newPath)
    }

    package func removeFile(_ path: String) throws(StorageError) {
        guard unlinkat(folder, path, 0) == 0 || errno == ENOENT else { throw failure("unlinkat", path) }
    }

    package func removeFolder(_ path: String) throws(StorageError) -> Bool {
        if unlinkat(folder, path, AT_REMOVEDIR) == 0 { return true }
        guard [ENOTEMPTY, EEXIST, ENOENT].contains(errno) else { throw failure("unlinkat", path) }
        return false
    }

    package func syncFolder(_ path: String) throws(StorageError) {
        let descriptor = openat(folder, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("openat", path) }
        defer { _ = Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .syncFailed(path: path, errno: errno) }
    }

    // MARK: Open files

    package func create(_ path: String, mode: FileMode) throws(StorageError) -> OpenFile {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(folder, path, flags, mode_t(mode.rawValue))
        guard descriptor >= 0 else { throw failure("openat", path) }
        return OpenFile(descriptor: descriptor, path: path)
    }

    package func open(_ path: String) throws(StorageError) -> OpenFile? {
        // Without O_NONBLOCK a pipe put in a file's place would block its reader for ever; files do not mind it.
        let descriptor = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("openat", path)
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    package func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StorageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(file.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw failure("write", file.path)
            }
            rest = rest.dropFirst(count)
        }
    }

    package func read(_ file: OpenFile, at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        try readAll(descriptor: file.descriptor, at: offset, count: count, path: file.path)
    }

    package func sync(_ file: OpenFile) throws(StorageError) {
        guard fsync(file.descriptor) == 0 else { throw .syncFailed(path: file.path, errno: errno) }
    }

    package func startWriting(_ file: OpenFile) { greffe_start_writing(file.descriptor) }

    package func close(_ file: OpenFile) { _ = Glibc.close(file.descriptor) }

    package func lock(_ path: String) throws(StorageError) -> OpenFile? {
        let descriptor = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("openat", path) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let isHeld = errno == EWOULDBLOCK
            let error = failure("flock", path)
            _ = Glibc.close(descriptor)
            if isHeld { return nil }
            throw error
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    private func failure(_ call: String, _ path: String) -> StorageError {
        let number = errno
        return number == ENOSPC || number == EDQUOT
            ? .diskFull(path: path) : .callFailed(call: call, path: path, errno: number)
    }
}

/// Up to `count` bytes of a descriptor from `offset`, fewer only at the end; the descriptor's own position stays.
func readAll(descriptor: Int32, at offset: Int64, count: Int, path: String) throws(StorageError) -> [UInt8] {
    var failed: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            let target = buffer.baseAddress.map { $0 + filled }
            let got = pread(descriptor, target, count - filled, off_t(offset) + off_t(filled))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                failed = got < 0 ? errno : 0
                return
            }
            filled += got
        }
    }
    guard failed == 0 else { throw .callFailed(call: "pread", path: path, errno: failed) }
    return bytes
}

func errnoText(_ number: Int32) -> String { String(cString: strerror(number)) }
