package import GreffeCore
package import GreffeProof

/// The append-only log at one moment: a checkpoint, and what is needed to continue from it. A value: taking a copy and
/// refreshing it disturbs nobody.
package struct Ledger: Sendable {
    let files: any FileSystem
    /// The key of `log.vkey`, which every checkpoint must be signed by.
    package let key: VerifierKey
    package internal(set) var checkpoint: Checkpoint
    /// The checkpoint's file, byte for byte: what a seal is made over.
    package internal(set) var checkpointBytes: [UInt8]
    /// Nil only before the archive is founded.
    package internal(set) var lastEntry: Entry?
    var edge: TileEdge
    /// The entries behind the unfinished bundle, in its own form.
    var bundle: [UInt8]

    static let bundleBytesMax = Tile.widthMax * (EntryBundle.entryBytesMax + 2)
    static let tileBytesMax = Tile.widthMax * MerkleHash.byteCount
    static let keyBytesMax = 4_096

    package var size: UInt64 { checkpoint.size }
    package var head: TreeHead { TreeHead(size: checkpoint.size, root: Sha256Digest(checkpoint.root)) }

    /// The ledger of an archive that is being founded.
    init(foundedOn files: any FileSystem, key: VerifierKey) {
        (self.files, self.key) = (files, key)
        checkpoint = Checkpoint(origin: key.name, size: 0, root: .emptyTree)
        (checkpointBytes, edge, bundle) = ([], TileEdge(), [])
    }

    /// Opens the ledger at its checkpoint: the checkpoint's signature is checked against `log.vkey`, the right edge
    /// against the root, the entries of the unfinished bundle against the edge.
    package init(files: any FileSystem) throws(StorageError) {
        let key = try Self.verifierKey(files: files)
        guard let bytes = try files.contents(of: VaultLayout.checkpoint, bytesMax: SignedNote.bytesMax) else {
            throw .notAnArchive(reason: "there is no \(VaultLayout.checkpoint)")
        }
        try self.init(files: files, key: key, checkpointBytes: bytes)
    }

    private init(files: any FileSystem, key: VerifierKey, checkpointBytes: [UInt8]) throws(StorageError) {
        (self.files, self.key, self.checkpointBytes) = (files, key, checkpointBytes)
        do {
            checkpoint = try Checkpoint(bytes: checkpointBytes, signedBy: key)
        } catch { throw .checkpointInvalid(reason: error.plainWords) }
        guard checkpoint.origin == key.name else { throw .checkpointInvalid(reason: "another log's origin") }
        guard checkpoint.size > 0 else { throw .checkpointInvalid(reason: "a ledger without entries") }
        (edge, bundle) = (TileEdge(), [])
        try loadRightEdge()
    }

    static func verifierKey(files: any FileSystem) throws(StorageError) -> VerifierKey {
        guard let bytes = try files.contents(of: VaultLayout.logPublicKey, bytesMax: keyBytesMax) else {
            throw .notAnArchive(reason: "there is no \(VaultLayout.logPublicKey)")
        }
        do { return try VerifierKey(String(decoding: bytes, as: UTF8.self).withoutLineFeed) } catch {
            throw .keyInvalid(reason: "\(VaultLayout.logPublicKey) is not a verifier key")
        }
    }

    /// Follows the checkpoint when another program has moved it.
    /// - Returns: whether it had moved.
    /// - Throws: `rollbackSuspected` when the ledger does not continue what was known.
    package mutating func refresh() throws(StorageError) -> Bool {
        guard let bytes = try files.contents(of: VaultLayout.checkpoint, bytesMax: SignedNote.bytesMax) else {
            throw .checkpointMissing
        }
        if bytes == checkpointBytes { return false }
        let newer = try Ledger(files: files, key: key, checkpointBytes: bytes)
        try newer.confirm(head)
        self = newer
        return true
    }

    /// Checks that the ledger continues from a head seen earlier.
    /// - Throws: `rollbackSuspected` when the head is ahead of the ledger, or is not the beginning of its tree.
    package func confirm(_ remembered: TreeHead) throws(StorageError) {
        guard try continues(remembered) else {
            throw .rollbackSuspected(rememberedSize: remembered.size, size: size)
        }
    }

    /// Whether a head seen earlier is the beginning of this ledger.
    package func continues(_ remembered: TreeHead) throws(StorageError) -> Bool {
        guard remembered.size <= size else { return false }
        let proof = try consistencyProof(from: remembered.size)
        return proof.verifies(oldRoot: MerkleHash(remembered.root), newRoot: checkpoint.root)
    }

    private mutating func loadRightEdge() throws(StorageError) {
        let ledger = self
        do {
            edge = try TileEdge(size: size) { (tile) throws(ProofError) in
                do throws(StorageError) { return try ledger.hashes(of: tile) } catch {
                    throw .hashUnavailable(error.message)
                }
            }
        } catch { throw .ledgerDamaged(path: "ledger/tile", reason: error.plainWords) }
        guard edge.root == checkpoint.root else {
            throw .ledgerDamaged(path: "ledger/tile", reason: "its right edge does not lead to the checkpoint's root")
        }
        let start = size & ~UInt64(Tile.widthMax - 1)
        let unfinished = try entryBytes(in: min(start, size - 1)..<size)
        if start < size { for bytes in unfinished { EntryBundle.append(bytes, to: &bundle) } }
        lastEntry = try unfinished.last.map(parse)
    }
}

extension ProofError {
    /// What is wrong, in words.
    var plainWords: String {
        switch self {
        case .malformed(let what): what
        case .notSigned(let name): "not signed by \(name)"
        case .signatureInvalid(let name): "the signature of \(name) is wrong"
        case .hashUnavailable(let what): what
        case .outsideTree: "outside the tree"
        }
    }
}

extension String {
    /// Key files end with one line feed.
    var withoutLineFeed: Substring { hasSuffix("\n") ? dropLast() : self[...] }
}
