/// Certificates that whoever checks has chosen to trust; a path must end at one of them.
public struct TrustAnchors: Hashable, Sendable {
    public let certificates: [X509Certificate]

    /// Somebody who pins more than this has pinned a browser's list.
    public static let countMax = 200
    /// A file of that many certificates.
    public static let fileBytesMax = 1 << 20

    public init(_ certificates: [X509Certificate]) { self.certificates = certificates }

    /// Reads a PEM file: any text around the blocks, at least one `CERTIFICATE`.
    public init(pem bytes: [UInt8]) throws(TimeStampError) {
        guard bytes.count <= Self.fileBytesMax else { throw .malformed("PEM file above \(Self.fileBytesMax) bytes") }
        var certificates: [X509Certificate] = []
        for block in PEM.blocks("CERTIFICATE", in: bytes) {
            guard certificates.count < Self.countMax else { throw .malformed("more than \(Self.countMax) anchors") }
            guard let block else { throw .malformed("PEM: base64") }
            certificates.append(try X509Certificate(bytes: block))
        }
        guard !certificates.isEmpty else { throw .malformed("no certificate in PEM form") }
        self.certificates = certificates
    }

    public var pem: [UInt8] { certificates.flatMap { PEM.block("CERTIFICATE", $0.bytes) } }
}

/// Textual encoding (RFC 7468).
public enum PEM {
    /// The blocks of a kind; nil for one that is not base64 inside.
    static func blocks(_ kind: String, in bytes: [UInt8]) -> [[UInt8]?] {
        var blocks: [[UInt8]?] = []
        var base64: String?
        for line in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            let text = String(decoding: line, as: UTF8.self)
            if text == "-----BEGIN \(kind)-----" {
                base64 = ""
            } else if text == "-----END \(kind)-----", let whole = base64 {
                blocks.append(Base64.decode(whole))
                base64 = nil
            } else {
                base64? += text
            }
        }
        return blocks
    }

    public static func block(_ kind: String, _ bytes: [UInt8]) -> [UInt8] {
        var text = "-----BEGIN \(kind)-----\n"
        var rest = Base64.encode(bytes)[...]
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return Array((text + "-----END \(kind)-----\n").utf8)
    }
}
