import GreffeCore
import GreffeIndex
import GreffeTestKit
import Testing

/// Search as an archive of millions needs it: ranges, orders that do not read everything, and an empty answer that says
/// why.
@Suite struct ArchiveSearchTests {
    let folder = TemporaryFolder()

    private func index(_ letters: [(text: String, LetterClass, fields: [String: String])]) throws -> LetterIndex {
        var script = LedgerScript()
        for (number, letter) in letters.enumerated() {
            let leaf = script.accession("\(number).tif", channel: number % 2 == 0 ? "letters" : "fax")
            script.read(leaf, [letter.text])
            script.classify(leaf, letter.1, fields: letter.fields)
            script.file(leaf, letter.1, customer: "\(number % 3)", fields: letter.fields)
        }
        let index = try LetterIndex.open(path: folder.file("index.sqlite"))
        try index.apply(script.entries, size: script.size, root: script.root)
        return index
    }

    private func found(_ query: SearchQuery, _ index: LetterIndex) throws -> [String] {
        try index.letters(matching: query).hits.compactMap(\.letter.originalName)
    }

    @Test func `letters are found by ranges of their amount and by the value of a field`() throws {
        let index = try index([
            ("facture", .invoice, ["amount_total": "99.90", "invoice_number": "F-12"]),
            ("facture", .invoice, ["amount_total": "1000.00", "invoice_number": "F-13"]),
            ("lettre qui nomme F-12", .other, [:]),
        ])
        var query = SearchQuery(sort: .received)
        query.amountFrom = 99.9
        #expect(try found(query, index) == ["1.tif", "0.tif"])
        query.amountTo = 500
        #expect(try found(query, index) == ["0.tif"])
        query.words = "facture"
        #expect(try found(query, index) == ["0.tif"])
        query.amountFrom = 100
        #expect(try found(query, index) == [])
        var field = SearchQuery()
        field.fields = [.invoiceNumber: "F-12"]
        #expect(try found(field, index) == ["0.tif"], "another letter's text is no field")
    }

    @Test(arguments: [
        SearchQuery(words: "contrat"), SearchQuery(words: "contrat", letterClass: .claim),
        SearchQuery(words: "contrat", customer: CustomerNumber("1")), SearchQuery(words: "contrat", channel: "fax"),
        SearchQuery(words: "contrat", phase: .filed), SearchQuery(words: "contrat rare", sort: .date),
        SearchQuery(words: "contrat", from: CalendarDate("2020-01-01")), SearchQuery(words: "contrat", sort: .received),
    ])
    func `words in very many letters find the same letters, page after page, the newest first`(query: SearchQuery)
        throws
    {
        let index = try index(
            (0..<60).map { ("contrat \($0) \($0 % 5 == 0 ? "rare" : "")", $0 % 4 == 0 ? .claim : .order, [:]) })
        var ranked = query
        ranked.limit = 1_000
        let expected = try index.letters(matching: ranked)
        #expect(!expected.hits.isEmpty)
        var broad = query
        (broad.rankedMax, broad.limit) = (3, 7)
        var seen: [AccessionNumber] = []
        var pages = 0
        repeat {
            let page = try index.letters(matching: broad)
            #expect(page.total == expected.total)
            seen += page.hits.map(\.letter.accession)
            broad.after = page.next
            pages += 1
        } while broad.after != nil && pages < 100
        #expect(Set(seen) == Set(expected.hits.map(\.letter.accession)) && seen.count == expected.hits.count)
        #expect(seen == seen.sorted(by: >), "the newest first")
    }

    @Test func `a range of amounts that very many letters have finds the same letters, the newest first`() throws {
        let index = try index((0..<30).map { ("facture \($0)", .invoice, ["amount_total": "\(100 + $0).00"]) })
        var query = SearchQuery(limit: 100)
        (query.amountFrom, query.amountTo) = (104, 120)
        let listed = try found(query, index)
        #expect(listed == (4...20).reversed().map { "\($0).tif" })
        query.listedMax = 3
        #expect(try found(query, index) == listed)
        (query.words, query.rankedMax) = ("facture", 3)
        #expect(try found(query, index) == listed)
        query.listedMax = 5_000
        #expect(try found(query, index) == listed)
    }

    @Test func `letters are counted up to a bound, and the page says when there are more`() throws {
        let index = try index((0..<12).map { ("contrat \($0)", .claim, [:]) })
        var query = SearchQuery(words: "contrat", limit: 2)
        query.countMax = 5
        let page = try index.letters(matching: query)
        #expect(page.total == 5 && page.hasMore)
        query.countMax = 12
        #expect(try !index.letters(matching: query).hasMore)
    }

    @Test func `an empty answer names the word that does not occur, and what is spelt nearly so`() throws {
        let index = try index([
            ("déclaration de sinistre", .claim, [:]), ("sinistre encore", .claim, [:]), ("ministre", .other, [:]),
        ])
        let why = try index.explanation(of: SearchQuery(words: "sinsitre déclaration"))
        #expect(why.words.map(\.letters) == [0, 1])
        #expect(why.words[0].nearest == ["sinistre"])
        #expect(try index.explanation(of: SearchQuery(words: "zzzzzz")).words[0].nearest == [])
    }

    @Test func `an empty answer names the filters without which something is found`() throws {
        let index = try index([("sinistre", .claim, [:]), ("facture", .invoice, [:])])
        let why = try index.explanation(of: SearchQuery(words: "sinistre", letterClass: .invoice, channel: "letters"))
        #expect(why.filters.map(\.name) == ["class"] && why.filters.map(\.value) == ["invoice"])
        #expect(why.filters.map(\.lettersWithout) == [1])
        let apart = try index.explanation(of: SearchQuery(words: "sinistre facture"))
        #expect(apart.words.map(\.letters) == [1, 1] && apart.lettersUnfiltered == 0 && apart.filters.isEmpty)
    }
}
