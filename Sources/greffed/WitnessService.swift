import Dispatch
import GreffeCore
import GreffeRegistry
import GreffeRuntime
import Logging
import ServiceLifecycle

/// Shows the newest checkpoint to the witnesses at intervals, as long as the daemon runs. A witness that is not reached
/// holds nothing up; one that remembers another ledger ends the daemon, which must not sign a fork any further.
struct WitnessService: Service {
    let archive: Archive
    let settings: WitnessSettings
    let log: Logger

    /// Not one of the threads Swift's tasks share: these wait for the network.
    private static let queue = DispatchQueue(label: "greffe.witnesses")

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Cancellation ends the pause, and then the loop.
                try? await Task.sleep(for: .seconds(settings.seconds))
                if Task.isCancelled { break }
                try await ask()
            }
        }
    }

    private func ask() async throws {
        let (archive, peers, log) = (archive, settings.peers, log)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Self.queue.async {
                continuation.resume(
                    with: Result {
                        try ActingArchive.askWitnesses(archive, peers) { Self.say($0, $1, log) }
                    })
            }
        }
    }

    static func say(_ peer: WitnessPeer, _ outcome: WitnessOutcome, _ log: Logger) {
        switch outcome {
        case .cosigned(let size):
            log.info("cosigned", metadata: ["witness": "\(peer.name)", "entries": "\(size)"])
        case .silent(let reason):
            log.warning("no cosignature", metadata: ["witness": "\(peer.name)", "reason": "\(reason)"])
        case .disagrees(let size):
            log.critical("a witness disagrees", metadata: ["witness": "\(peer.name)", "entries": "\(size)"])
        }
    }
}
