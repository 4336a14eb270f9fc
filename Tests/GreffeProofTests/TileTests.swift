import GreffeProof
import Testing

@Suite struct TileTests {
    @Test func `paths are those of tlog-tiles`() throws {
        #expect(Tile(.hashes(level: 0), index: 1_234_067, width: 256)?.path == "tile/0/x001/x234/067")
        #expect(Tile(.hashes(level: 1), index: 0, width: 5)?.path == "tile/1/000.p/5")
        #expect(Tile(.entries, index: 999, width: 255)?.path == "tile/entries/999.p/255")
        #expect(Tile(.entries, index: 1000, width: 256)?.path == "tile/entries/x001/000")
    }

    @Test func `there are no tiles outside the bounds`() {
        #expect(Tile(.entries, index: 0, width: 0) == nil)
        #expect(Tile(.entries, index: 0, width: 257) == nil)
        #expect(Tile(.hashes(level: 8), index: 0, width: 1) == nil)
        #expect(Tile(.hashes(level: 0), index: 1, treeSize: 256) == nil)
        #expect(Tile(.hashes(level: 0), index: .max, treeSize: .max) == nil)
        #expect(Tile(.hashes(level: 1), index: 0, treeSize: 255) == nil)
    }

    @Test func `the right edge names the partial tiles of a tree`() {
        let paths: [UInt64: [String]] = [
            0: [], 1: ["tile/0/000.p/1", "tile/entries/000.p/1"], 256: ["tile/1/000.p/1"],
            70_000: ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"],
        ]
        for (size, paths) in paths { #expect(Tile.rightEdge(treeSize: size).map(\.path) == paths) }
    }

    /// Around the places where a tile of level 0 becomes full.
    @Test func `proofs made from tiles are those made from leaves`() throws {
        let tree = PlainTree(count: 600)
        let store = TileStore(leaves: tree.leaves)
        for size in [1, 2, 255, 256, 257, 511, 512, 513, 600] {
            let tiles = store.source(size: UInt64(size))
            let root = tree.root(count: size)
            #expect(try tiles.root(size: UInt64(size)) == root)
            for index in [0, size / 3, size / 2, size - 1] {
                let proof = try InclusionProof(index: UInt64(index), size: UInt64(size), from: tiles)
                #expect(proof.verifies(leaf: tree.leaves[index], root: root))
            }
            let proof = try ConsistencyProof(oldSize: UInt64(size / 2), newSize: UInt64(size), from: tiles)
            #expect(proof.verifies(oldRoot: tree.root(count: size / 2), newRoot: root))
        }
    }

    @Test func `an edge read back from its tiles continues the same tree`() throws {
        let leaves = PlainTree(count: 66_000).leaves
        var whole = TileEdge()
        var resumed = TileEdge()
        for (place, leaf) in leaves.enumerated() {
            if [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 65_793].contains(place) {
                let partials = whole.partials
                resumed = try TileEdge(size: UInt64(place)) { (tile) throws(ProofError) in
                    guard let partial = partials.first(where: { $0.tile == tile }) else { throw .outsideTree }
                    return partial.hashes
                }
                #expect(resumed == whole)
            }
            whole.append(leaf) { _, _ in }
            resumed.append(leaf) { _, _ in }
        }
        #expect(resumed == whole)
        #expect(whole.root == PlainTree.root(leaves[...]))
    }

    @Test func `a tile of the wrong length is refused, a wider form of it is not`() throws {
        let tile = try #require(Tile(.hashes(level: 0), index: 0, width: 2))
        let hashes = PlainTree(count: 3).leaves
        #expect(try tile.hashes(in: TileEdge.bytes(of: hashes)) == Array(hashes.prefix(2)))
        #expect(throws: ProofError.self) { try tile.hashes(in: TileEdge.bytes(of: [hashes[0]])) }
        #expect(throws: ProofError.self) { try tile.hashes(in: TileEdge.bytes(of: hashes).dropLast()) }
    }

    @Test func `a bundle cut off anywhere is refused`() throws {
        var bundle: [UInt8] = []
        for text in ["", "one", String(repeating: "x", count: 300)] {
            EntryBundle.append(Array(text.utf8), to: &bundle)
        }
        #expect(try EntryBundle.entries(in: bundle, width: 3).map(\.count) == [0, 3, 300])
        for count in 0..<bundle.count {
            #expect(throws: ProofError.self) { try EntryBundle.entries(in: Array(bundle.prefix(count)), width: 3) }
        }
        #expect(throws: ProofError.self) { try EntryBundle.entries(in: bundle + [0, 1], width: 3) }
    }
}

/// All tiles of a tree in memory, partial forms of every width included.
private struct TileStore {
    let leaves: [MerkleHash]

    func source(size: UInt64) -> TileHashSource {
        var edge = TileEdge()
        var tiles: [String: [UInt8]] = [:]
        for leaf in leaves.prefix(Int(size)) {
            edge.append(leaf) { tile, hashes in tiles[tile.path] = TileEdge.bytes(of: hashes) }
        }
        for partial in edge.partials { tiles[partial.tile.path] = TileEdge.bytes(of: partial.hashes) }
        let stored = tiles
        return TileHashSource(treeSize: size) { (tile) throws(ProofError) in
            guard let bytes = stored[tile.path] else { throw .hashUnavailable(tile.path) }
            return bytes
        }
    }
}
