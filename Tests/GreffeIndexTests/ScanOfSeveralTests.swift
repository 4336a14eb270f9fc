import Glibc
import GreffeCore
import GreffeIndex
import Testing

@Suite struct ScanOfSeveralTests {
    let folder = TemporaryFolder()

    private func index(_ entries: [ProjectedEntry], _ name: String) throws -> LetterIndex {
        let index = try LetterIndex.open(path: folder.file(name))
        try index.apply(entries, size: UInt64(entries.count), root: .zero)
        return index
    }

    private func lines(_ index: LetterIndex) throws -> [String] {
        var lines: [String] = []
        try index.dump { lines.append($0) }
        return lines
    }

    private func separated(
        _ script: inout LedgerScript, _ scan: LeafIndex, _ pages: [Int64], from letters: [LeafIndex] = [],
        by: String? = nil
    ) -> LeafIndex {
        var body: LedgerScript.Body = [
            "pages": .array(pages.map { .integer($0) }), "scan": .string("\(script.number(scan))"),
        ]
        body["by"] = by.map { .string($0) }
        return script.add(.separated, body, refs: [scan] + letters)
    }

    /// A scan of two letters, sheets on pages 1 and 3; the second letter has two pages.
    private func script() -> (script: LedgerScript, scan: LeafIndex, letters: [LeafIndex]) {
        var script = LedgerScript()
        let scan = script.accession("pile.tif", batch: "B1")
        script.add(
            .read,
            [
                "pages": .integer(5), "separatorPages": .array([.integer(1), .integer(3)]), "blankPages": .array([]),
                "language": .string("fr"), "engine": .string("e"),
            ], refs: [scan], texts: ["alpha fuite", "bravo facture", "charlie suite"])
        let first = separated(&script, scan, [2])
        script.classify(first, .claim, fields: ["sender": "Garrel"], customer: "111")
        script.file(first, .claim, customer: "111")
        let second = separated(&script, scan, [4, 5])
        script.classify(second, .invoice, customer: "222", review: ["class-unsure"])
        return (script, scan, [first, second])
    }

    @Test func `each letter of a scan is found by its own words, and the scan by none`() throws {
        let (script, scan, letters) = script()
        let index = try index(script.entries, "a.sqlite")
        for (word, letter) in [("alpha", letters[0]), ("bravo", letters[1]), ("charlie", letters[1])] {
            let hits = try index.letters(matching: SearchQuery(words: word)).hits
            #expect(hits.map(\.letter.accession) == [script.number(letter)])
        }
        let row = try #require(try index.letter(script.number(letters[1]))?.letter)
        #expect(row.scan == script.number(scan) && row.pageNumbers == [4, 5] && row.originalName == "pile.tif")
        #expect(try index.letter(script.number(scan))?.letter.phase == .separated)
        #expect(try index.letters(matching: SearchQuery()).total == 2)
        #expect(try index.statistics().letters == 2)
        #expect(try index.counts().letters == 2)
        #expect(try index.batch("B1")?.received.envelopes == 2)
        let inBatch = try index.letters(matching: SearchQuery(batch: "B1", sort: .date)).hits
        #expect(Set(inBatch.map(\.letter.accession)) == Set(letters.map(script.number)))
        #expect(try index.letters(matching: SearchQuery(batch: "B2")).hits.isEmpty)
        #expect(try index.timeline(of: CustomerNumber("111"), limit: 9).map(\.pageNumbers) == [[2]])
    }

    @Test func `letters joined give their pages to the new one and are nobody's any more`() throws {
        let (written, scan, letters) = script()
        var script = written
        let joined = separated(&script, scan, [2, 4, 5], from: letters, by: "person:anna")
        let index = try index(script.entries, "a.sqlite")
        #expect(try index.letters(in: script.number(scan)).map(\.accession) == [script.number(joined)])
        let old = try #require(try index.letter(script.number(letters[0]))?.letter)
        #expect(old.phase == .separated && old.customer == nil && old.letterClass == nil && old.filed == nil)
        #expect(try index.texts(of: script.number(joined)) == ["alpha fuite", "bravo facture", "charlie suite"])
        #expect(try index.letters(matching: SearchQuery(words: "alpha")).total == 1)
        #expect(try index.due(limit: 9).map(\.due) == [.understanding])
        #expect(
            try index.history(script.number(letters[0])).map(\.kind) == [.separated, .classified, .filed, .separated])
        #expect(try index.batch("B1")?.received.envelopes == 1)
    }

    @Test func `an index of scans of several is the same entry by entry and at once`() throws {
        let (written, scan, letters) = script()
        var script = written
        _ = separated(&script, scan, [4], from: [letters[1]], by: "person:anna")
        _ = separated(&script, scan, [5], from: [letters[1]], by: "person:anna")
        let whole = try index(script.entries, "whole.sqlite")
        let single = try index([], "single.sqlite")
        for (offset, entry) in script.entries.enumerated() {
            try single.apply([entry], size: UInt64(offset + 1), root: .zero)
        }
        #expect(try lines(single) == lines(whole))
    }

    @Test func `a scan erased takes the words of its letters with it, and a rebuild says the same`() throws {
        let (written, scan, letters) = script()
        var script = written
        let erased = script.add(.erased, ["by": .string("person:anna")], refs: [scan] + letters)
        let live = try index(script.entries, "live.sqlite")
        let rebuilt = try index(script.withoutOpenings(of: Set([scan] + letters), before: erased), "rebuilt.sqlite")
        let dump = try lines(live)
        #expect(try lines(rebuilt) == dump)
        for trace in ["alpha", "bravo", "Garrel", "pile.tif"] {
            #expect(!dump.contains { $0.contains(trace) }, "\(trace)")
        }
    }

    @Test func `an erasure that names the scan alone forgets its letters too`() throws {
        let (written, scan, _) = script()
        var script = written
        let erased = script.add(.erased, ["by": .string("person:anna")], refs: [scan])
        let live = try index(script.entries, "live.sqlite")
        let rebuilt = try index(script.withoutOpenings(of: [scan], before: erased), "rebuilt.sqlite")
        #expect(try lines(rebuilt) == lines(live))
        #expect(try live.letters(matching: SearchQuery(words: "alpha")).total == 0)
    }
}
