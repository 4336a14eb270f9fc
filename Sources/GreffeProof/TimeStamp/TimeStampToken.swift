internal import SwiftASN1

/// A time-stamp token: TSTInfo signed in CMS (RFC 3161 section 2.4.2, RFC 5652). Read as BER, its bytes kept exactly.
/// Nothing it says counts before `check`.
public struct TimeStampToken: Hashable, Sendable {
    /// The whole ContentInfo.
    public let bytes: [UInt8]
    /// What it says.
    public let statement: TimeStampStatement
    /// Certificates that came with it; they vouch for nothing by themselves.
    public let certificates: [X509Certificate]
    public let revocationLists: [RevocationList]
    let signer: TimeStampSigner

    /// A chain has three or four.
    private static let certificatesMax = 20
    private static let revocationListsMax = 8

    static let signedData: ObjectIdentifier = "1.2.840.113549.1.7.2"
    static let statementType: ObjectIdentifier = "1.2.840.113549.1.9.16.1.4"

    public init(bytes: [UInt8]) throws(TimeStampError) {
        guard bytes.count <= TimeStampResponse.bytesMax else { throw .malformed("token too large") }
        try self.init(try ASN1Reader.root(bytes, "token"))
    }

    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "token"
        bytes = node.encoded
        var outer = try ASN1Reader(node, what)
        guard try outer.next(.objectIdentifier).objectIdentifier(what) == Self.signedData else {
            throw .malformed("\(what): not signed data")
        }
        let content = try outer.next(.context(0)).explicit(what)
        try outer.end()
        var reader = try ASN1Reader(content, what)
        _ = try reader.next(.integer).number(what)
        _ = try reader.next(.set)
        var inner = try ASN1Reader(try reader.next(.sequence), what)
        guard try inner.next(.objectIdentifier).objectIdentifier(what) == Self.statementType else {
            throw .malformed("\(what): not about a time")
        }
        let statementNode = try inner.next(.context(0)).explicit(what)
        guard statementNode.identifier == .octetString else { throw .malformed(what) }
        statement = try TimeStampStatement(bytes: try statementNode.octets(what))
        try inner.end()
        certificates =
            try reader.take(.context(0)).map { node throws(TimeStampError) in
                try Self.certificates(node, what)
            } ?? []
        revocationLists =
            try reader.take(.context(1)).map { node throws(TimeStampError) in
                try Self.revocationLists(node, what)
            } ?? []
        var signers = try ASN1Reader(try reader.next(.set), as: .set, what)
        try reader.end()
        signer = try TimeStampSigner(try signers.next(.sequence))
        // RFC 3161 section 2.4.2: no signature but the authority's.
        try signers.end()
    }

    private static func certificates(_ node: ASN1Node, _ what: String) throws(TimeStampError) -> [X509Certificate] {
        var reader = try ASN1Reader(node, as: .context(0), what)
        var certificates: [X509Certificate] = []
        while !reader.isAtEnd {
            let member = try reader.next()
            // Attribute certificates and the like carry a tag, and no path runs through them.
            guard member.identifier == .sequence else { continue }
            guard certificates.count < certificatesMax else { throw .malformed("\(what): too many certificates") }
            certificates.append(try X509Certificate(member))
        }
        return certificates
    }

    private static func revocationLists(_ node: ASN1Node, _ what: String) throws(TimeStampError) -> [RevocationList] {
        var reader = try ASN1Reader(node, as: .context(1), what)
        var lists: [RevocationList] = []
        while !reader.isAtEnd {
            let member = try reader.next()
            guard member.identifier == .sequence else { continue }
            guard lists.count < revocationListsMax else { throw .malformed("\(what): too many revocation lists") }
            lists.append(try RevocationList(member))
        }
        return lists
    }
}

/// What a token says (TSTInfo, RFC 3161 section 2.4.2).
public struct TimeStampStatement: Hashable, Sendable {
    /// What is digested and signed.
    let bytes: [UInt8]
    public let policy: ObjectIdentifier
    public let algorithm: HashAlgorithm
    public let imprint: [UInt8]
    /// The contents of the INTEGER.
    public let serial: [UInt8]
    public let genTime: UTCInstant
    /// The contents of the INTEGER; nil when the request had none.
    public let nonce: [UInt8]?

    public var serialText: String { Hexadecimal.encode(serial) }

    init(bytes: [UInt8]) throws(TimeStampError) {
        let what = "statement"
        self.bytes = bytes
        var reader = try ASN1Reader(try ASN1Reader.root(bytes, what), what)
        guard try reader.next(.integer).number(what) == 1 else { throw .unsupported("\(what): its version") }
        policy = try reader.next(.objectIdentifier).objectIdentifier(what)
        var imprintReader = try ASN1Reader(try reader.next(.sequence), what)
        algorithm = try HashAlgorithm(algorithm: try imprintReader.next(.sequence), what)
        imprint = try imprintReader.next(.octetString).octets(what)
        try imprintReader.end()
        guard imprint.count == algorithm.byteCount else { throw .malformed("\(what): imprint") }
        serial = try reader.next(.integer).integer(what)
        // 160 bits by RFC 3161; a few more do no harm in a record.
        guard serial.count <= 32 else { throw .malformed("\(what): serial number") }
        genTime = try UTCInstant(try reader.next(.generalizedTime), what)
        _ = reader.take(.sequence)
        _ = reader.take(.boolean)
        nonce = try reader.take(.integer).map { node throws(TimeStampError) in try node.integer(what) }
        _ = reader.take(.context(0))
        // Extensions may restrict what is said; none is known here.
        guard reader.take(.context(1)) == nil else { throw .unsupported("\(what): extensions") }
        try reader.end()
    }
}
