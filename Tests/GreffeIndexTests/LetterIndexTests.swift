import GRDB
import Glibc
import GreffeCore
import GreffeIndex
import Testing

@Suite struct LetterIndexTests {
    let folder = TemporaryFolder()

    private func index(_ name: String = "index.sqlite") throws -> LetterIndex {
        try LetterIndex.open(path: folder.file(name))
    }

    private func lines(_ index: LetterIndex) throws -> String {
        var text = ""
        try index.dump { text += $0 }
        return text
    }

    /// A ledger in which every kind of act about letters occurs.
    private func script() -> LedgerScript {
        var script = LedgerScript()
        script.add(.founded)
        let first = script.accession("0001.tif")
        script.read(first, ["Madame Jeanne Lefebvre\nN° client : 4484 0898", "deuxième page"])
        script.classify(
            first, .claim, fields: ["date": "2026-03-12", "sender": "Jeanne Lefebvre"], customer: "44840898")
        script.file(first, .claim, customer: "44840898", fields: ["date": "2026-03-12", "sender": "Jeanne Lefebvre"])
        script.add(
            .duplicate,
            ["originalName": .string("0001-bis.tif"), "sha256": .string(LedgerScript.digest("0001.tif").hex)],
            refs: [first])
        let second = script.accession("0002.tif", channel: "fax")
        script.add(
            .quarantined, ["code": .string("worker.died"), "reason": .string("it died"), "attempts": .integer(3)],
            refs: [second])
        script.add(.released, ["by": .string("person:anna")], refs: [second])
        script.read(second, ["Facture n° FA-24-0688"])
        script.classify(second, .invoice, confidence: 6000, review: ["class-unsure", "customer-unknown"])
        script.file(second, .order, customer: "77653859", fields: ["sender": "Garrel"], by: "person:anna")
        script.add(
            .corrected, ["customer": .string("72747524"), "fields": .object(["sender": .string("Net'Clair")])],
            refs: [second])
        script.add(.held, ["by": .string("person:anna"), "reason": .string("procès")], refs: [first])
        script.add(
            .rejected,
            [
                "originalName": .string("bomb.pdf"), "code": .string("scan.bomb"), "reason": .string("too large"),
                "sha256": .string(LedgerScript.digest("bomb.pdf").hex),
            ])
        let third = script.accession("0003.tif")
        script.add(.rejected, ["reason": .string("advertising"), "by": .string("person:anna")], refs: [third])
        return script
    }

    @Test func `the writing connection syncs each commit fully`() throws {
        let index = try index()
        #expect(try index.synchronous() == 2)
    }

    @Test func `an index applied entry by entry, at once, and after a reset dumps the same bytes`() throws {
        let script = script()
        let whole = try index("whole.sqlite")
        try whole.apply(script.entries, size: script.size, root: script.root)
        let single = try index("single.sqlite")
        for (offset, entry) in script.entries.enumerated() {
            let size = UInt64(offset + 1)
            try single.apply([entry], size: size, root: size == script.size ? script.root : .zero)
        }
        let dump = try lines(whole)
        #expect(try lines(single) == dump)
        #expect(dump.contains("\"lefebvre\""))
        try single.reset()
        try single.apply(script.entries, size: script.size, root: script.root)
        #expect(try lines(single) == dump)
        #expect(try single.dumpDigest() == whole.dumpDigest())
    }

    @Test func `what was applied survives closing, and comes with its root`() throws {
        let script = script()
        let first = try index()
        #expect(try first.applied() == (0, Sha256Digest.of()))
        try first.apply(script.entries, size: script.size, root: script.root)
        try first.close()
        let again = try index()
        #expect(try again.applied() == (script.size, script.root))
    }

