package import GreffeCore
package import GreffeProof

/// The data group that a letter's evidence records cover: {original, its 32-byte salt}.
package struct EvidenceGroup: Sendable {
    private let told: ObjectDigests
    private let salt: [UInt8]

    /// - Parameter told: the original's digests, as its opening has them.
    package init(told: ObjectDigests, salt: [UInt8]) { (self.told, self.salt) = (told, salt) }

    /// Of its two members. Nothing keeps the original's SHA-384, so no chain is by it.
    package func digests(_ algorithm: HashAlgorithm) -> [[UInt8]] {
        switch algorithm {
        case .sha256: [told.sha256.bytes, algorithm.digest(salt)]
        case .sha512: [told.sha512, algorithm.digest(salt)]
        case .sha384: []
        }
    }
}
