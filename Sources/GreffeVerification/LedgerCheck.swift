import GreffeCore
import GreffeProof

/// Walks the ledger once, from the first entry to the checkpoint's last, and compares its three accounts of itself: the
/// entries, the tiles, and the checkpoint's root. Two that agree convict the third.
struct LedgerCheck {
    private let ledger: LedgerFiles
    private let checkpoint: Checkpoint
    /// Checkpoints kept elsewhere, by size: the tree must pass through each.
    private var remembered: [UInt64: [Memory]]
    /// Sizes at which the root is wanted, and the roots there.
    private let watched: Set<UInt64>
    private(set) var roots: [UInt64: MerkleHash] = [:]

    /// A checkpoint kept elsewhere.
    struct Memory {
        var checkpoint: Checkpoint
        /// `memory`, or `witnesses`.
        var layer: LayerName
        /// Where it lies, when in the archive itself.
        var path: String?

        var origin: String { layer == .witnesses ? "that was witnessed" : "kept elsewhere" }
    }

    /// The tree over the entries as they are now, and over the level-0 hashes as they are stored.
    private var fromEntries = TileEdge()
    private var fromTiles = TileEdge()
    /// False once leaves are known neither from entries nor from tiles.
    private var isComplete = true

    private(set) var months = HomeMonths()
    private(set) var entriesRead: UInt64 = 0
    private(set) var tilesChecked: UInt64 = 0
    /// Leaves of the recomputed tree.
    var leavesCounted: UInt64 { fromEntries.size }
    private var previous: Previous?
    private var lastTime: Timestamp?
    private var lastGood: LedgerMoment?
    /// The last place at which a memory agreed: what is wrong begins behind it.
    private var lastConfirmed: LedgerMoment?
    /// The first entry that no memory vouches for.
    var firstUnconfirmed: LeafIndex { lastConfirmed.map { LeafIndex($0.seq.value + 1) } ?? LeafIndex(0) }
    private var mismatches = LeafMismatches()

    private struct Previous {
        var leaf: MerkleHash
        var isMismatch: Bool
    }

    init(ledger: LedgerFiles, checkpoint: Checkpoint, remembered: [Memory], watched: Set<UInt64> = []) {
        (self.ledger, self.checkpoint, self.watched) = (ledger, checkpoint, watched)
        self.remembered = Dictionary(
            grouping: remembered.filter { $0.checkpoint.size <= checkpoint.size }, by: \.checkpoint.size)
    }

    /// Checks one bundle and gives its entries, those that could be read, in order.
    mutating func checkBundle(_ index: UInt64, log: inout FaultLog) throws(VerificationError) -> [Entry] {
        let start = index * UInt64(Tile.widthMax)
        let width = Int(min(checkpoint.size - start, UInt64(Tile.widthMax)))
        let bundle = try entries(ofBundle: index, log: &log)
        let stored = try leaves(ofTile: index, log: &log)
        var entries: [Entry] = []
        for place in 0..<width {
            let seq = LeafIndex(start + UInt64(place))
            switch (bundle?[place], stored?[place]) {
            case (let bytes?, let hash):
                if let entry = checkEntry(bytes, at: seq, stored: hash, log: &log) { entries.append(entry) }
            case (nil, let hash?):
                previous = nil
                try append(leaf: hash, stored: hash, log: &log)
            case (nil, nil):
                previous = nil
                isComplete = false
            }
            if let bytes = bundle?[place] {
                let leaf = MerkleHash.leaf(bytes)
                try append(leaf: leaf, stored: stored?[place] ?? leaf, log: &log)
            }
            checkMemories(log: &log)
            if isComplete, watched.contains(fromEntries.size) { roots[fromEntries.size] = fromEntries.root }
        }
        return entries
    }

