package import GreffeCore

package enum RuntimeError: GreffeError, Hashable {
    case workerMissing
    /// Another greffed works on the archive.
    case daemonRunning(archive: String)
    case fileFailed(path: String, errno: Int32)

    package var code: String {
        switch self {
        case .workerMissing: "runtime.worker-missing"
        case .daemonRunning: "storage.lock-held"
        case .fileFailed: "runtime.file-failed"
        }
    }

    package var message: String {
        switch self {
        case .workerMissing: "greffe-worker is neither beside this program nor in ../libexec/greffe"
        case .daemonRunning(let archive): "another greffed already works on \(archive)"
        case .fileFailed(let path, let number): "\(path): \(errorText(number))"
        }
    }

    package var hint: String {
        switch self {
        case .workerMissing: "install the programs together: make install"
        case .daemonRunning: "stop it first: systemctl stop greffed"
        case .fileFailed: "check the path and its rights"
        }
    }

    package var fate: Fate { .halt }
}
