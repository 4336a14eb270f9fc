import GreffeCore
import GreffeProof

/// Checks the renewals of time-stamps against the entries that tell of them: that each is whole and stands, that it
/// covers the very time-stamps and letters it names, and that those still stood when it was made.
struct RenewalCheck {
    private let files: any ArchiveFiles
    private let anchors: TrustAnchors?
    private var named: [(record: RenewalRecord, seq: LeafIndex)] = []
    private(set) var faults: [VerificationFault] = []
    private(set) var notices: [VerificationNotice] = []
    private(set) var tokensChecked: UInt64 = 0
    /// Renewals that were looked at.
    var count: Int { named.count }

    private static let openingBytesMax = CanonicalJSON.bytesMax + 1

    init(files: any ArchiveFiles, anchors: TrustAnchors?) { (self.files, self.anchors) = (files, anchors) }

    /// - Parameter body: of an entry `renewed`, opened.
    mutating func note(_ body: CanonicalJSON, seq: LeafIndex) {
        guard let record = RenewalRecord(body: body), HashAlgorithm(rawValue: record.digest) != nil,
            named.last.map({ $0.record.folder.number < record.folder.number }) ?? true
        else {
            faults.append(
                VerificationFault(.sealInvalid, in: .seals, seq: seq, detail: "its body does not tell of a renewal"))
            return
        }
        named.append((record, seq))
    }

    /// - Parameter seals: those that entries tell of, by size.
    mutating func run(seals: [SealRecord], months: HomeMonths) throws(VerificationError) {
        for place in named.indices { try check(place, seals: seals, months: months) }
        let folders = Set(named.map(\.record.folder))
        for name in try files.names(in: RenewalFolder.parent) {
            guard let folder = RenewalFolder(name) else {
                notices.append(VerificationNotice(.strayFile, path: "\(RenewalFolder.parent)/\(name)"))
                continue
            }
            // As a crash leaves it; it stays, and nothing rests on it.
            if !folders.contains(folder) { notices.append(VerificationNotice(.uncommittedFolder, path: folder.path)) }
        }
    }

    private mutating func check(
        _ place: Int, seals: [SealRecord], months: HomeMonths
    ) throws(VerificationError) {
        let (record, seq) = named[place]
        var folder = try StampFolder(
            record.folder.path, digests: record.files, seq: seq, files: files, anchors: anchors)
        defer {
            faults += folder.faults
            notices += folder.strays.map { VerificationNotice(.strayFile, path: $0) }
            tokensChecked += folder.tokensChecked
        }
        guard let bytes = folder.contents[RenewalFolder.leaves], let algorithm = HashAlgorithm(rawValue: record.digest)
        else {
            if !folder.isNamed(RenewalFolder.leaves) {
                folder.fail(.sealInvalid, RenewalFolder.leaves, "its entry does not name it")
            }
            return
        }
        guard let leaves = RenewalLeaves(bytes: bytes), leaves.leaves.count == record.count,
            let tree = EvidenceTree(leaves: leaves.leaves.map(\.digest), algorithm: algorithm),
            tree.root == record.root
        else {
            folder.fail(.sealInvalid, RenewalFolder.leaves, "not the leaves its entry tells of")
            return
        }
        var times: [Timestamp] = []
        for told in record.tokens {
            if let time = folder.check(told, imprint: { $0 == algorithm ? record.root : [] }) { times.append(time) }
        }
        guard let time = times.min() else {
            folder.noteUntrusted()
            return
        }
        let problem =
            switch record.kind {
            case .timeStamps: try timeStampProblem(leaves, algorithm, at: time, before: record, seals: seals)
            case .hashTree: try hashTreeProblem(leaves, algorithm, before: record, seals: seals, months: months)
            }
        if let problem { folder.fail(.sealInvalid, RenewalFolder.leaves, problem) }
    }

    // MARK: What is covered

    /// The first thing that is wrong with the time-stamps it covers.
    private func timeStampProblem(
        _ leaves: RenewalLeaves, _ algorithm: HashAlgorithm, at time: Timestamp, before renewal: RenewalRecord,
        seals: [SealRecord]
    ) throws(VerificationError) -> String? {
        var named: [String: Sha256Digest] = [:]
        for seal in seals { named.merge(Self.answers(seal.folder.path, seal.files)) { first, _ in first } }
        for (record, _) in self.named where record.folder < renewal.folder {
            named.merge(Self.answers(record.folder.path, record.files)) { first, _ in first }
        }
        for leaf in leaves.leaves {
            guard let digest = named[leaf.name] else { return "\(leaf.name) is no time-stamp any entry names" }
            // What is missing, altered or no token was named already, with its seal or renewal.
            guard let bytes = try? files.contents(of: leaf.name, bytesMax: TimeStampResponse.bytesMax),
                Sha256Digest.of(bytes) == digest, let token = try? TimeStampResponse(bytes: bytes).granted()
            else { continue }
            guard algorithm.digest(token.bytes) == leaf.digest else { return "\(leaf.name) is another time-stamp" }
            guard token.statement.algorithm == algorithm else { return "\(leaf.name) is by another digest" }
            do throws(TimeStampError) {
                let then = UTCInstant(millisecondsSince1970: time.millisecondsSince1970)
                let rule = try self.rule(leaf.name)
                try rule.check(token, imprint: token.statement.imprint, at: then)
            } catch {
                switch error {
                // With anchors of the verifier's own, that is said where the token itself is checked.
                case .untrusted where anchors != nil: continue
                default: return "\(leaf.name) did not stand any more at \(time): \(error)"
                }
            }
        }
        return nil
    }

