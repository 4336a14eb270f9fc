internal import SwiftASN1

/// A time-stamp and the path to it from what it covers (RFC 4998 section 4.1).
public struct ArchiveTimeStamp: Hashable, Sendable {
    /// That of the tree; the token's imprint is made with it.
    public let algorithm: HashAlgorithm
    /// Lists of digests; none when the token is over the object itself.
    public let reducedTree: [[[UInt8]]]
    public let token: TimeStampToken
    /// The encoding as it was found or made: a hash-tree renewal covers it.
    public let bytes: [UInt8]

    /// A tree of 2^40 leaves has 40 lists.
    private static let listsMax = 64
    /// A group has two members here; other archives put a case file into one.
    private static let digestsMax = 10_000

    public init(algorithm: HashAlgorithm, reducedTree: [[[UInt8]]], token: TimeStampToken) {
        (self.algorithm, self.reducedTree, self.token) = (algorithm, reducedTree, token)
        // IMPLICIT tags: the tag of the SEQUENCE is replaced.
        var members = [[0xa0] + DER.algorithm(algorithm.identifier).dropFirst()]
        if !reducedTree.isEmpty {
            let lists = reducedTree.map { list in DER.sequence(list.map(DER.octets)) }
            members.append(DER.context(2, lists.flatMap { $0 }))
        }
        members.append(token.bytes)
        bytes = DER.sequence(members)
    }

    init(_ node: ASN1Node) throws(TimeStampError) {
        let what = "archive time-stamp"
        bytes = node.encoded
        var reader = try ASN1Reader(node, what)
        var named: HashAlgorithm?
        if let node = reader.take(.context(0)) {
            var algorithm = try ASN1Reader(node, as: .context(0), what)
            let identifier = try algorithm.next(.objectIdentifier).objectIdentifier(what)
            _ = algorithm.take(.null)
            try algorithm.end()
            guard let known = HashAlgorithm(identifier) else { throw .unsupported("\(what): digest \(identifier)") }
            named = known
        }
        // Attributes could change what the rest means; none is known here.
        guard reader.take(.context(1)) == nil else { throw .unsupported("\(what): attributes") }
        reducedTree =
            try reader.take(.context(2)).map { node throws(TimeStampError) in try Self.lists(node, what) } ?? []
        token = try TimeStampToken(try reader.next(.sequence))
        try reader.end()
        algorithm = named ?? token.statement.algorithm
        guard algorithm == token.statement.algorithm,
            reducedTree.allSatisfy({ $0.allSatisfy { $0.count == token.statement.algorithm.byteCount } })
        else { throw .malformed("\(what): two digests") }
    }

    private static func lists(_ node: ASN1Node, _ what: String) throws(TimeStampError) -> [[[UInt8]]] {
        var reader = try ASN1Reader(node, as: .context(2), what)
        var lists: [[[UInt8]]] = []
        while !reader.isAtEnd {
            var list = try ASN1Reader(try reader.next(.sequence), what)
            var digests: [[UInt8]] = []
            while !list.isAtEnd {
                digests.append(try list.next(.octetString).octets(what))
                guard digests.count <= digestsMax else { throw .malformed(what) }
            }
            guard !digests.isEmpty else { throw .malformed(what) }
            lists.append(digests)
            guard lists.count <= listsMax else { throw .malformed(what) }
        }
        return lists
    }

    /// Whether the path leads from these digests, all of a group and no others, to the token.
    func covers(_ digests: [[UInt8]]) -> Bool {
        let imprint = token.statement.imprint
        guard let first = reducedTree.first else {
            return !digests.isEmpty && EvidenceTree.node(digests, algorithm) == imprint
        }
        return Set(first) == Set(digests) && first.count == digests.count
            && EvidenceTree.root(of: reducedTree, algorithm) == imprint
    }
}
