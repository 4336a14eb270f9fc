import GreffeCore
import GreffeProof

/// The log's private key, `keys/log.key`: one line, a C2SP signer key. Whoever can read it can sign checkpoints.
enum LogKey {
    /// Reads the key. Refused when anybody but its owner can read it, and when it is not the key of `log.vkey`.
    static func load(files: any FileSystem, verifier: VerifierKey) throws(StorageError) -> SignerKey {
        guard let signer = try loadIfPresent(files: files) else { throw .keyMissing }
        guard signer.verifier == verifier else {
            throw .keyInvalid(reason: "\(VaultLayout.logPrivateKey) is not the key of \(VaultLayout.logPublicKey)")
        }
        return signer
    }

    static func loadIfPresent(files: any FileSystem) throws(StorageError) -> SignerKey? {
        guard let status = try files.status(VaultLayout.logPrivateKey) else { return nil }
        guard status.kind == .file, status.mode & 0o077 == 0 else { throw .keyExposed(mode: status.mode) }
        guard let bytes = try files.contents(of: VaultLayout.logPrivateKey, bytesMax: Ledger.keyBytesMax) else {
            return nil
        }
        do { return try SignerKey(String(decoding: bytes, as: UTF8.self).withoutLineFeed) } catch {
            throw .keyInvalid(reason: "\(VaultLayout.logPrivateKey) is not a signer key")
        }
    }

    /// Makes the key of a new log.
    ///
    ///     put (open 0600 · write · fsync · rename) · fsync(keys)
    static func make(
        name: String, files: any FileSystem, random: RandomBytes, staging: Staging
    ) throws(StorageError) -> SignerKey {
        guard let signer = SignerKey(name: name, seed: random.bytes(32)) else { throw .nameInvalid(name) }
        try files.put(
            Array((signer.text + "\n").utf8), at: VaultLayout.logPrivateKey, through: staging.freshPath(), mode: .secret
        )
        try files.syncFolder(VaultLayout.logPrivateKey.splitAtLastSlash.above)
        return signer
    }
}
