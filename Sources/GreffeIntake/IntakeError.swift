package import GreffeCore

/// What goes wrong around a watch folder, apart from a single file's refusal.
package enum IntakeError: Error, Sendable {
    /// A watch folder lies in, or around, another one or a folder greffe writes to.
    case overlap(folder: String, other: String)
    case folderUnavailable(folder: String, reason: String)
    case fileUnavailable(name: String, reason: String)
    case refused(Refusal)
    /// The file stays where it is.
    case cannotMove(name: String, reason: String)
    /// The reserve of the archive's disk would be touched.
    case noRoom(reason: String)
    /// The caller's closure failed in a way that must end the intake.
    case stopped(any GreffeError)
}

extension IntakeError: GreffeError {
    static let cannotMoveCode = "intake.cannot-move"

    package var code: String {
        switch self {
        case .overlap: "intake.overlap"
        case .folderUnavailable: "intake.folder-unavailable"
        case .fileUnavailable: "intake.file-unavailable"
        case .refused(let refusal): refusal.code
        case .cannotMove: Self.cannotMoveCode
        case .noRoom: DiskRoom.reserveCode
        case .stopped(let error): error.code
        }
    }

    package var message: String {
        switch self {
        case .overlap(let folder, let other):
            "The watch folder \(folder) and \(other) lie one within the other; output would come in as input."
        case .folderUnavailable(let folder, let reason): "The watch folder \(folder) cannot be opened: \(reason)."
        case .fileUnavailable(let name, let reason): "The file \(name) cannot be read: \(reason)."
        case .refused(let refusal): refusal.message
        case .cannotMove(let name, let reason): "The file \(name) cannot be moved or removed: \(reason)."
        case .noRoom(let reason): "The archive's disk is nearly full (\(reason)); nothing is taken in."
        case .stopped(let error): error.message
        }
    }

    package var hint: String {
        switch self {
        case .overlap: "Keep the watch folders, the archive and every output folder beside each other."
        case .folderUnavailable: "Check the path, the mount and the rights; greffe looks again by itself."
        case .fileUnavailable: "Check the disk or the network share; greffe tries again by itself."
        case .refused(let refusal): refusal.hint
        case .cannotMove:
            "Give the account that runs greffe the right to write in the watch folder; greffe tries again by itself."
        case .noRoom: "Make room on the archive's disk, or enlarge it; then hand the file over again."
        case .stopped(let error): error.hint
        }
    }

    package var fate: Fate {
        switch self {
        case .overlap: .halt
        case .folderUnavailable, .fileUnavailable, .cannotMove, .noRoom: .retry
        case .refused: .quarantine
        case .stopped(let error): error.fate
        }
    }
}
