internal import SwiftASN1

/// Who signed a token, and what (SignerInfo, RFC 5652 section 5.3).
struct TimeStampSigner: Hashable, Sendable {
    enum Name: Hashable, Sendable {
        case issuerAndSerial(issuer: [UInt8], serial: [UInt8])
        case keyIdentifier([UInt8])
    }

    /// A certificate by its digest (ESSCertID of RFC 2634, ESSCertIDv2 of RFC 5035).
    struct CertificateDigest: Hashable, Sendable {
        /// Nil for SHA-1, which the first form is bound to.
        var algorithm: HashAlgorithm?
        var digest: [UInt8]
        /// The encoded name and the serial number, when they are given.
        var issuer: [UInt8]?
        var serial: [UInt8]?

        func matches(_ certificate: X509Certificate) -> Bool {
            let computed = algorithm?.digest(certificate.bytes) ?? HashAlgorithm.sha1(certificate.bytes)
            return computed == digest && (serial ?? certificate.serial) == certificate.serial
                && (issuer ?? certificate.issuer) == certificate.issuer
        }
    }

    let name: Name
    let digest: HashAlgorithm
    let scheme: SignatureScheme
    let signature: [UInt8]
    /// The signed attributes as they are signed: with the tag of a SET.
    let signedAttributes: [UInt8]
    let contentType: ObjectIdentifier
    let messageDigest: [UInt8]
    /// The signer's certificate, by each attribute that names it; at least one.
    let certificateDigests: [CertificateDigest]

    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "signer"
        var reader = try ASN1Reader(node, what)
        _ = try reader.next(.integer).number(what)
        if let identifier = reader.take(.context(0)) {
            name = .keyIdentifier(try identifier.octets(what))
        } else {
            var pair = try ASN1Reader(try reader.next(.sequence), what)
            name = .issuerAndSerial(
                issuer: try pair.next(.sequence).encoded, serial: try pair.next(.integer).integer(what))
            try pair.end()
        }
        digest = try HashAlgorithm(algorithm: try reader.next(.sequence), what)
        let attributes = try reader.next(.context(0))
        scheme = try SignatureScheme(algorithm: try reader.next(.sequence), digest: digest, what)
        signature = try reader.next(.octetString).octets(what)
        _ = reader.take(.context(1))
        try reader.end()
        // RFC 5652 section 5.4. An encoding that is not DER already does not verify.
        signedAttributes = [0x31] + attributes.encodedBytes.dropFirst()
        var found = try Attributes(attributes)
        contentType = try found.take("1.2.840.113549.1.9.3").objectIdentifier(what)
        messageDigest = try found.take("1.2.840.113549.1.9.4").octets(what)
        var digests: [CertificateDigest] = []
        if let value = found.takeIfPresent("1.2.840.113549.1.9.16.2.12") {
            digests.append(try Self.certificateDigest(value, isFirstForm: true))
        }
        if let value = found.takeIfPresent("1.2.840.113549.1.9.16.2.47") {
            digests.append(try Self.certificateDigest(value, isFirstForm: false))
        }
        guard !digests.isEmpty else { throw .signerMismatch("no signing-certificate attribute") }
        certificateDigests = digests
    }

    /// The first of SigningCertificate or SigningCertificateV2, which is the signer's.
    private static func certificateDigest(
        _ node: ASN1Node, isFirstForm: Bool
    ) throws(TimeStampError) -> CertificateDigest {
        let what = "signing certificate"
        var outer = try ASN1Reader(node, what)
        var list = try ASN1Reader(try outer.next(.sequence), what)
        var reader = try ASN1Reader(try list.next(.sequence), what)
        var algorithm: HashAlgorithm? = isFirstForm ? nil : .sha256
        if !isFirstForm, let node = reader.take(.sequence) { algorithm = try HashAlgorithm(algorithm: node, what) }
        var found = CertificateDigest(algorithm: algorithm, digest: try reader.next(.octetString).octets(what))
        if let node = reader.take(.sequence) {
            var pair = try ASN1Reader(node, what)
            var names = try ASN1Reader(try pair.next(.sequence), what)
            if let directoryName = names.take(.context(4)) { found.issuer = try directoryName.explicit(what).encoded }
            found.serial = try pair.next(.integer).integer(what)
            try pair.end()
        }
        try reader.end()
        return found
    }

    /// Whether the certificate is the one the signer names, in every way it names it.
    func isNamed(_ certificate: X509Certificate) -> Bool {
        let isNamed =
            switch name {
            case .issuerAndSerial(let issuer, let serial):
                issuer == certificate.issuer && serial == certificate.serial
            case .keyIdentifier(let identifier): identifier == certificate.extensions.subjectKeyIdentifier
            }
        return isNamed && certificateDigests.allSatisfy { $0.matches(certificate) }
    }

    /// Signed attributes by type, each once and with one value (RFC 5652 section 5.3).
    private struct Attributes {
        private var values: [ObjectIdentifier: ASN1Node] = [:]
        private static let countMax = 32

        init(_ node: ASN1Node) throws(TimeStampError) {
            let what = "signed attributes"
            var reader = try ASN1Reader(node, as: .context(0), what)
            while !reader.isAtEnd {
                var attribute = try ASN1Reader(try reader.next(.sequence), what)
                let type = try attribute.next(.objectIdentifier).objectIdentifier(what)
                var set = try ASN1Reader(try attribute.next(.set), as: .set, what)
                try attribute.end()
                let value = try set.next()
                try set.end()
                guard values.updateValue(value, forKey: type) == nil, values.count <= Self.countMax else {
                    throw .malformed(what)
                }
            }
        }

        mutating func takeIfPresent(_ type: ObjectIdentifier) -> ASN1Node? { values.removeValue(forKey: type) }

        mutating func take(_ type: ObjectIdentifier) throws(TimeStampError) -> ASN1Node {
            guard let value = takeIfPresent(type) else { throw .malformed("signed attributes: \(type) is absent") }
            return value
        }
    }
}
