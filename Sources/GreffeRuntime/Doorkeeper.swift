import GreffeCore
package import GreffeIntake
package import GreffeRegistry

/// Stands between the watch folders and the register: what the intake finds becomes acts, and what became of it goes
/// back.
package struct Doorkeeper: Sendable {
    private let registrar: Registrar
    private let onAccession: @Sendable () async -> Void

    /// - Parameter onAccession: told when letters have come in, so that nobody need look for them.
    package init(registrar: Registrar, onAccession: @escaping @Sendable () async -> Void) {
        (self.registrar, self.onAccession) = (registrar, onAccession)
    }

    /// Makes deliveries ours, all under one checkpoint. One that cannot be taken fails them all; the intake then hands
    /// them over one by one.
    package func take(_ deliveries: [Intake.Delivery]) async throws -> [Intake.Taken] {
        let arrivals = deliveries.map {
            Arrival(descriptor: $0.drop.descriptor, mediaType: $0.shape.mediaType, provenance: $0.provenance)
        }
        let outcomes = try await registrar.accession(arrivals)
        var taken: [Intake.Taken] = []
        for outcome in outcomes {
            switch try outcome.get() {
            case .accessioned(let number): taken.append(.accessioned(number))
            case .duplicate(let number): taken.append(.duplicate(of: number))
            case .alreadyOurs(let number): taken.append(.alreadyOurs(number))
            }
        }
        await onAccession()
        return taken
    }

    package func refuse(_ rejection: Intake.Rejection) async throws {
        try await registrar.refuse(
            code: rejection.refusal.code, reason: "\(rejection.refusal.message) \(rejection.refusal.hint)",
            sha256: try rejection.drop?.digest(), byteCount: rejection.drop.map { Int($0.identity.size) },
            provenance: rejection.provenance)
    }
}
