import GreffeCore
import GreffeIndex
import GreffeStorage

/// Carries entries from ledger and vault into the index, in order, in portions: the only way anything gets there.
struct IndexFeed {
    let custody: Custody

    /// A portion is one transaction, held in memory with its readings' texts, some megabytes; what comes in at the
    /// pace of post is smaller by itself. The full-text index writes what a transaction brings as one piece and merges
    /// the pieces later: sixteen times as large, they are merged two times less. Nobody waits for more than a second.
    private static let portion: UInt64 = 4_096

    /// Brings an index to the ledger's size as this opening knows it.
    func feed(_ index: LetterIndex, progress: (UInt64, UInt64) -> Void = { _, _ in }) throws {
        let ledger = custody.ledger
        var folders = HomeFolders(custody: custody)
        var next = try index.applied().size
        while next < ledger.size {
            let end = min(next + Self.portion, ledger.size)
            let entries = try ledger.entries(in: next..<end)
            let head = end == ledger.size ? ledger.head : try ledger.head(at: end)
            let portion = try entries.map { try projected($0, in: try folders.folder(of: $0)) }
            do throws(IndexError) {
                try index.apply(portion, size: head.size, root: head.root)
            } catch {
                // Another program projected the same entries first: go on from where it left off.
                guard case .outOfOrder = error, try index.applied().size > next else { throw error }
            }
            next = try index.applied().size
            progress(next, ledger.size)
        }
    }

    private func projected(_ entry: Entry, in folder: String) throws -> ProjectedEntry {
        let opening = try custody.vault.opening(of: entry, in: folder)
        var texts: [String]?
        if entry.kind == .read, let opening,
            let bytes = try custody.vault.object(of: entry, opening: opening, in: folder)
        {
            texts = ReadingFile.decode(bytes)?.texts
        }
        return ProjectedEntry(entry: entry, body: opening?.body, readingTexts: texts, folder: folder)
    }
}

/// Which folder holds what belongs to an entry. A letter's later entries follow its first one closely, and finding the
/// first one's time in the ledger anew for each took half the time of building an index.
private struct HomeFolders {
    /// Some 100 bytes each.
    private static let keptMax = 16_384

    let custody: Custody
    private var known: [LeafIndex: String] = [:]

    init(custody: Custody) { self.custody = custody }

    mutating func folder(of entry: Entry) throws -> String {
        if let folder = known[entry.home] { return folder }
        if known.count >= Self.keptMax { known.removeAll(keepingCapacity: true) }
        let folder = try custody.folder(of: entry)
        known[entry.home] = folder
        return folder
    }
}
