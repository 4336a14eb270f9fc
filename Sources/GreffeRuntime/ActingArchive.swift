package import GreffeCore
import GreffeProof
package import GreffeRegistry

/// Opens an archive for acts as its greffe.yaml says, and only when nothing that remembers it says that it was rolled
/// back: the index, the log's signer, and the witnesses.
package enum ActingArchive {
    /// - Parameter asksWitnesses: nil asks them where the signer has no memory of this log: a backup that was put back
    ///   on another machine looks so.
    /// - Throws: `storage.rollback-suspected`, `registry.witness-disagrees`.
    package static func open(
        path: String, clock: any TimeSource, asksWitnesses: Bool? = nil,
        report: (WitnessPeer, WitnessOutcome) -> Void = { _, _ in }
    ) throws -> Archive {
        let folder = ArchiveFolder(path: path)
        let configuration = try folder.configuration()
        let archive = try Archive.open(
            root: path, settings: try folder.settings(), access: .append, clock: clock,
            credentialsFolder: ServiceCredentials.folder,
            memoryFolder: try SignerFolder.path(configured: configuration.signerMemory))
        let peers = configuration.witnesses.peers
        guard !peers.isEmpty, try asksWitnesses ?? (archive.signerMemory() == nil) else { return archive }
        try askWitnesses(archive, peers, report: report)
        return archive
    }

    /// Shows the archive's checkpoint to each witness. One that is not reached is not waited for: intake goes on.
    /// - Throws: `registry.witness-disagrees` when one cosigned what the ledger does not continue.
    @discardableResult
    package static func askWitnesses(
        _ archive: Archive, _ peers: [WitnessPeer], report: (WitnessPeer, WitnessOutcome) -> Void
    ) throws -> WitnessedCheckpoint {
        try WitnessRound(archive: archive, post: WitnessPost.post).ask(peers, report: report)
    }
}
