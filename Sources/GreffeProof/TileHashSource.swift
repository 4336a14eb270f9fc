/// Reads the hashes of a tree out of its tiles.
public struct TileHashSource: HashSource {
    private let treeSize: UInt64
    private let tile: (Tile) throws(ProofError) -> [UInt8]

    /// - Parameter tile: the bytes of a hash tile, full or partial; a wider form of it will do.
    public init(treeSize: UInt64, tile: @escaping (Tile) throws(ProofError) -> [UInt8]) {
        (self.treeSize, self.tile) = (treeSize, tile)
    }

    public func hash(level: Int, index: UInt64) throws(ProofError) -> MerkleHash {
        guard (0..<UInt64.bitWidth).contains(level), index < treeSize >> UInt64(level) else { throw .outsideTree }
        // Level 8·L + d is not stored when d > 0: it is the root over 2^d neighbours of level 8·L.
        let (row, depth) = (level / Tile.height, level % Tile.height)
        let first = index << UInt64(depth)
        guard let place = Tile(.hashes(level: row), index: first >> 8, treeSize: treeSize) else { throw .outsideTree }
        let hashes = try place.hashes(in: try tile(place))
        let start = Int(first & 255)
        guard start + 1 << depth <= hashes.count else { throw .hashUnavailable(place.path) }
        return TileEdge.root(of: Array(hashes[start..<start + 1 << depth]))
    }
}
