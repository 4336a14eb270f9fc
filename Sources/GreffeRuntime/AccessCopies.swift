import Glibc
package import GreffeCore
import GreffeIntake
import GreffeWorkerLink

/// Makes access copies, each by a reading worker of its own: the original's bytes are strangers' bytes, whoever asks.
package struct AccessCopies: Sendable {
    private let launch: WorkerLaunch

    package init(sandbox: SandboxRule) throws {
        guard KernelSandbox.probe().meets(sandbox) else { throw RuntimeError.sandboxMissing(.probe()) }
        guard var launch = WorkerLaunch.installed() else { throw RuntimeError.workerMissing }
        launch.sandbox = sandbox
        self.launch = launch
    }

    /// Writes the copy of a scan; returns when it is whole. Blocks its thread.
    /// - Parameters:
    ///   - scan: an open descriptor on the original.
    ///   - reading: of that original, and no other.
    ///   - target: an open descriptor on an empty file; what stands in it after an error is of no use.
    /// - Returns: the part of ISO 19005 that the copy keeps to, at level B; nil where it makes no claim.
    package func make(
        scan: Int32, mediaType: MediaType, reading: Reading, title: String, to target: Int32
    ) throws -> Int? {
        let worker = try WorkerProcess(launch)
        let request = CopyRequest(
            mediaType: mediaType, title: title, language: reading.pages.lazy.compactMap(\.language).first,
            pages: reading.pages.map(\.number))
        var failure: Int32 = 0
        do {
            return try worker.copy(scan: scan, reading: reading, request: request) { bytes in
                failure = Self.write(bytes, to: target)
                return failure == 0
            }
        } catch {
            guard failure == 0 else { throw CopyFileError(errno: failure) }
            throw error
        }
    }

    /// As above, of a file that is looked at as intake would.
    package func make(file: String, reading: Reading, title: String, to target: Int32) throws -> Int? {
        let drop = try Drop.open(path: file)
        return try withExtendedLifetime(drop) {
            let mediaType = try ScanGate.shape(of: drop).mediaType
            return try make(scan: drop.descriptor, mediaType: mediaType, reading: reading, title: title, to: target)
        }
    }

    /// 0, or the `errno` of what failed.
    private static func write(_ bytes: [UInt8], to target: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(target, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? ENOSPC : errno }
            written += count
        }
        return 0
    }
}

/// The file that a copy is written to takes no more.
package struct CopyFileError: GreffeError {
    let errno: Int32
    package var code: String { "copy.file" }
    package var message: String { "The copy cannot be written: \(String(cString: strerror(errno)))." }
    package var hint: String { "Check the room and the rights where it is to go." }
    package var fate: Fate { .retry }
}
