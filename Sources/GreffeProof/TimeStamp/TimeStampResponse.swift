internal import SwiftASN1

/// What an authority answers (TimeStampResp, RFC 3161 section 2.4.2).
public struct TimeStampResponse: Hashable, Sendable {
    /// As received.
    public let bytes: [UInt8]
    /// PKIStatus: 0 granted, 1 granted with modifications, else refused.
    public let status: Int
    /// The authority's words, without control characters.
    public let statusText: String
    public let token: TimeStampToken?

    /// A token with its certificates has some kilobytes; with revocation lists a few hundred.
    public static let bytesMax = 1 << 20
    /// What the answer is sent as, in HTTP (RFC 3161 section 3.4).
    public static let contentType = "application/timestamp-reply"
    private static let textMax = 500

    public init(bytes: [UInt8]) throws(TimeStampError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("answer above \(Self.bytesMax) bytes") }
        self.bytes = bytes
        let what = "answer"
        var reader = try ASN1Reader(try ASN1Reader.root(bytes, what), what)
        var info = try ASN1Reader(try reader.next(.sequence), what)
        status = try info.next(.integer).number(what)
        var text = ""
        if let node = info.take(.sequence) {
            var lines = try ASN1Reader(node, what)
            while !lines.isAtEnd {
                text += (text.isEmpty ? "" : " ") + String(decoding: try lines.next().contents(what), as: UTF8.self)
            }
        }
        if let node = info.take(.bitString) { text += Self.failure(try node.contents(what)) }
        try info.end()
        statusText = String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f })
                .prefix(Self.textMax))
        token = reader.isAtEnd ? nil : try TimeStampToken(try reader.next(.sequence))
        try reader.end()
    }

    /// The token of a granted answer.
    public func granted() throws(TimeStampError) -> TimeStampToken {
        guard status <= 1 else { throw .rejected(status: status, text: statusText) }
        guard let token else { throw .noToken }
        return token
    }

    /// PKIFailureInfo, by the names of RFC 3161 section 2.4.2.
    private static func failure(_ bits: [UInt8]) -> String {
        let names = [
            0: "badAlg", 2: "badRequest", 5: "badDataFormat", 14: "timeNotAvailable", 15: "unacceptedPolicy",
            16: "unacceptedExtension", 17: "addInfoNotAvailable", 25: "systemFailure",
        ]
        return names.sorted { $0.key < $1.key }
            .filter { bits.count > 1 + $0.key / 8 && bits[1 + $0.key / 8] & (0x80 >> ($0.key % 8)) != 0 }
            .map { " (\($0.value))" }.joined()
    }
}
