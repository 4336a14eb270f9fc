import GreffeCore

/// Looks for files in the vault that no entry names. They are no fault: nothing the ledger says is wrong because of
/// them.
struct StrayCheck {
    private let files: any ArchiveFiles
    private let treeSize: UInt64
    private var reader: EntryReader
    private(set) var foldersChecked: UInt64 = 0

    init(files: any ArchiveFiles, ledger: LedgerFiles) {
        (self.files, treeSize) = (files, ledger.treeSize)
        reader = EntryReader(ledger: ledger)
    }

    mutating func run(log: inout FaultLog) throws(VerificationError) {
        for year in try files.names(in: VaultLayout.vault) {
            for month in try files.names(in: "\(VaultLayout.vault)/\(year)") {
                let folder = "\(VaultLayout.vault)/\(year)/\(month)"
                for name in try files.names(in: folder) { try checkFolder("\(folder)/\(name)", name: name, log: &log) }
            }
        }
    }

    private mutating func checkFolder(_ path: String, name: String, log: inout FaultLog) throws(VerificationError) {
        guard let number = AccessionNumber(name) else {
            log.add(VerificationNotice(.strayFolder, path: path))
            return
        }
        guard number.leaf.value < treeSize else {
            log.add(VerificationNotice(.uncommittedFolder, path: path))
            return
        }
        // A home that cannot be read was reported as a fault of the ledger; its folder is left alone.
        guard let home = try reader.entry(at: number.leaf) else { return }
        foldersChecked += 1
        guard home.home == home.seq, VaultLayout.folder(home: home.seq, time: home.time) == path else {
            log.add(VerificationNotice(.strayFolder, path: path))
            return
        }
        let names = try files.names(in: path)
        let originals = names.filter { $0.hasPrefix("original.") }
        for file in names {
            if try !isNamed(file, in: path, home: home, originals: originals) {
                log.add(VerificationNotice(.strayFile, path: "\(path)/\(file)"))
            }
        }
    }

    private mutating func isNamed(
        _ file: String, in folder: String, home: Entry, originals: [String]
    ) throws(VerificationError) -> Bool {
        if originals.contains(file) {
            guard home.kind == .accessioned else { return false }
            let names = [nil] + MediaType.allCases.map(Optional.some)
            guard originals.count > 1 else {
                return names.contains { VaultLayout.objectName(home, mediaType: $0) == file }
            }
            let opening = try files.contents(
                of: "\(folder)/\(VaultLayout.openingName(home))", bytesMax: CanonicalJSON.bytesMax + 1)
            // An opening that cannot be read was reported already; then any of the names may be the right one.
            guard let body = opening.flatMap({ try? Opening(bytes: $0) })?.body else { return true }
            let mediaType = body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
            return VaultLayout.objectName(home, mediaType: mediaType) == file
        }
        guard let number = UInt64(file.prefix { $0 != "." }), number >= home.seq.value, number < treeSize else {
            return false
        }
        // An entry that cannot be read was reported already.
        guard let entry = try reader.entry(at: LeafIndex(number)) else { return true }
        guard entry.home == home.seq else { return false }
        if file == VaultLayout.openingName(entry) { return true }
        return entry.object != nil && entry.kind != .accessioned
            && file == VaultLayout.objectName(entry, mediaType: nil)
    }
}
