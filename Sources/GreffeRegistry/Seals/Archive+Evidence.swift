package import GreffeCore
import GreffeIndex
package import GreffeProof
import GreffeStorage

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

    private func evidenceLeaves(of record: SealRecord) throws -> EvidenceLeaves? {
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

    /// The evidence records of a letter's original, one for each authority of its seal; none when it is not sealed yet,
    /// or was erased before. The data group they cover is {original, its 32-byte salt}.
    package func evidenceRecords(of number: AccessionNumber) throws -> [LetterEvidence] {
        let entry = try custody.entry(at: number.leaf)
        guard let opening = try custody.opening(of: entry), let salt = opening.objectSalt,
            let told = ObjectDigests(body: opening.body)
        else { return [] }
        let digests = [told.sha256.bytes, Sha256Digest.of(salt.bytes).bytes]
        for (seq, folder) in try index.seals(after: number.leaf) where folder.size > number.leaf.value {
            guard let record = SealRecord(body: try custody.opening(of: try custody.entry(at: seq))?.body),
                let leaves = try evidenceLeaves(of: record), leaves.leaves.contains(where: { $0.seq == number.leaf }),
                let tree = EvidenceTree(leaves: leaves.leaves.map(\.digest.bytes), algorithm: .sha256),
                let reduced = tree.reducedTree(of: digests)
            else { continue }
            return try record.tokens.compactMap { token in
                try evidence(of: token.authority, in: record, reduced: reduced)
            }
        }
        return []
    }

    private func evidence(
        of authority: String, in seal: SealRecord, reduced: [[[UInt8]]]
    ) throws -> LetterEvidence? {
        let name = SealFolder.evidenceAnswer(authority)
        guard seal.files[name] != nil,
            let bytes = try custody.sealFile(name, in: seal.folder, bytesMax: TimeStampResponse.bytesMax)
        else { return nil }
        let token = try TimeStampResponse(bytes: bytes).granted()
        let stamp = ArchiveTimeStamp(algorithm: .sha256, reducedTree: reduced, token: token)
        return LetterEvidence(authority: authority, seal: seal.folder, record: EvidenceRecord(stamp))
    }
}
