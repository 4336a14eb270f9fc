import Glibc
package import GreffeCore

/// How a drop left the watch folder, or why it did not.
package enum Departure: Hashable, Sendable {
    case removed
    /// It lies in `rejected/` under this name, with its reason beside it.
    case rejected(as: FileNameBytes)
    /// Somebody else took it away.
    case alreadyGone
    /// The name is now of another file, which was left alone.
    case replaced
    /// It was written to after it was found settled; it was left alone and will be found again.
    case changed
}

extension Drop {
    /// Removes the file from the watch folder, if the name is still of this very file and nobody wrote to it since.
    ///
    /// Called only when the letter is ours. The removal is not durable before `syncFolder`; should a power cut undo it,
    /// the drop comes in again and is known by its token.
    package func remove() throws(IntakeError) -> Departure {
        guard let folder else { return .alreadyGone }
        do throws(SystemError) {
            switch try claim(in: folder) {
            case .departed(let departure): return departure
            case .held(let name):
                try folder.removeFile(name)
                return .removed
            }
        } catch { throw cannotMove(error) }
    }

    /// Makes removals from this drop's folder durable.
    package func syncFolder() throws(IntakeError) {
        do { try folder?.sync() } catch { throw cannotMove(error) }
    }

    /// Moves the file to `rejected/` in its own folder, with `NAME.reason.txt` beside it. Durable when it returns.
    ///
    /// Called only when the ledger has the refusal. Sequence: the reason is written and synced first, so that no file
    /// lies in `rejected/` without one; then the file is renamed; then both folders are synced. A crash before the
    /// rename leaves the file in the watch folder, where it is refused again.
    package func reject(_ refusal: Refusal, at now: Timestamp) throws(IntakeError) -> Departure {
        guard let folder else { return .alreadyGone }
        do throws(SystemError) {
            let rejected = try folder.makingFolder(NameRule.rejected)
            // Looked at before anything is written, so that a reason is not left for a file that is not there.
            if let departure = try departureBeforeClaim(in: folder) { return departure }
            var number = 1
            while true {
                let name = NameRule.numbered(place.name, number)
                guard try rejected.status(name) == nil else {
                    number += 1
                    // 10,000 files of one name: rejected/ has not been looked at for years.
                    if number > 10_000 { throw SystemError("rename", EEXIST) }
                    continue
                }
                let reason = ReasonText(drop: self, refusal: refusal, now: now)
                try rejected.replaceFile(NameRule.reason(for: name), with: reason.bytes)
                let departure = try move(from: folder, to: rejected, as: name)
                guard case .rejected = departure else {
                    try rejected.removeFile(NameRule.reason(for: name))
                    return departure
                }
                try rejected.sync()
                try folder.sync()
                return departure
            }
        } catch { throw cannotMove(error) }
    }

    private func move(
        from folder: Folder, to rejected: Folder, as name: FileNameBytes
    ) throws(SystemError) -> Departure {
        switch try claim(in: folder) {
        case .departed(let departure): return departure
        case .held(let held):
            do { try folder.rename(held, to: rejected, as: name) } catch  where error.number == EXDEV {
                // `rejected/` is a mount of its own: the copy is durable there before the file is removed here.
                try copy(to: rejected, as: name)
                try rejected.sync()
                try folder.removeFile(held)
            } catch {
                try folder.rename(held, to: folder, as: fileName)
                throw error
            }
            return .rejected(as: name)
        }
    }

    /// Copies the open file's bytes; the name appears only when all of them are on the disk.
    func copy(to target: Folder, as name: FileNameBytes) throws(SystemError) {
        let staging = FileNameBytes(
            bytes: FileNameBytes.cut(Array(".copy-".utf8) + name.bytes, to: FileNameBytes.nameMax))
        _ = staging.withCString { unlinkat(target.descriptor, $0, 0) }
        let file = try target.createFile(staging)
        defer { close(file) }
        var bytes = ScanBytes(descriptor: descriptor, size: .max)
        var offset: UInt64 = 0
        while let block = try bytes.some(at: offset) {
            try Folder.write(Array(block), to: file)
            offset += UInt64(block.count)
        }
        guard fsync(file) == 0 else { throw SystemError("fsync") }
        try target.rename(staging, to: target, as: name)
    }

    enum Claim: Hashable {
        /// Under a name that nobody else writes to, and still as it was found.
        case held(FileNameBytes)
        case departed(Departure)
    }

    /// Renames the file to a name of ours and only then makes sure that it is the one that was taken: between a look at
    /// a name and its removal, a scanner may have put a new file there.
    private func claim(in folder: Folder) throws(SystemError) -> Claim {
        if let departure = try departureBeforeClaim(in: folder) { return .departed(departure) }
        // Left over from an interrupted removal: it has such a name already.
        if fileName != place.name { return .held(fileName) }
        for number in 1...10_000 {
            let held = NameRule.leaving(place.name, number: number)
            do { try folder.rename(fileName, to: folder, as: held) } catch  where error.number == EEXIST {
                continue
            } catch  where error.number == ENOENT {
                return .departed(.alreadyGone)
            }
            return try confirm(held, in: folder)
        }
        throw SystemError("rename", EEXIST)
    }

    /// Makes sure that what was renamed is the file that was found.
    func confirm(_ held: FileNameBytes, in folder: Folder) throws(SystemError) -> Claim {
        guard let departure = departure(try folder.status(held)) else { return .held(held) }
        // Not ours: back under its name. Should that be taken again, it stays under the name we gave it, from which the
        // watcher takes it up as a drop.
        do { try folder.rename(held, to: folder, as: fileName) } catch  where error.number == EEXIST {}
        return .departed(departure)
    }

    private func departureBeforeClaim(in folder: Folder) throws(SystemError) -> Departure? {
        departure(try folder.status(fileName))
    }

    /// Why a name is not, or no longer, of the file that was found; nil when it is.
    private func departure(_ status: FileStatus?) -> Departure? {
        guard let status else { return .alreadyGone }
        guard status.identity.isSameFile(as: identity) else { return .replaced }
        return status.identity.isSameContent(as: identity) ? nil : .changed
    }

    private func cannotMove(_ error: SystemError) -> IntakeError {
        .cannotMove(name: place.display, reason: error.reason)
    }
}
