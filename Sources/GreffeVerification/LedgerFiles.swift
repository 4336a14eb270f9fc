import GreffeCore
import GreffeProof

/// The files of the ledger, read for themselves: what a tile or bundle holds, without judging it.
struct LedgerFiles {
    let files: any ArchiveFiles
    let treeSize: UInt64

    private static let bundleBytesMax = Tile.widthMax * (EntryBundle.entryBytesMax + 2)
    private static let tileBytesMax = Tile.widthMax * MerkleHash.byteCount
    /// As for a living log: an appender may take a partial tile away while it is looked for.
    private static let triesMax = 5

    enum Content<Value> {
        case missing
        case altered(reason: String)
        case read(Value)
    }

    func entries(ofBundle index: UInt64) throws(VerificationError) -> Content<[[UInt8]]> {
        guard let tile = Tile(.entries, index: index, treeSize: treeSize) else { return .missing }
        guard let (bytes, isExact) = try bytes(of: tile, bytesMax: Self.bundleBytesMax) else { return .missing }
        do {
            let entries = try EntryBundle.entries(in: bytes, width: tile.width)
            let used = entries.reduce(0) { $0 + $1.count + 2 }
            guard !isExact || used == bytes.count else {
                return .altered(reason: "\(bytes.count - used) bytes behind its last entry")
            }
            return .read(entries)
        } catch { return .altered(reason: Self.words(error)) }
    }

    func hashes(of tile: Tile) throws(VerificationError) -> Content<[MerkleHash]> {
        guard let (bytes, isExact) = try bytes(of: tile, bytesMax: Self.tileBytesMax) else { return .missing }
        guard !isExact || bytes.count == tile.width * MerkleHash.byteCount else {
            return .altered(reason: "\(bytes.count) bytes instead of \(tile.width * MerkleHash.byteCount)")
        }
        do { return .read(try tile.hashes(in: bytes)) } catch { return .altered(reason: Self.words(error)) }
    }

    /// The tile itself, or, when a living log has replaced it meanwhile, a wider form that begins the same.
    private func bytes(of tile: Tile, bytesMax: Int) throws(VerificationError) -> (bytes: [UInt8], isExact: Bool)? {
        for _ in 0..<Self.triesMax {
            if let bytes = try files.contents(of: "ledger/\(tile.path)", bytesMax: bytesMax) { return (bytes, true) }
            guard tile.isPartial else { return nil }
            let widths = try files.names(in: "ledger/\(tile.partialFolder)").compactMap(Int.init)
            let wider = widths.filter { $0 > tile.width }.sorted().map { "\(tile.partialFolder)/\($0)" }
            for path in [tile.fullPath] + wider {
                if let bytes = try files.contents(of: "ledger/\(path)", bytesMax: bytesMax) { return (bytes, false) }
            }
        }
        return nil
    }

    private static func words(_ error: ProofError) -> String {
        if case .malformed(let reason) = error { reason } else { "\(error)" }
    }
}

/// Single entries by number, a few bundles kept at hand.
struct EntryReader {
    private let ledger: LedgerFiles
    private var bundles: [(index: UInt64, entries: [[UInt8]])] = []

    /// Neighbouring letters share a bundle; later acts about them lie in a few others.
    private static let bundlesMax = 16

    init(ledger: LedgerFiles) { self.ledger = ledger }

    /// Nil when there is no such entry, or it cannot be read.
    mutating func entry(at seq: LeafIndex) throws(VerificationError) -> Entry? {
        guard seq.value < ledger.treeSize else { return nil }
        let index = seq.value / UInt64(Tile.widthMax)
        let place = Int(seq.value % UInt64(Tile.widthMax))
        let entries: [[UInt8]]
        if let kept = bundles.firstIndex(where: { $0.index == index }) {
            entries = bundles[kept].entries
        } else {
            guard case .read(let read) = try ledger.entries(ofBundle: index) else { return nil }
            if bundles.count == Self.bundlesMax { bundles.removeFirst() }
            bundles.append((index, read))
            entries = read
        }
        // An entry that cannot be parsed was reported by the walk through the ledger.
        return place < entries.count ? try? Entry(bytes: entries[place]) : nil
    }
}
