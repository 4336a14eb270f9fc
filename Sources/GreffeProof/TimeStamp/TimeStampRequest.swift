/// What an authority is asked (TimeStampReq, RFC 3161 section 2.4.1): a time-stamp over a digest.
public struct TimeStampRequest: Hashable, Sendable {
    public let algorithm: HashAlgorithm
    public let imprint: [UInt8]
    /// Ties the answer to this request; big-endian, not negative.
    public let nonce: [UInt8]
    /// The policy wanted; nil for the authority's own.
    public let policy: ObjectIdentifier?

    /// Enough that no two requests of an archive have the same.
    public static let nonceBytes = 16
    /// What the answer is sent for, in HTTP (RFC 3161 section 3.4).
    public static let contentType = "application/timestamp-query"

    /// - Parameter nonce: `nonceBytes` fresh random bytes.
    public init(over bytes: [UInt8], algorithm: HashAlgorithm, nonce: [UInt8], policy: ObjectIdentifier? = nil) {
        self.init(imprint: algorithm.digest(bytes), algorithm: algorithm, nonce: nonce, policy: policy)
    }

    public init(imprint: [UInt8], algorithm: HashAlgorithm, nonce: [UInt8], policy: ObjectIdentifier? = nil) {
        (self.imprint, self.algorithm, self.policy) = (imprint, algorithm, policy)
        // As the INTEGER has it: no zeros in front, and none taken for a sign.
        let rest = Array(nonce.drop { $0 == 0 })
        self.nonce = rest.first.map { $0 >= 0x80 } ?? true ? [0] + rest : rest
    }

    public var bytes: [UInt8] {
        var members = [
            DER.integer([1]),
            DER.sequence([DER.algorithm(algorithm.identifier), DER.octets(imprint)]),
        ]
        if let policy { members.append(DER.objectIdentifier(policy)) }
        members.append(DER.integer(nonce))
        // certReq: the certificates come with the token, else nobody could check it later.
        members.append(DER.boolean(true))
        return DER.sequence(members)
    }
}
