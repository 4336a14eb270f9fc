internal import SwiftASN1

/// The extensions of a certificate (RFC 5280 section 4.2) that a path is checked by.
struct CertificateExtensions: Hashable, Sendable {
    var isAuthority = false
    /// How many authorities may stand below this one; nil for any number.
    var pathLengthMax: Int?
    /// The first byte of the bits; nil when the extension is absent.
    var keyUsage: UInt8?
    var extendedKeyUsages: [ObjectIdentifier]?
    var isExtendedKeyUsageCritical = false
    /// Critical, and not understood here: the certificate is then refused.
    var unknownCritical: ObjectIdentifier?
    var revocationListURLs: [String] = []
    var subjectKeyIdentifier: [UInt8]?

    static let digitalSignature: UInt8 = 0x80
    static let nonRepudiation: UInt8 = 0x40
    static let certificateSigning: UInt8 = 0x04
    static let revocationListSigning: UInt8 = 0x02
    static let timeStamping: ObjectIdentifier = "1.3.6.1.5.5.7.3.8"

    /// Real certificates have about ten.
    private static let countMax = 64
    private static let urlBytesMax = 2_048
    private static let urlsMax = 4

    init() {}

    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "certificate extensions"
        var list = try ASN1Reader(node, what)
        var seen: Set<ObjectIdentifier> = []
        while !list.isAtEnd {
            var reader = try ASN1Reader(try list.next(.sequence), what)
            let identifier = try reader.next(.objectIdentifier).objectIdentifier(what)
            let isCritical =
                try reader.take(.boolean).map { node throws(TimeStampError) in try node.boolean(what) } ?? false
            let value = try reader.next(.octetString).octets(what)
            try reader.end()
            guard seen.insert(identifier).inserted, seen.count <= Self.countMax else { throw .malformed(what) }
            try note(identifier, isCritical: isCritical, value: value, what)
        }
    }

    private mutating func note(
        _ identifier: ObjectIdentifier, isCritical: Bool, value: [UInt8], _ what: String
    ) throws(TimeStampError) {
        switch identifier {
        case "2.5.29.19":
            var reader = try ASN1Reader(try ASN1Reader.root(value, what), what)
            if let node = reader.take(.boolean) { isAuthority = try node.boolean(what) }
            if let node = reader.take(.integer) { pathLengthMax = try node.number(what) }
            try reader.end()
        case "2.5.29.15":
            let node = try ASN1Reader.root(value, what)
            guard node.identifier == .bitString else { throw .malformed(what) }
            let bits = try node.contents(what)
            guard bits.count >= 1, bits[0] < 8 else { throw .malformed(what) }
            keyUsage = bits.count > 1 ? bits[1] : 0
        case "2.5.29.37":
            var reader = try ASN1Reader(try ASN1Reader.root(value, what), what)
            var usages: [ObjectIdentifier] = []
            while !reader.isAtEnd { usages.append(try reader.next().objectIdentifier(what)) }
            (extendedKeyUsages, isExtendedKeyUsageCritical) = (usages, isCritical)
        case "2.5.29.31": revocationListURLs = try Self.urls(value, what)
        case "2.5.29.14": subjectKeyIdentifier = try ASN1Reader.root(value, what).octets(what)
        // The issuer's key identifier, other names, policies: nothing a pinned path is decided by.
        case "2.5.29.35", "2.5.29.17", "2.5.29.18", "2.5.29.32": break
        default: if isCritical { unknownCritical = identifier }
        }
    }

    /// CRLDistributionPoints: the addresses in full names.
    private static func urls(_ value: [UInt8], _ what: String) throws(TimeStampError) -> [String] {
        var points = try ASN1Reader(try ASN1Reader.root(value, what), what)
        var urls: [String] = []
        while !points.isAtEnd {
            var point = try ASN1Reader(try points.next(.sequence), what)
            guard let name = point.take(.context(0)) else { continue }
            var choice = try ASN1Reader(name, as: .context(0), what)
            guard let full = choice.take(.context(0)) else { continue }
            var names = try ASN1Reader(full, as: .context(0), what)
            while !names.isAtEnd {
                // uniformResourceIdentifier; a directory's name is no address one can fetch.
                guard let node = try? names.next(), node.identifier == .context(6) else { continue }
                let bytes = try node.contents(what)
                let url = String(decoding: bytes, as: UTF8.self)
                guard bytes.count <= urlBytesMax, bytes.allSatisfy({ (0x21...0x7e).contains($0) }),
                    url.hasPrefix("http://") || url.hasPrefix("https://"), urls.count < urlsMax
                else { continue }
                urls.append(url)
            }
        }
        return urls
    }
}
