package import GreffeCore
package import GreffeProof

extension Ledger {
    /// The entry at a place below the size, checked against the leaf hash the tree keeps.
    package func entry(at seq: LeafIndex) throws(StorageError) -> Entry {
        guard seq.value < size else { throw .ledgerDamaged(path: "ledger", reason: "there is no entry \(seq)") }
        let bytes = try entryBytes(in: seq.value..<seq.value + 1)
        return try parse(bytes[0])
    }

    /// The entries of a range, clamped to the ledger, in order, bundle by bundle; each is checked against its leaf
    /// hash.
    /// - Parameter body: throwing ends the walk.
    package func forEachEntry(in range: Range<UInt64>, _ body: (Entry) throws -> Void) throws {
        var next = range.lowerBound
        let end = min(range.upperBound, size)
        while next < end {
            let stop = min(end, (next | UInt64(Tile.widthMax - 1)) + 1)
            for bytes in try entryBytes(in: next..<stop) { try body(try parse(bytes)) }
            next = stop
        }
    }

    /// The entries of a range, clamped to the ledger; for short ranges.
    package func entries(in range: Range<UInt64>) throws(StorageError) -> [Entry] {
        var entries: [Entry] = []
        var next = range.lowerBound
        let end = min(range.upperBound, size)
        while next < end {
            let stop = min(end, (next | UInt64(Tile.widthMax - 1)) + 1)
            for bytes in try entryBytes(in: next..<stop) { entries.append(try parse(bytes)) }
            next = stop
        }
        return entries
    }

    package func inclusionProof(of seq: LeafIndex) throws(StorageError) -> InclusionProof {
        do { return try InclusionProof(index: seq.value, size: size, from: hashSource) } catch {
            throw .ledgerDamaged(path: "ledger/tile", reason: error.plainWords)
        }
    }

    /// As above, in the tree as it was when it had `size` leaves: what a checkpoint of that size is checked with.
    package func inclusionProof(of seq: LeafIndex, inTreeOf size: UInt64) throws(StorageError) -> InclusionProof {
        guard size <= self.size else { throw .ledgerDamaged(path: "ledger", reason: "it has no \(size) entries") }
        do { return try InclusionProof(index: seq.value, size: size, from: hashSource) } catch {
            throw .ledgerDamaged(path: "ledger/tile", reason: error.plainWords)
        }
    }

    package func consistencyProof(from oldSize: UInt64) throws(StorageError) -> ConsistencyProof {
        do { return try ConsistencyProof(oldSize: oldSize, newSize: size, from: hashSource) } catch {
            throw .ledgerDamaged(path: "ledger/tile", reason: error.plainWords)
        }
    }

    /// The head the ledger had at an earlier size: what an index that is fed in portions writes down between them.
    package func head(at size: UInt64) throws(StorageError) -> TreeHead {
        guard size <= self.size else { throw .ledgerDamaged(path: "ledger", reason: "it has no \(size) entries") }
        do { return TreeHead(size: size, root: Sha256Digest(try hashSource.root(size: size))) } catch {
            throw .ledgerDamaged(path: "ledger/tile", reason: error.plainWords)
        }
    }

    private var hashSource: TileHashSource {
        TileHashSource(treeSize: size) { (tile) throws(ProofError) in
            do throws(StorageError) { return try bytes(of: tile, bytesMax: Self.tileBytesMax) } catch {
                throw .hashUnavailable(error.message)
            }
        }
    }

    func parse(_ bytes: [UInt8]) throws(StorageError) -> Entry {
        do { return try Entry(bytes: bytes) } catch {
            if case .unknownVersion = error { throw .unsupportedVersion(path: "ledger/tile/entries") }
            throw .ledgerDamaged(path: "ledger/tile/entries", reason: "an entry that is none")
        }
    }

    /// The bytes of entries within one bundle, each checked against its leaf hash.
    func entryBytes(in range: Range<UInt64>) throws(StorageError) -> [[UInt8]] {
        let index = range.lowerBound / UInt64(Tile.widthMax)
        guard let first = range.first, let last = range.last, last < size, last / UInt64(Tile.widthMax) == index,
            let bundle = Tile(.entries, index: index, treeSize: size),
            let leaves = Tile(.hashes(level: 0), index: index, treeSize: size)
        else { throw .ledgerDamaged(path: "ledger", reason: "there are no entries \(range)") }
        let entries: [[UInt8]]
        do {
            entries = try EntryBundle.entries(
                in: try bytes(of: bundle, bytesMax: Self.bundleBytesMax), width: bundle.width)
        } catch let error as ProofError {
            throw .ledgerDamaged(path: "ledger/\(bundle.path)", reason: error.plainWords)
        } catch let error as StorageError {
            throw error
        } catch { throw .ledgerDamaged(path: "ledger/\(bundle.path)", reason: "\(error)") }
        let hashes = try hashes(of: leaves)
        let offset = index * UInt64(Tile.widthMax)
        let places = Int(first - offset)...Int(last - offset)
        for place in places where MerkleHash.leaf(entries[place]) != hashes[place] {
            throw .ledgerDamaged(
                path: "ledger/\(bundle.path)", reason: "entry \(offset + UInt64(place)) was rewritten")
        }
        return Array(entries[places])
    }

    func hashes(of tile: Tile) throws(StorageError) -> [MerkleHash] {
        let bytes = try bytes(of: tile, bytesMax: Self.tileBytesMax)
        do { return try tile.hashes(in: bytes) } catch {
            throw .ledgerDamaged(path: "ledger/\(tile.path)", reason: error.plainWords)
        }
    }

    /// Renaming and removing by a living appender can take a file away between the look and the opening; it never takes
    /// the wider form away before a still wider one is there.
    private static let triesMax = 5

    /// The bytes of a tile or bundle. A partial one may have been replaced by a wider one since this ledger's
    /// checkpoint was read; the wider one begins with the same hashes or entries, so it serves as well.
    func bytes(of tile: Tile, bytesMax: Int) throws(StorageError) -> [UInt8] {
        for _ in 0..<Self.triesMax {
            var candidates = [tile.path]
            if tile.isPartial {
                let widths = try files.names(in: "ledger/\(tile.partialFolder)").compactMap(Int.init)
                candidates.append(tile.fullPath)
                candidates += widths.filter { $0 > tile.width }.sorted().map { "\(tile.partialFolder)/\($0)" }
            }
            for path in candidates {
                if let bytes = try files.contents(of: "ledger/\(path)", bytesMax: bytesMax) { return bytes }
            }
        }
        throw .ledgerDamaged(path: "ledger/\(tile.path)", reason: "it is missing")
    }
}
