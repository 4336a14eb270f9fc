internal import Crypto

/// What names a key in a note (C2SP signed-note): not empty, no space, no `+`.
public enum NoteKeyName {
    /// Names are shown, stored in file names and typed; longer ones are no names.
    public static let bytesMax = 255

    public static func isValid(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.utf8.count <= bytesMax
            && name.unicodeScalars.allSatisfy { scalar in
                scalar != "+" && !scalar.properties.isWhitespace && scalar.value >= 0x20 && scalar.value != 0x7f
            }
    }
}

/// A key that checks signatures, written `<name>+<hash>+<base64>` (a C2SP vkey, Ed25519).
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key), big-endian; a hint, never a proof.
    public let hash: UInt32
    /// 32 bytes (RFC 8032).
    public let publicKey: [UInt8]

    static let algorithm: UInt8 = 1

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
            let key = VerifierKey(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
        else { throw .malformed("verifier key") }
        guard key.description == String(text) else { throw .malformed("verifier key: the hash does not fit the key") }
        self = key
    }

    public var description: String {
        "\(name)+\(hexadecimal(hash))+\(Base64.encode([Self.algorithm] + publicKey))"
    }

    /// Whether this key made the signature, 64 bytes, over the text (RFC 8032).
    public func isValid(signature: [UInt8], over text: [UInt8]) -> Bool {
        // A key of 32 bytes that is no point of the curve signs nothing.
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }
}

/// A key that signs, written `PRIVATE+KEY+<name>+<hash>+<base64>` (a C2SP skey, Ed25519). Whoever reads it can sign.
public struct SignerKey: Sendable {
    public let verifier: VerifierKey
    private let seed: [UInt8]

    /// Nil unless the name is valid and the seed has exactly 32 bytes; draw them from a generator fit for keys.
    public init?(name: String, seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let verifier = VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
        else { return nil }
        (self.verifier, self.seed) = (verifier, seed)
    }

    /// Reads the text form, without a line feed behind it.
    public init(_ text: some StringProtocol) throws(ProofError) {
        let prefix = "PRIVATE+KEY+"
        let parts = text.dropFirst(prefix.count).split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.hasPrefix(prefix), parts.count == 3, let bytes = Base64.decode(parts[2]),
            bytes.first == VerifierKey.algorithm,
            let key = SignerKey(name: String(parts[0]), seed: Array(bytes.dropFirst()))
        else { throw .malformed("signer key") }
        guard key.text == String(text) else { throw .malformed("signer key: the hash does not fit the key") }
        self = key
    }

    /// The text form: a secret.
    public var text: String {
        "PRIVATE+KEY+\(verifier.name)+\(hexadecimal(verifier.hash))+\(Base64.encode([VerifierKey.algorithm] + seed))"
    }

    func signature(over text: [UInt8]) throws(ProofError) -> [UInt8] {
        do {
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            return Array(try key.signature(for: text))
        } catch { throw .malformed("signer key") }
    }
}

/// A key's hash in a note, which depends on what kind of key it is.
func noteKeyHash(name: String, algorithm: UInt8, publicKey: [UInt8]) -> UInt32 {
    let digest = SHA256.hash(data: Array(name.utf8) + [0x0a, algorithm] + publicKey)
    return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
}

func hexadecimal(_ hash: UInt32) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}
