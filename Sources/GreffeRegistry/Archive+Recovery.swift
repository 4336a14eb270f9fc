package import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage

/// What somebody outside the ledger remembers of it.
package struct LedgerMemory: Sendable, Hashable {
    /// `signer`, `index`, `checkpoint FILE`, `witness NAME`.
    package var source: String
    package var size: UInt64
    /// Nil for a witness that disagrees: it tells its size and no more.
    package var root: Sha256Digest?

    package init(source: String, size: UInt64, root: Sha256Digest?) {
        (self.source, self.size, self.root) = (source, size, root)
    }
}

/// What a recovery found and wrote.
package struct Recovered: Sendable {
    /// The furthest memory that the ledger does not continue.
    package var old: LedgerMemory
    package var newSize: UInt64
    package var newRoot: Sha256Digest
    package var memories: [LedgerMemory]
    /// The entry that says so.
    package var entry: LeafIndex
}

extension Archive {
    /// Owns up to a loss: appends the entry `recovered`, which states what is remembered and not there, and who decided
    /// to go on. Signer and index follow the ledger from then on; what they remembered is kept beside it or, the index,
    /// built anew.
    /// - Parameter others: what else remembers the ledger.
    /// - Throws: `registry.nothing-lost` when the ledger continues everything that is remembered.
    package static func recover(
        root: String, clock: any TimeSource, credentialsFolder: String?, memoryFolder: String?,
        others: [LedgerMemory], reason: String, by: String
    ) throws -> Recovered {
        try Registrar.checkReason(reason)
        let files = try LinuxFileSystem(root: root)
        let custody = try Custody.open(
            files: files, clock: clock, credentials: Custody.credentials(in: credentialsFolder),
            memory: try memoryFolder.map { try SignerMemory.Folder(path: $0) }, isRecovering: true)
        let indexPath = "\(root)/\(VaultLayout.index)"
        var memories = others
        if let signed = try custody.signerMemory() {
            memories.append(LedgerMemory(source: "signer", size: signed.size, root: Sha256Digest(signed.root)))
        }
        // An index that cannot be opened remembers nothing.
        if let applied = try? LetterIndex.open(path: indexPath).applied(), applied.size > 0 {
            memories.append(LedgerMemory(source: "index", size: applied.size, root: applied.root))
        }
        let ledger = custody.ledger
        let lost = try memories.filter { memory in
            guard let root = memory.root else { return true }
            return try !ledger.continues(TreeHead(size: memory.size, root: root))
        }
        guard let old = lost.max(by: { ($0.size, $0.root == nil ? 0 : 1) < ($1.size, $1.root == nil ? 0 : 1) }) else {
            throw RegistryError.nothingLost
        }
        let head = ledger.head
        let appended = try custody.recover(
            Act(kind: .recovered, body: body(old: old, new: head, memories: lost, reason: reason, by: by)))
        try LetterIndex.destroy(path: indexPath)
        return Recovered(
            old: old, newSize: head.size, newRoot: head.root, memories: lost, entry: appended.entry.seq)
    }

    /// As docs/format/ledger.md lists it.
    private static func body(
        old: LedgerMemory, new: TreeHead, memories: [LedgerMemory], reason: String, by: String
    ) -> CanonicalJSON {
        let head = { (size: UInt64, root: Sha256Digest?) -> [String: CanonicalJSON] in
            var members: [String: CanonicalJSON] = ["size": .integer(Int64(clamping: size))]
            members["root"] = root.map { .string(MerkleHash($0).base64) }
            return members
        }
        let remembered = memories.map { memory -> CanonicalJSON in
            var members = head(memory.size, memory.root)
            members["source"] = .string(memory.source.nfc)
            return .object(members)
        }
        var members: [String: CanonicalJSON] = [
            "by": .string(by.nfc), "memories": .array(remembered), "new": .object(head(new.size, new.root)),
            "old": .object(head(old.size, old.root)), "reason": .string(reason.nfc),
        ]
        if old.size > new.size {
            members["lost"] = .object([
                "first": .integer(Int64(clamping: new.size)), "last": .integer(Int64(clamping: old.size - 1)),
            ])
        }
        return .object(members)
    }
}
