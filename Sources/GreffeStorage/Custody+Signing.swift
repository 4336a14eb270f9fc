package import GreffeProof

extension Custody {
    /// Signs a text with the log's key: the manifest of a dossier, an attestation. Never a checkpoint, which only an
    /// append may make: a text whose second line is a number is refused.
    package func sign(_ text: String) throws(StorageError) -> SignedNote {
        guard let writing else { throw .readOnly }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, !lines[1].isEmpty, UInt64(lines[1]) == nil, var note = SignedNote(text: text) else {
            throw .actInvalid(reason: "a text that is not for the log's key")
        }
        do { try note.sign(with: writing.signer) } catch { throw .keyInvalid(reason: "it does not sign") }
        return note
    }
}
