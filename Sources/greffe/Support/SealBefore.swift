import GreffeCore
import GreffeRegistry
import GreffeRuntime

/// The seal before a destruction.
enum SealBefore {
    /// Nil where no authority is configured; where one is and gives nothing, nothing is destroyed.
    static func step(_ registrar: Registrar) -> SealStep? {
        guard !registrar.archive.settings.sealAuthorities.isEmpty else { return nil }
        return { registrar in
            try await sealing(registrar).sealNow().record.folder.path
        }
    }

    /// Sealing as a command does it: the witnesses of greffe.yaml first.
    static func sealing(_ registrar: Registrar) throws -> Sealing {
        let desk = try WitnessDesk(archive: registrar.archive) { peer, outcome in
            guard case .silent(let reason) = outcome else { return }
            Terminal.note("greffe: \(peer.name) gave no cosignature: \(Table.printable(reason))")
        }
        return Sealing(
            registrar: registrar, client: HTTPTimeStampAuthority(), clock: SystemClock(),
            witnesses: desk?.call)
    }
}
