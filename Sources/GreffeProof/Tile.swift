/// A file of the log: up to 256 neighbouring hashes of one level, or the entries behind 256 leaves (C2SP tlog-tiles).
public struct Tile: Hashable, Sendable, CustomStringConvertible {
    public enum Content: Hashable, Sendable {
        /// Hashes of complete subtrees of 2^(8·level) leaves.
        case hashes(level: Int)
        /// The entries themselves, each behind its length in 16 bits, big-endian.
        case entries
    }

    /// Hashes of a full tile; the height of a tile, 8 levels of the tree, is fixed by tlog-tiles.
    public static let widthMax = 256
    public static let height = 8
    /// The levels a tree of 2^64 leaves needs.
    public static let levelMax = 7

    public let content: Content
    /// The place of the tile within its level, from 0.
    public let index: UInt64
    /// How many hashes or entries it holds, 1 to 256; a partial tile holds less than 256.
    public let width: Int

    /// Nil when the level or the width is outside its bounds.
    public init?(_ content: Content, index: UInt64, width: Int) {
        if case .hashes(let level) = content, !(0...Self.levelMax).contains(level) { return nil }
        guard (1...Self.widthMax).contains(width) else { return nil }
        (self.content, self.index, self.width) = (content, index, width)
    }

    public var isPartial: Bool { width < Self.widthMax }

    /// `tile/0/x001/x234/067`, `tile/entries/000.p/5`: relative to the folder of the log.
    public var path: String { isPartial ? "\(partialFolder)/\(width)" : fullPath }

    /// Where the tile lies once it is full.
    public var fullPath: String {
        let level =
            switch content {
            case .hashes(let level): String(level)
            case .entries: "entries"
            }
        return "tile/\(level)/" + Self.encode(index)
    }

    /// Where its partial forms lie until then.
    public var partialFolder: String { fullPath + ".p" }

    public var description: String { path }

    /// Three digits an element, all but the last with an `x` in front.
    private static func encode(_ index: UInt64) -> String {
        var elements: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            let element = String(repeating: "0", count: 3 - digits.utf8.count) + digits
            elements.append(elements.isEmpty ? element : "x" + element)
            rest /= 1000
        } while rest > 0
        return elements.reversed().joined(separator: "/")
    }

    /// The tile at this place of a tree of `treeSize` leaves; nil when the tree does not reach it.
    public init?(_ content: Content, index: UInt64, treeSize: UInt64) {
        let level = if case .hashes(let level) = content { level } else { 0 }
        guard (0...Self.levelMax).contains(level) else { return nil }
        let count = treeSize >> UInt64(Self.height * level)
        let (start, overflow) = index.multipliedReportingOverflow(by: UInt64(Self.widthMax))
        guard !overflow, start < count else { return nil }
        self.init(content, index: index, width: Int(min(count - start, UInt64(Self.widthMax))))
    }

    /// The partial tiles of a tree: its right edge, level 0 first, then the bundle of entries.
    public static func rightEdge(treeSize: UInt64) -> [Tile] {
        var tiles: [Tile] = []
        for level in 0...levelMax {
            let count = treeSize >> UInt64(height * level)
            if let tile = Tile(.hashes(level: level), index: count >> 8, width: Int(count & 255)) { tiles.append(tile) }
        }
        if let tile = Tile(.entries, index: treeSize >> 8, width: Int(treeSize & 255)) { tiles.append(tile) }
        return tiles
    }

    /// The hashes of a hash tile's bytes; more hashes than its width (a later, wider form) are left out.
    public func hashes(in bytes: [UInt8]) throws(ProofError) -> [MerkleHash] {
        guard bytes.count.isMultiple(of: MerkleHash.byteCount), bytes.count >= width * MerkleHash.byteCount,
            bytes.count <= Self.widthMax * MerkleHash.byteCount
        else { throw .malformed("\(path): \(bytes.count) bytes") }
        var hashes: [MerkleHash] = []
        hashes.reserveCapacity(width)
        for start in stride(from: 0, to: width * MerkleHash.byteCount, by: MerkleHash.byteCount) {
            guard let hash = MerkleHash(bytes: bytes[start..<start + MerkleHash.byteCount]) else {
                throw .malformed(path)
            }
            hashes.append(hash)
        }
        return hashes
    }
}
