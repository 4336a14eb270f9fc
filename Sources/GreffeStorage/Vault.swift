package import GreffeCore
import Glibc

/// The bytes of letters: one folder a letter, findable by its number without any software. Nothing in it is ever
/// renamed, moved or rewritten once the ledger names it; it can be deleted.
package final class Vault: Sendable {
    private let files: any FileSystem
    private let random: RandomBytes
    /// Nil when the archive was opened for reading.
    let staging: Staging?

    /// A letter of 2,000 colour pages has 2 GiB; twice that leaves room, and bounds what one drop can fill.
    package static let originalBytesMax: Int64 = 4 << 30
    /// Large enough for the disk's full speed, small against a worker's memory.
    static let pieceBytes = 1 << 20
    /// A reading of 2,000 dense pages has some 200 MB.
    package static let objectBytesMax = 1 << 28
    /// An opening is one canonical value and its line feed.
    package static let openingBytesMax = CanonicalJSON.bytesMax + 1

    init(files: any FileSystem, random: RandomBytes, staging: Staging?) {
        (self.files, self.random, self.staging) = (files, random, staging)
    }

    // MARK: Taking in

    /// Copies a scan from an open descriptor and digests it, in one pass, into a fresh staging folder. When it returns,
    /// the bytes are durable and their names are not yet; the archive's lock is not needed.
    ///
    /// The descriptor is read from offset 0 and its position stays, so the path it came from does not matter any more.
    ///
    ///     mkdirat(staging) · openat(O_EXCL) · (pread · write)… · fsync · close
    ///
    /// - Throws: `sourceChanged` when the file grew, shrank or was written meanwhile; nothing is left of the copy.
    package func stage(descriptor: Int32, mediaType: MediaType?) throws(StorageError) -> StagedOriginal {
        guard let staging else { throw .readOnly }
        let folder = try staging.makeFreshFolder()
        do throws(StorageError) {
            let salt = random.salt()
            let before = try SourceStatus(descriptor: descriptor)
            guard before.size <= Self.originalBytesMax else { throw .sourceTooLarge(bytesMax: Self.originalBytesMax) }
            let file = try files.create("\(folder)/\(Self.originalName(mediaType))", mode: .private)
            defer { files.close(file) }
            var digester = ObjectDigester(salt: salt)
            while digester.size <= before.size {
                let piece = try readAll(
                    descriptor: descriptor, at: digester.size, count: Self.pieceBytes, path: "the scan")
                if piece.isEmpty { break }
                piece.withUnsafeBytes { digester.update($0) }
                try files.writeAll(piece, to: file)
            }
            guard digester.size == before.size, try SourceStatus(descriptor: descriptor) == before else {
                throw .sourceChanged
            }
            try files.sync(file)
            let (digests, commitment) = digester.finish()
            return StagedOriginal(
                mediaType: mediaType, digests: digests, commitment: commitment, salt: salt, folder: folder)
        } catch {
            // Best effort: recovery removes what stays behind.
            try? files.removeTree(folder)
            throw error
        }
    }

    /// Gives up a staged scan that does not become a letter (a duplicate).
    package func discard(_ staged: StagedOriginal) throws(StorageError) { try files.removeTree(staged.folder) }

    static func originalName(_ mediaType: MediaType?) -> String { "original.\(mediaType?.fileExtension ?? "bin")" }

    // MARK: Giving out

    /// The opening of an entry, checked against its commitment; nil when it was erased.
    package func opening(of entry: Entry, in folder: String) throws(StorageError) -> Opening? {
        let path = "\(folder)/\(VaultLayout.openingName(entry))"
        guard let bytes = try files.contents(of: path, bytesMax: Self.openingBytesMax) else { return nil }
        let opening: Opening
        do { opening = try Opening(bytes: bytes) } catch { throw .openingAltered(path: path) }
        guard opening.bodyCommitment == entry.body, (opening.objectSalt != nil) == (entry.object != nil) else {
            throw .openingAltered(path: path)
        }
        return opening
    }

    /// An open file on an entry's object, unchecked, which the caller closes; nil when it is absent.
    package func openObject(of entry: Entry, opening: Opening, in folder: String) throws(StorageError) -> OpenFile? {
        try files.open(Self.objectPath(of: entry, opening: opening, in: folder))
    }

    /// The whole object, checked against its commitment; nil when it is absent.
    package func object(of entry: Entry, opening: Opening, in folder: String) throws(StorageError) -> [UInt8]? {
        let path = Self.objectPath(of: entry, opening: opening, in: folder)
        guard let bytes = try files.contents(of: path, bytesMax: Self.objectBytesMax) else { return nil }
        guard let salt = opening.objectSalt, salt.commitment(to: bytes) == entry.object else {
            throw .objectAltered(path: path)
        }
        return bytes
    }

    /// Reads the whole object through and compares it with its commitment: for those too large for memory.
    package func checkObject(of entry: Entry, opening: Opening, in folder: String) throws(StorageError) {
        let path = Self.objectPath(of: entry, opening: opening, in: folder)
        guard let salt = opening.objectSalt, let file = try files.open(path) else { throw .objectMissing(path: path) }
        defer { files.close(file) }
        var digester = CommitmentDigester(salt: salt)
        while true {
            let piece = try files.read(file, at: digester.size, count: Self.pieceBytes)
            if piece.isEmpty { break }
            piece.withUnsafeBytes { digester.update($0) }
        }
        guard digester.finish() == entry.object else { throw .objectAltered(path: path) }
    }

    static func objectPath(of entry: Entry, opening: Opening, in folder: String) -> String {
        let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
        return "\(folder)/\(VaultLayout.objectName(entry, mediaType: mediaType))"
    }
}

/// What changes when somebody writes to a file.
private struct SourceStatus: Hashable {
    var size: Int64
    var modifiedSeconds: Int
    var modifiedNanoseconds: Int

    init(descriptor: Int32) throws(StorageError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .callFailed(call: "fstat", path: "the scan", errno: errno)
        }
        size = Int64(status.st_size)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
    }
}
