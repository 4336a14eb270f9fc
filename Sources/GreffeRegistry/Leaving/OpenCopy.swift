import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage

/// The whole archive in open forms, for another system to take in (docs/operating/leaving.md). One pass over the
/// ledger; nothing but a portion of it is ever in memory.
struct OpenCopy {
    let archive: Archive
    let registrar: Registrar
    let files: LinuxFileSystem

    /// Sums of what is written, under this name until everything is there and was read back.
    static let sums = "SHA256SUMS"
    static let sumsUnfinished = "SHA256SUMS.part"

    /// Entries, and customers, looked at in one go.
    private static let portion = 256

    private struct Tables {
        let entries, letters, table, cases, interactions, holds, moves: GrowingFile

        init(in files: LinuxFileSystem) throws {
            entries = try GrowingFile("entries.jsonl", in: files)
            letters = try GrowingFile("letters.jsonl", in: files)
            table = try GrowingFile("letters.csv", in: files)
            cases = try GrowingFile("cases.jsonl", in: files)
            interactions = try GrowingFile("interactions.jsonl", in: files)
            holds = try GrowingFile("holds.jsonl", in: files)
            moves = try GrowingFile("customer-numbers.jsonl", in: files)
        }

        var all: [GrowingFile] { [entries, letters, table, cases, interactions, holds, moves] }
    }

    /// - Returns: letters written.
    func write(progress: (UInt64, UInt64) -> Void) throws -> Int {
        let sums = try GrowingFile(Self.sumsUnfinished, in: files)
        let tables = try Tables(in: files)
        try tables.table.write(Array(LeavingTable.header.utf8))
        let ledger = archive.custody.ledger
        var (next, letters) = (UInt64(0), 0)
        while next < ledger.size {
            let end = min(next + UInt64(Self.portion), ledger.size)
            for entry in try ledger.entries(in: next..<end) {
                if try write(entry, to: tables, sums: sums) { letters += 1 }
            }
            next = end
            progress(next, ledger.size)
        }
        for table in tables.all { try sums.write(Self.sum(try table.finish(), table.name)) }
        try writeCustomers(sums)
        for (name, text) in [("LISEZMOI.txt", LeavingReadme.french), ("README.txt", LeavingReadme.english)] {
            let file = try GrowingFile(name, in: files)
            try file.write(Array(text(archive.custody.ledger.checkpoint.origin, letters, ledger.size).utf8))
            try sums.write(Self.sum(try file.finish(), name))
        }
        _ = try sums.finish()
        try verify()
        _ = try files.rename(Self.sumsUnfinished, to: Self.sums, replacing: false)
        try files.syncFolder(".")
        return letters
    }

    private static func sum(_ digest: Sha256Digest, _ name: String) -> [UInt8] { Array("\(digest)  \(name)\n".utf8) }

    /// - Returns: whether it brought a letter.
    private func write(_ entry: Entry, to tables: Tables, sums: GrowingFile) throws -> Bool {
        let number = AccessionNumber(year: entry.time.date.year, leaf: entry.seq)
        var line: [String: CanonicalJSON] = [
            "entry": .integer(Int64(entry.seq.value)), "kind": .string(entry.kind.rawValue),
            "leaf": .string(entry.leafHash.hex), "time": .string("\(entry.time)"),
            "refs": .array(entry.refs.map { .integer(Int64($0.value)) }),
        ]
        line["body"] = try archive.custody.opening(of: entry)?.body
        try tables.entries.line(.object(line))
        let index = archive.index
        switch entry.kind {
        case .accessioned, .separated:
            try write(try archive.letter("\(number)"), to: tables, sums: sums)
            return true
        case .caseOpened:
            if let row = try index.caseFile(number) {
                var members = SubjectRecord.json(row).object ?? [:]
                members["customer"] = row.customer.map { .string($0.value.nfc) }
                try tables.cases.line(.object(members))
            }
        case .interaction:
            if let row = try index.interaction(number) {
                var members = SubjectRecord.json(row).object ?? [:]
                members["customer"] = row.customer.map { .string($0.value.nfc) }
                try tables.interactions.line(.object(members))
            }
        case .held:
            if let row = try index.hold(number) { try tables.holds.line(try hold(row)) }
        case .corrected:
            if let row = try index.move(number) { try tables.moves.line(SubjectRecord.json(row)) }
        default: break
        }
        return false
    }

    private func hold(_ row: HoldRow) throws -> CanonicalJSON {
        var members =
            SubjectRecord.object([
                ("hold", "\(row.number)"), ("time", "\(row.time)"), ("by", row.by), ("reason", row.reason),
                ("since", row.since.map { "\($0)" }), ("until", row.until.map { "\($0)" }),
                ("customer", row.customer?.value), ("case", row.caseFile.map { "\($0)" }),
                ("released", row.release.map { "\($0.time)" }), ("released_by", row.release?.by),
                ("release_reason", row.release?.reason),
            ]).object ?? [:]
        let letters = try archive.index.letters(under: row.number, limit: Int(Int32.max))
        members["letters"] = .array(letters.map { .string("\($0.accession)") })
        return .object(members)
    }

