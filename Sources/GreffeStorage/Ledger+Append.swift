import GreffeCore
import GreffeProof

extension Ledger {
    /// Makes entries part of the log. The caller holds the archive's lock, has refreshed, has the entries' openings and
    /// objects durable in the vault, and has numbered and chained the entries from `lastEntry`.
    ///
    ///     bundles and tiles: for each: open · write;  for each: fsync;  for each: rename;  fsync each folder
    ///     checkpoint:        put (open · write · fsync · rename) · fsync(ledger)
    ///
    /// A failure before the last rename leaves files beyond the checkpoint, which nobody reads and the next append
    /// replaces. A failed sync after it leaves it open which checkpoint a power cut would show: fate halt.
    /// - Parameter memory: told what is signed, before and after the commit point.
    mutating func append(
        _ entries: [Entry], signer: SignerKey, memory: SignerMemory?, staging: Staging, folders: DurableFolders
    ) throws(StorageError) {
        var next = self
        var written: [(tile: Tile, bytes: [UInt8])] = []
        for entry in entries {
            let bytes = entry.bytes
            EntryBundle.append(bytes, to: &next.bundle)
            next.edge.append(MerkleHash.leaf(bytes)) { tile, hashes in
                written.append((tile, TileEdge.bytes(of: hashes)))
            }
            if next.edge.size.isMultiple(of: UInt64(Tile.widthMax)) {
                if let tile = Tile(.entries, index: next.edge.size / 256 - 1, width: Tile.widthMax) {
                    written.append((tile, next.bundle))
                }
                next.bundle = []
            }
        }
        let outdated = Set(Tile.rightEdge(treeSize: size))
        let edge = Tile.rightEdge(treeSize: next.edge.size)
        for partial in next.edge.partials where !outdated.contains(partial.tile) {
            written.append((partial.tile, TileEdge.bytes(of: partial.hashes)))
        }
        if let tile = edge.last, tile.content == .entries { written.append((tile, next.bundle)) }

        var touched: Set<String> = []
        var new: [NewFile] = []
        for (tile, bytes) in written {
            let folder = "ledger/\(tile.path)".splitAtLastSlash.above
            try folders.make(folder)
            touched.insert(folder)
            new.append(NewFile(path: staging.freshPath(), bytes: bytes, mode: .public))
        }
        try files.writeNew(new)
        for ((tile, _), file) in zip(written, new) {
            _ = try files.rename(file.path, to: "ledger/\(tile.path)", replacing: true)
        }
        for folder in touched.sorted() { try files.syncFolder(folder) }

        next.checkpoint.size = next.edge.size
        next.checkpoint.root = next.edge.root
        next.lastEntry = entries.last ?? lastEntry
        do { next.checkpointBytes = try next.checkpoint.signed(with: signer).bytes } catch {
            throw .keyInvalid(reason: error.plainWords)
        }
        try memory?.prepare(next.checkpointBytes)
        // THE COMMIT POINT. Before the rename the entries are not in the log: a crash costs their openings and objects,
        // which recovery takes away, and nobody was promised anything. After it they are, for ever; a crash costs
        // nothing.
        try files.put(
            next.checkpointBytes, at: VaultLayout.checkpoint, through: staging.freshPath(), mode: .public)
        try files.syncFolder(VaultLayout.ledger)
        self = next
        // What was committed must not be forked later: without this nobody is told that it is ours.
        if let memory {
            do throws(StorageError) { try memory.settle() } catch {
                throw .memoryUnusable(path: memory.path, reason: error.message)
            }
        }

        removeOutdated(outdated.subtracting(edge))
    }

    /// Removes the partial tiles that only the checkpoint before needed. A reader that still holds it takes the wider
    /// ones.
    private func removeOutdated(_ tiles: Set<Tile>) {
        for tile in tiles {
            // They cost room only; one that stays is in nobody's way.
            try? files.removeFile("ledger/\(tile.path)")
            _ = try? files.removeFolder("ledger/\(tile.partialFolder)")
        }
    }
}
