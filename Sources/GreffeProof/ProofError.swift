/// Why a text of the log cannot be used, or a proof cannot be made.
public enum ProofError: Error, Hashable, Sendable {
    /// A note, key, checkpoint or tile is not in the one form the specification gives it; the words say what is wrong.
    case malformed(String)
    /// No signature line was made by this key.
    case notSigned(keyName: String)
    /// A line claims to be made by this key, and its signature is wrong.
    case signatureInvalid(keyName: String)
    /// A hash that a proof needs cannot be had; the words say where it should have been.
    case hashUnavailable(String)
    /// The leaf or the size lies outside the tree.
    case outsideTree
}
