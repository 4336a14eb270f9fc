/// A path from a certificate to a pinned anchor, as it stood at one instant (RFC 5280 section 6, without policies and
/// without name constraints: a certificate whose critical extensions ask for more is refused).
public struct CertificatePath: Hashable, Sendable {
    /// From the certificate in question to the anchor; one where it is itself the anchor.
    public let certificates: [X509Certificate]

    /// Authorities for time-stamps stand two or three below their root.
    private static let lengthMax = 8

    /// - Parameters:
    ///   - others: what may stand in between, in any order, trusted or not.
    ///   - instant: when every certificate must have been in force: the time in the token, so that a token outlives
    ///     the certificates it was made under.
    init(
        from certificate: X509Certificate, through others: [X509Certificate], to anchors: TrustAnchors,
        at instant: UTCInstant
    ) throws(TimeStampError) {
        var search = Search(others: others, anchors: anchors.certificates, instant: instant)
        guard let found = search.path([certificate]) else { throw .untrusted(search.complaint) }
        certificates = found
    }

    /// - Throws: `revoked` when one of the lists, signed by the issuer of a certificate of the path, says so.
    func check(_ lists: [RevocationList], at instant: UTCInstant) throws(TimeStampError) {
        for (certificate, issuer) in zip(certificates, certificates.dropFirst()) {
            for list in lists where list.revokes(certificate, at: instant) && list.isSigned(by: issuer) {
                throw .revoked("certificate \(certificate.serialText)")
            }
        }
    }

    private struct Search {
        let others: [X509Certificate]
        let anchors: [X509Certificate]
        let instant: UTCInstant
        var complaint = "no issuer among the certificates at hand"
        /// Signatures checked; hostile certificates that all bear one name must not cost more.
        var steps = 0
        static let stepsMax = 200

        mutating func path(_ below: [X509Certificate]) -> [X509Certificate]? {
            guard let last = below.last, isUsable(last) else { return nil }
            if anchors.contains(where: { $0.bytes == last.bytes }) { return below }
            guard below.count < CertificatePath.lengthMax else { return nil }
            for issuer in anchors + others where issuer.subject == last.issuer {
                guard steps < Self.stepsMax else { return nil }
                steps += 1
                guard !below.contains(where: { $0.bytes == issuer.bytes }), mayIssue(issuer, depth: below.count - 1)
                else { continue }
                guard issuer.hasIssued(last) else {
                    complaint = "the signature of certificate \(last.serialText) is wrong"
                    continue
                }
                if let found = path(below + [issuer]) { return found }
            }
            return nil
        }

        private mutating func isUsable(_ certificate: X509Certificate) -> Bool {
            guard certificate.isInForce(at: instant) else {
                complaint = "certificate \(certificate.serialText) was not in force at the time in the token"
                return false
            }
            if let unknown = certificate.extensions.unknownCritical {
                complaint = "certificate \(certificate.serialText) has the critical extension \(unknown)"
                return false
            }
            return true
        }

        /// - Parameter depth: how many authorities stand between this one and the certificate in question.
        private mutating func mayIssue(_ certificate: X509Certificate, depth: Int) -> Bool {
            let extensions = certificate.extensions
            let maySign = extensions.keyUsage.map { $0 & CertificateExtensions.certificateSigning != 0 } ?? true
            guard extensions.isAuthority, maySign, extensions.pathLengthMax.map({ depth <= $0 }) ?? true else {
                complaint = "certificate \(certificate.serialText) may not issue others"
                return false
            }
            return true
        }
    }
}
