package import GreffeCore
package import GreffeProof

/// How far the ledger reaches: its size and root. An index keeps the one it has applied, and with it can tell whether
/// the ledger it meets later still continues from there.
package struct TreeHead: Hashable, Sendable {
    package var size: UInt64
    package var root: Sha256Digest

    package init(size: UInt64, root: Sha256Digest) { (self.size, self.root) = (size, root) }
}

extension MerkleHash {
    package init(_ digest: Sha256Digest) {
        guard let hash = MerkleHash(bytes: digest.bytes) else { preconditionFailure("a digest of 32 bytes") }
        self = hash
    }
}

extension Sha256Digest {
    package init(_ hash: MerkleHash) {
        guard let digest = Sha256Digest(bytes: hash.bytes) else { preconditionFailure("a hash of 32 bytes") }
        self = digest
    }
}
