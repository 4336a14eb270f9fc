/// What the log says of itself at one moment: how many leaves, and their root (C2SP tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
    /// The name of the log, the same for its whole life.
    public var origin: String
    public var size: UInt64
    public var root: MerkleHash

    public init(origin: String, size: UInt64, root: MerkleHash) {
        (self.origin, self.size, self.root) = (origin, size, root)
    }

    /// Three lines: origin, size in decimal, root in base64.
    public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

    /// Reads the three lines. Extension lines, which the specification allows, are refused: this log writes none.
    public init(text: String) throws(ProofError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, !lines[0].isEmpty, let size = UInt64(lines[1]),
            let root = MerkleHash(base64: lines[2])
        else { throw .malformed("checkpoint: not origin, size and root") }
        self.init(origin: String(lines[0]), size: size, root: root)
        guard self.text == text else { throw .malformed("checkpoint: second spelling") }
    }

    public func signed(with key: SignerKey) throws(ProofError) -> SignedNote {
        guard var note = SignedNote(text: text) else { throw .malformed("checkpoint: origin") }
        try note.sign(with: key)
        return note
    }

    /// Reads a checkpoint that this key has signed.
    public init(bytes: [UInt8], signedBy key: VerifierKey) throws(ProofError) {
        let note = try SignedNote(bytes: bytes)
        try note.verify(with: key)
        try self.init(text: note.text)
    }
}
