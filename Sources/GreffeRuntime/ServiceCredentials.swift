import Glibc

/// What the service manager hands over that no other account may read: systemd's `LoadCredential=`.
package enum ServiceCredentials {
    /// The folder, as `$CREDENTIALS_DIRECTORY` names it; nil where there is none.
    package static var folder: String? {
        guard let value = getenv("CREDENTIALS_DIRECTORY"), value.pointee == CChar(UInt8(ascii: "/")) else { return nil }
        return String(cString: value)
    }
}
