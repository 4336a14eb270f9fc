import GreffeRegistry
import Logging
import ServiceLifecycle

/// Brings what was looked at on the days before into the ledger, at the start and every hour.
struct ConsultationService: Service {
    let registrar: Registrar
    let log: Logger

    /// A day is recorded within the hour after it.
    private static let pause = Duration.seconds(60 * 60)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let count = try await registrar.recordConsultations()
                if count > 0 { log.info("consultations recorded", metadata: ["entries": "\(count)"]) }
                // Cancellation ends the pause, and then the loop.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