    private func entries(ofBundle index: UInt64, log: inout FaultLog) throws(VerificationError) -> [[UInt8]]? {
        let seq = LeafIndex(index * UInt64(Tile.widthMax))
        let path = Tile(.entries, index: index, treeSize: checkpoint.size).map { "ledger/\($0.path)" }
        do {
            switch try ledger.entries(ofBundle: index) {
            case .read(let entries): return entries
            case .missing:
                log.add(
                    VerificationFault(
                        .entriesMissing, in: .entries, seq: seq, path: path,
                        detail: "the entries from here to the end of the bundle are gone", lastGood: lastGood))
            case .altered(let reason):
                log.add(
                    VerificationFault(
                        .bundleAltered, in: .entries, seq: seq, path: path, detail: reason, lastGood: lastGood))
            }
        } catch { log.add(.unreadable(error, in: .entries, seq: seq, path: path)) }
        return nil
    }

    private mutating func leaves(ofTile index: UInt64, log: inout FaultLog) throws(VerificationError) -> [MerkleHash]? {
        guard let tile = Tile(.hashes(level: 0), index: index, treeSize: checkpoint.size) else { return nil }
        tilesChecked += 1
        return stored(tile, log: &log)
    }

    private func stored(_ tile: Tile, log: inout FaultLog) -> [MerkleHash]? {
        let path = "ledger/\(tile.path)"
        do {
            switch try ledger.hashes(of: tile) {
            case .read(let hashes): return hashes
            case .missing:
                log.add(VerificationFault(.tileMissing, in: .tiles, path: path, detail: "missing", lastGood: lastGood))
            case .altered(let reason):
                log.add(VerificationFault(.tileAltered, in: .tiles, path: path, detail: reason, lastGood: lastGood))
            }
        } catch { log.add(.unreadable(error, in: .tiles, path: path)) }
        return nil
    }

    /// Checks form, number, chain and time of one entry.
    private mutating func checkEntry(
        _ bytes: [UInt8], at seq: LeafIndex, stored: MerkleHash?, log: inout FaultLog
    ) -> Entry? {
        entriesRead += 1
        let leaf = MerkleHash.leaf(bytes)
        let isMismatch = stored.map { $0 != leaf } ?? false
        // An entry of another place was moved here whole; it is no entry of this place.
        let entry = (try? Entry(bytes: bytes)).flatMap { $0.seq == seq ? $0 : nil }
        let expected = seq.value == 0 ? Sha256Digest.zero.bytes : previous?.leaf.bytes
        let isChained = expected == nil || entry == nil || entry?.prev.bytes == expected
        if !isChained, let previous, previous.isMismatch {
            mismatches.breakLast()
        } else if !isChained, !isMismatch {
            log.add(
                VerificationFault(
                    .chainBroken, in: .chain, seq: seq, detail: "its prev is not the leaf hash of the entry before",
                    lastGood: lastGood))
        }
        if isMismatch {
            let place = LeafMismatches.Place(
                seq: seq, accession: entry.flatMap(\.accession), lastGood: lastGood, isChained: true,
                isMalformed: entry == nil)
            mismatches.add(place)
        } else if entry == nil {
            log.add(
                VerificationFault(
                    .entryMalformed, in: .entries, seq: seq, detail: "it is not an entry of this place",
                    lastGood: lastGood))
        }
        previous = Previous(leaf: leaf, isMismatch: isMismatch)
        guard let entry else { return nil }
        if let lastTime, entry.time < lastTime {
            log.add(
                VerificationFault(
                    .timeWentBack, in: .times, seq: seq, accession: entry.accession,
                    detail: "\(entry.time) after \(lastTime)", lastGood: lastGood))
        }
        lastTime = max(entry.time, lastTime ?? entry.time)
        months.note(entry)
        if !isMismatch, isChained, mismatches.count == 0 { lastGood = LedgerMoment(seq: seq, time: entry.time) }
        return entry
    }

    /// Grows both trees by a leaf, and compares each tile above level 0 that is full now.
    private mutating func append(leaf: MerkleHash, stored: MerkleHash, log: inout FaultLog) throws(VerificationError) {
        guard isComplete else { return }
        var finished: [(tile: Tile, hashes: [MerkleHash])] = []
        var finishedFromTiles: [[MerkleHash]] = []
        fromEntries.append(leaf) { finished.append(($0, $1)) }
        fromTiles.append(stored) { finishedFromTiles.append($1) }
        for ((tile, hashes), other) in zip(finished, finishedFromTiles) where tile.content != .hashes(level: 0) {
            compare(tile, with: hashes, or: other, log: &log)
        }
    }

