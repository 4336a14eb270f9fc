internal import SwiftASN1

/// A revocation list (CRL, RFC 5280 section 5) of the day a token was made: which certificates its issuer had taken
/// back, since when and why.
public struct RevocationList: Hashable, Sendable {
    public let bytes: [UInt8]
    public let thisUpdate: UTCInstant
    let issuer: [UInt8]
    private let signed: [UInt8]
    private let scheme: SignatureScheme
    private let signature: [UInt8]
    private let entries: [[UInt8]: Entry]

    struct Entry: Hashable, Sendable {
        var date: UTCInstant
        /// CRLReason; nil when the issuer gives none.
        var reason: Int?
    }

    /// Lists of large issuers have some megabytes; an authority for time-stamps has a few entries.
    public static let bytesMax = 1 << 22

    public init(bytes: [UInt8]) throws(TimeStampError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("revocation list above \(Self.bytesMax) bytes") }
        try self.init(try ASN1Reader.root(bytes, "revocation list"))
    }

    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "revocation list"
        bytes = node.encoded
        var outer = try ASN1Reader(node, what)
        let body = try outer.next(.sequence)
        signed = body.encoded
        scheme = try SignatureScheme(algorithm: try outer.next(.sequence), digest: nil, what)
        signature = try outer.next(.bitString).bits(what)
        try outer.end()
        var reader = try ASN1Reader(body, what)
        _ = reader.take(.integer)
        _ = try reader.next(.sequence)
        issuer = try reader.next(.sequence).encoded
        thisUpdate = try UTCInstant(try reader.next(), what)
        if reader.take(.utcTime) == nil { _ = reader.take(.generalizedTime) }
        var entries: [[UInt8]: Entry] = [:]
        if let node = reader.take(.sequence) {
            var list = try ASN1Reader(node, what)
            while !list.isAtEnd {
                var item = try ASN1Reader(try list.next(.sequence), what)
                let serial = try item.next(.integer).integer(what)
                let date = try UTCInstant(try item.next(), what)
                let reason = try item.take(.sequence).flatMap { node throws(TimeStampError) in
                    try Self.reason(node, what)
                }
                try item.end()
                entries[serial] = Entry(date: date, reason: reason)
            }
        }
        self.entries = entries
    }

    private static func reason(_ node: ASN1Node, _ what: String) throws(TimeStampError) -> Int? {
        var list = try ASN1Reader(node, what)
        var reason: Int?
        while !list.isAtEnd {
            var item = try ASN1Reader(try list.next(.sequence), what)
            let identifier = try item.next(.objectIdentifier).objectIdentifier(what)
            _ = item.take(.boolean)
            let value = try item.next(.octetString).octets(what)
            guard identifier == "2.5.29.21" else { continue }
            let node = try ASN1Reader.root(value, what)
            guard node.identifier == .enumerated, let byte = try node.contents(what).last else {
                throw .malformed(what)
            }
            reason = Int(byte)
        }
        return reason
    }

    /// Whether this issuer signed the list.
    func isSigned(by issuer: X509Certificate) -> Bool {
        let maySign = issuer.extensions.keyUsage.map { $0 & CertificateExtensions.revocationListSigning != 0 } ?? true
        return maySign && self.issuer == issuer.subject
            && issuer.isValid(signature: signature, over: signed, by: scheme)
    }

    /// Whether a token made at `instant` under this certificate falls with it (RFC 3161 section 4): when it was taken
    /// back before, or at any time because its key was lost or for no reason given.
    func revokes(_ certificate: X509Certificate, at instant: UTCInstant) -> Bool {
        guard let entry = entries[certificate.serial] else { return false }
        // unspecified, affiliationChanged, superseded, cessationOfOperation: what was made before stays.
        let isHarmlessLater = [0, 3, 4, 5].contains(entry.reason ?? 1)
        return entry.date <= instant || !isHarmlessLater
    }
}
