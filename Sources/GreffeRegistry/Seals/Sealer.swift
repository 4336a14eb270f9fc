package import GreffeCore
package import Logging
import Synchronization

/// Keeps the ledger sealed while the daemon runs: does what the schedule says, and tries again when it fails. Intake
/// never waits for it.
package actor Sealer {
    /// What `greffe status` shows of it.
    package struct State: Sendable {
        /// Tries in a row that gave nothing.
        package var failures = 0
        package var lastTry: Timestamp?
        /// The last failure since the daemon started, also after a success.
        package var lastFailure: (time: Timestamp, reason: String)?
    }

    private let registrar: Registrar
    private let sealing: Sealing
    private let schedule: SealSchedule
    private let clock: any TimeSource
    private let log: Logger
    private var isStart = true
    /// Whether the ledger says already that this outage has lasted too long.
    private var isOverdueNoted = false
    /// A witness remembers what the ledger does not continue: nothing more may be signed.
    private var disagreement: RegistryError?
    private nonisolated let shared = Mutex(State())

    package init(
        registrar: Registrar, sealing: Sealing, schedule: SealSchedule = SealSchedule(), clock: any TimeSource,
        log: Logger
    ) {
        (self.registrar, self.sealing, self.schedule) = (registrar, sealing, schedule)
        (self.clock, self.log) = (clock, log)
    }

    package nonisolated var state: State { shared.withLock { $0 } }

    /// Until cancelled.
    /// - Throws: `registry.witness-disagrees`, when a witness that was asked before a seal says so.
    package func run() async throws {
        guard try registrar.archive.sealState().isConfigured else {
            log.warning("no authority for time-stamps is configured: NOTHING IS SEALED")
            return
        }
        while !Task.isCancelled {
            let pause = await step()
            if let disagreement { throw disagreement }
            // Cancellation ends the pause, and then the loop.
            try? await Task.sleep(for: .milliseconds(max(pause, Self.pauseMillisecondsMin)))
        }
    }

    private static let pauseMillisecondsMin: Int64 = 100

    /// Does what is due now.
    /// - Returns: the milliseconds until the next look.
    package func step() async -> Int64 {
        let state = self.state
        let now = clock.now()
        do {
            try registrar.archive.catchUp()
            let sealed = try registrar.archive.sealState()
            let situation = SealSchedule.Situation(
                now: now, lastSeal: sealed.lastTime, firstUnsealed: sealed.firstUnsealed?.time, isStart: isStart,
                failures: state.failures, lastTry: state.lastTry)
            if case .wait(let milliseconds) = schedule.decision(situation) {
                try await noteOverdue(sealed, now: now)
                return milliseconds
            }
        } catch {
            fail(error, at: now)
            return schedule.lookMilliseconds
        }
        await seal(at: now)
        return 0
    }

    /// The last seal of a run, after the entry `stopped`.
    package func sealAtStop() async {
        // Without an authority there is nothing to do, and `run` has said so.
        guard (try? registrar.archive.sealState().isConfigured) == true else { return }
        await seal(at: clock.now())
    }

    private func seal(at now: Timestamp) async {
        do {
            let sealed = try await sealing.sealNow()
            (isStart, isOverdueNoted) = (false, false)
            shared.withLock { ($0.failures, $0.lastTry) = (0, now) }
            log.info("sealed", metadata: ["seal": "\(sealed.record.folder)"])
            for failure in sealed.failures {
                log.warning(
                    "no time-stamp", metadata: ["authority": "\(failure.authority)", "why": "\(failure.reason)"])
            }
        } catch {
            if let error = error as? RegistryError, case .witnessDisagrees = error { disagreement = error }
            fail(error, at: now)
        }
    }

    private func fail(_ error: any Error, at now: Timestamp) {
        let reason = (error as? any GreffeError)?.message ?? "\(error)"
        shared.withLock { state in
            state.failures += 1
            (state.lastTry, state.lastFailure) = (now, (now, reason))
        }
        log.error("the ledger could not be sealed", metadata: ["error": "\(reason)"])
    }

    /// An outage that outlasts the bound is an event of the archive's life.
    private func noteOverdue(_ sealed: SealState, now: Timestamp) async throws {
        guard !isOverdueNoted, state.failures > 0, let first = sealed.firstUnsealed?.time,
            now > first.adding(milliseconds: SealTimes.delayMilliseconds)
        else { return }
        try await registrar.note(
            .incident,
            [
                "code": .string("seal-overdue"), "unsealedSince": .string("\(first)"),
                "note": .string("no time-stamp was had within the hour"),
            ])
        isOverdueNoted = true
    }
}