    private mutating func compare(
        _ tile: Tile, with hashes: [MerkleHash], or other: [MerkleHash], log: inout FaultLog
    ) {
        tilesChecked += 1
        guard let stored = stored(tile, log: &log), stored != hashes, stored != other else { return }
        log.add(
            VerificationFault(
                .tileAltered, in: .tiles, path: "ledger/\(tile.path)",
                detail: "its hashes are not those of the tiles below", lastGood: lastGood))
    }

    private mutating func checkMemories(log: inout FaultLog) {
        guard isComplete, let memories = remembered.removeValue(forKey: fromEntries.size) else { return }
        for memory in memories {
            if memory.checkpoint.root == fromEntries.root {
                if let lastTime {
                    lastConfirmed = LedgerMoment(seq: LeafIndex(memory.checkpoint.size - 1), time: lastTime)
                }
                continue
            }
            log.add(
                VerificationFault(
                    .forked, in: memory.layer, seq: firstUnconfirmed,
                    path: memory.path,
                    detail:
                        "from here to entry \(memory.checkpoint.size - 1) something is not what the checkpoint"
                        + " \(memory.origin) signed",
                    lastGood: lastConfirmed))
        }
    }

    /// Compares the partial tiles and the root, and decides which account is wrong where entries and tiles differ.
    mutating func finish(log: inout FaultLog) {
        guard isComplete else {
            log.add(
                VerificationFault(
                    .treeMismatch, in: .tree, detail: "the root cannot be computed: leaves are missing",
                    lastGood: lastGood))
            return
        }
        for (partial, other) in zip(fromEntries.partials, fromTiles.partials)
        where partial.tile.content != .hashes(level: 0) {
            compare(partial.tile, with: partial.hashes, or: other.hashes, log: &log)
        }
        let entriesAgree = fromEntries.root == checkpoint.root
        let tilesAgree = fromTiles.root == checkpoint.root
        for place in mismatches.first {
            let isTile = entriesAgree || (!tilesAgree && place.isChained)
            log.add(fault(of: place, isTile: isTile))
        }
        if let last = mismatches.first.last, mismatches.count > mismatches.first.count {
            let isTile = entriesAgree || (!tilesAgree && last.isChained)
            log.addMore(mismatches.count - mismatches.first.count, like: fault(of: last, isTile: isTile))
        }
        if !entriesAgree {
            let detail =
                tilesAgree
                ? "the entries do not lead to the signed root; the tiles do"
                : "neither entries nor tiles lead to the signed root"
            log.add(VerificationFault(.treeMismatch, in: .tree, detail: detail, lastGood: lastGood))
        }
    }

    private func fault(of place: LeafMismatches.Place, isTile: Bool) -> VerificationFault {
        let tile = Tile(.hashes(level: 0), index: place.seq.value >> 8, treeSize: checkpoint.size)
        let bundle = Tile(.entries, index: place.seq.value >> 8, treeSize: checkpoint.size)
        if isTile {
            return VerificationFault(
                .tileAltered, in: .tiles, seq: place.seq, path: tile.map { "ledger/\($0.path)" },
                detail: "its hash of entry \(place.seq) is not the entry's, and the entry is right")
        }
        return VerificationFault(
            .entryRewritten, in: .entries, seq: place.seq, accession: place.accession,
            path: bundle.map { "ledger/\($0.path)" },
            detail: place.isMalformed
                ? "it is no longer an entry of this place" : "it is not the entry the tree was built with",
            lastGood: place.lastGood)
    }
}

extension Entry {
    /// The number of the letter this entry is the accession of.
    var accession: AccessionNumber? {
        kind == .accessioned ? AccessionNumber(year: time.date.year, leaf: seq) : nil
    }
}

extension VerificationFault {
    static func unreadable(
        _ error: VerificationError, in layer: LayerName, seq: LeafIndex? = nil, accession: AccessionNumber? = nil,
        path: String?
    ) -> VerificationFault {
        VerificationFault(
            .fileUnreadable, in: layer, seq: seq, accession: accession, path: path, detail: error.message)
    }
}
