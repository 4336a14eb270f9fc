extension FileSystem {
    /// The bytes of a whole file; nil when there is none.
    /// - Parameter bytesMax: above it, the file is none of ours.
    package func contents(of path: String, bytesMax: Int) throws(StorageError) -> [UInt8]? {
        guard let file = try open(path) else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count <= bytesMax {
            let piece = try read(file, at: Int64(bytes.count), count: Self.pieceBytes)
            bytes = bytes.isEmpty ? piece : bytes + piece
            if piece.count < Self.pieceBytes {
                if bytes.count > bytesMax { break }
                return bytes
            }
        }
        throw .fileTooLarge(path: path, bytesMax: bytesMax)
    }

    /// A full bundle of ordinary entries fits, and it is not asked for afresh with every small file.
    private static var pieceBytes: Int { 1 << 17 }

    /// Makes a new file whose bytes are durable; its name is durable once the folder is synced.
    ///
    ///     openat(path, O_CREAT|O_EXCL) · write… · fsync · close
    package func writeNew(_ bytes: [UInt8], to path: String, mode: FileMode = .private) throws(StorageError) {
        let file = try create(path, mode: mode)
        defer { close(file) }
        try writeAll(bytes, to: file)
        try sync(file)
    }

    /// Makes many new files whose bytes are durable, as `writeNew` does of one. The disk gets the bytes of many before
    /// one of them is waited for, which a journal commits together.
    ///
    ///     by so many: for each: openat(path, O_CREAT|O_EXCL) · write…;  for each: fsync · close
    func writeNew(_ new: [NewFile]) throws(StorageError) {
        var rest = new[...]
        while !rest.isEmpty {
            var opened: [OpenFile] = []
            defer { for file in opened { close(file) } }
            for file in rest.prefix(NewFile.openMax) {
                let target = try create(file.path, mode: file.mode)
                opened.append(target)
                try writeAll(file.bytes, to: target)
            }
            // Else each sync would place its own file's bytes on the disk, and wait for a commit of its own.
            if opened.count > 1 { for file in opened { startWriting(file) } }
            for file in opened { try sync(file) }
            rest = rest.dropFirst(NewFile.openMax)
        }
    }

    /// A disk that knows no such hint does it all in `sync`.
    package func startWriting(_ file: OpenFile) {}

    func writeAll(_ bytes: [UInt8], to file: OpenFile) throws(StorageError) {
        var failure: StorageError?
        bytes.withUnsafeBytes { buffer in
            do throws(StorageError) { try write(buffer, to: file) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Puts a file in place, whole or not at all, whatever had the name before. Its bytes are durable; which of the two
    /// files has the name after a power cut is decided once the folder is synced.
    ///
    ///     openat(temporary, O_CREAT|O_EXCL) · write… · fsync · close · renameat(temporary, path)
    package func put(
        _ bytes: [UInt8], at path: String, through temporary: String, mode: FileMode = .private
    ) throws(StorageError) {
        try writeNew(bytes, to: temporary, mode: mode)
        _ = try rename(temporary, to: path, replacing: true)
    }

    /// Removes a folder with all that is in it. Not durable; whoever needs that syncs the folder above.
    package func removeTree(_ path: String) throws(StorageError) {
        for name in try names(in: path) {
            let inner = "\(path)/\(name)"
            if try status(inner)?.kind == .folder { try removeTree(inner) } else { try removeFile(inner) }
        }
        try removeFolder(path)
    }
}

/// A file that is to be made.
struct NewFile {
    var path: String
    var bytes: [UInt8]
    var mode = FileMode.private

    /// How many are open at once while they are made: a process may have 1,024 files open, and has others.
    static let openMax = 128
}

extension String {
    /// `a/b/c` is `a/b` and `c`; `c` alone has nothing above it.
    var splitAtLastSlash: (above: String, name: String) {
        guard let slash = lastIndex(of: "/") else { return ("", self) }
        return (String(self[..<slash]), String(self[index(after: slash)...]))
    }
}
