import GreffeCore
import GreffeRegistry
import GreffeRuntime
import Logging
import ServiceLifecycle

/// Shows the newest checkpoint to the witnesses at intervals, as long as the daemon runs; before each seal the sealing
/// does it. A witness that is not reached
/// holds nothing up; one that remembers another ledger ends the daemon, which must not sign a fork any further.
struct WitnessService: Service {
    let desk: WitnessDesk
    /// Between two rounds.
    let seconds: Int

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Cancellation ends the pause, and then the loop.
                try? await Task.sleep(for: .seconds(seconds))
                if Task.isCancelled { break }
                _ = try await desk.ask()
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
