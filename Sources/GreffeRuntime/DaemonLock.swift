import Glibc

/// Held by the one greffed that works on an archive, for as long as it lives; the kernel lets go of it when the process
/// ends, however it ends.
package final class DaemonLock: Sendable {
    private let descriptor: Int32

    static let name = "daemon.lock"

    /// Nil when another process holds it.
    package init?(archive: String) throws(RuntimeError) {
        let path = "\(archive)/\(Self.name)"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else { throw .fileFailed(path: path, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            if number == EWOULDBLOCK { return nil }
            throw .fileFailed(path: path, errno: number)
        }
    }

    deinit { close(descriptor) }

    /// Whether a daemon works on the archive now.
    package static func isHeld(archive: String) -> Bool {
        let descriptor = open("\(archive)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        return false
    }
}

func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
