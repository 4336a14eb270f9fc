/// Asks outside services about time: authorities for time-stamps (RFC 3161 over HTTP, section 3.4), and the revocation
/// lists of their certificates. What comes back is from a stranger, and checked by who asked.
package protocol TimeStampAuthority: Sendable {
    /// Sends an encoded request.
    /// - Returns: the answer's bytes, of the media type an authority must give.
    /// - Throws: a `GreffeError` with the fate retry: seals are tried again, and nothing waits for them.
    func answer(to request: [UInt8], at url: String) async throws -> [UInt8]

    /// Fetches a certificate revocation list.
    func revocationList(at url: String) async throws -> [UInt8]
}
