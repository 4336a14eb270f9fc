package import GreffeCore
package import GreffeWorkerLink

package enum RuntimeError: GreffeError, Hashable {
    case workerMissing
    /// The kernel offers less than `workers.sandbox` asks for.
    case sandboxMissing(KernelSandbox)
    /// Another greffed works on the archive.
    case daemonRunning(archive: String)
    /// No account's folder in which the signer could remember.
    case signerFolderMissing
    /// The person is in none of the groups that may run the command.
    case roleMissing(command: String, person: String, roles: [Role], groups: [String])
    case fileFailed(path: String, errno: Int32)

    package var code: String {
        switch self {
        case .workerMissing: "runtime.worker-missing"
        case .sandboxMissing: "runtime.sandbox-missing"
        case .daemonRunning: "storage.lock-held"
        case .signerFolderMissing: "storage.memory-unusable"
        case .roleMissing: "runtime.role-missing"
        case .fileFailed: "runtime.file-failed"
        }
    }

    package var message: String {
        switch self {
        case .workerMissing: "greffe-worker is neither beside this program nor in ../libexec/greffe"
        case .sandboxMissing(let kernel):
            "the workers cannot be confined; missing: \(kernel.missing.joined(separator: ", "))"
        case .daemonRunning(let archive): "another greffed already works on \(archive)"
        case .signerFolderMissing: "there is no folder in which the log's signer could remember what it signed"
        case .roleMissing(let command, let person, let roles, _):
            roles.isEmpty
                ? "greffe \(command) is in no role's list, and this archive has roles"
                : "greffe \(command) is for the role of \(roles.map(\.title).joined(separator: ", ")), and \(person) has none of these"
        case .fileFailed(let path, let number): "\(path): \(errorText(number))"
        }
    }

    package var hint: String {
        switch self {
        case .workerMissing: "install the programs together: make install"
        case .sandboxMissing: SandboxRule.hint
        case .daemonRunning: "stop it first: systemctl stop greffed"
        case .signerFolderMissing: "name one in greffe.yaml, outside the archive: signer: {memory: /absolute/folder}"
        case .roleMissing(_, let person, _, let groups):
            groups.isEmpty
                ? "see docs/operating/roles.md"
                : "ask who has it, or have \(person) put into the group \(groups.joined(separator: " or ")) (adduser), then log in anew; see docs/operating/roles.md"
        case .fileFailed: "check the path and its rights"
        }
    }

    package var fate: Fate { .halt }
}
