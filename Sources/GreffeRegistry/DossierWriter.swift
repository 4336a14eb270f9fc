import CEmbedded
import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage

/// Writes dossiers of evidence, one folder a letter (docs/format/dossier.md): the letter, its entry, its openings, the
/// proof that the entry stands in a signed tree, the time-stamps over that tree, and the same for all that happened to
/// the letter since.
package struct DossierWriter {
    package static let version = "greffe.dossier/v1"

    private let archive: Archive
    private let ledger: Ledger
    /// The trees that were sealed, smallest first.
    private let seals: [SealFolder]

    package init(_ archive: Archive) throws {
        self.archive = archive
        // Seals first: each is then covered by the ledger looked at after it.
        seals = try archive.custody.sealFolders()
        try archive.custody.refresh()
        ledger = archive.custody.ledger
    }

    /// Writes the dossier of a letter as a folder that has the letter's number. It is written aside and gets its name
    /// when it is whole.
    /// - Throws: `dossierThere` when something has the name; `objectAltered` when the letter is no longer the bytes
    ///   the ledger committed to. Nothing then has the name.
    func write(_ number: AccessionNumber, to files: LinuxFileSystem) throws {
        guard try files.status("\(number)") == nil else { throw RegistryError.dossierThere(number) }
        let aside = ".\(number).part"
        try files.removeTree(aside)
        var folder = try DossierFolder(aside, in: files)
        do {
            try fill(&folder, number)
            guard try files.rename(aside, to: "\(number)", replacing: false) else {
                throw RegistryError.dossierThere(number)
            }
        } catch {
            // What stays behind is named aside, and the next try removes it.
            try? files.removeTree(aside)
            throw error
        }
    }

    private func fill(_ folder: inout DossierFolder, _ number: AccessionNumber) throws {
        let detail = try archive.letter("\(number)")
        var trees = Trees()
        let first = try ledger.entry(at: number.leaf)
        // A letter that is pages of a scan is proven with the scan, whole: nothing commits to its pages alone.
        let scan = first.kind == .separated ? first.refs.first : nil
        let homes = Set([scan, number.leaf].compactMap { $0 })
        let entry = try scan.map { try ledger.entry(at: $0) } ?? first
        let letter = try item(entry, homes: homes, in: "", object: nil, &folder, &trees)
        let later = Set(try archive.index.history(number).map(\.seq)).union(scan == nil ? [] : [number.leaf])
        var history: [DossierItem] = []
        for seq in later.sorted() where seq > entry.seq && seq.value < ledger.size {
            if history.isEmpty { try folder.makeFolder("history") }
            let entry = try ledger.entry(at: seq)
            let name = "history/\(padded(seq.value, 6))-\(entry.kind.rawValue)"
            try folder.makeFolder(name)
            history.append(try item(entry, homes: homes, in: name + "/", object: "object", &folder, &trees))
        }
        for (size, tree) in trees.used.sorted(by: { $0.key < $1.key }) {
            for token in tree.tokens {
                try folder.write(token.bytes, to: "checkpoint-\(size).\(token.authority).tsr")
            }
        }
        let readme = DossierReadme(
            number: number, letter: letter, history: history, isErased: detail.letter.isErased,
            authorities: trees.used.mapValues { $0.tokens.map { $0.authority } }, origin: ledger.checkpoint.origin)
        try folder.write(readme.page.text, to: "LISEZMOI.txt")
        try folder.write(try readme.page.pdf(), to: "LISEZMOI.pdf")
        try folder.write(Self.verifyScript, to: "verify.sh")
        if letter.file != nil, scan == nil, let evidence = try archive.evidenceRecords(of: number).first {
            try folder.write(evidence.record.bytes, to: "evidence-record.ers")
        }
        let note = try archive.custody.sign("\(Self.version)\n\(folder.sums)")
        try folder.write(note.bytes, to: "manifest")
    }

    /// The trees that the proofs of a dossier lead to, by size.
    private struct Trees {
        var used: [UInt64: Tree] = [:]
    }

    /// A tree that a proof leads to, and who time-stamped it.
    private struct Tree {
        /// The checkpoint, which the tokens are over, and what witnesses wrote under it.
        var checkpoint: [UInt8]
        var tokens: [(authority: String, bytes: [UInt8])] = []
    }

    /// One entry with its opening, its object and its proof.
    /// - Parameter object: the name of the object's file; nil for `document` with its extension.
    private func item(
        _ entry: Entry, homes: Set<LeafIndex>, in place: String, object name: String?,
        _ folder: inout DossierFolder, _ trees: inout Trees
    ) throws -> DossierItem {
        try folder.write(entry.bytes, to: place + "entry")
        let (size, tree) = try tree(covering: entry.seq)
        trees.used[size] = tree
        let proof = try ledger.inclusionProof(of: entry.seq, inTreeOf: size)
        let head = ["c2sp.org/tlog-proof@v1", "index \(proof.index)"] + proof.path.map(\.base64)
        try folder.write(
            Array((head.joined(separator: "\n") + "\n\n").utf8) + tree.checkpoint, to: place + "proof.tlog-proof")
        var item = DossierItem(entry: entry, body: nil, file: nil, path: proof.path, size: size)
        // The opening of an act about several letters lies with the first of them and may speak of that one.
        guard homes.contains(entry.home), let opening = try archive.custody.opening(of: entry) else { return item }
        try folder.write(opening.body.bytes, to: place + "body.json")
        try folder.write(opening.bodySalt.bytes, to: place + "salt.body")
        item.body = opening.body
        guard let salt = opening.objectSalt, let source = try archive.custody.openObject(of: entry) else { return item }
        defer { archive.custody.close(source) }
        let extent = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))?.fileExtension ?? "bin"
        let file = name ?? "document.\(extent)"
        try folder.copy(source, to: place + file, salt: salt, commitment: entry.object)
        try folder.write(salt.bytes, to: place + "salt.object")
        item.file = file
        return item
    }

    /// The first sealed tree that has the entry; without one, the newest tree, which no token is over.
    private func tree(covering seq: LeafIndex) throws -> (size: UInt64, Tree) {
        for seal in seals where seal.size > seq.value && seal.size <= ledger.size {
            guard let tree = try Self.tree(of: seal, archive.custody) else { continue }
            return (seal.size, tree)
        }
        return (ledger.size, Tree(checkpoint: ledger.checkpointBytes))
    }

    /// Nil for a seal that did not come about, or whose checkpoint is not one signature under three lines: what the
    /// tokens are over could not be told from what was added to it.
    private static func tree(of seal: SealFolder, _ custody: Custody) throws -> Tree? {
        let files = try custody.sealFiles(in: seal, bytesMax: sealFileBytesMax)
        // Whatever is wrong with it, it is no checkpoint.
        guard let bytes = files[SealFolder.checkpoint], let note = try? SignedNote(bytes: bytes),
            note.signatures.count == 1, try Checkpoint(text: note.text).size == seal.size
        else { return nil }
        // Answers over the checkpoint only: those over evidence records have a dot in their authority's place.
        let answers = files.compactMap { name, bytes -> (authority: String, bytes: [UInt8])? in
            let authority = String(name.dropLast(SealFolder.answer("").count))
            guard name == SealFolder.answer(authority), SealFolder.isAuthorityName(authority) else { return nil }
            return (authority, bytes)
        }
        guard !answers.isEmpty else { return nil }
        var tree = Tree(checkpoint: bytes)
        tree.tokens = answers.sorted { $0.authority < $1.authority }
        let cosigned = try custody.cosignedCheckpoint(of: seal)
        // One that does not read as a note is left out; the log's own signature is enough.
        if let cosigned, cosigned.starts(with: bytes), (try? SignedNote(bytes: cosigned)) != nil {
            tree.checkpoint = cosigned
        }
        return tree
    }

    /// A revocation list may be large; what is larger is no part of a seal.
    private static let sealFileBytesMax = 1 << 24

    private static var verifyScript: [UInt8] {
        let file = greffe_embedded_dossier_verify()
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
    }
}

/// What a dossier has of one entry.
struct DossierItem {
    var entry: Entry
    /// Nil when the opening was erased, or lies with another letter.
    var body: CanonicalJSON?
    /// The name of the object's file; nil when it is not there.
    var file: String?
    /// The audit path, from the leaf upwards, in a tree of `size` leaves.
    var path: [MerkleHash]
    var size: UInt64
}
