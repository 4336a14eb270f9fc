import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage
import GreffeVerification

/// Copies an archive while programs work on it. The copy is an archive in its own right, without the private key: it
/// can be verified where it lies, and restored by copying it back. A second run copies what is new.
package struct Backup {
    package struct Report: Sendable, Hashable {
        package var entries: UInt64 = 0
        package var root = ""
        package var filesCopied = 0
        package var bytesCopied: Int64 = 0
        package var filesThere = 0
        /// Lawfully destroyed since the run before, and gone from the copy as well.
        package var filesRemoved = 0
    }

    private let archive: Archive
    private let source: LinuxFileSystem
    private let target: LinuxFileSystem
    private let targetPath: String
    private let ledger: Ledger
    private var report = Report()
    private var touched: Set<String> = []
    private var temporaryCount = 0

    private static let pieceBytes = 1 << 20
    /// Written here first; a run that was broken off leaves it, and the next removes it.
    private static let staging = "staging"

    private init(_ archive: Archive, to folder: String) throws {
        self.archive = archive
        targetPath = folder
        source = try LinuxFileSystem(root: archive.root)
        target = try LinuxFileSystem(root: folder)
        // What comes in from now on is in the next run.
        try archive.custody.refresh()
        ledger = archive.custody.ledger
        let names = try target.names(in: ".").filter { $0 != Self.staging }
        if names.isEmpty { return }
        guard try target.status(VaultLayout.logPublicKey) != nil, try target.status(VaultLayout.logPrivateKey) == nil
        else {
            throw KeepingError.backupUnfit(folder, "it is neither empty nor a copy without the private key")
        }
        let ours = try source.contents(of: VaultLayout.logPublicKey, bytesMax: Self.pieceBytes)
        guard try target.contents(of: VaultLayout.logPublicKey, bytesMax: Self.pieceBytes) == ours else {
            throw KeepingError.backupUnfit(folder, "it is a copy of another archive")
        }
        if try target.status(VaultLayout.checkpoint) != nil {
            try ledger.confirm(try Custody.openForReading(root: folder).ledger.head)
        }
    }

    /// Brings a copy up to date, then reads the whole copy back and verifies it. The checkpoint is copied last, and
    /// only then is the copy one of so many entries; a run that is broken off leaves the copy what it was.
    /// - Parameter folder: exists; empty, or an earlier copy of this archive.
    /// - Throws: `rollbackSuspected` when the copy has entries that this archive does not continue: then the archive is
    ///   the older of the two, and the copy is not touched. `backupUnfit` for any other folder, `backupFaulty` when the
    ///   copy does not verify.
    package static func run(_ archive: Archive, to folder: String) throws -> Report {
        var backup = try Backup(archive, to: folder)
        return try backup.run()
    }

    private mutating func run() throws -> Report {
        try target.removeTree(Self.staging)
        try target.makeFolder(Self.staging)
        for name in [VaultLayout.logPublicKey, VaultLayout.configuration, VaultLayout.lock] { try copyChanging(name) }
        for folder in [VaultLayout.workflows, VaultLayout.witnessed] { try copyTree(folder, changing: true) }
        try copyTree("ledger/tile")
        for folder in [SealFolder.parent, RenewalFolder.parent] { try copyTree(folder) }
        try copyVault()
        try removeDestroyed()
        for folder in touched.sorted(by: >) { try target.syncFolder(folder.isEmpty ? "." : folder) }
        try makeFolder(VaultLayout.ledger)
        try target.put(
            ledger.checkpointBytes, at: VaultLayout.checkpoint, through: "\(Self.staging)/checkpoint")
        try target.syncFolder(VaultLayout.ledger)
        try target.syncFolder(".")
        try target.removeTree(Self.staging)
        (report.entries, report.root) = (ledger.size, ledger.head.root.hex)
        try Self.compare(archive, with: targetPath)
        return report
    }

    /// Holds a copy against the archive: it verifies in every layer, and the archive continues from its root, so that
    /// every byte the copy has committed to is what the archive has committed to.
    /// - Returns: the copy's entries and those the archive has beyond it.
    @discardableResult
    package static func compare(_ archive: Archive, with folder: String) throws -> (copy: UInt64, ahead: UInt64) {
        let files = try LinuxArchiveFiles(root: folder)
        var options = ArchiveVerifier.Options()
        options.logKey = archive.custody.ledger.key
        options.threads = Parallel.threads
        let verified = try ArchiveVerifier(files: files, name: folder, options: options).verify()
        guard !verified.isFaultFound else { throw KeepingError.backupFaulty(folder, verified.text) }
        try archive.custody.refresh()
        let copy = try Custody.openForReading(root: folder).ledger
        try archive.custody.ledger.confirm(copy.head)
        return (copy.size, archive.custody.ledger.size - copy.size)
    }

    // MARK: Copying

    private mutating func copyVault() throws {
        for year in try source.names(in: VaultLayout.vault) {
            for month in try source.names(in: "\(VaultLayout.vault)/\(year)") {
                let folder = "\(VaultLayout.vault)/\(year)/\(month)"
                for name in try source.names(in: folder) {
                    // What is no letter's folder, or is not in this checkpoint, is not the archive's.
                    guard let number = AccessionNumber(name), number.leaf.value < ledger.size else { continue }
                    for file in try source.names(in: "\(folder)/\(name)") {
                        if let seq = UInt64(file.prefix { $0 != "." }), seq >= ledger.size { continue }
                        try copyOnce("\(folder)/\(name)/\(file)")
                    }
                }
            }
        }
    }

    private mutating func copyTree(_ folder: String, changing: Bool = false) throws {
        for name in try source.names(in: folder) {
            let path = "\(folder)/\(name)"
            switch try source.status(path)?.kind {
            case .folder: try copyTree(path, changing: changing)
            case .file: if changing { try copyChanging(path) } else { try copyOnce(path) }
            // A partial tile may have been replaced since it was listed.
            case .other, nil: break
            }
        }
    }

    /// A file that is never rewritten: there already, it is what it was.
    private mutating func copyOnce(_ path: String) throws {
        guard let size = try source.status(path), size.kind == .file else { return }
        if let there = try target.status(path), there.kind == .file, there.size == size.size {
            report.filesThere += 1
            return
        }
        try copy(path)
    }

    /// A file that a person edits.
    private mutating func copyChanging(_ path: String) throws {
        guard let bytes = try source.contents(of: path, bytesMax: Self.pieceBytes) else { return }
        if try target.contents(of: path, bytesMax: Self.pieceBytes) == bytes {
            report.filesThere += 1
            return
        }
        try copy(path)
    }

    ///     openat(staging, O_EXCL) · (pread · write)… · fsync · renameat
    private mutating func copy(_ path: String) throws {
        guard let from = try source.open(path) else { return }
        defer { source.close(from) }
        temporaryCount += 1
        let temporary = "\(Self.staging)/\(temporaryCount)"
        let to = try target.create(temporary, mode: path == VaultLayout.logPublicKey ? .public : .private)
        var copied: Int64 = 0
        do {
            defer { target.close(to) }
            while true {
                let piece = try source.read(from, at: copied, count: Self.pieceBytes)
                if piece.isEmpty { break }
                try piece.withUnsafeBytes { bytes in try target.write(bytes, to: to) }
                copied += Int64(piece.count)
            }
            try target.sync(to)
        }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try makeFolder(folder)
        _ = try target.rename(temporary, to: path, replacing: true)
        touched.insert(folder)
        report.filesCopied += 1
        report.bytesCopied += copied
    }

    private mutating func makeFolder(_ path: String) throws {
        guard !path.isEmpty else { return }
        let above = path.split(separator: "/").dropLast().joined(separator: "/")
        guard try target.status(path) == nil else { return }
        try makeFolder(above)
        try target.makeFolder(path)
        touched.insert(above)
    }

    /// Nothing goes from the copy because it is gone here: only what an entry gave leave for, once that is done here.
    private mutating func removeDestroyed() throws {
        for row in try archive.index.destructions(unfinished: false, limit: Int(Int32.max))
        where row.done != nil && row.number.leaf.value < ledger.size {
            for home in try ledger.entry(at: row.number.leaf).refs {
                let folder = VaultLayout.folder(home: home, time: try ledger.entry(at: home).time)
                guard try target.status(folder)?.kind == .folder else { continue }
                let kept = Set(try source.names(in: folder))
                for name in try target.names(in: folder) where !kept.contains(name) {
                    try target.removeFile("\(folder)/\(name)")
                    report.filesRemoved += 1
                }
                try target.syncFolder(folder)
                if try target.removeFolder(folder) {
                    touched.remove(folder)
                    touched.insert(folder.split(separator: "/").dropLast().joined(separator: "/"))
                }
            }
        }
    }
}
