import GreffeCore
import GreffeProof

/// One seal, read from its folder and checked for itself: its files against the entry that names it, its checkpoint
/// against the log's key, its tokens against their anchors.
struct SealFiles {
    /// The checkpoint that was time-stamped; nil when it cannot be read.
    private(set) var checkpoint: Checkpoint?
    /// The times in the tokens that stand, by authority.
    private(set) var times: [String: Timestamp] = [:]

    private let record: SealRecord
    private var folder: StampFolder

    /// What is wrong with it.
    var faults: [VerificationFault] { folder.faults }
    var strays: [String] { folder.strays }
    var tokensChecked: UInt64 { folder.tokensChecked }

    /// - Parameters:
    ///   - anchors: those of whoever verifies; nil: those of the folder, which vouch for nothing.
    ///   - seq: of the entry that names the seal.
    init(
        _ record: SealRecord, seq: LeafIndex, files: any ArchiveFiles, key: VerifierKey?, anchors: TrustAnchors?
    ) throws(VerificationError) {
        self.record = record
        folder = try StampFolder(
            record.folder.path, digests: record.files, seq: seq, files: files, anchors: anchors,
            passed: SealFolder.cosigned)
        checkCheckpoint(key: key)
        if let checkpoint = folder.contents[SealFolder.checkpoint] {
            for told in record.tokens {
                if let time = folder.check(told, imprint: { $0.digest(checkpoint) }) { times[told.authority] = time }
            }
        }
        checkEvidence()
        if times.isEmpty { folder.noteUntrusted() }
    }

    private mutating func checkCheckpoint(key: VerifierKey?) {
        let name = SealFolder.checkpoint
        guard let bytes = folder.contents[name] else {
            if !folder.isNamed(name) { folder.fail(.sealInvalid, name, "its entry does not name it") }
            return
        }
        // What is wrong with it does not matter: it is not what the log writes.
        guard let note = try? SignedNote(bytes: bytes), let found = try? Checkpoint(text: note.text),
            found.size == record.size, Sha256Digest(bytes: found.root.bytes) == record.root
        else {
            folder.fail(.sealInvalid, name, "it is not the checkpoint its entry tells of")
            return
        }
        // Not signed or wrongly signed: no signature either way.
        if let key, (try? note.verify(with: key)) == nil {
            folder.fail(.sealInvalid, name, "not signed by \(key.name)")
        }
        checkpoint = found
    }

    /// The tokens over the letters' evidence leaves.
    private mutating func checkEvidence() {
        guard let bytes = folder.contents[EvidenceLeaves.fileName] else { return }
        guard let leaves = EvidenceLeaves(bytes: bytes),
            let tree = EvidenceTree(leaves: leaves.leaves.map(\.digest.bytes), algorithm: .sha256)
        else {
            folder.fail(.sealInvalid, EvidenceLeaves.fileName, "it does not read as leaves")
            return
        }
        // An authority whose own token does not stand was named already.
        for authority in times.keys.sorted() {
            let name = SealFolder.evidenceAnswer(authority)
            guard folder.isNamed(name) else {
                folder.fail(.sealInvalid, name, "its entry does not name it")
                continue
            }
            guard let answer = folder.contents[name] else { continue }
            do throws(TimeStampError) {
                let found = try TimeStampResponse(bytes: answer).granted()
                try folder.rule(authority).check(found, imprint: tree.root)
            } catch { folder.fail(.sealInvalid, name, error.description) }
        }
    }
}
