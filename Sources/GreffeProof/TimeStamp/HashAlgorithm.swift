internal import Crypto
internal import SwiftASN1

/// The digests time-stamps and their certificates are made with.
public enum HashAlgorithm: String, CaseIterable, Sendable {
    case sha256, sha384, sha512

    public var identifier: ObjectIdentifier {
        switch self {
        case .sha256: "2.16.840.1.101.3.4.2.1"
        case .sha384: "2.16.840.1.101.3.4.2.2"
        case .sha512: "2.16.840.1.101.3.4.2.3"
        }
    }

    public init?(_ identifier: ObjectIdentifier) {
        guard let algorithm = Self.allCases.first(where: { $0.identifier == identifier }) else { return nil }
        self = algorithm
    }

    public func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        return switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// An AlgorithmIdentifier whose parameters are absent or NULL.
    init(algorithm node: ASN1Node, _ what: String) throws(TimeStampError) {
        var reader = try ASN1Reader(node, what)
        let identifier = try reader.next(.objectIdentifier).objectIdentifier(what)
        _ = reader.take(.null)
        try reader.end()
        guard let algorithm = HashAlgorithm(identifier) else { throw .unsupported("\(what): digest \(identifier)") }
        self = algorithm
    }

    /// SHA-1, for the names ESSCertID (RFC 2634) gives certificates; nothing is signed with it.
    static func sha1(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.SHA1.hash(data: bytes)) }
}
