/// Why a time-stamp, or what it rests on, is not accepted.
public enum TimeStampError: Error, Hashable, Sendable {
    /// It has not the form its standard gives it; the words say which part.
    case malformed(String)
    /// It uses something this check does not know, and so cannot vouch for.
    case unsupported(String)
    /// The authority refused: its status, and its words.
    case rejected(status: Int, text: String)
    case noToken
    case imprintMismatch
    case nonceMismatch
    case policyMismatch(found: String)
    /// The signer's certificate is not for time-stamping alone.
    case notForTimeStamping(String)
    /// The token does not say which certificate signed it, or says another.
    case signerMismatch(String)
    case signatureInvalid(String)
    /// No path leads from the signer to a pinned anchor; the words say what came nearest.
    case untrusted(String)
    case revoked(String)
}

extension TimeStampError: CustomStringConvertible {
    /// What is wrong, in plain words.
    public var description: String {
        switch self {
        case .malformed(let what): "malformed: \(what)"
        case .unsupported(let what): "not supported: \(what)"
        case .rejected(let status, let text):
            "refused by the authority, status \(status)\(text.isEmpty ? "" : ": ")\(text)"
        case .noToken: "the answer has no token"
        case .imprintMismatch: "the token is about other bytes"
        case .nonceMismatch: "the token answers another request"
        case .policyMismatch(let found): "the token is under another policy, \(found)"
        case .notForTimeStamping(let why): "the signer's certificate is not one for time-stamping: \(why)"
        case .signerMismatch(let why): "the token does not bind its signer's certificate: \(why)"
        case .signatureInvalid(let what): "the signature of \(what) is wrong"
        case .untrusted(let why): "no path to a pinned anchor: \(why)"
        case .revoked(let what): "revoked: \(what)"
        }
    }
}
