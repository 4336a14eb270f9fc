import GreffeCore
package import GreffeIndex
import GreffeProof
import GreffeStorage

/// The certificate of a destruction as a page of text: what went, who asked, who agreed, who did it, and where the
/// ledger proves each of these. It names letters and employees, and nobody the letters were about.
package struct DestructionCertificate: Sendable, Hashable {
    package let row: DestructionRow
    package let text: String

    /// - Throws: `removalUnknown` for what is no destruction.
    package init(_ archive: Archive, of row: DestructionRow) throws {
        self.row = row
        let custody = archive.custody
        let entry = try custody.entry(at: row.number.leaf)
        guard let body = try custody.opening(of: entry)?.body else {
            throw KeepingError.removalUnknown("\(row.number)")
        }
        let member = { (name: String) in body[name]?.string ?? "not recorded" }
        let letters = (body["letters"]?.array ?? []).compactMap(\.string)
        let ledger = custody.ledger
        var lines = [
            "CERTIFICATE OF DESTRUCTION", "",
            "Archive             \(ledger.key.name)",
            "Act                 \(row.kind == .erased ? "erasure at a person's request" : "disposal at the end of the term")",
            "Entry               \(row.number.leaf), number \(row.number), \(row.time)",
            "Hash of the entry   \(entry.leafHash.hex)",
            "Ground              \(member("basis"))",
            "Proposed by         \(member("proposedBy"))",
            "Approved by         \(member("approvedBy"))",
            "Done by             \(member("by"))",
            "Sealed before       \(member("seal"))",
            row.done.map { "Complete            \($0), \(row.files ?? 0) files in the last run" }
                ?? "NOT COMPLETE        interrupted: the next command that destroys, or greffed, finishes it",
            "", "Letters destroyed: \(letters.count)",
        ]
        for letter in letters {
            guard let number = AccessionNumber(letter) else { continue }
            let accession = try ledger.entry(at: number.leaf)
            lines.append("  \(letter)  taken in \(accession.time)  entry \(accession.leafHash.hex)")
        }
        lines += [
            "", "Ledger              \(ledger.size) entries, root \(ledger.head.root.hex)", "",
            "The originals, their readings and copies, what was recorded of them, and their lines in the index were",
            "removed; the entries above stay in the ledger, and name nobody. The ledger proves that the letters existed,",
            "when they came, and that they went by this act. It does not prove that no copy exists elsewhere: backups",
            "made before keep the letters until they are replaced.",
        ]
        text = lines.joined(separator: "\n") + "\n"
    }
}
