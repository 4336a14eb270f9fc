import GreffeCore
import GreffeProof

/// The log's private key, one line, a C2SP signer key: `keys/log.key` of the archive, or the credential
/// `greffe.log.key` that the service manager hands over, which then counts. Whoever can read it can sign checkpoints.
enum LogKey {
    /// systemd's name for it: `LoadCredential=greffe.log.key`.
    static let credential = "greffe.log.key"

    /// Reads the key. Refused when anybody but its owner can read it, and when it is not the key of `log.vkey`.
    /// - Parameter credentials: the service manager's folder of credentials; nil where there is none.
    static func load(
        files: any FileSystem, credentials: (any FileSystem)?, verifier: VerifierKey
    ) throws(StorageError) -> SignerKey {
        var found: SignerKey?
        if let credentials { found = try signer(credentials, credential, mayGroupRead: true) }
        if found == nil { found = try loadIfPresent(files: files) }
        guard let signer = found else { throw .keyMissing }
        guard signer.verifier == verifier else {
            throw .keyInvalid(reason: "it is not the key of \(VaultLayout.logPublicKey)")
        }
        return signer
    }

    static func loadIfPresent(files: any FileSystem) throws(StorageError) -> SignerKey? {
        try signer(files, VaultLayout.logPrivateKey, mayGroupRead: false)
    }

    /// - Parameter mayGroupRead: systemd lets the service's account read a credential by an access control list, whose
    ///   mask stands where the group's bits do; the file and its folder are root's.
    private static func signer(
        _ files: any FileSystem, _ path: String, mayGroupRead: Bool
    ) throws(StorageError) -> SignerKey? {
        guard let status = try files.status(path) else { return nil }
        guard status.kind == .file, status.mode & (mayGroupRead ? 0o037 : 0o077) == 0 else {
            throw .keyExposed(path: path, mode: status.mode)
        }
        guard let bytes = try files.contents(of: path, bytesMax: Ledger.keyBytesMax) else { return nil }
        do { return try SignerKey(String(decoding: bytes, as: UTF8.self).withoutLineFeed) } catch {
            throw .keyInvalid(reason: "\(path) is not a signer key")
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
