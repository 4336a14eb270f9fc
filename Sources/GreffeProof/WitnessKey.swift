internal import Crypto

/// The key of a witness, which checks its cosignatures (C2SP tlog-cosignature, Ed25519), written
/// `<name>+<hash>+<base64>` like a log's, with the type 0x04 in the place of 0x01.
public struct WitnessKey: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// The first four bytes of SHA-256(name ‖ LF ‖ 0x04 ‖ public key), big-endian.
    public let hash: UInt32
    /// 32 bytes (RFC 8032).
    public let publicKey: [UInt8]

    static let algorithm: UInt8 = 4

    /// Nil unless the name is valid and there are exactly 32 bytes.
    public init?(name: String, publicKey: [UInt8]) {
        guard NoteKeyName.isValid(name), publicKey.count == 32 else { return nil }
        (self.name, self.publicKey) = (name, publicKey)
        hash = noteKeyHash(name: name, algorithm: Self.algorithm, publicKey: publicKey)
    }

    /// Reads the text form, without a line feed behind it.
    public init(_ text: some StringProtocol) throws(ProofError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(parts[2]), bytes.first == Self.algorithm,
            let key = WitnessKey(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
        else { throw .malformed("witness key") }
        guard key.description == String(text) else { throw .malformed("witness key: the hash does not fit the key") }
        self = key
    }

    public var description: String {
        "\(name)+\(hexadecimal(hash))+\(Base64.encode([Self.algorithm] + publicKey))"
    }

    /// The second (POSIX time) at which this key cosigned the note; nil when no line is the key's.
    /// - Throws: `signatureInvalid` when a line claims to be the key's and is not right.
    public func cosigned(_ note: SignedNote) throws(ProofError) -> UInt64? {
        var latest: UInt64?
        for line in note.signatures where line.name == name && line.keyHash == hash {
            guard let time = cosigned(note.text, by: line) else { throw .signatureInvalid(keyName: name) }
            latest = max(latest ?? 0, time)
        }
        return latest
    }

    private func cosigned(_ text: String, by line: SignedNote.Line) -> UInt64? {
        guard line.signature.count == 72 else { return nil }
        let time = line.signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // Beyond 2^63 - 1 the specification allows no time.
        guard time >> 63 == 0,
            // A key of 32 bytes that is no point of the curve signs nothing.
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey),
            key.isValidSignature(Array(line.signature.dropFirst(8)), for: cosignedMessage(text, time: time))
        else { return nil }
        return time
    }
}

/// The private key of a witness, written `PRIVATE+KEY+<name>+<hash>+<base64>` with the type 0x04.
public struct WitnessSigner: Sendable {
    public let verifier: WitnessKey
    private let seed: [UInt8]

    /// Nil unless the name is valid and the seed has exactly 32 bytes; draw them from a generator fit for keys.
    public init?(name: String, seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let verifier = WitnessKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
        else { return nil }
        (self.verifier, self.seed) = (verifier, seed)
    }

    /// Reads the text form, without a line feed behind it.
    public init(_ text: some StringProtocol) throws(ProofError) {
        let prefix = "PRIVATE+KEY+"
        let parts = text.dropFirst(prefix.count).split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.hasPrefix(prefix), parts.count == 3, let bytes = Base64.decode(parts[2]),
            bytes.first == WitnessKey.algorithm,
            let key = WitnessSigner(name: String(parts[0]), seed: Array(bytes.dropFirst()))
        else { throw .malformed("witness signer key") }
        guard key.text == String(text) else { throw .malformed("witness signer key: the hash does not fit the key") }
        self = key
    }

    /// The text form: a secret.
    public var text: String {
        "PRIVATE+KEY+\(verifier.name)+\(hexadecimal(verifier.hash))+\(Base64.encode([WitnessKey.algorithm] + seed))"
    }

    /// Cosigns a checkpoint's text: as of `time` (POSIX seconds) the largest consistent tree this witness has seen.
    public func cosignature(over text: String, time: UInt64) throws(ProofError) -> SignedNote.Line {
        do {
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            let signature = Array(try key.signature(for: cosignedMessage(text, time: time)))
            let stamp = stride(from: 56, through: 0, by: -8).map { UInt8(time >> UInt64($0) & 255) }
            return SignedNote.Line(name: verifier.name, keyHash: verifier.hash, signature: stamp + signature)
        } catch { throw .malformed("witness signer key") }
    }
}

/// What a cosignature/v1 signs: two lines of its own, which part it from a log's signature, then the whole text.
private func cosignedMessage(_ text: String, time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
}
