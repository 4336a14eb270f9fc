package import GreffeCore

/// A checkpoint that was time-stamped, as it lies in `seals/<yyyy-mm-dd>-<size>/` (docs/format/archive.md).
package struct SealedCheckpoint: Hashable, Sendable {
    package struct Token: Hashable, Sendable {
        /// The authority's name, as its file has it.
        package var authority: String
        /// The whole TimeStampResp (RFC 3161), as it was received.
        package var bytes: [UInt8]
    }

    /// The checkpoint's file, byte for byte: what the tokens are over.
    package var checkpoint: [UInt8]
    package var tokens: [Token]
}

extension Custody {
    private static let seals = "seals"
    private static let tokenSuffix = ".tsr"
    /// A token with its certificates has some 10 kB.
    private static let tokenBytesMax = 1 << 20
    private static let checkpointBytesMax = 1 << 16

    /// Sizes of the trees that were sealed, ascending, each with the folder of its first seal.
    package func sealedSizes() throws(StorageError) -> [(size: UInt64, folder: String)] {
        var folders: [UInt64: String] = [:]
        // Names begin with the day, so the first of a size is the earliest.
        for name in try files.names(in: Self.seals) {
            let parts = name.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 4, CalendarDate(parts[0..<3].joined(separator: "-")) != nil,
                let size = UInt64(parts[3]),
                folders[size] == nil
            else { continue }
            folders[size] = "\(Self.seals)/\(name)"
        }
        return folders.sorted { $0.key < $1.key }.map { (size: $0.key, folder: $0.value) }
    }

    /// What lies in the folder of a seal; nil when it has no token or no checkpoint: a seal that did not come about.
    package func sealedCheckpoint(in folder: String) throws(StorageError) -> SealedCheckpoint? {
        guard
            let checkpoint = try files.contents(of: "\(folder)/checkpoint", bytesMax: Self.checkpointBytesMax)
        else { return nil }
        var tokens: [SealedCheckpoint.Token] = []
        for name in try files.names(in: folder) where name.hasSuffix(Self.tokenSuffix) {
            guard let bytes = try files.contents(of: "\(folder)/\(name)", bytesMax: Self.tokenBytesMax) else {
                continue
            }
            tokens.append(.init(authority: String(name.dropLast(Self.tokenSuffix.count)), bytes: bytes))
        }
        return tokens.isEmpty ? nil : SealedCheckpoint(checkpoint: checkpoint, tokens: tokens)
    }
}
