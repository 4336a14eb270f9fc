import Glibc
import GreffeCore
import GreffeIndex
import Testing

@Suite struct BatchTests {
    let folder = TemporaryFolder()

    private func index(_ script: LedgerScript, _ name: String = "index.sqlite") throws -> LetterIndex {
        let index = try LetterIndex.open(path: folder.file(name))
        try index.apply(script.entries, size: script.size, root: script.root)
        return index
    }

    private func dump(_ index: LetterIndex) throws -> String {
        var text = ""
        try index.dump { text += $0 }
        return text
    }

    @Test func `a batch whose pages and envelopes are what was declared adds up`() throws {
        var script = LedgerScript()
        let first = script.accession("1.tif", batch: "B7", pages: 5, envelopes: 3)
        let second = script.accession("2.tif", batch: "B7")
        script.read(first, pages: 5, separators: [2, 4], blank: [5])
        script.read(second, pages: 2, blank: [2])
        script.classify(first, .other)
        script.classify(second, .other)
        script.file(first, .other)
        script.file(second, .other)
        let batch = try #require(try index(script).batch("B7"))
        #expect(batch.received.pages == 5, "separator sheets are nobody's letter")
        #expect(batch.received.envelopes == 3, "a separator sheet stands between two letters of a scan")
        #expect(batch.received.blankPages == 2)
        #expect(batch.differences == [] && batch.state == .open)
    }

    @Test(arguments: [
        (pages: 3, envelopes: 1, text: "2 pages received, 3 declared: 1 missing"),
        (pages: 1, envelopes: 1, text: "2 pages received, 1 declared: 1 too many"),
        (pages: 2, envelopes: 4, text: "1 envelope received, 4 declared: 3 missing"),
        (pages: 2, envelopes: 0, text: "1 envelope received, 0 declared: 1 too many"),
    ])
    func `what is missing or too many is said in words`(
        _ declared: (pages: Int64, envelopes: Int64, text: String)
    ) throws {
        var script = LedgerScript()
        let letter = script.accession("1.tif", batch: "B7", pages: declared.pages, envelopes: declared.envelopes)
        script.read(letter, pages: 2)
        script.classify(letter, .other, review: ["class-unsure"])
        let index = try index(script)
        #expect(try index.batch("B7")?.differences == [declared.text])
        let counts = try index.batchCounts()
        #expect(counts.open == 1 && counts.differing == 1 && counts.due == 0)
    }

    @Test func `letters still due or never read are no reason to call a page missing, nor to call the batch whole`()
        throws
    {
        var script = LedgerScript()
        script.accession("1.tif", batch: "B7", pages: 2, envelopes: 2)
        let poison = script.accession("2.tif", batch: "B7")
        script.add(.quarantined, ["code": .string("worker.died"), "reason": .string("x")], refs: [poison])
        let batch = try #require(try index(script).batch("B7"))
        #expect(
            batch.differences == ["1 letter is still due", "1 letter could not be read, so their pages are not known"])
        #expect(try index(script, "again.sqlite").batchCounts().differing == 0, "it may still add up")
    }

    @Test func `slips that contradict each other, or declare nothing, are said to`() throws {
        var script = LedgerScript()
        for (name, pages) in [("1.tif", Int64(4)), ("2.tif", 5)] {
            script.classify(script.accession(name, batch: "A", pages: pages), .other, review: ["x"])
        }
        script.classify(script.accession("3.tif", batch: "B"), .other, review: ["x"])
        let index = try index(script)
        #expect(try index.batch("A")?.differences == ["the slips contradict each other: 4 and 5 pages"])
        #expect(try index.batch("B")?.differences.first?.contains("nothing to compare") == true)
        #expect(try index.batch("C") == nil)
        #expect(try index.batches(limit: 10).map(\.name) == ["B", "A"])
    }

    @Test func `duplicates and refused files are received files and no letters`() throws {
        var script = LedgerScript()
        let letter = script.accession("1.tif", batch: "B7", pages: 1, envelopes: 1)
        script.read(letter, pages: 1)
        script.classify(letter, .other, review: ["x"])
        script.add(.duplicate, ["originalName": .string("1b.tif"), "batch": .string("B7")], refs: [letter])
        script.add(.rejected, ["originalName": .string("2.pdf"), "code": .string("x"), "batch": .string("B7")])
        let batch = try #require(try index(script).batch("B7"))
        #expect(batch.received.files == 3 && batch.received.letters == 1)
        #expect(batch.received.duplicates == 1 && batch.received.refused == 1)
        #expect(batch.addsUp && batch.remarks.count == 2)
    }

    @Test func `a closed batch keeps the counts of its closing, and another file makes it late`() throws {
        var script = LedgerScript()
        let letter = script.accession("1.tif", batch: "B7", pages: 1, envelopes: 1)
        script.read(letter, pages: 1)
        script.classify(letter, .other, review: ["x"])
        script.close("B7", files: 1, pages: 1)
        let closed = try #require(try index(script).batch("B7"))
        #expect(closed.state == .closed && closed.received.pages == 1 && closed.closing?.by == "person:anna")
        #expect(try index(script, "b.sqlite").batches(unfinished: true, limit: 9).isEmpty)
        script.accession("late.tif", batch: "B7")
        let index = try index(script, "c.sqlite")
        let late = try #require(try index.batch("B7"))
        #expect(late.state == .late && late.lateFiles == 1 && late.received.files == 2)
        #expect(late.remarks.contains("1 file came after the batch was closed"))
        #expect(try index.batches(unfinished: true, limit: 9).map(\.name) == ["B7"])
        #expect(try index.batchCounts().late == 1)
    }

    @Test func `batches come out of the ledger byte for byte the same, whole or entry by entry, erased or not`() throws
    {
        var script = LedgerScript()
        let letter = script.accession("1.tif", batch: "Lot Lefebvre", pages: 1, envelopes: 1)
        script.read(letter, pages: 1)
        script.close("Lot B", files: 0, pages: 0)
        let erased = script.add(.erased, refs: [letter])
        let whole = try index(script)
        let single = try LetterIndex.open(path: folder.file("single.sqlite"))
        for (offset, entry) in script.entries.enumerated() {
            let size = UInt64(offset + 1)
            try single.apply([entry], size: size, root: size == script.size ? script.root : .zero)
        }
        let rebuilt = try LetterIndex.open(path: folder.file("rebuilt.sqlite"))
        let entries = script.withoutOpenings(of: [letter], before: erased)
        try rebuilt.apply(entries, size: script.size, root: script.root)
        let text = try dump(whole)
        #expect(try dump(single) == text)
        #expect(try dump(rebuilt) == text)
        #expect(text.contains("Lot B") && !text.contains("Lefebvre"))
        #expect(try whole.batch("Lot B")?.state == .closed)
    }
}
