import GreffeCore
import GreffeStorage

extension Registrar {
    /// Writes everything the archive keeps, in open forms, into a folder that exists and is empty, and reads it back.
    /// First an entry `exported` says who left with it; it stands for all letters. A run that is broken off leaves
    /// `SHA256SUMS.part` and no `SHA256SUMS`.
    /// - Returns: letters, those destroyed included.
    /// - Throws: `leavingFolderTaken`, `leavingFaulty`.
    package func leave(
        to folder: String, reason: String?, by: String, progress: (UInt64, UInt64) -> Void
    ) throws -> Int {
        if let reason { try Self.checkReason(reason) }
        let files = try LinuxFileSystem(root: folder)
        guard try files.names(in: ".").isEmpty else { throw RegistryError.leavingFolderTaken(folder) }
        var body: [String: CanonicalJSON] = ["by": .string(by.nfc), "what": .string("everything")]
        body["reason"] = reason.map { .string($0.nfc) }
        try append { _ in [Act(kind: .exported, body: .object(body))] }
        return try OpenCopy(archive: archive, registrar: self, files: files).write(progress: progress)
    }
}