    @Test func `entries out of order are refused and change nothing`() throws {
        let script = script()
        let index = try index()
        try index.apply(Array(script.entries.prefix(3)), size: 3, root: .zero)
        let before = try lines(index)
        #expect(throws: IndexError.outOfOrder(expected: 3, found: 0)) {
            try index.apply(Array(script.entries.prefix(3)), size: 3, root: .zero)
        }
        #expect(throws: IndexError.outOfOrder(expected: 3, found: 4)) {
            try index.apply(Array(script.entries[4...]), size: script.size, root: script.root)
        }
        #expect(throws: IndexError.sizeMismatch(size: 9, reached: 5)) {
            try index.apply(Array(script.entries[3..<5]), size: 9, root: .zero)
        }
        #expect(try lines(index) == before)
    }

    @Test func `a file of another version is named as such, and a destroyed one is founded again`() throws {
        let path = folder.file("index.sqlite")
        try index().close()
        try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(throws: IndexError.unsupportedVersion(path: path, found: 99)) { try LetterIndex.open(path: path) }
        try LetterIndex.destroy(path: path)
        #expect(try index().applied().size == 0)
    }

    @Test(arguments: ["not a database at all, though long enough to be looked at", ""])
    func `a file that is no index is refused or founded`(content: String) throws {
        let path = folder.file("index.sqlite")
        try write(String(repeating: content, count: 100), to: path)
        if content.isEmpty {
            #expect(try LetterIndex.open(path: path).applied().size == 0)
        } else {
            let error = #expect(throws: IndexError.self) { try LetterIndex.open(path: path) }
            #expect(error?.code == "index.corrupt")
        }
    }

    @Test func `another program's database is refused`() throws {
        let path = folder.file("index.sqlite")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (x)") }
        #expect(throws: IndexError.unsupportedVersion(path: path, found: 0)) { try LetterIndex.open(path: path) }
    }

    @Test func `a live index that saw an erasure is byte for byte what a rebuild without the openings gives`() throws {
        var script = script()
        let first = LeafIndex(1)
        script.add(.erasureRequested, ["by": .string("person:anna")], refs: [first])
        let erased = script.add(.erased, ["by": .string("person:anna")], refs: [first])
        let live = try index("live.sqlite")
        try live.apply(script.entries, size: script.size, root: script.root)
        let rebuilt = try index("rebuilt.sqlite")
        let entries = script.withoutOpenings(of: [first], before: erased)
        try rebuilt.apply(entries, size: script.size, root: script.root)
        let dump = try lines(live)
        #expect(try lines(rebuilt) == dump)
        for trace in ["efebvre", "44840898", "0001.tif", "0001-bis.tif", LedgerScript.digest("0001.tif").hex, "deuxi"] {
            #expect(!dump.contains(trace), "\(trace)")
        }
        let letter = try #require(try live.letter(script.number(first))).letter
        #expect(letter.isErased && letter.due == .nothing && !letter.isHeld)
    }

    @Test func `after a purge no byte of the files holds an erased letter's words`() throws {
        var script = LedgerScript()
        let first = script.accession("geheim.tif")
        script.read(first, ["Xylophonquartett Zwiebelfisch", Self.longText])
        let other = script.accession("other.tif")
        script.read(other, ["Bonjour"])
        let index = try index()
        try index.apply(script.entries, size: script.size, root: script.root)
        #expect(try bytesContain("xylophonquartett"))
        // A page's text is kept deflated, and its words show there only to whoever inflates it.
        let kept = PageText.encode(Self.longText)
        #expect(kept.count < Self.longText.utf8.count)
        #expect(try bytesContain(kept))
        let size = script.size
        script.add(.erased, refs: [first])
        try index.apply(Array(script.entries[Int(size)...]), size: script.size, root: script.root)
        try index.purge()
        for word in ["ylophonquartett", "wiebelfisch", "geheim.tif"] { #expect(try !bytesContain(word), "\(word)") }
        #expect(try !bytesContain(kept))
        #expect(try bytesContain("bonjour"))
    }

    @Test func `the machine's decision, the person's and their correction stand beside each other`() throws {
        let script = script()
        let index = try index()
        try index.apply(script.entries, size: script.size, root: script.root)
        let first = try #require(try index.letter(script.number(LeafIndex(1))))
        #expect(first.letter.phase == .filed)
        #expect(first.letter.isStraightThrough == true)
        #expect(first.letter.customer == CustomerNumber("44840898"))
        #expect(first.letter.letterDate == CalendarDate("2026-03-12"))
        #expect(first.letter.deadline == CalendarDate("2026-12-01"))
        #expect(first.letter.retention?.rule == "claim-10" && first.letter.retention?.term == nil)
        #expect(first.letter.meanConfidence == 93.4)
        #expect(first.letter.isHeld)
        #expect(first.fields.map(\.confidence) == [0.97, 0.97])
        #expect(first.candidates.first?.because == ["contract number", "name and postcode"])
        let second = try #require(try index.letter(script.number(LeafIndex(6))))
        #expect(second.letter.proposal?.letterClass == .invoice)
        #expect(second.letter.letterClass == .order)
        #expect(second.letter.isStraightThrough == false)
        #expect(second.letter.filedBy == "person:anna")
        #expect(second.letter.customer == CustomerNumber("72747524"))
        #expect(second.letter.sender == "Net'Clair")
        #expect(second.fields.first?.confidence == nil)
        #expect(second.letter.reviewReasons == ["class-unsure", "customer-unknown"])
        #expect(second.letter.quarantine == nil)
        #expect(try index.letter(AccessionNumber(year: 2025, leaf: LeafIndex(1))) == nil)
    }

    @Test func `a letter's history has every entry about it and no other`() throws {
        let script = script()
        let index = try index()
        try index.apply(script.entries, size: script.size, root: script.root)
        let history = try index.history(script.number(LeafIndex(6)))
        #expect(
            history.map(\.kind) == [.accessioned, .quarantined, .released, .read, .classified, .filed, .corrected])
        #expect(history.map(\.by)[2] == "person:anna")
        #expect(history[1].note == "it died")
    }

    @Test func `what is due follows the letters' phases, the oldest first`() throws {
        var script = LedgerScript()
        let letters = (0..<4).map { script.accession("\($0).tif") }
        script.read(letters[1], ["un"])
        script.read(letters[2], ["deux"])
        script.classify(letters[2], .other)
        script.read(letters[3], ["trois"])
        script.classify(letters[3], .other, review: ["class-unsure"])
        let index = try index()
        try index.apply(script.entries, size: script.size, root: script.root)
        #expect(try index.due(limit: 10).map(\.due) == [.reading, .understanding, .filing])
        #expect(try index.due(limit: 2).map(\.accession.leaf) == Array(letters.prefix(2)))
        #expect(try index.reviewList(limit: 10).map(\.accession.leaf) == [letters[3]])
        let counts = try index.counts()
        #expect(counts.backlog == 3 && counts.review == 1 && counts.letters == 4)
        #expect(counts.lastAccession?.leaf == letters[3])
    }

    @Test func `every file ever dropped is there with what became of it`() throws {
        let script = script()
        let index = try index()
        try index.apply(script.entries, size: script.size, root: script.root)
        let all = try index.drops()
        #expect(all.map(\.originalName) == ["0003.tif", "bomb.pdf", "0002.tif", "0001-bis.tif", "0001.tif"])
        #expect(all.map(\.outcome) == [.accessioned, .rejected, .accessioned, .duplicate, .accessioned])
        #expect(all.map(\.phase) == [.rejected, nil, .filed, .filed, .filed])
        #expect(all[3].accession == script.number(LeafIndex(1)))
        #expect(try index.drops(DropQuery(sha256: LedgerScript.digest("0001.tif"))).count == 2)
        #expect(try index.drops(DropQuery(originalName: "bomb.pdf")).first?.reason == "too large")
        #expect(try index.drops(DropQuery(limit: 2, before: all[1].seq)).map(\.seq) == [all[2].seq, all[3].seq])
        #expect(try index.accession(bySha256: LedgerScript.digest("0002.tif")) == script.number(LeafIndex(6)))
        #expect(try index.accession(bySha256: LedgerScript.digest("bomb.pdf")) == nil)
        #expect(try index.rejection(bySha256: LedgerScript.digest("bomb.pdf"))?.code == "scan.bomb")
    }

    @Test func `statistics count straight-through filing and hold confidence against corrections`() throws {
        var script = LedgerScript()
        for number in 0..<10 {
            let letter = script.accession("\(number).tif", channel: number < 3 ? "fax" : "letters")
            script.read(letter, ["texte \(number)"])
            let isSure = number < 6
            script.classify(
                letter, .claim, confidence: isSure ? 9_950 : 6_000, customer: "1",
                review: isSure ? [] : ["class-unsure"])
            script.file(letter, number == 9 ? .invoice : .claim, customer: number == 0 ? "2" : "1")
        }
        let index = try index()
        try index.apply(script.entries, size: script.size, root: script.root)
        let statistics = try index.statistics()
        #expect(statistics.straightThroughRate == 0.6)
        #expect(statistics.byChannel.map(\.letters) == [7, 3])
        #expect(statistics.byClass.map(\.key) == ["claim", "invoice"])
        #expect(statistics.classReliability.map(\.corrected) == [1, 0])
        #expect(statistics.classReliability.map(\.letters) == [4, 6])
        #expect(statistics.customerReliability.map(\.corrected) == [1])
        #expect(statistics.reviewReasons.first?.letters == 4)
        #expect(try index.statistics(from: CalendarDate("2030-01-01")).letters == 0)
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    /// Long enough to be kept deflated.
    private static let longText =
        "Nous vous remercions de votre courrier du Hornung, et de votre facture du Nebelung; nous vous informons."

    private func bytesContain(_ word: String) throws -> Bool { try bytesContain(Array(word.utf8)) }

    private func bytesContain(_ needle: [UInt8]) throws -> Bool {
        for suffix in ["", "-wal", "-shm"] {
            guard let file = fopen(folder.file("index.sqlite") + suffix, "r") else { continue }
            defer { fclose(file) }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
            let isThere = bytes.indices.contains {
                bytes[$0] == needle[0] && bytes[$0...].starts(with: needle)
            }
            if isThere { return true }
        }
        return false
    }

    /// Else a row changed in it would go unnoticed: the audit compares what is dumped.
    @Test func `every table is part of what the audit compares`() throws {
        let text = try lines(try index())
        let dumped = Set(text.split(separator: "\n").filter { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) })
        let tables = try DatabaseQueue(path: folder.file("index.sqlite")).read { database in
            try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        }
        // The full-text index has no rows of its own to show; what it holds, words_instance tells.
        let shown = tables.filter { $0 != "words" && ($0 == "words_instance" || !$0.hasPrefix("words_")) }
        #expect(Set(shown).subtracting(dumped) == [])
    }
}
