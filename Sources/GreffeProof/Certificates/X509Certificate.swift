internal import SwiftASN1

/// A certificate (RFC 5280), as far as checking a time-stamp needs it.
public struct X509Certificate: Hashable, Sendable {
    /// The encoding as it was found.
    public let bytes: [UInt8]
    /// The contents of the INTEGER.
    public let serial: [UInt8]
    public let notBefore: UTCInstant
    public let notAfter: UTCInstant
    /// Encoded names, compared byte by byte.
    let issuer: [UInt8]
    let subject: [UInt8]
    let key: CertificateKey
    private let signed: [UInt8]
    private let scheme: SignatureScheme
    private let signature: [UInt8]
    let extensions: CertificateExtensions

    /// A certificate with a photograph in it has 100 kB; those of authorities 2 kB.
    public static let bytesMax = 1 << 17

    public init(bytes: [UInt8]) throws(TimeStampError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("certificate above \(Self.bytesMax) bytes") }
        try self.init(try ASN1Reader.root(bytes, "certificate"))
    }

    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "certificate"
        bytes = node.encoded
        var outer = try ASN1Reader(node, what)
        let body = try outer.next(.sequence)
        signed = body.encoded
        let outerScheme = try outer.next(.sequence)
        signature = try outer.next(.bitString).bits(what)
        try outer.end()
        var reader = try ASN1Reader(body, what)
        if let version = reader.take(.context(0)) { _ = try version.explicit(what).number(what) }
        serial = try reader.next(.integer).integer(what)
        let innerScheme = try reader.next(.sequence)
        // RFC 5280 section 4.1.1.2: the two are the same.
        guard innerScheme.encodedBytes.elementsEqual(outerScheme.encodedBytes) else { throw .malformed(what) }
        scheme = try SignatureScheme(algorithm: outerScheme, digest: nil, what)
        issuer = try reader.next(.sequence).encoded
        var validity = try ASN1Reader(try reader.next(.sequence), what)
        notBefore = try UTCInstant(try validity.next(), what)
        notAfter = try UTCInstant(try validity.next(), what)
        try validity.end()
        subject = try reader.next(.sequence).encoded
        key = try CertificateKey(try reader.next(.sequence))
        _ = reader.take(.context(1))
        _ = reader.take(.context(2))
        extensions =
            try reader.take(.context(3)).map { node throws(TimeStampError) in
                try CertificateExtensions(try node.explicit(what))
            } ?? CertificateExtensions()
        try reader.end()
    }

    /// Whether this certificate's key signed the other certificate, and its name is the issuer's.
    func hasIssued(_ other: X509Certificate) -> Bool {
        other.issuer == subject && key.isValid(signature: other.signature, over: other.signed, by: other.scheme)
    }

    /// Whether this certificate's key made a signature of this scheme.
    func isValid(signature: [UInt8], over bytes: [UInt8], by scheme: SignatureScheme) -> Bool {
        key.isValid(signature: signature, over: bytes, by: scheme)
    }

    /// The digest it was signed with.
    var signedBy: HashAlgorithm { scheme.hash }

    func isInForce(at instant: UTCInstant) -> Bool { notBefore <= instant && instant <= notAfter }

    /// Serial number in hexadecimal, for people and records.
    public var serialText: String { Hexadecimal.encode(serial) }

    /// Where the issuer publishes its revocation list: `http` and `https` addresses of the certificate.
    public var revocationListURLs: [String] { extensions.revocationListURLs }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
