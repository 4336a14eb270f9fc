package import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage

/// Seals a ledger: asks the authorities for a time-stamp over its checkpoint, checks what they answer, keeps it in
/// `seals/`, and says so in an entry.
package struct Sealing: Sendable {
    private let registrar: Registrar
    private let client: any TimeStampAuthority
    private let clock: any TimeSource
    private let witnesses: WitnessCall?

    /// Shows the ledger as it stands to the witnesses.
    package typealias WitnessCall = @Sendable () async throws -> WitnessedCheckpoint

    /// - Parameter witnesses: asked before each seal, which is then of the checkpoint they were shown; nil where there
    ///   are none.
    package init(
        registrar: Registrar, client: any TimeStampAuthority, clock: any TimeSource, witnesses: WitnessCall? = nil
    ) {
        (self.registrar, self.client, self.clock, self.witnesses) = (registrar, client, clock, witnesses)
    }

    /// A seal that is durable, and in the ledger.
    package struct Sealed: Sendable {
        package var record: SealRecord
        /// Authorities that gave nothing this time; at least one other did.
        package var failures: [SealFailure]
    }

    private var archive: Archive { registrar.archive }

    /// Seals the ledger as it stands now. When this returns, every entry that was in it before the call is covered by a
    /// time-stamp, and both the token and the entry that names it are durable. Nothing else waits meanwhile.
    ///
    /// Witnesses come first: what is sealed is the checkpoint they were shown, and their lines lie beside it. Whoever
    /// cannot be reached does not hold a seal up.
    ///
    /// A crash between the two leaves a folder without an entry; the next call gives it one.
    /// - Throws: `SealingError`; `registry.witness-disagrees`; whatever an append throws.
    @discardableResult
    package func sealNow() async throws -> Sealed {
        let authorities = archive.settings.sealAuthorities
        guard !authorities.isEmpty else { throw SealingError.notConfigured }
        try await heal()
        let witnessed = try await witnesses?()
        let ledger = witnessed?.ledger ?? archive.custody.ledger
        let folder = SealFolder(date: clock.now().date, size: ledger.size)
        let previous = try archive.sealState().last
        let leaves = try archive.evidenceLeaves(after: previous, size: ledger.size)
        let matter = Matter(
            checkpoint: ledger.checkpointBytes, previous: previous,
            evidence: EvidenceTree(leaves: leaves.leaves.map(\.digest.bytes), algorithm: .sha256)?.root)
        let (granted, failures) = await stamps(authorities, over: matter)
        guard !granted.isEmpty else { throw SealingError.noToken(failures) }
        var files = [SealFolder.checkpoint: ledger.checkpointBytes]
        if !leaves.leaves.isEmpty { files[EvidenceLeaves.fileName] = leaves.bytes }
        for (_, stamp) in granted { files.merge(stamp.files) { $1 } }
        let record = SealRecord(
            folder: folder, root: ledger.head.root, tokens: granted.map { $1.token(of: $0) },
            files: files.mapValues { Sha256Digest.of($0) })
        if let cosigned = witnessed?.cosigned { files[SealFolder.cosigned] = cosigned }
        guard try archive.custody.placeSeal(folder, files: files) else {
            // Another program has just sealed the same checkpoint.
            try await heal()
            return Sealed(record: try archive.sealState().last ?? record, failures: failures)
        }
        try await registrar.enter(record)
        return Sealed(record: record, failures: failures)
    }

    // MARK: Asking

    /// What the authorities are asked about.
    private struct Matter: Sendable {
        var checkpoint: [UInt8]
        var previous: SealRecord?
        /// The root over the letters' evidence leaves; nil when no letter came.
        var evidence: [UInt8]?
    }

    private var desk: AuthorityDesk {
        AuthorityDesk(client: client, clock: clock, random: registrar.archive.custody.random)
    }

    private func stamps(
        _ authorities: [SealAuthority], over matter: Matter
    ) async -> (granted: [(SealAuthority, SealStamp)], failures: [SealFailure]) {
        let desk = desk
        return await desk.ask(authorities) { authority in
            var stamp = try await desk.stamp(
                authority, imprint: authority.algorithm.digest(matter.checkpoint), authority.algorithm,
                notBefore: matter.previous?.tokens.first { $0.authority == authority.name }?.time)
            if let root = matter.evidence { try await desk.add(evidence: root, to: &stamp, by: authority) }
            return stamp
        }
    }

    // MARK: Healing

    /// Gives the seals that a crash left without an entry theirs. Only such seals as could have been made by this
    /// archive: whole, of a checkpoint the ledger continues, with a token that stands.
    private func heal() async throws {
        try archive.catchUp()
        let last = try archive.sealState().last?.size ?? 0
        let waiting = try archive.custody.sealFolders().filter { $0.size > last }
        let named = waiting.isEmpty ? [] : try archive.index.sealed(waiting)
        for folder in waiting where !named.contains(folder) {
            let files = try archive.custody.sealFiles(in: folder, bytesMax: RevocationList.bytesMax)
            guard let record = SealStamp.record(of: folder, files: files, archive: archive) else { continue }
            try await registrar.enter(record)
        }
    }
}

extension SealFailure: Error {}

extension Registrar {
    /// Says in the ledger that a seal is there, once.
    func enter(_ record: SealRecord) throws {
        try append { index in
            try index.sealed([record.folder]).isEmpty ? [Act(kind: .sealed, body: record.body)] : []
        }
    }
}
