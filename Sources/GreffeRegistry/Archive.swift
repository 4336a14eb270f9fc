package import GreffeCore
package import GreffeIndex
package import GreffeStorage

/// Vault, ledger, index and customer directory of one archive, opened together. Reading goes through here; every act
/// goes through `Registrar`.
package final class Archive: Sendable {
    package enum Access: Sendable {
        /// Looks only. The index may still be brought up to date: it is a cache.
        case read
        /// May act: reads the log's key.
        case append
    }

    package let root: String
    package let settings: ArchiveSettings
    package let custody: Custody
    package let index: LetterIndex
    package let customers: CustomerStore

    private init(
        root: String, settings: ArchiveSettings, custody: Custody, index: LetterIndex, customers: CustomerStore
    ) {
        (self.root, self.settings, self.custody) = (root, settings, custody)
        (self.index, self.customers) = (index, customers)
    }

    /// Founds an archive in a folder, which is made when it is not there.
    package static func found(
        root: String, origin: String, clock: any TimeSource, about: [String: CanonicalJSON]
    ) throws {
        _ = try Custody.found(root: root, origin: origin, clock: clock, about: about)
    }

    /// Opens the archive and brings the index up to the ledger. An index that is damaged, missing or of another version
    /// is built anew: nothing in it is not also in ledger and vault.
    /// - Parameters:
    ///   - credentialsFolder: where the service manager may have put the log's key.
    ///   - memoryFolder: where the log's signer remembers what it signed; nil: nowhere.
    /// - Throws: `storage.rollback-suspected` when the index or the signer has seen entries that the ledger no longer
    ///   has.
    package static func open(
        root: String, settings: ArchiveSettings, access: Access, clock: any TimeSource,
        credentialsFolder: String? = nil, memoryFolder: String? = nil
    ) throws -> Archive {
        try open(
            files: try LinuxFileSystem(root: root), root: root, settings: settings, access: access, clock: clock,
            credentials: Custody.credentials(in: credentialsFolder),
            memory: try memoryFolder.map { try SignerMemory.Folder(path: $0) })
    }

    /// As above, ledger and vault being on a file system that need not be the disk; index and customers, which are
    /// SQLite's, are in the folder `root`.
    /// - Parameter random: where salts and names come from; nil: the system.
    package static func open(
        files: any FileSystem, root: String, settings: ArchiveSettings, access: Access, clock: any TimeSource,
        credentials: (any FileSystem)? = nil, memory: SignerMemory.Folder? = nil,
        random: (any RandomNumberGenerator & Sendable)? = nil
    ) throws -> Archive {
        let indexPath = "\(root)/\(VaultLayout.index)"
        // Before the index makes files of its own in a folder that is no archive.
        let reader = try Custody.openForReading(files: files)
        let index = try openIndex(indexPath)
        let applied = try index.applied()
        let remembered = applied.size == 0 ? nil : TreeHead(size: applied.size, root: applied.root)
        let custody: Custody
        switch access {
        case .read:
            // Looked at after the index: a daemon may have appended and projected since the ledger was opened.
            try reader.refresh()
            if let remembered { try reader.ledger.confirm(remembered) }
            custody = reader
        case .append:
            custody = try Custody.open(
                files: files, clock: clock, remembered: remembered, credentials: credentials, memory: memory,
                random: random)
        }
        let customers = try CustomerStore.open(path: "\(root)/\(VaultLayout.customers)")
        let archive = Archive(root: root, settings: settings, custody: custody, index: index, customers: customers)
        try archive.catchUp()
        return archive
    }

    private static func openIndex(_ path: String) throws -> LetterIndex {
        do {
            return try LetterIndex.open(path: path)
        } catch {
            guard ["index.corrupt", "index.unsupported-version"].contains(error.code) else { throw error }
            try LetterIndex.destroy(path: path)
            return try LetterIndex.open(path: path)
        }
    }

    /// Entries in the ledger, as far as this opening has looked.
    package var entryCount: UInt64 { custody.ledger.size }

    /// Projects what other programs appended meanwhile.
    package func catchUp() throws {
        try custody.refresh()
        try IndexFeed(custody: custody).feed(index)
    }

    // MARK: Looking things up

    package func letter(_ id: String) throws -> LetterDetail {
        guard let number = AccessionNumber(id), let letter = try index.letter(number) else {
            throw RegistryError.letterUnknown(id)
        }
        return letter
    }

    /// The reading in force; nil while the letter has not been read, or when it was erased.
    package func reading(of number: AccessionNumber) throws -> Reading? {
        if let letter = try index.letter(number)?.letter, let scan = letter.scan { return try part(letter, of: scan) }
        guard let entry = try lastEntry(of: number, kind: .read), let bytes = try custody.object(of: entry) else {
            return nil
        }
        guard let reading = ReadingFile.decode(bytes) else { throw RegistryError.readingMalformed(number) }
        return reading
    }

    /// The letter's own pages of its scan's reading.
    private func part(_ letter: LetterRow, of scan: AccessionNumber) throws -> Reading? {
        try reading(of: scan)?.restricted(to: letter.pageNumbers)
    }

    /// The scan that holds the letter's pages: the letter itself, unless it was found in a scan of several.
    package func scan(of number: AccessionNumber) throws -> AccessionNumber {
        try index.letter(number)?.letter.scan ?? number
    }

    /// The body of the last entry of a kind about a letter; nil when there is none or it was erased.
    package func body(of number: AccessionNumber, last kind: EntryKind) throws -> CanonicalJSON? {
        guard let entry = try lastEntry(of: number, kind: kind) else { return nil }
        return try custody.opening(of: entry)?.body
    }

    /// The original, opened for reading after its bytes were compared with the ledger; the caller closes it.
    func openOriginal(of number: AccessionNumber) throws -> OpenFile {
        let entry = try custody.entry(at: scan(of: number).leaf)
        guard try custody.checkObject(of: entry), let file = try custody.openObject(of: entry) else {
            throw RegistryError.openingErased(number)
        }
        return file
    }

    /// Compares an original's bytes with the ledger.
    package func checkOriginal(of number: AccessionNumber) throws {
        custody.close(try openOriginal(of: number))
    }

    /// Calls `body` with an open descriptor on an original whose bytes were just compared with the ledger.
    package func withOriginal<Result>(of number: AccessionNumber, _ body: (Int32) throws -> Result) throws -> Result {
        let file = try openOriginal(of: number)
        defer { custody.close(file) }
        return try body(file.descriptor)
    }

    /// Times of the ledger's first and last entries.
    package func span() throws -> (first: Timestamp, last: Timestamp)? {
        guard let last = custody.ledger.lastEntry else { return nil }
        return (try custody.entry(at: LeafIndex(0)).time, last.time)
    }

    private func lastEntry(of number: AccessionNumber, kind: EntryKind) throws -> Entry? {
        let history = try index.history(number)
        guard let row = history.last(where: { $0.kind == kind }) else { return nil }
        return try custody.entry(at: row.seq)
    }

    /// Empties the index and builds it again from ledger and vault.
    package func rebuildIndex(progress: (UInt64, UInt64) -> Void = { _, _ in }) throws {
        try index.reset()
        try IndexFeed(custody: custody).feed(index, progress: progress)
    }
}
