package import GreffeCore
import GreffeProof

extension Custody {
    /// The seals' folders, by size; whatever else lies beside them is left out.
    package func sealFolders() throws(StorageError) -> [SealFolder] {
        try files.names(in: SealFolder.parent).compactMap { SealFolder($0) }.sorted()
    }

    /// One file of a seal; nil when there is none.
    package func sealFile(_ name: String, in folder: SealFolder, bytesMax: Int) throws(StorageError) -> [UInt8]? {
        try files.contents(of: "\(folder.path)/\(name)", bytesMax: bytesMax)
    }

    /// The files of a seal, by name; nil when one of them is longer than `bytesMax`.
    package func sealFiles(in folder: SealFolder, bytesMax: Int) throws(StorageError) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for name in try files.names(in: folder.path) where name != SealFolder.cosigned {
            contents[name] = try files.contents(of: "\(folder.path)/\(name)", bytesMax: bytesMax)
        }
        return contents
    }

    /// The checkpoint of a seal with the signatures of witnesses under it; nil when none were kept.
    package func cosignedCheckpoint(of folder: SealFolder) throws(StorageError) -> [UInt8]? {
        try files.contents(of: "\(folder.path)/\(SealFolder.cosigned)", bytesMax: SignedNote.bytesMax)
    }

    /// Puts a seal in place, whole or not at all. Durable when it returns; the entry that names it comes after. The
    /// archive's lock is not needed.
    ///
    ///     for each file: open · write · fsync;  fsync(staged folder) · renameat2(NOREPLACE) · fsync(seals)
    ///
    /// - Returns: false when a seal of this name is there already, which stays as it is.
    package func placeSeal(_ folder: SealFolder, files contents: [String: [UInt8]]) throws(StorageError) -> Bool {
        try place(folder.path, in: SealFolder.parent, files: contents)
    }

    /// Puts a renewal in place as a seal is, under the next number of the archive.
    package func placeRenewal(
        on date: CalendarDate, files contents: [String: [UInt8]]
    ) throws(StorageError) -> RenewalFolder {
        while true {
            let last = try files.names(in: RenewalFolder.parent).compactMap { RenewalFolder($0)?.number }.max() ?? 0
            let folder = RenewalFolder(date: date, number: last + 1)
            // Another program may have taken the name meanwhile.
            if try place(folder.path, in: RenewalFolder.parent, files: contents) { return folder }
        }
    }

    /// A file of a seal or a renewal by its path; nil when there is none.
    package func stampFile(_ path: String, bytesMax: Int) throws(StorageError) -> [UInt8]? {
        try files.contents(of: path, bytesMax: bytesMax)
    }

    private func place(
        _ path: String, in parent: String, files contents: [String: [UInt8]]
    ) throws(StorageError) -> Bool {
        guard let staging = writing?.staging else { throw .readOnly }
        do throws(StorageError) {
            try folders.make(parent)
            let staged = try staging.makeFreshFolder()
            for (name, bytes) in contents.sorted(by: { $0.key < $1.key }) {
                try files.writeNew(bytes, to: "\(staged)/\(name)", mode: .public)
            }
            try files.syncFolder(staged)
            guard try files.rename(staged, to: path, replacing: false) else {
                try files.removeTree(staged)
                return false
            }
            try files.syncFolder(parent)
            return true
        } catch {
            halt(after: error)
            throw error
        }
    }
}
