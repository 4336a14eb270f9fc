import CLinux
import Glibc

/// An open folder. Every name in it is reached through its descriptor, so that a folder renamed or replaced meanwhile
/// cannot redirect an act to another place.
final class Folder: Sendable {
    let descriptor: Int32
    let identity: FileIdentity

    private init(descriptor: Int32) throws(SystemError) {
        do { identity = try FileStatus(descriptor: descriptor).identity } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A folder by its path, as the operator configured it: links in it are followed.
    static func open(path: FileNameBytes) throws(SystemError) -> Folder {
        let descriptor = path.withCString { greffe_watch_open_folder(AT_FDCWD, $0, 1) }
        guard descriptor >= 0 else { throw SystemError("open") }
        return try Folder(descriptor: descriptor)
    }

    /// A folder in this one; a link to a folder is an error.
    func folder(_ name: FileNameBytes) throws(SystemError) -> Folder {
        let opened = name.withCString { greffe_watch_open_folder(descriptor, $0, 0) }
        guard opened >= 0 else { throw SystemError("open") }
        return try Folder(descriptor: opened)
    }

    /// Nil when there is nothing of that name.
    func status(_ name: FileNameBytes) throws(SystemError) -> FileStatus? {
        var status = stat()
        if name.withCString({ fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 {
            return FileStatus(status)
        }
        if errno == ENOENT { return nil }
        throw SystemError("stat")
    }

    /// Whether names may be made and removed in it, as far as the system says beforehand.
    var isWritable: Bool { faccessat(descriptor, ".", W_OK, 0) == 0 }

    /// A descriptor for reading; the caller closes it.
    func openFile(_ name: FileNameBytes) throws(SystemError) -> Int32 {
        let opened = name.withCString { greffe_watch_open_file(descriptor, $0, 0) }
        guard opened >= 0 else { throw SystemError("open") }
        return opened
    }

    /// Calls `body` with each name, `.` and `..` left out, in no particular order.
    func eachName(_ body: (FileNameBytes) -> Void) throws(SystemError) {
        // A descriptor of its own: listing moves the descriptor's position, which duplicates share.
        let listed = greffe_watch_open_folder(descriptor, ".", 0)
        guard listed >= 0 else { throw SystemError("open") }
        guard let stream = fdopendir(listed) else {
            let error = SystemError("fdopendir")
            close(listed)
            throw error
        }
        defer { closedir(stream) }
        while let pointer = greffe_watch_next_name(stream) {
            let bytes = UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }
            if bytes != [0x2e], bytes != [0x2e, 0x2e] { body(FileNameBytes(bytes: bytes)) }
        }
        if errno != 0 { throw SystemError("readdir") }
    }

    /// Renames within this folder or into another on the same file system, never over an existing name (EEXIST).
    func rename(_ name: FileNameBytes, to target: Folder, as newName: FileNameBytes) throws(SystemError) {
        let result = name.withCString { old in
            newName.withCString { new in
                if greffe_watch_rename(descriptor, old, target.descriptor, new) == 0 { return Int32(0) }
                guard errno == EINVAL || errno == ENOSYS else { return errno }
                // Some network file systems cannot rename without replacing: a hard link cannot replace either.
                if linkat(descriptor, old, target.descriptor, new, 0) == 0 {
                    return unlinkat(descriptor, old, 0) == 0 ? 0 : errno
                }
                guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { return errno }
                // Nor link: looking first leaves a gap of microseconds, and only names of our own are renamed to.
                var status = stat()
                if fstatat(target.descriptor, new, &status, AT_SYMLINK_NOFOLLOW) == 0 { return EEXIST }
                return renameat(descriptor, old, target.descriptor, new) == 0 ? 0 : errno
            }
        }
        if result != 0 { throw SystemError("rename", result) }
    }

    func removeFile(_ name: FileNameBytes) throws(SystemError) {
        if name.withCString({ unlinkat(descriptor, $0, 0) }) != 0 { throw SystemError("unlink") }
    }

    /// A folder in this one, made when it is not there.
    func makingFolder(_ name: FileNameBytes) throws(SystemError) -> Folder {
        if name.withCString({ mkdirat(descriptor, $0, 0o770) }) == 0 {
            try sync()
        } else if errno != EEXIST {
            throw SystemError("mkdir")
        }
        return try folder(name)
    }

    /// Writes a file under a hidden name, syncs it, and renames it over `name`: after a power cut the name has the old
    /// bytes or the new ones. Durable once this folder is synced.
    func replaceFile(_ name: FileNameBytes, with bytes: [UInt8]) throws(SystemError) {
        let staging = FileNameBytes(
            bytes: FileNameBytes.cut(Array(".staging-".utf8) + name.bytes, to: FileNameBytes.nameMax))
        // Left over from a crash, if it is there at all.
        _ = staging.withCString { unlinkat(descriptor, $0, 0) }
        let file = try createFile(staging)
        defer { close(file) }
        try Self.write(bytes, to: file)
        guard fsync(file) == 0 else { throw SystemError("fsync") }
        let result = staging.withCString { old in name.withCString { renameat(descriptor, old, descriptor, $0) } }
        if result != 0 { throw SystemError("rename") }
    }

    /// A new file, open for writing; the caller closes it.
    func createFile(_ name: FileNameBytes) throws(SystemError) -> Int32 {
        let file = name.withCString { greffe_watch_create_file(descriptor, $0) }
        guard file >= 0 else { throw SystemError("create") }
        return file
    }

    static func write(_ bytes: [UInt8], to file: Int32) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count > 0 { written += count } else if count == 0 || errno != EINTR { throw SystemError("write") }
        }
    }

    /// Makes the names of this folder durable; network file systems that have no such promise are not asked for it.
    func sync() throws(SystemError) {
        if fsync(descriptor) != 0, ![EINVAL, EBADF, EOPNOTSUPP, ENOSYS].contains(errno) { throw SystemError("fsync") }
    }
}
