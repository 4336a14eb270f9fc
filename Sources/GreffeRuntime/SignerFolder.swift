import Glibc

/// Where the log's signer keeps its memory on this machine: apart from the archive, so that a backup of the one does
/// not bring back the other.
package enum SignerFolder {
    /// What the Debian package and systemd make for the daemon's account.
    package static let ofTheService = "/var/lib/greffe-signer"

    /// - Parameter configured: `signer: {memory: …}` of greffe.yaml, which then counts.
    /// - Returns: a folder that is there, or whose parent is.
    package static func path(configured: String?) throws(RuntimeError) -> String {
        if let configured { return configured }
        if access(ofTheService, W_OK | X_OK) == 0 { return ofTheService }
        // The account's own state (XDG Base Directory Specification).
        let state = variable("XDG_STATE_HOME") ?? variable("HOME").map { "\($0)/.local/state" }
        guard let state else { throw .signerFolderMissing }
        let path = "\(state)/greffe/signer"
        var folder = ""
        for part in path.split(separator: "/") {
            folder += "/" + part
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == EROFS || errno == EACCES else {
                throw .fileFailed(path: folder, errno: errno)
            }
        }
        return path
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee == CChar(UInt8(ascii: "/")) else { return nil }
        return String(cString: value)
    }
}
