/// The entries behind 256 leaves, as a file: each behind its length in 16 bits, big-endian (C2SP tlog-tiles).
public enum EntryBundle {
    public static let entryBytesMax = 65_535

    /// - Precondition: the entry has at most 65,535 bytes; the writer checks it where it makes the entry.
    public static func append(_ entry: [UInt8], to bundle: inout [UInt8]) {
        precondition(entry.count <= entryBytesMax)
        bundle.append(UInt8(entry.count >> 8))
        bundle.append(UInt8(entry.count & 255))
        bundle += entry
    }

    /// The first `width` entries; those behind them (a later, wider form of the bundle) are left out, but must be
    /// whole.
    public static func entries(in bytes: [UInt8], width: Int) throws(ProofError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var offset = 0
        while offset < bytes.count {
            guard offset + 2 <= bytes.count else { throw .malformed("bundle cut off after \(entries.count) entries") }
            let count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard offset + 2 + count <= bytes.count else {
                throw .malformed("bundle cut off after \(entries.count) entries")
            }
            entries.append(Array(bytes[offset + 2..<offset + 2 + count]))
            offset += 2 + count
            guard entries.count <= Tile.widthMax else {
                throw .malformed("bundle of more than \(Tile.widthMax) entries")
            }
        }
        guard entries.count >= width else { throw .malformed("bundle of \(entries.count) entries instead of \(width)") }
        return Array(entries.prefix(width))
    }
}
