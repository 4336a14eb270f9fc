import Glibc
package import GreffeCore

/// What tells one state of one file from another: which inode, how large, when last written.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    /// Bytes.
    package let size: Int64
    package let modified: FileTime
    /// Also moves when the file is renamed, linked or its rights change; writers cannot set it.
    package let changed: FileTime

    /// The same inode with the same bytes, as far as the file system tells; its name and rights may differ.
    func isSameContent(as other: FileIdentity) -> Bool {
        isSameFile(as: other) && size == other.size && modified == other.modified
    }

    /// See `Provenance.dropToken`. The device's number is left out: it may change with each mount.
    /// - Parameter birth: when the inode was made, in nanoseconds since 1970; 0 when not known.
    func token(birth: Int64) -> String {
        [
            UInt64(bitPattern: size), inode, UInt64(bitPattern: modified.seconds),
            UInt64(bitPattern: modified.nanoseconds), UInt64(bitPattern: birth),
        ].map { String($0, radix: 16) }.joined(separator: "-")
    }

    func isSameFile(as other: FileIdentity) -> Bool { device == other.device && inode == other.inode }
}

/// A file's time stamp at the file system's own precision.
package struct FileTime: Hashable, Sendable {
    package let seconds: Int64
    package let nanoseconds: Int64

    /// In milliseconds; times outside years 1 to 9999, which a hostile file can claim, are clamped to them.
    package var timestamp: Timestamp {
        let clamped = min(max(seconds, -62_135_596_800), 253_402_300_799)
        return Timestamp(millisecondsSince1970: clamped * 1000 + min(max(nanoseconds, 0), 999_999_999) / 1_000_000)
    }
}

/// A file as `stat` saw it, without following a link.
struct FileStatus {
    enum Kind: Hashable { case regular, folder, link, pipe, socket, device }

    let kind: Kind
    let identity: FileIdentity

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        identity = FileIdentity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            modified: FileTime(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec)),
            changed: FileTime(seconds: Int64(status.st_ctim.tv_sec), nanoseconds: Int64(status.st_ctim.tv_nsec)))
    }

    /// The status of an open file.
    init(descriptor: Int32) throws(SystemError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("fstat") }
        self.init(status)
    }
}
