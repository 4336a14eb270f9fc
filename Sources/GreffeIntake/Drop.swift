import CLinux
import Glibc
package import GreffeCore
import Synchronization

/// A file found in a watch folder, or named on the command line, and not yet ours. It is opened once: whatever is read,
/// hashed or copied comes from that descriptor, never from the path again, so that nobody can swap the file in between.
package final class Drop: Sendable {
    /// Where a drop lay, for people and for records.
    package struct Place: Hashable, Sendable {
        /// As configured; nil for a file named on the command line.
        package var watchFolder: String?
        /// Below the watch folder; empty for the folder itself.
        package var subfolder: FileNameBytes
        package var name: FileNameBytes

        /// The path below the watch folder, fit for a log.
        package var display: String {
            subfolder.bytes.isEmpty ? name.display : "\(subfolder.display)/\(name.display)"
        }
    }

    package let place: Place
    /// Open for reading as long as the drop lives; readers use `pread` and leave its position alone.
    package let descriptor: Int32
    /// As it was when the drop was found settled.
    package let identity: FileIdentity
    /// See `Provenance.dropToken`.
    package let token: String

    /// Nil for a file that is not ours to remove.
    let folder: Folder?
    /// The name it has now; another than `place.name` when an earlier removal was interrupted.
    let fileName: FileNameBytes
    private let knownDigest = Mutex<Sha256Digest?>(nil)

    /// Takes over the descriptor, and closes it when the drop is let go.
    init(place: Place, descriptor: Int32, identity: FileIdentity, folder: Folder?, fileName: FileNameBytes) {
        (self.place, self.descriptor, self.identity) = (place, descriptor, identity)
        (self.folder, self.fileName) = (folder, fileName)
        token = identity.token(birth: greffe_watch_birth(descriptor))
    }

    deinit { close(descriptor) }

    /// Opens a file a person named. A link is followed, as the person meant what it points to; nothing is ever removed.
    ///
    /// - Throws: `refused` when it is not a regular file or cannot be opened.
    package static func open(path: String) throws(IntakeError) -> Drop {
        let opened = path.withCString { greffe_watch_open_file(AT_FDCWD, $0, 1) }
        guard opened >= 0 else { throw .refused(.unreadable(reason: SystemError("open").reason)) }
        let status: FileStatus
        do { status = try FileStatus(descriptor: opened) } catch {
            close(opened)
            throw .refused(.unreadable(reason: error.reason))
        }
        guard status.kind == .regular else {
            close(opened)
            throw .refused(.notAFile(status.kind.nature ?? .device))
        }
        let name = FileNameBytes(path.split(separator: "/").last.map(String.init) ?? path)
        return Drop(
            place: Place(watchFolder: nil, subfolder: FileNameBytes(""), name: name), descriptor: opened,
            identity: status.identity, folder: nil, fileName: name)
    }

    /// Reads into the buffer from a position of the file; 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(IntakeError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, Int(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw .fileUnavailable(name: place.display, reason: SystemError("read").reason) }
        }
    }

    /// The whole content, for files known to be small.
    func content(max: Int) throws(IntakeError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max, alignment: 16)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < max {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: Int64(filled))
            if count == 0 { break }
            filled += count
        }
        return Array(buffer.prefix(filled))
    }

    /// SHA-256 of the bytes, read once and remembered; nil for a file above `ScanStructure.bytesMax`, which would be
    /// read for hours only to be refused.
    package func digest() throws(IntakeError) -> Sha256Digest? {
        if identity.size > ScanStructure.bytesMax { return nil }
        if let known = knownDigest.withLock({ $0 }) { return known }
        var stream = Sha256Stream()
        var offset: Int64 = 0
        // Large enough that system calls do not count, small enough for any stack of threads.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer, at: offset)
            if count == 0 { break }
            stream.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
            // A writer that appends faster than we read must not hold us for ever.
            if offset > ScanStructure.bytesMax { return nil }
        }
        let digest = stream.digest
        knownDigest.withLock { $0 = digest }
        return digest
    }

    /// What the file's structure says, without decoding it.
    package func examine(_ structure: ScanStructure = ScanStructure()) throws(IntakeError) -> ScanVerdict {
        do { return try structure.examine(descriptor: descriptor, size: identity.size) } catch {
            throw .fileUnavailable(name: place.display, reason: error.reason)
        }
    }

    /// Whether the open file still has the size and the modification time it was found with. Asked after copying: a
    /// file that was written to meanwhile must not be taken.
    package var isUnchanged: Bool {
        // A file whose status cannot be had is not known to be unchanged.
        (try? FileStatus(descriptor: descriptor).identity.isSameContent(as: identity)) ?? false
    }

    /// Where it came from, as far as the file and the folder's settings tell.
    package func provenance(_ particulars: WatchFolder.Particulars) -> Provenance {
        var provenance = place.provenance(identity, token: token, particulars)
        ScannerTags(descriptor: descriptor, size: identity.size)?.complete(&provenance)
        return provenance
    }
}

extension Drop.Place {
    func provenance(
        _ identity: FileIdentity, token: String, _ particulars: WatchFolder.Particulars
    ) -> Provenance {
        var provenance = Provenance(
            channel: particulars.channel ?? WatchFolder.channelDefault, received: identity.modified.timestamp,
            originalName: name.display, originalNameHex: name.hexIfNotDisplayed)
        provenance.device = particulars.device
        provenance.operatorName = particulars.operatorName
        provenance.batch = particulars.batch
        provenance.watchFolder = watchFolder
        provenance.subfolder = subfolder.bytes.isEmpty ? nil : subfolder.display
        provenance.dropToken = token
        provenance.faxNumber = FaxFile.number(inName: name)
        return provenance
    }
}

extension FileStatus.Kind {
    /// Nil for a regular file.
    var nature: Refusal.Nature? {
        switch self {
        case .regular: nil
        case .folder: .folder
        case .link: .link
        case .pipe: .pipe
        case .socket: .socket
        case .device: .device
        }
    }
}
