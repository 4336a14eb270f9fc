import Dispatch
package import GreffeRegistry

/// Where the witnesses of an archive are asked while other work goes on: away from the threads that Swift's tasks
/// share, and one round at a time, so that two rounds about two sizes do not overtake each other.
package struct WitnessDesk: Sendable {
    package typealias Report = @Sendable (WitnessPeer, WitnessOutcome) -> Void

    private let archive: Archive
    private let peers: [WitnessPeer]
    private let report: Report

    /// These calls wait for the network.
    private static let queue = DispatchQueue(label: "greffe.witnesses")

    /// Nil where greffe.yaml names no witness.
    package init?(archive: Archive, report: @escaping Report) throws {
        peers = try ArchiveFolder(path: archive.root).configuration().witnesses.peers
        (self.archive, self.report) = (archive, report)
        if peers.isEmpty { return nil }
    }

    /// Asking, as sealing does it.
    package var call: Sealing.WitnessCall { { try await ask() } }

    /// Shows them the ledger as it stands.
    /// - Throws: `registry.witness-disagrees`.
    package func ask() async throws -> WitnessedCheckpoint {
        let (archive, peers, report) = (archive, peers, report)
        return try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<WitnessedCheckpoint, any Error>) in
            Self.queue.async {
                continuation.resume(with: Result { try ActingArchive.askWitnesses(archive, peers, report: report) })
            }
        }
    }
}
