import Glibc
package import GreffeIntake
package import Logging
import Synchronization

/// Keeps part of the archive's disk free: new drops wait in their folders before the disk is full, so that letters
/// already taken in can still be read and decided. It says so once, and takes up again by itself.
package final class DiskReserve: Sendable {
    /// What a file system has left for this account.
    package struct Free: Hashable, Sendable {
        /// Bytes.
        package var bytes: Int64
        /// Names that may still be made; nil where the file system knows no such limit.
        package var files: Int64?

        package init(bytes: Int64, files: Int64? = nil) { (self.bytes, self.files) = (bytes, files) }

        /// Nil when the file system does not say.
        package static func current(archive: String) -> Free? {
            var status = statvfs()
            guard statvfs(archive, &status) == 0 else { return nil }
            let (bytes, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
            return Free(
                bytes: overflows ? .max : Int64(clamping: bytes),
                files: status.f_files == 0 ? nil : Int64(clamping: UInt64(status.f_favail)))
        }
    }

    /// The readings of 5,000 pages, a day's peak, at some 100 kB with what the index keeps of them.
    package static let mebibytesDefault = 512
    /// A letter read and filed is some ten names, so this is a thousand letters' worth.
    private static let filesMin: Int64 = 10_000

    /// Bytes.
    package let reserve: Int64
    private let free: @Sendable () -> Free?
    private let log: Logger
    private let isLow = Mutex(false)

    /// - Parameter free: asked each time; another in tests.
    package init(mebibytes: Int, log: Logger, free: @escaping @Sendable () -> Free?) {
        (reserve, self.free, self.log) = (Int64(mebibytes) << 20, free, log)
    }

    /// The reserve of an archive's own disk.
    /// - Parameter log: by default none, for those who tell people themselves.
    package convenience init(
        _ configuration: Configuration, archive: String,
        log: Logger = Logger(label: "greffe") { _ in SwiftLogNoOpLogHandler() }
    ) {
        self.init(mebibytes: configuration.reserveMebibytes, log: log) { Free.current(archive: archive) }
    }

    package var state: DaemonState.Disk? {
        free().map { free in
            DaemonState.Disk(freeBytes: free.bytes, reserveBytes: reserve, isLow: isLow.withLock { $0 })
        }
    }

    /// Asked before anything is taken in.
    package func room() -> DiskRoom {
        // A file system that does not answer will say so itself when it is written to.
        guard reserve > 0, let free = free() else { return .unlimited }
        let hasFiles = free.files.map { $0 >= Self.filesMin } ?? true
        let (was, isLow) = isLow.withLock { state in
            let was = state
            // An eighth more than the reserve to begin again: a disk that stands at the brink must not open and shut.
            state = !hasFiles || free.bytes < (was ? reserve + reserve / 8 : reserve)
            return (was, state)
        }
        let reason =
            hasFiles
            ? "\(free.bytes >> 20) MiB free, \(reserve >> 20) MiB kept in reserve"
            : "\(free.files ?? 0) files may still be made, \(Self.filesMin) are kept in reserve"
        if was != isLow { say(isLow, reason) }
        return DiskRoom(bytes: isLow ? 0 : free.bytes - reserve, reason: reason)
    }

    private func say(_ isLow: Bool, _ reason: String) {
        if isLow {
            log.warning("the disk is nearly full: new files wait in their folders", metadata: ["disk": "\(reason)"])
        } else {
            log.notice("there is room on the disk again: new files are taken in", metadata: ["disk": "\(reason)"])
        }
    }
}
