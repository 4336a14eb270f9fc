/// Something the proof in a time-stamp rests on, and that grows weak one day.
public enum AlgorithmUse: Hashable, Sendable, CustomStringConvertible {
    case digest(HashAlgorithm)
    case rsa(bits: Int)
    /// A curve by its short name: `p256`.
    case curve(String)

    public var description: String {
        switch self {
        case .digest(let algorithm): algorithm.rawValue
        case .rsa(let bits): "rsa \(bits)"
        case .curve(let name): name
        }
    }
}

/// Until when a time-stamp proves by itself, and what ends it. Before then it is renewed (RFC 4998 section 5).
public struct TimeStampEnd: Hashable, Sendable {
    public let instant: UTCInstant
    public let reason: Reason

    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// A certificate of its path, by serial number.
        case certificate(String)
        case algorithm(AlgorithmUse)

        public var description: String {
            switch self {
            case .certificate(let serial): "certificate \(serial)"
            case .algorithm(let use): "\(use)"
            }
        }
    }

    /// - Parameters:
    ///   - path: the one the token was checked with.
    ///   - list: when algorithms end.
    public init(of token: TimeStampToken, path: CertificatePath, by list: AlgorithmList) {
        var end = TimeStampEnd(instant: UTCInstant(millisecondsSince1970: .max), reason: .certificate(""))
        for certificate in path.certificates where certificate.notAfter < end.instant {
            end = TimeStampEnd(instant: certificate.notAfter, reason: .certificate(certificate.serialText))
        }
        // In an order of their own, so that of two that end together always the same is named.
        let uses = token.uses.union(path.uses).sorted { $0.description < $1.description }
        for use in uses {
            if let instant = list.end(of: use), instant < end.instant {
                end = TimeStampEnd(instant: instant, reason: .algorithm(use))
            }
        }
        self = end
    }

    private init(instant: UTCInstant, reason: Reason) { (self.instant, self.reason) = (instant, reason) }
}

extension TimeStampToken {
    /// What its signature rests on, keys left out: they are the path's.
    var uses: Set<AlgorithmUse> { [.digest(signer.digest), .digest(signer.scheme.hash)] }
}

extension CertificatePath {
    /// What it rests on: each certificate's key, and the digests they were signed with; the anchor's own signature
    /// counts for nothing.
    var uses: Set<AlgorithmUse> {
        Set(certificates.map(\.key.use)).union(certificates.dropLast().map { .digest($0.signedBy) })
    }
}
