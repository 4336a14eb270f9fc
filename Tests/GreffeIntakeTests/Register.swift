import GreffeCore
import Synchronization

@testable import GreffeIntake

/// The other side of an intake: remembers what it was handed, and fails when told to.
final class Register: Sendable {
    struct Entry: Sendable {
        let provenance: Provenance
        let digest: Sha256Digest?
    }

    private struct State {
        var taken: [Entry] = []
        var refused: [Intake.Rejection] = []
        var heard: [Complaint] = []
        var attempts: [String: Int] = [:]
        var failure: @Sendable (String, Int) -> Trouble? = { _, _ in nil }
        var onTake: @Sendable () -> Void = {}
        var onRefusal: @Sendable (Intake.Rejection) -> Void = { _ in }
        var answer: @Sendable (Int) -> Intake.Taken = {
            .accessioned(AccessionNumber(year: 2026, leaf: LeafIndex(UInt64($0))))
        }
    }

    private let state = Mutex(State())

    var taken: [Entry] { state.withLock { $0.taken } }
    var names: [String] { taken.map(\.provenance.originalName) }
    var refused: [Intake.Rejection] { state.withLock { $0.refused } }
    var heard: [Complaint] { state.withLock { $0.heard } }
    var attempts: Int { state.withLock { $0.attempts.values.reduce(0, +) } }

    /// Given a name and how often it was tried before, the error of this attempt.
    func failing(_ failure: @escaping @Sendable (String, Int) -> Trouble?) { state.withLock { $0.failure = failure } }
    func onTake(_ act: @escaping @Sendable () -> Void) { state.withLock { $0.onTake = act } }
    func onRefusal(_ act: @escaping @Sendable (Intake.Rejection) -> Void) { state.withLock { $0.onRefusal = act } }
    func answering(_ answer: @escaping @Sendable (Int) -> Intake.Taken) { state.withLock { $0.answer = answer } }

    /// Forgets the acts given to it, which hold what they act on.
    func letGo() {
        state.withLock { state in
            (state.onTake, state.onRefusal) = ({}, { _ in })
            state.failure = { _, _ in nil }
        }
    }

    func hear(_ complaint: Complaint) { state.withLock { $0.heard.append(complaint) } }

    func take(_ deliveries: [Intake.Delivery]) throws -> [Intake.Taken] {
        let trouble = state.withLock { state -> Trouble? in
            var trouble: Trouble?
            for delivery in deliveries {
                let name = delivery.provenance.originalName
                trouble = trouble ?? state.failure(name, state.attempts[name, default: 0])
                state.attempts[name, default: 0] += 1
            }
            return trouble
        }
        if let trouble { throw trouble }
        let entries = try deliveries.map { Entry(provenance: $0.provenance, digest: try $0.drop.digest()) }
        let (outcomes, act) = state.withLock { state in
            state.taken += entries
            return (entries.indices.map(state.answer), state.onTake)
        }
        act()
        return outcomes
    }

    func refuse(_ rejection: Intake.Rejection) throws {
        let act = state.withLock { state in
            state.refused.append(rejection)
            return state.onRefusal
        }
        act(rejection)
    }
}
