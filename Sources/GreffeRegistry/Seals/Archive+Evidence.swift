package import GreffeCore
import GreffeIndex
package import GreffeProof
import GreffeStorage
import GreffeVerification

extension Archive {
    /// The leaves of the letters the next seal makes evidence records of: those since the last one, as far as their
    /// openings are there.
    func evidenceLeaves(after previous: SealRecord?, size: UInt64) throws -> EvidenceLeaves {
        var leaves = EvidenceLeaves()
        var next = previous?.size ?? 0
        if let previous, let last = try evidenceLeaves(of: previous), last.leaves.count == EvidenceLeaves.countMax {
            next = (last.leaves.last?.seq.value ?? 0) + 1
        }
        let ledger = custody.ledger
        while next < size {
            let end = min(next + Self.portion, size)
            for entry in try ledger.entries(in: next..<end) where entry.kind == .accessioned {
                guard let opening = try custody.opening(of: entry), let salt = opening.objectSalt,
                    let told = ObjectDigests(body: opening.body)
                else { continue }
                let digest = EvidenceLeaves.digest(original: told.sha256, salt: salt)
                if !leaves.append(EvidenceLeaves.Leaf(seq: entry.seq, digest: digest)) { return leaves }
            }
            next = end
        }
        return leaves
    }

    private static let portion: UInt64 = 1_024

    func evidenceLeaves(of record: SealRecord) throws -> EvidenceLeaves? {
        guard record.files[EvidenceLeaves.fileName] != nil else { return nil }
        return try custody.sealFile(
            EvidenceLeaves.fileName, in: record.folder, bytesMax: EvidenceLeaves.bytesMax
        ).flatMap { EvidenceLeaves(bytes: $0) }
    }

    /// An evidence record (RFC 4998) of one letter, by one authority.
    package struct LetterEvidence: Sendable {
        package var authority: String
        package var seal: SealFolder
        package var record: EvidenceRecord
    }

    /// The evidence records of a letter's original, one for each authority of its seal, with all renewals since; none
    /// when it is not sealed yet, or was erased before. The data group they cover is {original, its 32-byte salt}.
    package func evidenceRecords(of number: AccessionNumber) throws -> [LetterEvidence] {
        let entry = try custody.entry(at: number.leaf)
        guard let opening = try custody.opening(of: entry), let salt = opening.objectSalt,
            let told = ObjectDigests(body: opening.body)
        else { return [] }
        let group = EvidenceGroup(told: told, salt: salt.bytes)
        for (seq, folder) in try index.seals(after: number.leaf) where folder.size > number.leaf.value {
            guard let seal = SealRecord(body: try custody.opening(of: try custody.entry(at: seq))?.body),
                let leaves = try evidenceLeaves(of: seal), leaves.leaves.contains(where: { $0.seq == number.leaf }),
                let tree = EvidenceTree(leaves: leaves.leaves.map(\.digest.bytes), algorithm: .sha256),
                let reduced = tree.reducedTree(of: group.digests(.sha256))
            else { continue }
            var chains = try evidenceChains()
            var found: [LetterEvidence] = []
            for token in seal.tokens where seal.files[SealFolder.evidenceAnswer(token.authority)] != nil {
                let record = try chains.record(
                    of: number.leaf, by: token.authority, in: seal.folder, reduced: reduced, digests: group.digests)
                guard let record else { continue }
                found.append(LetterEvidence(authority: token.authority, seal: seal.folder, record: record))
            }
            return found
        }
        return []
    }
}
