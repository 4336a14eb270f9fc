import GreffeCore
import GreffeProof

/// One seal, read from its folder and checked for itself: its files against the entry that names it, its checkpoint
/// against the log's key, its tokens against their anchors.
struct SealFiles {
    /// What is wrong with it.
    private(set) var faults: [VerificationFault] = []
    private(set) var strays: [String] = []
    /// The checkpoint that was time-stamped; nil when it cannot be read.
    private(set) var checkpoint: Checkpoint?
    /// The times in the tokens that stand, by authority.
    private(set) var times: [String: Timestamp] = [:]
    private(set) var tokensChecked: UInt64 = 0

    private let record: SealRecord
    private let seq: LeafIndex
    private var contents: [String: [UInt8]] = [:]
    /// Tokens whose path leads to none of the anchors given: a fault only when no other stands.
    private var untrusted: [VerificationFault] = []

    /// - Parameters:
    ///   - anchors: those of whoever verifies; nil: those of the folder, which vouch for nothing.
    ///   - seq: of the entry that names the seal.
    init(
        _ record: SealRecord, seq: LeafIndex, files: any ArchiveFiles, key: VerifierKey?, anchors: TrustAnchors?
    ) throws(VerificationError) {
        (self.record, self.seq) = (record, seq)
        try read(files)
        checkCheckpoint(key: key)
        for token in record.tokens { check(token, anchors: anchors) }
        checkEvidence(anchors: anchors)
        if times.isEmpty { faults += untrusted }
    }

    private mutating func read(_ files: any ArchiveFiles) throws(VerificationError) {
        for (name, digest) in record.files.sorted(by: { $0.key < $1.key }) {
            let path = "\(record.folder.path)/\(name)"
            let bytes: [UInt8]?
            do { bytes = try files.contents(of: path, bytesMax: RevocationList.bytesMax) } catch {
                faults.append(.unreadable(error, in: .seals, seq: seq, path: path))
                continue
            }
            guard let bytes else {
                fail(.sealMissing, name, "missing")
                continue
            }
            guard Sha256Digest.of(bytes) == digest else {
                fail(.sealAltered, name, "not the bytes its entry committed to")
                continue
            }
            contents[name] = bytes
        }
        let known = Set(record.files.keys).union([SealFolder.cosigned])
        strays = try files.names(in: record.folder.path).filter { !known.contains($0) }
            .map { "\(record.folder.path)/\($0)" }
    }

    private mutating func checkCheckpoint(key: VerifierKey?) {
        let name = SealFolder.checkpoint
        guard let bytes = contents[name] else {
            if record.files[name] == nil { fail(.sealInvalid, name, "its entry does not name it") }
            return
        }
        // What is wrong with it does not matter: it is not what the log writes.
        guard let note = try? SignedNote(bytes: bytes), let found = try? Checkpoint(text: note.text),
            found.size == record.size, Sha256Digest(bytes: found.root.bytes) == record.root
        else {
            fail(.sealInvalid, name, "it is not the checkpoint its entry tells of")
            return
        }
        // Not signed or wrongly signed: no signature either way.
        if let key, (try? note.verify(with: key)) == nil { fail(.sealInvalid, name, "not signed by \(key.name)") }
        checkpoint = found
    }

    private mutating func check(_ token: SealRecord.Token, anchors: TrustAnchors?) {
        let name = SealFolder.answer(token.authority)
        guard record.files[name] != nil else {
            fail(.sealInvalid, name, "its entry tells of a token and not of its file")
            return
        }
        // An altered or missing file was named already.
        guard let answer = contents[name], let checkpoint = contents[SealFolder.checkpoint] else { return }
        tokensChecked += 1
        do throws(TimeStampError) {
            let found = try TimeStampResponse(bytes: answer).granted()
            try check(token.authority, anchors).check(found, over: checkpoint)
            let time = Timestamp(millisecondsSince1970: found.statement.genTime.millisecondsSince1970)
            guard time == token.time, found.statement.serialText == token.serial,
                found.statement.policy.description == token.policy
            else {
                fail(.sealInvalid, name, "its entry tells of another token")
                return
            }
            times[token.authority] = time
        } catch {
            switch error {
            case .imprintMismatch: fail(.sealMismatch, name, "its token is about other bytes than the checkpoint")
            case .untrusted: untrusted.append(fault(.sealInvalid, name, error.description))
            default: fail(.sealInvalid, name, error.description)
            }
        }
    }

    /// The tokens over the letters' evidence leaves.
    private mutating func checkEvidence(anchors: TrustAnchors?) {
        guard record.files[EvidenceLeaves.fileName] != nil, let bytes = contents[EvidenceLeaves.fileName] else {
            return
        }
        guard let leaves = EvidenceLeaves(bytes: bytes),
            let tree = EvidenceTree(leaves: leaves.leaves.map(\.digest.bytes), algorithm: .sha256)
        else {
            fail(.sealInvalid, EvidenceLeaves.fileName, "it does not read as leaves")
            return
        }
        // An authority whose own token does not stand was named already.
        for authority in times.keys.sorted() {
            let name = SealFolder.evidenceAnswer(authority)
            guard record.files[name] != nil else {
                fail(.sealInvalid, name, "its entry does not name it")
                continue
            }
            guard let answer = contents[name] else { continue }
            do throws(TimeStampError) {
                let found = try TimeStampResponse(bytes: answer).granted()
                try check(authority, anchors).check(found, imprint: tree.root)
            } catch { fail(.sealInvalid, name, error.description) }
        }
    }

    private func check(_ authority: String, _ anchors: TrustAnchors?) throws(TimeStampError) -> TimeStampCheck {
        var trusted = anchors
        if trusted == nil, let pem = contents[SealFolder.anchors(authority)] { trusted = try TrustAnchors(pem: pem) }
        guard let trusted else { throw .untrusted("no anchor is kept with it") }
        var check = TimeStampCheck(anchors: trusted)
        if let pem = contents[SealFolder.certificates(authority)] {
            check.certificates = try TrustAnchors(pem: pem).certificates
        }
        for number in 0..<Self.revocationListsMax {
            guard let bytes = contents[SealFolder.revocationList(authority, number)] else { break }
            check.revocationLists.append(try RevocationList(bytes: bytes))
        }
        return check
    }

    /// As many as a path has certificates.
    private static let revocationListsMax = 8

    private mutating func fail(_ kind: FaultKind, _ name: String, _ detail: String) {
        faults.append(fault(kind, name, detail))
    }

    private func fault(_ kind: FaultKind, _ name: String, _ detail: String) -> VerificationFault {
        VerificationFault(kind, in: .seals, seq: seq, path: "\(record.folder.path)/\(name)", detail: detail)
    }
}
