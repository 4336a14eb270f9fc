import GreffeCore
import GreffeStorage

/// A file written piece by piece and digested on its way, so that none has to fit in memory.
final class GrowingFile {
    private let files: LinuxFileSystem
    private let file: OpenFile
    let name: String
    private var waiting: [UInt8] = []
    private var hash = Sha256Stream()

    private static let pieceBytes = 1 << 18

    init(_ name: String, in files: LinuxFileSystem) throws {
        (self.files, self.name) = (files, name)
        file = try files.create(name, mode: .private)
    }

    func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        if waiting.count >= Self.pieceBytes { try flush() }
    }

    func line(_ json: CanonicalJSON) throws { try write(json.bytes + [0x0a]) }

    private func flush() throws {
        try waiting.withUnsafeBytes { bytes in
            hash.update(bytes)
            try files.write(bytes, to: file)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// - Returns: the digest of the whole, which is durable.
    func finish() throws -> Sha256Digest {
        try flush()
        try files.sync(file)
        return hash.digest
    }

    deinit { files.close(file) }
}
