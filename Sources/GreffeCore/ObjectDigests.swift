import Crypto

/// What identifies the bytes of an original: size and plain digests. They stand in the body of its `accessioned` entry,
/// and are therefore erasable (docs/format/archive.md).
package struct ObjectDigests: Hashable, Sendable {
    /// Bytes.
    package var size: Int64
    package var sha256: Sha256Digest
    /// 64 bytes (FIPS 180-4).
    package var sha512: [UInt8]

    package init(size: Int64, sha256: Sha256Digest, sha512: [UInt8]) {
        (self.size, self.sha256, self.sha512) = (size, sha256, sha512)
    }

    /// The members as a body of kind `accessioned` has them.
    package func members(mediaType: String) -> [String: CanonicalJSON] {
        [
            "bytes": .integer(size), "mediaType": .string(mediaType), "sha256": .string(sha256.hex),
            "sha512": .string(Hex.encode(sha512)),
        ]
    }

    /// Reads the members back; nil unless the three are there and well formed.
    package init?(body: CanonicalJSON) {
        guard let size = body["bytes"]?.integer, size >= 0,
            let sha256 = body["sha256"]?.string.flatMap(Sha256Digest.init(hex:)),
            let sha512 = body["sha512"]?.string.flatMap(Hex.decode), sha512.count == 64
        else { return nil }
        self.init(size: size, sha256: sha256, sha512: sha512)
    }
}

/// The salted commitment of an entry to its object, piece by piece, where nobody asks for the plain digests: a third of
/// the time.
package struct CommitmentDigester {
    private var salted = SHA256()
    package private(set) var size: Int64 = 0

    package init(salt: Salt) { salted.update(data: salt.bytes) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        salted.update(bufferPointer: bytes)
        size += Int64(bytes.count)
    }

    package func finish() -> Sha256Digest { Sha256Digest(salted.finalize()) }
}

/// Digests an object in one pass, piece by piece: SHA-256, SHA-512 and the salted commitment of its entry.
package struct ObjectDigester {
    private var sha256 = SHA256()
    private var sha512 = SHA512()
    private var salted = SHA256()
    package private(set) var size: Int64 = 0

    package init(salt: Salt) { salted.update(data: salt.bytes) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256.update(bufferPointer: bytes)
        sha512.update(bufferPointer: bytes)
        salted.update(bufferPointer: bytes)
        size += Int64(bytes.count)
    }

    package func finish() -> (digests: ObjectDigests, commitment: Sha256Digest) {
        let digests = ObjectDigests(
            size: size, sha256: Sha256Digest(sha256.finalize()), sha512: Array(sha512.finalize()))
        return (digests, Sha256Digest(salted.finalize()))
    }

    /// The digests of bytes at hand.
    package static func digest(_ bytes: [UInt8], salt: Salt) -> (digests: ObjectDigests, commitment: Sha256Digest) {
        var digester = ObjectDigester(salt: salt)
        bytes.withUnsafeBytes { digester.update($0) }
        return digester.finish()
    }
}
