import GreffeStorage
package import GreffeVerification

/// A simulated disk as the verifier reads it.
package struct SimulatedArchiveFiles: ArchiveFiles {
    private let disk: SimulatedDisk

    package init(_ disk: SimulatedDisk) { self.disk = disk }

    package func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8]? {
        do { return try disk.contents(of: path, bytesMax: bytesMax) } catch {
            throw .unreadable(path: path, reason: error.message)
        }
    }

    package func readPieces(
        of path: String, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(VerificationError) -> Bool {
        guard let bytes = try contents(of: path, bytesMax: 1 << 20) else { return false }
        bytes.withUnsafeBytes(take)
        return true
    }

    package func names(in folder: String) throws(VerificationError) -> [String] {
        do { return try disk.names(in: folder) } catch { throw .unreadable(path: folder, reason: error.message) }
    }
}
