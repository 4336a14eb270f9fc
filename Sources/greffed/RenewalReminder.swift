import GreffeCore
import GreffeRegistry
import GreffeRuntime
import Logging
import ServiceLifecycle
import Synchronization

/// Says once a day what of the archive's evidence should be renewed. A person does it: `greffe renew`.
final class RenewalReminder: Service {
    private let archive: Archive
    private let clock: SystemClock
    private let log: Logger
    private let state = Mutex<DaemonState.Renewals?>(nil)

    /// Ends are days; nothing is late by hours.
    private static let pause = Duration.seconds(24 * 60 * 60)

    init(archive: Archive, clock: SystemClock, log: Logger) {
        (self.archive, self.clock, self.log) = (archive, clock, log)
    }

    /// As of the last look; nil before the first.
    var last: DaemonState.Renewals? { state.withLock { $0 } }

    func run() async throws {
        guard try archive.sealState().isConfigured else { return }
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                look()
                // Cancellation ends the pause, and then the loop.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func look() {
        let now = clock.now()
        do {
            let plan = try archive.renewalPlan(now: now)
            state.withLock { $0 = DaemonState.Renewals(plan, now: now) }
            for item in plan.due(at: now) {
                log.warning(
                    "evidence is to be renewed: greffe renew",
                    metadata: [
                        "kind": "\(item.kind.rawValue)", "count": "\(item.count)", "ends": "\(item.end.date)",
                        "because": "\(item.reason)",
                    ])
            }
        } catch {
            // What cannot be read is greffe verify's to say; the daemon goes on.
            log.warning("what is to be renewed is not known", metadata: ["error": "\(error)"])
        }
    }
}