    /// What the token in a file must fulfil, with what is kept beside it.
    private func rule(_ path: String) throws(TimeStampError) -> TimeStampCheck {
        let parts = path.split(separator: "/")
        guard parts.count == 3, let authority = parts[2].split(separator: ".").first.map(String.init) else {
            throw .malformed("the name of a time-stamp")
        }
        let folder = "\(parts[0])/\(parts[1])"
        func kept(_ name: String) -> [UInt8]? {
            // What cannot be read was named already.
            try? files.contents(of: "\(folder)/\(name)", bytesMax: RevocationList.bytesMax)
        }
        var trusted = anchors
        if trusted == nil, let pem = kept(SealFolder.anchors(authority)) { trusted = try TrustAnchors(pem: pem) }
        guard let trusted else { throw .untrusted("no anchor is kept with it") }
        var rule = TimeStampCheck(anchors: trusted)
        if let pem = kept(SealFolder.certificates(authority)) {
            rule.certificates = try TrustAnchors(pem: pem).certificates
        }
        return rule
    }

    private static func answers(_ path: String, _ files: [String: Sha256Digest]) -> [String: Sha256Digest] {
        var answers: [String: Sha256Digest] = [:]
        for (name, digest) in files where SealFolder.isAnswer(name) { answers["\(path)/\(name)"] = digest }
        return answers
    }

    /// The first thing that is wrong with the letters it covers. A letter that was erased cannot be looked at.
    private func hashTreeProblem(
        _ leaves: RenewalLeaves, _ algorithm: HashAlgorithm, before renewal: RenewalRecord, seals: [SealRecord],
        months: HomeMonths
    ) throws(VerificationError) -> String? {
        let files = files
        var chains = EvidenceChains(renewals: named.map(\.record)) { path, bytesMax in
            // A file that cannot be read was named already.
            try? files.contents(of: path, bytesMax: bytesMax)
        }
        var seen = 0
        for seal in seals where seal.files[EvidenceLeaves.fileName] != nil {
            guard let letters = try evidenceLeaves(of: seal),
                letters.leaves.contains(where: { letter in
                    seal.tokens.contains { leaves[RenewalLeaves.name(of: letter.seq, by: $0.authority)] != nil }
                }), let tree = EvidenceTree(leaves: letters.leaves.map(\.digest.bytes), algorithm: .sha256)
            else { continue }
            for letter in letters.leaves {
                let covered = seal.tokens.compactMap { told in
                    leaves[RenewalLeaves.name(of: letter.seq, by: told.authority)].map { (told.authority, $0) }
                }
                guard !covered.isEmpty else { continue }
                seen += covered.count
                guard let group = try group(of: letter.seq, months: months),
                    let reduced = tree.reducedTree(of: group.digests(.sha256))
                else { continue }
                for (authority, leaf) in covered {
                    // A seal's token that cannot be read was named already.
                    let record = try? chains.record(
                        of: letter.seq, by: authority, in: seal.folder, reduced: reduced, digests: group.digests,
                        before: renewal.folder)
                    guard let record else { continue }
                    let digests = record.rehashed(group.digests(algorithm), by: algorithm)
                    guard EvidenceTree.node(digests, algorithm) == leaf.digest else {
                        return "\(leaf.name) is not over letter \(letter.seq) and its time-stamps"
                    }
                }
            }
        }
        return seen < leaves.leaves.count ? "it covers letters that no seal has" : nil
    }

    private func evidenceLeaves(of seal: SealRecord) throws(VerificationError) -> EvidenceLeaves? {
        let path = "\(seal.folder.path)/\(EvidenceLeaves.fileName)"
        return try files.contents(of: path, bytesMax: EvidenceLeaves.bytesMax).flatMap { EvidenceLeaves(bytes: $0) }
    }

    /// The digests of a letter's data group, by the word of its opening; the layers of openings and letters hold that
    /// word against entry and bytes. Nil where it was erased.
    private func group(
        of letter: LeafIndex, months: HomeMonths
    ) throws(VerificationError) -> EvidenceGroup? {
        guard let folder = months.folder(home: letter) else { return nil }
        let path = "\(folder)/\(padded(letter.value, 6)).\(EntryKind.accessioned.rawValue).opening.json"
        // What is wrong with an opening was named already.
        guard let bytes = try? files.contents(of: path, bytesMax: Self.openingBytesMax),
            let opening = try? Opening(bytes: bytes), let salt = opening.objectSalt?.bytes,
            let told = ObjectDigests(body: opening.body)
        else { return nil }
        return EvidenceGroup(told: told, salt: salt)
    }
}
