package import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage
import GreffeVerification

/// A time-stamp of the archive that nothing renewed yet.
struct LiveTimeStamp: Sendable {
    /// Its file, relative to the archive.
    var path: String
    var authority: String
    /// The digest of the certificates that were kept with it: the same ones end together.
    var certificates: Sha256Digest?
    /// Of the folder that has it.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
}

extension Archive {
    /// The renewals that entries tell of, in order.
    func renewals() throws -> [RenewalRecord] {
        try index.renewed().compactMap { seq in
            RenewalRecord(body: try custody.opening(of: try custody.entry(at: seq))?.body)
        }
    }

    /// The entry of the last renewal: while it is the same, so is what is to be renewed.
    package func lastRenewal() throws -> LeafIndex? { try index.renewed().last }

    /// The seals that entries tell of, in order.
    func sealRecords() throws -> [SealRecord] {
        try index.seals(after: LeafIndex(0)).compactMap { seq, _ in
            SealRecord(body: try custody.opening(of: try custody.entry(at: seq))?.body)
        }
    }

    func renewalLeaves(of renewal: RenewalRecord) throws -> RenewalLeaves? {
        let path = "\(renewal.folder.path)/\(RenewalFolder.leaves)"
        return try custody.stampFile(path, bytesMax: RenewalLeaves.bytesMax).flatMap { RenewalLeaves(bytes: $0) }
    }

    /// Puts together what the archive keeps of its letters' evidence.
    func evidenceChains() throws -> EvidenceChains {
        let custody = custody
        return EvidenceChains(renewals: try renewals()) { try custody.stampFile($0, bytesMax: $1) }
    }

    /// Every token, of seals and of renewals, that no renewal covers.
    func liveTimeStamps() throws -> [LiveTimeStamp] {
        var found: [LiveTimeStamp] = []
        func add(_ folder: String, _ files: [String: Sha256Digest], _ tokens: [SealRecord.Token]) {
            for token in tokens {
                let names = [SealFolder.answer(token.authority), SealFolder.evidenceAnswer(token.authority)]
                for name in names where files[name] != nil {
                    found.append(
                        LiveTimeStamp(
                            path: "\(folder)/\(name)", authority: token.authority,
                            certificates: files[SealFolder.certificates(token.authority)]))
                }
            }
        }
        for seal in try sealRecords() { add(seal.folder.path, seal.files, seal.tokens) }
        var covered: Set<String> = []
        for renewal in try renewals() {
            add(renewal.folder.path, renewal.files, renewal.tokens)
            guard renewal.kind == .timeStamps, let leaves = try renewalLeaves(of: renewal) else { continue }
            covered.formUnion(leaves.leaves.map(\.name))
        }
        return found.filter { !covered.contains($0.path) }
    }

    /// The token, and the path it stood with at an instant.
    /// - Parameter instant: nil for the token's own time.
    /// - Throws: `TimeStampError` when it does not stand.
    func standing(
        _ stamp: LiveTimeStamp, at instant: Timestamp? = nil
    ) throws -> (token: TimeStampToken, path: CertificatePath) {
        let answer = try custody.stampFile(stamp.path, bytesMax: TimeStampResponse.bytesMax) ?? []
        let token = try TimeStampResponse(bytes: answer).granted()
        let kept = { (name: String) in
            try self.custody.stampFile("\(stamp.folder)/\(name)", bytesMax: TrustAnchors.fileBytesMax)
        }
        guard let pem = try kept(SealFolder.anchors(stamp.authority)) else {
            throw TimeStampError.untrusted("no anchor is kept with it")
        }
        var rule = TimeStampCheck(anchors: try TrustAnchors(pem: pem))
        if let pem = try kept(SealFolder.certificates(stamp.authority)) {
            rule.certificates = try TrustAnchors(pem: pem).certificates
        }
        let when = instant.map { UTCInstant(millisecondsSince1970: $0.millisecondsSince1970) }
        return (token, try rule.check(token, imprint: token.statement.imprint, at: when))
    }
}
