package import GreffeCore

/// Why bytes could not be kept, or kept bytes cannot be trusted. Paths are relative to the archive.
package enum StorageError: GreffeError, Hashable {
    /// A system call failed; `call` is its name.
    case callFailed(call: String, path: String, errno: Int32)
    /// The disk said that it did not keep what it was given. What is on it now is unknown, even if a second try
    /// succeeds.
    case syncFailed(path: String, errno: Int32)
    case diskFull(path: String)
    /// A file is longer than any of its kind can be.
    case fileTooLarge(path: String, bytesMax: Int)
    case lockHeld(waitedMilliseconds: Int)
    case notAnArchive(reason: String)
    case alreadyFounded
    case nameInvalid(String)
    case keyMissing
    /// Mode of the file, low nine bits.
    case keyExposed(path: String, mode: UInt32)
    case keyInvalid(reason: String)
    case checkpointMissing
    case checkpointInvalid(reason: String)
    case unsupportedVersion(path: String)
    /// A file of the ledger is missing or is not what the checkpoint says.
    case ledgerDamaged(path: String, reason: String)
    case rollbackSuspected(rememberedSize: UInt64, size: UInt64)
    /// The signer signed another ledger, or more of it, than the one it is asked to continue.
    case signerRefuses(memory: String, rememberedSize: UInt64, size: UInt64)
    /// The signer's memory cannot be read or written.
    case memoryUnusable(path: String, reason: String)
    case openingAltered(path: String)
    case objectAltered(path: String)
    case objectMissing(path: String)
    /// The source grew, shrank or was written while it was copied.
    case sourceChanged
    case sourceTooLarge(bytesMax: Int64)
    /// The caller gave an act the ledger does not take.
    case actInvalid(reason: String)
    case readOnly
    /// An earlier failure left this opening of the archive untrustworthy; `code` is that failure's.
    case halted(code: String)
}

extension StorageError {
    package var code: String {
        switch self {
        case .callFailed: "storage.call-failed"
        case .syncFailed: "storage.sync-failed"
        case .diskFull: "storage.disk-full"
        case .fileTooLarge: "storage.file-too-large"
        case .lockHeld: "storage.lock-held"
        case .notAnArchive: "storage.not-an-archive"
        case .alreadyFounded: "storage.already-founded"
        case .nameInvalid: "storage.name-invalid"
        case .keyMissing: "storage.key-missing"
        case .keyExposed: "storage.key-exposed"
        case .keyInvalid: "storage.key-invalid"
        case .checkpointMissing: "storage.checkpoint-missing"
        case .checkpointInvalid: "storage.checkpoint-invalid"
        case .unsupportedVersion: "storage.unsupported-version"
        case .ledgerDamaged: "storage.ledger-damaged"
        case .rollbackSuspected, .signerRefuses: "storage.rollback-suspected"
        case .memoryUnusable: "storage.memory-unusable"
        case .openingAltered: "storage.opening-altered"
        case .objectAltered: "storage.object-altered"
        case .objectMissing: "storage.object-missing"
        case .sourceChanged: "storage.source-changed"
        case .sourceTooLarge: "storage.source-too-large"
        case .actInvalid: "storage.act-invalid"
        case .readOnly: "storage.read-only"
        case .halted: "storage.halted"
        }
    }

    package var message: String {
        switch self {
        case .callFailed(let call, let path, let number): "\(call) failed on \(path): \(errnoText(number))"
        case .syncFailed(let path, let number): "the disk did not keep \(path): \(errnoText(number))"
        case .diskFull(let path): "no room left on the disk for \(path)"
        case .fileTooLarge(let path, let bytesMax): "\(path) is longer than \(bytesMax) bytes"
        case .lockHeld(let waited): "another program has held the archive's lock for \(waited) ms"
        case .notAnArchive(let reason): "this is not an archive: \(reason)"
        case .alreadyFounded: "there is an archive here already"
        case .nameInvalid(let name): "\"\(name)\" cannot name a log"
        case .keyMissing: "there is no \(VaultLayout.logPrivateKey)"
        case .keyExposed(let path, let mode):
            "\(path) can be read by others (mode \(String(mode, radix: 8)))"
        case .keyInvalid(let reason): "the log's key cannot be used: \(reason)"
        case .checkpointMissing: "there is no \(VaultLayout.checkpoint), and the ledger is not empty"
        case .checkpointInvalid(let reason): "\(VaultLayout.checkpoint) is not to be trusted: \(reason)"
        case .unsupportedVersion(let path): "\(path) was written in a form this version does not know"
        case .ledgerDamaged(let path, let reason): "\(path): \(reason)"
        case .rollbackSuspected(let remembered, let size):
            "the ledger has \(size) entries and does not continue the \(remembered) seen before"
        case .signerRefuses(let memory, let remembered, let size):
            "the ledger has \(size) entries and does not continue the \(remembered) its signer signed last (\(memory))"
        case .memoryUnusable(let path, let reason): "the signer's memory \(path) cannot be used: \(reason)"
        case .openingAltered(let path): "\(path) does not match what the ledger committed to"
        case .objectAltered(let path): "\(path) does not match its digest"
        case .objectMissing(let path): "\(path) is missing"
        case .sourceChanged: "the scan changed while it was copied"
        case .sourceTooLarge(let bytesMax): "the scan is longer than \(bytesMax) bytes"
        case .actInvalid(let reason): "the ledger does not take this act: \(reason)"
        case .readOnly: "the archive was opened for reading only"
        case .halted(let code): "nothing is written any more since \(code)"
        }
    }

    package var hint: String {
        switch self {
        case .callFailed: "check the disk and the rights on the archive's folder"
        case .syncFailed, .halted: "check the disk, then greffe verify; start again only when it finds no fault"
        case .diskFull: "free some room; nothing was lost"
        case .fileTooLarge, .ledgerDamaged, .checkpointMissing, .checkpointInvalid, .openingAltered, .objectAltered,
            .objectMissing:
            "run: greffe-verify; then restore the file from a backup"
        case .lockHeld: "wait for the other program, or see who holds it: fuser lock"
        case .notAnArchive: "name the archive with --archive, or found one: greffe init"
        case .alreadyFounded: "choose another folder"
        case .nameInvalid: "choose a name like mail.example.org/greffe: no spaces, no +"
        case .keyMissing: "put the key back from its backup; without it nothing can be added"
        case .keyExposed(let path, _): "chmod 600 \(path); whoever could read it could sign: think of a new key"
        case .keyInvalid: "put \(VaultLayout.logPrivateKey) and \(VaultLayout.logPublicKey) back from a backup"
        case .unsupportedVersion: "install the version of greffe that wrote the archive, or a later one"
        case .rollbackSuspected, .signerRefuses:
            "an older backup may have been restored: put the newest state back, or own up to the loss with greffe recover"
                + " --reason …; see docs/operating/recovery.md first"
        case .memoryUnusable:
            "put the file back from a backup, or name a folder we may write to: signer: {memory: …} in greffe.yaml"
        case .sourceChanged: "the scanner had not finished; it is tried again"
        case .sourceTooLarge: "split the scan"
        case .actInvalid: "this is a mistake in the program: please report it"
        case .readOnly: "open the archive with its key"
        }
    }

    package var fate: Fate {
        switch self {
        case .callFailed, .diskFull, .lockHeld, .sourceChanged: .retry
        case .openingAltered, .objectAltered, .objectMissing, .sourceTooLarge, .actInvalid: .quarantine
        default: .halt
        }
    }
}
