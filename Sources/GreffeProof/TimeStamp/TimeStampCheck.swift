/// What a token must fulfil to be accepted: all checks of RFC 3161 section 2.3 and 2.4.2, and a path to an anchor. What
/// a clock or other tokens say about its time is for the caller.
public struct TimeStampCheck: Sendable {
    public var anchors: TrustAnchors
    /// The policy it must be under; nil for any.
    public var policy: ObjectIdentifier?
    /// The nonce of the request; nil when it is not known any more.
    public var nonce: [UInt8]?
    /// Certificates kept beside the token, for one that came without.
    public var certificates: [X509Certificate] = []
    /// Revocation lists kept beside the token.
    public var revocationLists: [RevocationList] = []

    public init(anchors: TrustAnchors, policy: ObjectIdentifier? = nil, nonce: [UInt8]? = nil) {
        (self.anchors, self.policy, self.nonce) = (anchors, policy, nonce)
    }

    /// Checks a token over these bytes.
    /// - Returns: the path that led to an anchor, as it stood at the time in the token.
    @discardableResult
    public func check(_ token: TimeStampToken, over bytes: [UInt8]) throws(TimeStampError) -> CertificatePath {
        try check(token, imprint: token.statement.algorithm.digest(bytes))
    }

    /// As above, the digest being known already.
    /// - Parameter instant: when the path must have stood; nil for the time in the token.
    @discardableResult
    public func check(
        _ token: TimeStampToken, imprint: [UInt8], at instant: UTCInstant? = nil
    ) throws(TimeStampError) -> CertificatePath {
        let statement = token.statement
        let instant = instant ?? statement.genTime
        guard statement.imprint == imprint else { throw .imprintMismatch }
        if let nonce, statement.nonce != nonce { throw .nonceMismatch }
        if let policy, statement.policy != policy {
            throw .policyMismatch(found: statement.policy.description)
        }
        let others = token.certificates + certificates
        guard let signer = (others + anchors.certificates).first(where: { token.signer.isNamed($0) }) else {
            throw .signerMismatch("no certificate at hand is the one it names")
        }
        try checkPurpose(of: signer)
        guard token.signer.contentType == TimeStampToken.statementType else {
            throw .malformed("signed attributes: content type")
        }
        guard token.signer.messageDigest == token.signer.digest.digest(statement.bytes) else {
            throw .signatureInvalid("the statement")
        }
        guard
            signer.isValid(
                signature: token.signer.signature, over: token.signer.signedAttributes, by: token.signer.scheme)
        else { throw .signatureInvalid("the token") }
        let path = try CertificatePath(from: signer, through: others, to: anchors, at: instant)
        try path.check(token.revocationLists + revocationLists, at: instant)
        return path
    }

    /// RFC 3161 section 2.3: the extended key usage is critical and holds nothing but time-stamping.
    private func checkPurpose(of signer: X509Certificate) throws(TimeStampError) {
        let extensions = signer.extensions
        guard let usages = extensions.extendedKeyUsages else {
            throw .notForTimeStamping("it has no extended key usage")
        }
        guard usages == [CertificateExtensions.timeStamping] else {
            throw .notForTimeStamping("its extended key usage is not time-stamping alone")
        }
        guard extensions.isExtendedKeyUsageCritical else {
            throw .notForTimeStamping("its extended key usage is not critical")
        }
        let signing = CertificateExtensions.digitalSignature | CertificateExtensions.nonRepudiation
        if let usage = extensions.keyUsage, usage & signing == 0 {
            throw .notForTimeStamping("its key usage does not allow signatures")
        }
    }
}
