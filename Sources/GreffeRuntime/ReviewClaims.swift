package import GreffeCore
import Glibc

/// Which letters somebody has in front of them now, so that two people at two terminals do not decide the same one: a
/// lock on one byte of a file for each letter. The kernel lets go of it when the process ends, however it ends, so that
/// a connection that breaks leaves no letter claimed. A claim keeps nobody from deciding with `greffe review decide`.
package final class ReviewClaims {
    private let descriptor: Int32
    private let path: String

    /// In the archive's folder.
    static let name = "review.lock"
    /// fcntl(2), F_OFD_SETLK: the lock is the open file's and not the process's. Linux since 3.15; the C library hides
    /// the name behind a feature macro.
    private static let setOpenFileLock: Int32 = 37

    package init(archive: String) throws(RuntimeError) {
        path = "\(archive)/\(Self.name)"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else { throw .fileFailed(path: path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// False when somebody else has the letter.
    package func take(_ letter: AccessionNumber) throws(RuntimeError) -> Bool {
        try set(F_WRLCK, letter)
    }

    package func release(_ letter: AccessionNumber) throws(RuntimeError) { _ = try set(F_UNLCK, letter) }

    private func set(_ type: Int32, _ letter: AccessionNumber) throws(RuntimeError) -> Bool {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(clamping: letter.leaf.value)
        lock.l_len = 1
        guard fcntl(descriptor, Self.setOpenFileLock, &lock) != 0 else { return true }
        guard errno == EAGAIN || errno == EACCES else { throw .fileFailed(path: path, errno: errno) }
        return false
    }
}
