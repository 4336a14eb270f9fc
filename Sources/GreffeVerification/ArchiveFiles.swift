import Glibc

/// An archive's files, for reading only; paths are relative to its root. All the verifier knows of a disk.
package protocol ArchiveFiles: Sendable {
    /// A whole file; nil when there is none. A file longer than `bytesMax` cannot be read.
    func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8]?
    /// Hands over a file's bytes in order, piece by piece; false when there is none. From several threads at once.
    func readPieces(of path: String, _ take: (UnsafeRawBufferPointer) -> Void) throws(VerificationError) -> Bool
    /// The names in a folder, sorted; empty when there is none.
    func names(in folder: String) throws(VerificationError) -> [String]
}

/// The files of a real archive. Nothing here can write.
package final class LinuxArchiveFiles: ArchiveFiles {
    package let root: String
    private let folder: Int32

    /// Large enough for the disk's full speed, and still in a core's own cache when it is digested a third time. Each
    /// thread that reads holds one.
    private static let pieceBytes = 1 << 18
    /// A full bundle of ordinary entries fits; openings are far smaller.
    private static let smallPieceBytes = 1 << 17

    package init(root: String) throws(VerificationError) {
        self.root = root
        folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .notAnArchive(path: root, reason: String(cString: strerror(errno))) }
    }

    deinit { close(folder) }

    package func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8]? {
        guard let descriptor = try openFile(path) else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count <= bytesMax {
            let piece = try read(descriptor, at: Int64(bytes.count), count: Self.smallPieceBytes, path: path)
            if piece.isEmpty { return bytes }
            bytes = bytes.isEmpty ? piece : bytes + piece
        }
        throw .unreadable(path: path, reason: "longer than \(bytesMax) bytes")
    }

    package func readPieces(
        of path: String, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(VerificationError) -> Bool {
        guard let descriptor = try openFile(path) else { return false }
        defer { close(descriptor) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 64)
        defer { piece.deallocate() }
        var offset: off_t = 0
        while true {
            let got = pread(descriptor, piece.baseAddress, piece.count, offset)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
            if got == 0 { return true }
            take(UnsafeRawBufferPointer(rebasing: piece[..<got]))
            offset += off_t(got)
        }
    }

    package func names(in path: String) throws(VerificationError) -> [String] {
        let descriptor = openat(folder, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            // A file in the place of a folder is no folder either.
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw unreadable(path)
        }
        guard let stream = fdopendir(descriptor) else {
            defer { close(descriptor) }
            throw unreadable(path)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw unreadable(path) }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// Regular files only, no links followed: a device or a pipe in a letter's place must not block or mislead.
    private func openFile(_ path: String) throws(VerificationError) -> Int32? {
        let descriptor = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(path: path, reason: "not a regular file")
        }
        return descriptor
    }

    private func read(
        _ descriptor: Int32, at offset: Int64, count: Int, path: String
    ) throws(VerificationError) -> [UInt8] {
        var failed: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var got = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            while got < 0, errno == EINTR { got = pread(descriptor, buffer.baseAddress, count, off_t(offset)) }
            if got < 0 { failed = errno }
            filled = max(got, 0)
        }
        guard failed == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(failed))) }
        return bytes
    }

    private func unreadable(_ path: String) -> VerificationError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
