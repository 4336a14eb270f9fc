package import GreffeCore

/// Why something could not be checked at all; what was checked and found wrong is a `VerificationFault`.
package enum VerificationError: GreffeError, Hashable {
    case notAnArchive(path: String, reason: String)
    case notADossier(path: String, reason: String)
    /// A file is there and cannot be read.
    case unreadable(path: String, reason: String)
    /// What the caller gave as a key or as a checkpoint is none.
    case keyInvalid(reason: String)
    case checkpointInvalid(reason: String)
    case policyInvalid(line: Int, reason: String)
    case anchorsInvalid(reason: String)

    package var code: String {
        switch self {
        case .notAnArchive: "verification.not-an-archive"
        case .notADossier: "verification.not-a-dossier"
        case .unreadable: "verification.unreadable"
        case .keyInvalid: "verification.key-invalid"
        case .checkpointInvalid: "verification.checkpoint-invalid"
        case .policyInvalid: "verification.policy-invalid"
        case .anchorsInvalid: "verification.anchors-invalid"
        }
    }

    package var message: String {
        switch self {
        case .notAnArchive(let path, let reason): "\(path) is not an archive: \(reason)"
        case .notADossier(let path, let reason): "\(path) is not a dossier: \(reason)"
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .keyInvalid(let reason): "the log key given cannot be used: \(reason)"
        case .checkpointInvalid(let reason): "the checkpoint given cannot be used: \(reason)"
        case .policyInvalid(let line, let reason): "the policy's line \(line): \(reason)"
        case .anchorsInvalid(let reason): "the anchors given cannot be used: \(reason)"
        }
    }

    package var hint: String {
        switch self {
        case .notADossier: "name the folder that holds entry and manifest"
        case .notAnArchive: "name the folder that holds ledger/ and vault/"
        case .unreadable: "check the rights and the disk"
        case .keyInvalid: "a key is one line, <name>+<hash>+<base64>, as in the archive's log.vkey"
        case .policyInvalid: "see docs/format/archive.md, Policy"
        case .checkpointInvalid: "give a copy of ledger/checkpoint as it was kept"
        case .anchorsInvalid: "give a file of certificates in PEM form, as the authority publishes its root"
        }
    }

    package var fate: Fate { .retry }
}