    // MARK: Letters

    private func write(_ detail: LetterDetail, to tables: Tables, sums: GrowingFile) throws {
        let letter = detail.letter
        try tables.table.write(Array(LeavingTable.line(letter).utf8))
        var members = try registrar.record(detail).object ?? [:]
        if letter.isErased {
            members["destroyed"] = .string("yes")
            try tables.letters.line(.object(members))
            return
        }
        members["case"] = letter.caseFile.map { .string("\($0)") }
        members["batch"] = letter.batch.map { .string($0.nfc) }
        members["sha256"] = letter.sha256.map { .string($0.hex) }
        members["scan"] = letter.scan.map { .string("\($0)") }
        // `vault/2026/11/2026-000042` is `letters/2026/11/2026-000042` here.
        let path = "letters" + letter.folder.dropFirst(VaultLayout.vault.count)
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += (parent.isEmpty ? "" : "/") + part
            try files.makeFolder(parent)
        }
        var folder = try DossierFolder(path, in: files)
        members["folder"] = .string(path.nfc)
        if let reading = try archive.reading(of: letter.accession) {
            let text = try archive.index.texts(of: letter.accession).joined(separator: "\n\u{0C}\n")
            try folder.write(Array((text + "\n").utf8), to: "text.txt")
            try folder.write(Array(reading.alto(source: "\(letter.accession)").utf8), to: "alto.xml")
        }
        if letter.scan == nil {
            let entry = try archive.custody.entry(at: letter.accession.leaf)
            guard let opening = try archive.custody.opening(of: entry), let salt = opening.objectSalt,
                let source = try archive.custody.openObject(of: entry)
            else { throw RegistryError.openingErased(letter.accession) }
            defer { archive.custody.close(source) }
            let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
            let name = "original.\(mediaType?.fileExtension ?? "bin")"
            try folder.copy(source, to: name, salt: salt, commitment: entry.object)
            members["original"] = .string("\(path)/\(name)".nfc)
        }
        for (name, digest) in folder.digests.sorted(by: { $0.key < $1.key }) {
            try sums.write(Self.sum(digest, "\(path)/\(name)"))
        }
        try tables.letters.line(.object(members))
    }

    private func writeCustomers(_ sums: GrowingFile) throws {
        let file = try GrowingFile("customers.jsonl", in: files)
        var last: CustomerNumber?
        while true {
            let portion = try archive.customers.customers(after: last, limit: Self.portion)
            for customer in portion { try file.line(Registrar.directoryEntry(customer)) }
            guard let end = portion.last else { break }
            last = end.number
        }
        try sums.write(Self.sum(try file.finish(), file.name))
        let rules = try GrowingFile("retention-rules.jsonl", in: files)
        for (letterClass, workflow) in archive.settings.workflows.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for rule in workflow.retentionRules {
                var members = LetterBodies.rule(rule).object ?? [:]
                members["class"] = .string(letterClass.rawValue)
                try rules.line(.object(members))
            }
        }
        try sums.write(Self.sum(try rules.finish(), rules.name))
    }

    // MARK: Reading back

    private static let pieceBytes = 1 << 20

    /// Reads every file again and compares it with its sum.
    private func verify() throws {
        guard let sums = try files.open(Self.sumsUnfinished) else {
            throw RegistryError.leavingFaulty(Self.sumsUnfinished)
        }
        defer { files.close(sums) }
        var (offset, rest) = (Int64(0), [UInt8]())
        while true {
            let piece = try files.read(sums, at: offset, count: Self.pieceBytes)
            if piece.isEmpty { break }
            offset += Int64(piece.count)
            rest += piece
            guard let end = rest.lastIndex(of: 0x0a) else { continue }
            for line in rest[..<end].split(separator: 0x0a) { try verify(String(decoding: line, as: UTF8.self)) }
            rest.removeFirst(end + 1)
        }
        guard rest.isEmpty, offset > 0 else { throw RegistryError.leavingFaulty(Self.sumsUnfinished) }
    }

    private func verify(_ line: String) throws {
        let name = String(line.dropFirst(64 + 2))
        guard let file = try files.open(name) else { throw RegistryError.leavingFaulty(name) }
        defer { files.close(file) }
        var hash = Sha256Stream()
        var offset: Int64 = 0
        while true {
            let piece = try files.read(file, at: offset, count: Self.pieceBytes)
            if piece.isEmpty { break }
            piece.withUnsafeBytes { hash.update($0) }
            offset += Int64(piece.count)
        }
        guard line.hasPrefix("\(hash.digest)  ") else { throw RegistryError.leavingFaulty(name) }
    }
}
