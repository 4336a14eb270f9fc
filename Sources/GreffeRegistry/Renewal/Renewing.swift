package import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage
import GreffeVerification

/// Renews an archive's evidence before what it rests on grows weak (RFC 4998 section 5): new time-stamps over the last
/// ones of each chain, or over the letters themselves by another digest. What is made is kept in `renewals/` and named
/// by an entry, as a seal is.
package struct Renewing: Sendable {
    private let registrar: Registrar
    private let desk: AuthorityDesk
    private let clock: any TimeSource

    package init(registrar: Registrar, client: any TimeStampAuthority, clock: any TimeSource) {
        (self.registrar, self.clock) = (registrar, clock)
        desk = AuthorityDesk(client: client, clock: clock, random: registrar.archive.custody.random)
    }

    /// What was done.
    package struct Outcome: Sendable {
        /// Durable, and in the ledger.
        package var renewed: [RenewalRecord] = []
        /// Authorities that gave nothing; at least one other did each time.
        package var failures: [SealFailure] = []
        /// Time-stamps that stand no more: nothing can renew them.
        package var lapsed = 0
    }

    private var archive: Archive { registrar.archive }

    /// Letters whose evidence is carried on under this one, when SHA-256 grows weak.
    private static let strong = HashAlgorithm.sha512

    // MARK: Time-stamps

    /// Renews time-stamps that end soon.
    /// - Parameter all: also those that do not, whether that gains anything or not.
    /// - Throws: `SealingError`; `RenewalError.nothingGained`; whatever an append throws. What was renewed before
    ///   stays.
    package func renewTimeStamps(all: Bool = false) async throws -> Outcome {
        try archive.catchUp()
        var outcome = Outcome()
        var live: [HashAlgorithm: [Ending]] = [:]
        let now = clock.now()
        for stamp in try archive.liveTimeStamps() {
            let ending: Ending
            do { ending = try Ending(stamp, archive, now: now) } catch is TimeStampError {
                outcome.lapsed += 1
                continue
            }
            guard all || ending.isDue(at: now) else { continue }
            live[ending.algorithm, default: []].append(ending)
        }
        for (algorithm, endings) in live.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for start in stride(from: 0, to: endings.count, by: RenewalLeaves.countMax) {
                let part = endings[start..<min(start + RenewalLeaves.countMax, endings.count)]
                let leaves = RenewalLeaves(part.map { RenewalLeaves.Leaf(name: $0.path, digest: $0.digest) })
                let end = all ? nil : part.map(\.end).min()
                try await renew(.timeStamps, leaves, algorithm, gaining: end, into: &outcome)
            }
        }
        return outcome
    }

    /// A time-stamp that still stands.
    private struct Ending {
        var path: String
        var algorithm: HashAlgorithm
        /// Of the token, by its chain's algorithm.
        var digest: [UInt8]
        var end: Timestamp

        init(_ stamp: LiveTimeStamp, _ archive: Archive, now: Timestamp) throws {
            let (token, path) = try archive.standing(stamp, at: now)
            self.path = stamp.path
            algorithm = token.statement.algorithm
            digest = algorithm.digest(token.bytes)
            end = Timestamp(TimeStampEnd(of: token, path: path, by: archive.settings.algorithms).instant)
        }

        func isDue(at now: Timestamp) -> Bool {
            end.adding(milliseconds: -RenewalPlan.marginMilliseconds) <= now
        }
    }

    // MARK: Hash trees

    /// Carries the evidence of every letter on under SHA-512: the letters are read again, and must be what the ledger
    /// says.
    /// - Parameter progress: letters done, and how many there are.
    /// - Throws: `RenewalError.lettersAltered` after all others were renewed; else as `renewTimeStamps`.
    package func renewHashTrees(progress: (Int, Int) -> Void = { _, _ in }) async throws -> Outcome {
        try archive.catchUp()
        var outcome = Outcome()
        let weak = try archive.weakEvidence()
        let total = weak.reduce(0) { $0 + $1.leaves.leaves.count }
        var (done, altered) = (0, [AccessionNumber]())
        var leaves: [RenewalLeaves.Leaf] = []
        var chains = try archive.evidenceChains()
        for (seal, letters) in weak {
            guard let whole = try archive.evidenceLeaves(of: seal),
                let tree = EvidenceTree(leaves: whole.leaves.map(\.digest.bytes), algorithm: .sha256)
            else { continue }
            for letter in letters.leaves {
                done += 1
                if let group = try group(of: letter.seq) {
                    leaves += try Self.leaves(of: letter.seq, group, seal, tree, &chains)
                } else {
                    let entry = try archive.custody.entry(at: letter.seq)
                    altered.append(AccessionNumber(year: entry.time.date.year, leaf: letter.seq))
                }
                progress(done, total)
                // Room for one letter by every authority.
                if leaves.count + Self.authoritiesMax > RenewalLeaves.countMax {
                    try await renew(.hashTree, RenewalLeaves(leaves), Self.strong, gaining: nil, into: &outcome)
                    leaves = []
                }
            }
        }
        if !leaves.isEmpty {
            try await renew(.hashTree, RenewalLeaves(leaves), Self.strong, gaining: nil, into: &outcome)
        }
        if !altered.isEmpty { throw RenewalError.lettersAltered(altered) }
        return outcome
    }

    /// No seal has more.
    private static let authoritiesMax = 8

    private static func leaves(
        of letter: LeafIndex, _ group: EvidenceGroup, _ seal: SealRecord, _ tree: EvidenceTree,
        _ chains: inout EvidenceChains
    ) throws -> [RenewalLeaves.Leaf] {
        guard let reduced = tree.reducedTree(of: group.digests(.sha256)) else { return [] }
        return try seal.tokens.compactMap { told in
            let record = try chains.record(
                of: letter, by: told.authority, in: seal.folder, reduced: reduced, digests: group.digests)
            guard let record, record.last.algorithm != strong else { return nil }
            return RenewalLeaves.Leaf(
                name: RenewalLeaves.name(of: letter, by: told.authority),
                digest: EvidenceTree.node(record.rehashed(group.digests(strong), by: strong), strong))
        }
    }

    /// The digests of a letter, taken anew from its bytes; nil when these are not what the ledger says.
    private func group(of letter: LeafIndex) throws -> EvidenceGroup? {
        let custody = archive.custody
        let entry = try custody.entry(at: letter)
        guard let opening = try custody.opening(of: entry), let salt = opening.objectSalt,
            let told = ObjectDigests(body: opening.body)
        else { return nil }
        let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
        var digester = ObjectDigester(salt: salt)
        let path = "\(try custody.folder(of: entry))/\(VaultLayout.objectName(entry, mediaType: mediaType))"
        guard try LinuxArchiveFiles(root: archive.root).readPieces(of: path, { digester.update($0) }) else {
            return nil
        }
        let (found, commitment) = digester.finish()
        return found == told && commitment == entry.object ? EvidenceGroup(told: found, salt: salt.bytes) : nil
    }

    // MARK: One renewal

    /// Asks every authority for a time-stamp over the leaves, keeps what it got, and says so in an entry.
    /// - Parameter end: what is renewed proves that long; nil where that does not matter.
    private func renew(
        _ kind: RenewalRecord.Kind, _ leaves: RenewalLeaves, _ algorithm: HashAlgorithm, gaining end: Timestamp?,
        into outcome: inout Outcome
    ) async throws {
        let authorities = archive.settings.sealAuthorities
        guard !authorities.isEmpty else { throw SealingError.notConfigured }
        guard let root = EvidenceTree(leaves: leaves.leaves.map(\.digest), algorithm: algorithm)?.root else { return }
        let (desk, list) = (desk, archive.settings.algorithms)
        let earlier = try archive.renewals().last?.tokens ?? []
        var (granted, failures) = await desk.ask(authorities) { authority in
            try await desk.stamp(
                authority, imprint: root, algorithm,
                notBefore: earlier.first { $0.authority == authority.name }?.time)
        }
        guard !granted.isEmpty else { throw SealingError.noToken(failures) }
        if let end {
            let ends = granted.map { $1.end(by: list) }
            guard let until = ends.max(), until > end else {
                throw RenewalError.nothingGained(until: "\((ends.max() ?? end).date)")
            }
            // An authority that gains nothing is none to go on with.
            granted = granted.filter { $1.end(by: list) > end }
        }
        var files = [RenewalFolder.leaves: leaves.bytes]
        for (_, stamp) in granted { files.merge(stamp.files) { $1 } }
        let folder = try archive.custody.placeRenewal(on: clock.now().date, files: files)
        let record = RenewalRecord(
            folder: folder, kind: kind, digest: algorithm.rawValue, root: root, count: leaves.leaves.count,
            tokens: granted.map { $1.token(of: $0) }, files: files.mapValues { Sha256Digest.of($0) })
        try await registrar.enter(record)
        outcome.renewed.append(record)
        outcome.failures += failures
    }
}

extension Registrar {
    /// Says in the ledger that a renewal is there.
    func enter(_ record: RenewalRecord) throws {
        try append { _ in [Act(kind: .renewed, body: record.body)] }
    }
}
