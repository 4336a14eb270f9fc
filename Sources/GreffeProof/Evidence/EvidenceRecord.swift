internal import SwiftASN1

/// An evidence record (ERS, RFC 4998): that a data object, or a group of them, existed at the time of its first
/// time-stamp, kept provable by renewals while certificates expire and digests grow weak.
public struct EvidenceRecord: Hashable, Sendable {
    /// Chains of time-stamps, oldest first. Within a chain each covers the one before it (time-stamp renewal); the
    /// first of a later chain covers the object again, with everything before it, by another digest (hash-tree
    /// renewal).
    public let chains: [[ArchiveTimeStamp]]
    /// The encoding as it was found or made.
    public let bytes: [UInt8]

    /// A record of a century of yearly renewals has a megabyte.
    public static let bytesMax = 1 << 22
    private static let timeStampsMax = 200

    /// A first record.
    public init(_ first: ArchiveTimeStamp) { self.init(chains: [[first]]) }

    // MARK: Encoding

    private init(chains: [[ArchiveTimeStamp]]) {
        self.chains = chains
        let algorithms = HashAlgorithm.allCases.filter { algorithm in
            chains.contains { $0.contains { $0.algorithm == algorithm } }
        }
        bytes = DER.sequence([
            DER.integer([1]), DER.sequence(algorithms.map { DER.algorithm($0.identifier) }),
            Self.encode(chains[...]),
        ])
    }

    /// ArchiveTimeStampSequence.
    private static func encode(_ chains: ArraySlice<[ArchiveTimeStamp]>) -> [UInt8] {
        DER.sequence(chains.map { DER.sequence($0.map(\.bytes)) })
    }

    public init(bytes: [UInt8]) throws(TimeStampError) {
        let what = "evidence record"
        guard bytes.count <= Self.bytesMax else { throw .malformed("\(what) above \(Self.bytesMax) bytes") }
        var reader = try ASN1Reader(try ASN1Reader.root(bytes, what), what)
        guard try reader.next(.integer).number(what) == 1 else { throw .unsupported("\(what): its version") }
        var algorithms = try ASN1Reader(try reader.next(.sequence), what)
        var listed: Set<HashAlgorithm> = []
        while !algorithms.isAtEnd { listed.insert(try HashAlgorithm(algorithm: try algorithms.next(.sequence), what)) }
        var sequence = try ASN1Reader(try reader.next(.sequence), what)
        // Behind [0] and [1] would stand what was needed to read encrypted objects.
        try reader.end()
        var chains: [[ArchiveTimeStamp]] = []
        var count = 0
        while !sequence.isAtEnd {
            var chain = try ASN1Reader(try sequence.next(.sequence), what)
            var stamps: [ArchiveTimeStamp] = []
            while !chain.isAtEnd {
                count += 1
                guard count <= Self.timeStampsMax else { throw .malformed("\(what): too many time-stamps") }
                stamps.append(try ArchiveTimeStamp(try chain.next(.sequence)))
            }
            guard let first = stamps.first, stamps.allSatisfy({ $0.algorithm == first.algorithm }),
                listed.contains(first.algorithm)
            else { throw .malformed("\(what): digests of a chain") }
            chains.append(stamps)
        }
        guard !chains.isEmpty else { throw .malformed("\(what): no time-stamp") }
        (self.chains, self.bytes) = (chains, bytes)
    }

    // MARK: Renewal

    public var last: ArchiveTimeStamp {
        guard let last = chains.last?.last else { preconditionFailure("a record has a time-stamp") }
        return last
    }

    /// What a time-stamp renewal is over (RFC 4998 section 5.2): the digest of the last time-stamp's token.
    public var renewalDigest: [UInt8] { last.algorithm.digest(last.token.bytes) }

    /// Time-stamp renewal, before the last token's certificate expires or its key grows weak.
    /// - Parameter renewal: covers `renewalDigest`.
    public func renewed(with renewal: ArchiveTimeStamp) throws(TimeStampError) -> EvidenceRecord {
        guard renewal.algorithm == last.algorithm, renewal.covers([renewalDigest]) else { throw .imprintMismatch }
        var chains = chains
        chains[chains.count - 1].append(renewal)
        return EvidenceRecord(chains: chains)
    }

    /// What a hash-tree renewal is over (RFC 4998 section 5.3): for each object, the digest of its digest and that of
    /// all time-stamps so far, joined in this order and not sorted.
    /// - Parameter digests: of the objects, by the new algorithm.
    public func rehashed(_ digests: [[UInt8]], by algorithm: HashAlgorithm) -> [[UInt8]] {
        Self.rehashed(digests, after: chains[...], by: algorithm)
    }

    private static func rehashed(
        _ digests: [[UInt8]], after chains: ArraySlice<[ArchiveTimeStamp]>, by algorithm: HashAlgorithm
    ) -> [[UInt8]] {
        let before = algorithm.digest(encode(chains))
        return digests.map { algorithm.digest($0 + before) }
    }

    /// Hash-tree renewal, before the digest grows weak.
    /// - Parameter renewal: covers what `rehashed` gives for the object.
    public func rehashed(with renewal: ArchiveTimeStamp) throws(TimeStampError) -> EvidenceRecord {
        guard renewal.algorithm != last.algorithm else { throw .unsupported("a hash renewal by the same digest") }
        return EvidenceRecord(chains: chains + [[renewal]])
    }

    // MARK: Checking

    /// Checks the whole record: that it begins with these objects, that each renewal covers what stood before it, and
    /// that each token stood when the next was made.
    /// - Parameter digests: of the objects of the group, by an algorithm of the record.
    /// - Returns: the time of the first token: the objects existed before it.
    @discardableResult
    public func check(
        by rule: TimeStampCheck, digests: (HashAlgorithm) -> [[UInt8]]
    ) throws(TimeStampError) -> UTCInstant {
        var stamps: [ArchiveTimeStamp] = []
        for (place, chain) in chains.enumerated() {
            guard let first = chain.first else { throw .malformed("evidence record: empty chain") }
            var covered = digests(first.algorithm)
            if place > 0 { covered = Self.rehashed(covered, after: chains[..<place], by: first.algorithm) }
            guard first.covers(covered) else { throw .imprintMismatch }
            for (earlier, later) in zip(chain, chain.dropFirst()) {
                guard later.covers([earlier.algorithm.digest(earlier.token.bytes)]) else { throw .imprintMismatch }
            }
            stamps += chain
        }
        for (place, stamp) in stamps.enumerated() {
            let statement = stamp.token.statement
            try rule.check(stamp.token, imprint: statement.imprint)
            guard place + 1 < stamps.count else { break }
            // The successor was there in time: its time is within the life of this one's certificates.
            let next = stamps[place + 1].token.statement.genTime
            guard statement.genTime <= next else { throw .untrusted("a renewal earlier than what it renews") }
            try rule.check(stamp.token, imprint: statement.imprint, at: next)
        }
        return stamps[0].token.statement.genTime
    }
}
