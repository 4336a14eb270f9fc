internal import Crypto
internal import CryptoExtras
internal import SwiftASN1

/// How something was signed: RSA with PKCS #1 v1.5 padding or PSS, or ECDSA, over SHA-256, 384 or 512.
enum SignatureScheme: Hashable, Sendable {
    case rsa(HashAlgorithm)
    case rsaPSS(HashAlgorithm)
    case ecdsa(HashAlgorithm)

    /// - Parameter digest: what a CMS signer names beside a scheme that says none (`rsaEncryption`).
    init(algorithm node: ASN1Node, digest: HashAlgorithm?, _ what: String) throws(TimeStampError) {
        var reader = try ASN1Reader(node, what)
        let identifier = try reader.next(.objectIdentifier).objectIdentifier(what)
        let parameters = reader.isAtEnd ? nil : try reader.next()
        try reader.end()
        switch identifier {
        case "1.2.840.113549.1.1.11": self = .rsa(.sha256)
        case "1.2.840.113549.1.1.12": self = .rsa(.sha384)
        case "1.2.840.113549.1.1.13": self = .rsa(.sha512)
        case "1.2.840.113549.1.1.1":
            guard let digest else { throw .unsupported("\(what): RSA without a digest") }
            self = .rsa(digest)
        case "1.2.840.113549.1.1.10": self = .rsaPSS(try Self.pss(parameters, what))
        case "1.2.840.10045.4.3.2": self = .ecdsa(.sha256)
        case "1.2.840.10045.4.3.3": self = .ecdsa(.sha384)
        case "1.2.840.10045.4.3.4": self = .ecdsa(.sha512)
        default: throw .unsupported("\(what): signature algorithm \(identifier)")
        }
        if let digest, digest != hash { throw .unsupported("\(what): two digests") }
    }

    var hash: HashAlgorithm {
        switch self {
        case .rsa(let hash), .rsaPSS(let hash), .ecdsa(let hash): hash
        }
    }

    /// RSASSA-PSS-params (RFC 4055) with one digest throughout and a salt of its length, as everybody writes them.
    private static func pss(_ node: ASN1Node?, _ what: String) throws(TimeStampError) -> HashAlgorithm {
        guard let node else { throw .unsupported("\(what): PSS over SHA-1") }
        var reader = try ASN1Reader(node, what)
        guard let hashNode = reader.take(.context(0)), let maskNode = reader.take(.context(1)),
            let saltNode = reader.take(.context(2))
        else { throw .unsupported("\(what): PSS over SHA-1") }
        let hash = try HashAlgorithm(algorithm: try hashNode.explicit(what), what)
        var mask = try ASN1Reader(try maskNode.explicit(what), what)
        guard try mask.next(.objectIdentifier).objectIdentifier(what) == "1.2.840.113549.1.1.8",
            try HashAlgorithm(algorithm: try mask.next(), what) == hash,
            try saltNode.explicit(what).number(what) == hash.byteCount
        else { throw .unsupported("\(what): PSS with mixed digests or another salt") }
        if let trailer = reader.take(.context(3)), try trailer.explicit(what).number(what) != 1 {
            throw .unsupported("\(what): PSS trailer")
        }
        try reader.end()
        return hash
    }
}

/// A public key of a certificate, and what it can check.
struct CertificateKey: Hashable, Sendable {
    private enum Kind: Hashable, Sendable {
        case rsa(modulus: [UInt8], exponent: [UInt8])
        case p256, p384, p521
    }

    private let kind: Kind
    /// Of an elliptic curve: the point, uncompressed or not.
    private let point: [UInt8]

    /// Above it, one signature costs seconds: 8192 is the largest in use.
    private static let modulusBytesMax = 1024

    /// SubjectPublicKeyInfo (RFC 5280 section 4.1).
    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "public key"
        var reader = try ASN1Reader(node, what)
        var algorithm = try ASN1Reader(try reader.next(.sequence), what)
        let identifier = try algorithm.next(.objectIdentifier).objectIdentifier(what)
        let bits = try reader.next(.bitString).bits(what)
        try reader.end()
        switch identifier {
        case "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10":
            var key = try ASN1Reader(try ASN1Reader.root(bits, what), what)
            let modulus = try key.next(.integer).integer(what)
            let exponent = try key.next(.integer).integer(what)
            try key.end()
            guard modulus.count <= Self.modulusBytesMax + 1, exponent.count <= 8 else {
                throw .unsupported("RSA key above \(Self.modulusBytesMax * 8) bits")
            }
            kind = .rsa(modulus: Array(modulus.drop { $0 == 0 }), exponent: Array(exponent.drop { $0 == 0 }))
            point = []
        case "1.2.840.10045.2.1":
            point = bits
            switch try algorithm.next(.objectIdentifier).objectIdentifier(what) {
            case "1.2.840.10045.3.1.7": kind = .p256
            case "1.3.132.0.34": kind = .p384
            case "1.3.132.0.35": kind = .p521
            default: throw .unsupported("elliptic curve")
            }
        default: throw .unsupported("public key algorithm \(identifier)")
        }
    }

    /// How strong it is, in the words of an algorithm list.
    var use: AlgorithmUse {
        switch kind {
        case .rsa(let modulus, _): .rsa(bits: modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0))
        case .p256: .curve("p256")
        case .p384: .curve("p384")
        case .p521: .curve("p521")
        }
    }

    func isValid(signature: [UInt8], over bytes: [UInt8], by scheme: SignatureScheme) -> Bool {
        switch scheme.hash {
        case .sha256: isValid(signature, SHA256.hash(data: bytes), scheme)
        case .sha384: isValid(signature, SHA384.hash(data: bytes), scheme)
        case .sha512: isValid(signature, SHA512.hash(data: bytes), scheme)
        }
    }

    private func isValid(_ signature: [UInt8], _ digest: some Digest, _ scheme: SignatureScheme) -> Bool {
        // What is no key, or no signature of its form, signs nothing.
        switch (kind, scheme) {
        case (.rsa(let modulus, let exponent), .rsa), (.rsa(let modulus, let exponent), .rsaPSS):
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return false }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            let padding: _RSA.Signing.Padding = if case .rsaPSS = scheme { .PSS } else { .insecurePKCS1v1_5 }
            return key.isValidSignature(signature, for: digest, padding: padding)
        case (.p256, .ecdsa):
            // As above: no key or no signature, nothing signed.
            guard let key = try? P256.Signing.PublicKey(x963Representation: point),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case (.p384, .ecdsa):
            // As above: no key or no signature, nothing signed.
            guard let key = try? P384.Signing.PublicKey(x963Representation: point),
                let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case (.p521, .ecdsa):
            // As above: no key or no signature, nothing signed.
            guard let key = try? P521.Signing.PublicKey(x963Representation: point),
                let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        default: return false
        }
    }
}
