package import GreffeCore

/// A scan copied into the archive's staging, durable and digested, and not yet ours: it becomes so with the append of
/// its `accessioned` act. It serves one append, whether that succeeds or not.
package struct StagedOriginal: Hashable, Sendable {
    /// Nil for bytes of no known type.
    package let mediaType: MediaType?
    package let digests: ObjectDigests
    /// SHA-256(salt ‖ bytes), as the entry will say.
    package let commitment: Sha256Digest
    let salt: Salt
    /// Its staging folder, which becomes the letter's folder.
    let folder: String

    /// Its type as the body of the entry names it.
    package var mediaTypeName: String { mediaType?.rawValue ?? "application/octet-stream" }
}
