import GreffeCore
import GreffeRegistry
import GreffeRuntime

/// The seal before a destruction.
enum SealBefore {
    /// Nil where no authority is configured; where one is and gives nothing, nothing is destroyed.
    static func step(_ registrar: Registrar) -> SealStep? {
        guard !registrar.archive.settings.sealAuthorities.isEmpty else { return nil }
        return { registrar in
            let sealing = Sealing(registrar: registrar, client: HTTPTimeStampAuthority(), clock: SystemClock())
            return try await sealing.sealNow().record.folder.path
        }
    }
}
