package import GreffeCore
package import GreffeProof

/// Puts evidence records together from what an archive keeps: the tokens of seals, and the renewals that followed.
/// docs/format/evidence-records.md says how.
package struct EvidenceChains {
    /// Reads a file of the archive whole; nil when there is none, or it is longer than so many bytes.
    package typealias Read = (_ path: String, _ bytesMax: Int) throws -> [UInt8]?

    private let read: Read
    /// In the order of the ledger.
    private let renewals: [RenewalRecord]
    private var trees: [RenewalFolder: Tree] = [:]
    private var tokens: [String: TimeStampToken] = [:]

    private struct Tree {
        var algorithm: HashAlgorithm
        var leaves: RenewalLeaves
        var tree: EvidenceTree
    }

    /// Tokens of many letters are the same few.
    private static let tokensMax = 64

    package init(renewals: [RenewalRecord], read: @escaping Read) { (self.renewals, self.read) = (renewals, read) }

    /// The token in an answer, as it was received; nil when the file is no answer, or not there.
    package mutating func token(_ path: String) throws -> TimeStampToken? {
        if let known = tokens[path] { return known }
        guard let bytes = try read(path, TimeStampResponse.bytesMax),
            // What it is instead is for the layer of the seals to say.
            let token = try? TimeStampResponse(bytes: bytes).granted()
        else { return nil }
        if tokens.count >= Self.tokensMax { tokens = [:] }
        tokens[path] = token
        return token
    }

    /// The record of a letter by one authority.
    /// - Parameters:
    ///   - reduced: the path from the letter's digests to the token of its seal.
    ///   - digests: of the data group {original, salt}, by each algorithm.
    ///   - end: renewals from this one on are left out; nil for none.
    /// - Returns: nil when the seal's token cannot be read.
    package mutating func record(
        of letter: LeafIndex, by authority: String, in seal: SealFolder, reduced: [[[UInt8]]],
        digests: (HashAlgorithm) -> [[UInt8]], before end: RenewalFolder? = nil
    ) throws -> EvidenceRecord? {
        var path = "\(seal.path)/\(SealFolder.evidenceAnswer(authority))"
        guard let first = try token(path) else { return nil }
        var record = EvidenceRecord(ArchiveTimeStamp(algorithm: .sha256, reducedTree: reduced, token: first))
        let own = RenewalLeaves.name(of: letter, by: authority)
        for renewal in renewals where end.map({ renewal.folder < $0 }) ?? true {
            guard let tree = try tree(of: renewal) else { continue }
            let covered: [[UInt8]]
            switch renewal.kind {
            case .timeStamps:
                guard tree.algorithm == record.last.algorithm, tree.leaves[path] != nil else { continue }
                covered = [record.renewalDigest]
            case .hashTree:
                guard tree.algorithm != record.last.algorithm, tree.leaves[own] != nil else { continue }
                covered = record.rehashed(digests(tree.algorithm), by: tree.algorithm)
            }
            guard let told = renewal.token(after: authority),
                let reduced = tree.tree.reducedTree(of: covered)
            else { continue }
            let next = "\(renewal.folder.path)/\(SealFolder.answer(told.authority))"
            guard let token = try token(next) else { continue }
            let stamp = ArchiveTimeStamp(algorithm: tree.algorithm, reducedTree: reduced, token: token)
            record =
                switch renewal.kind {
                case .timeStamps: try record.renewed(with: stamp)
                case .hashTree: try record.rehashed(with: stamp)
                }
            path = next
        }
        return record
    }

    /// Nil when its leaves cannot be read, or are not those of its root.
    private mutating func tree(of renewal: RenewalRecord) throws -> Tree? {
        if let known = trees[renewal.folder] { return known }
        guard let bytes = try read("\(renewal.folder.path)/\(RenewalFolder.leaves)", RenewalLeaves.bytesMax),
            let leaves = RenewalLeaves(bytes: bytes), let algorithm = HashAlgorithm(rawValue: renewal.digest),
            let tree = EvidenceTree(leaves: leaves.leaves.map(\.digest), algorithm: algorithm),
            tree.root == renewal.root
        else { return nil }
        let found = Tree(algorithm: algorithm, leaves: leaves, tree: tree)
        trees[renewal.folder] = found
        return found
    }
}
