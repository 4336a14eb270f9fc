import Crypto

/// A SHA-256 digest taken piece by piece, for bytes that do not fit in memory.
package struct Sha256Stream: Sendable {
    private var hash = SHA256()

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    package var digest: Sha256Digest { Sha256Digest(hash.finalize()) }
}
