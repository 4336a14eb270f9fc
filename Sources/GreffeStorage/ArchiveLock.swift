import GreffeCore
import Glibc

/// The archive's one lock, `flock` on its file `lock`: whoever appends holds it, readers never do. It belongs to an
/// open file, so two openings within one process exclude each other too, and a process that dies releases it.
package struct ArchiveLock: ~Copyable {
    private let files: any FileSystem
    private let file: OpenFile

    /// A batch of a thousand letters with their syncs takes a few seconds on a slow disk.
    package static let waitMillisecondsDefault = 30_000
    /// Short against a batch (tens of milliseconds), long against a try (microseconds).
    private static let pauseMilliseconds = 2

    /// Waits for the lock, at most so long.
    /// - Parameter path: another file or folder to hold in the same way.
    package init(
        files: any FileSystem, path: String = VaultLayout.lock, waitMilliseconds: Int = waitMillisecondsDefault
    ) throws(StorageError) {
        var waited = 0
        while true {
            if let file = try files.lock(path) {
                (self.files, self.file) = (files, file)
                return
            }
            guard waited < waitMilliseconds else { throw .lockHeld(waitedMilliseconds: waited) }
            usleep(UInt32(Self.pauseMilliseconds * 1000))
            waited += Self.pauseMilliseconds
        }
    }

    deinit { files.close(file) }
}
