import GreffeCore
import GreffeRegistry
import GreffeRuntime
import Logging
import ServiceLifecycle
import Synchronization

/// Says once a day, and after each renewal, what of the archive's evidence should be renewed. A person does it:
/// `greffe renew`.
final class RenewalReminder: Service {
    private let archive: Archive
    private let clock: SystemClock
    private let log: Logger
    private let state = Mutex<DaemonState.Renewals?>(nil)

    /// Ends are days; nothing is late by hours.
    private static let day = Duration.seconds(24 * 60 * 60)
    /// Somebody who has just renewed looks whether `greffe status` knows.
    private static let pause = Duration.seconds(10)

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
                await waitForDayOrRenewal()
            }
        }
    }

    private func waitForDayOrRenewal() async {
        // An index that cannot be asked says the same each time; the day then brings the next look.
        let known = try? archive.lastRenewal()
        var waited = Duration.zero
        while waited < Self.day {
            // Cancellation ends the pause, and what follows it.
            try? await Task.sleep(for: Self.pause)
            // As above.
            if Task.isCancelled || (try? archive.lastRenewal()) != known { return }
            waited += Self.pause
        }
    }

    private func look() {
        let now = clock.now()
        do {
            let renewals = DaemonState.Renewals(try archive.renewalPlan(now: now), now: now)
            state.withLock { $0 = renewals }
            for item in renewals.items where item.isDue {
                log.warning(
                    "evidence is to be renewed: \(item.command)",
                    metadata: [
                        "kind": "\(item.kind)", "count": "\(item.count)", "ends": "\(item.end)",
                        "because": "\(item.reason)",
                    ])
            }
        } catch {
            // What cannot be read is greffe verify's to say; the daemon goes on.
            log.warning("what is to be renewed is not known", metadata: ["error": "\(error)"])
        }
    }
}
