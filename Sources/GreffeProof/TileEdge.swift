/// The right edge of the tree as tiles: for each level the hashes of its unfinished tile. Appending gives the tiles
/// that became full; what remains at the end is the partial tiles. The writer stores them, the verifier compares them.
public struct TileEdge: Hashable, Sendable {
    public private(set) var frontier = MerkleFrontier()
    /// Row L holds less than 256 hashes of complete subtrees of 2^(8·L) leaves.
    private var rows: [[MerkleHash]] = []

    public init() {}

    /// Builds the edge of a tree from the hashes of its partial tiles.
    /// - Parameter row: the hashes of this partial tile, exactly as many as its width.
    public init(size: UInt64, row: (Tile) throws(ProofError) -> [MerkleHash]) throws(ProofError) {
        var nodes: [MerkleHash] = []
        for level in 0...Tile.levelMax {
            let count = size >> UInt64(Tile.height * level)
            guard count > 0 else { break }
            guard let tile = Tile(.hashes(level: level), index: count >> 8, width: Int(count & 255)) else {
                rows.append([])
                continue
            }
            let hashes = try row(tile)
            guard hashes.count == tile.width else { throw .malformed("\(tile.path): \(hashes.count) hashes") }
            rows.append(hashes)
            nodes = Self.completeSubtrees(of: hashes) + nodes
        }
        guard let frontier = MerkleFrontier(size: size, nodes: nodes) else { throw .malformed("right edge") }
        self.frontier = frontier
    }

    public var size: UInt64 { frontier.size }
    public var root: MerkleHash { frontier.root }

    /// Appends a leaf. Each tile that is full now is given to `finished`, level 0 first.
    public mutating func append(_ leaf: MerkleHash, finished: (Tile, [MerkleHash]) -> Void) {
        frontier.append(leaf)
        var hash = leaf
        for level in 0...Tile.levelMax {
            if level == rows.count { rows.append([]) }
            rows[level].append(hash)
            guard rows[level].count == Tile.widthMax else { return }
            let full = rows[level]
            rows[level] = []
            let index = (frontier.size >> UInt64(Tile.height * level) - 1) >> 8
            if let tile = Tile(.hashes(level: level), index: index, width: Tile.widthMax) { finished(tile, full) }
            hash = Self.root(of: full)
        }
    }

    /// The partial tiles with their hashes, level 0 first; levels whose last tile is full have none.
    public var partials: [(tile: Tile, hashes: [MerkleHash])] {
        rows.enumerated().compactMap { level, hashes in
            let count = frontier.size >> UInt64(Tile.height * level)
            return Tile(.hashes(level: level), index: count >> 8, width: hashes.count).map { ($0, hashes) }
        }
    }

    /// The bytes of a hash tile.
    public static func bytes(of hashes: [MerkleHash]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * MerkleHash.byteCount)
        for hash in hashes { bytes += hash.bytes }
        return bytes
    }

    private static func completeSubtrees(of hashes: [MerkleHash]) -> [MerkleHash] {
        var frontier = MerkleFrontier()
        for hash in hashes { frontier.append(hash) }
        return frontier.nodes
    }

    static func root(of hashes: [MerkleHash]) -> MerkleHash {
        var frontier = MerkleFrontier()
        for hash in hashes { frontier.append(hash) }
        return frontier.root
    }
}
