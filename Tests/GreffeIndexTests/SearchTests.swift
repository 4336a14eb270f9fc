import GreffeCore
import GreffeIndex
import GreffeTestKit
import Testing

@Suite struct SearchTests {
    let folder = TemporaryFolder()

    private func index(_ texts: [String]) throws -> (index: LetterIndex, letters: [LeafIndex]) {
        var script = LedgerScript()
        var letters: [LeafIndex] = []
        for (number, text) in texts.enumerated() {
            let letter = script.accession("\(number).tif")
            script.read(letter, [text])
            letters.append(letter)
        }
        let index = try LetterIndex.open(path: folder.file("index.sqlite"))
        try index.apply(script.entries, size: script.size, root: script.root)
        return (index, letters)
    }

    private static let letter = """
        Objet : déclaration d'un dégât des eaux
        N° client : 4484 0898   Contrat : MRH 50964336
        Police AU-1069473-E, tél. 03.53.01.31.25
        L’œuvre du maître fut abîmée, les sinistrés attendent. Straße
        IBAN FR76 1882 9004 5901 7202 7771 550
        """

    @Test(arguments: [
        "degat", "DÉGÂT", "dégât", "oeuvre", "ŒUVRE", "maitre", "abimee", "strasse", "MRH50964336", "mrh 50964336",
        "MRH-50964336", "44840898", "4484-0898", "4484 0898", "AU1069473E", "AU 1069473 E", "0353013125",
        "03 53 01 31 25", "FR7618829004590172027771550", "FR76 1882 9004 5901 7202 7771 550", "sinist*", "SINIST*",
        "\"dégât des eaux\"", "\"d'un degat\"", "déclaration eaux", "client -facture", "l'oeuvre", "2026-000000",
        "2026000000", "0.tif", "mrh5096*", "declaration -\"eaux degat\"",
    ])
    func `a letter is found however its words are written`(words: String) throws {
        let (index, letters) = try index([Self.letter])
        let page = try index.letters(matching: SearchQuery(words: words))
        #expect(page.hits.map(\.letter.accession.leaf) == letters && page.total == 1)
    }

    @Test(arguments: [
        "degats", "\"eaux degat\"", "client -dégât", "sinist", "50964337", "MRH5096", "-client", "inondation",
        "déclaration inondation",
    ])
    func `a letter is not found by what it does not say`(words: String) throws {
        let (index, _) = try index([Self.letter])
        #expect(try index.letters(matching: SearchQuery(words: words)).total == 0)
    }

    @Test(arguments: [
        "\"", "\"\"", "\"\"\"", "*", "**", "-", "--", "-*", "-\"", "AND", "OR NOT", "NEAR(a b, 3)", "body:x",
        "{body} : x",
        "a AND", "(", ")", "((", "^a", "a^2", "'", "''; DROP TABLE letter; --", "\\", "%", "_", "\u{0}", "a\u{0}b", "+",
        "a + b", "\"a\" \"", "-\"a", "*a", "a*b*", "a**", "²", "日本語", "\u{200B}", "é", "e\u{301}", "𝔄", "\u{FFFD}",
        "rowid:1", "words MATCH 'x'", "1 OR 1", "-a -b -c", "🙂", "\n\t", "a\nb",
    ])
    func `no text is a syntax error`(words: String) throws {
        let (index, _) = try index([Self.letter])
        #expect(throws: Never.self) { try index.letters(matching: SearchQuery(words: words)) }
    }

    @Test(arguments: 0..<8) func `no random text is a syntax error`(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        let (index, _) = try index([Self.letter])
        let signs = Array("ab\"\"*-+()^:{}',.;\\ \u{0}é½ NEARANDORNOT\u{301}\u{202E}0")
        for _ in 0..<50 {
            let words = String((0..<dice.below(30)).map { _ in dice.pick(signs) })
            #expect(throws: Never.self, "\(words.debugDescription)") {
                try index.letters(matching: SearchQuery(words: words, after: .init(words)))
            }
        }
    }

    @Test func `signs alone find nothing, no words find everything`() throws {
        let (index, _) = try index([Self.letter, "autre"])
        #expect(try index.letters(matching: SearchQuery(words: "***")).total == 0)
        #expect(try index.letters(matching: SearchQuery(words: " ")).total == 2)
        #expect(try index.letters(matching: SearchQuery(words: "-autre")).total == 1)
    }

    @Test func `a snippet shows the letter's own spelling with what matched marked`() throws {
        let (index, _) = try index([Self.letter])
        func snippet(_ words: String) throws -> String {
            try #require(try index.letters(matching: SearchQuery(words: words)).hits.first?.snippet).marked()
        }
        #expect(try snippet("degat").contains("d'un «dégât» des eaux"))
        #expect(try snippet("mrh50964336").contains("Contrat : «MRH 50964336»"))
        #expect(try snippet("\"oeuvre du maitre\"").contains("L’«œuvre du maître» fut"))
        #expect(try snippet("sinist*").contains("«sinistrés»"))
    }

    @Test func `a value a person typed is searched like the text`() throws {
        var script = LedgerScript()
        let letter = script.accession()
        script.read(letter, ["illisible"])
        script.classify(letter, .claim, fields: ["sender": "Jeane Lefevbre"], review: ["reading-poor"])
        script.file(letter, .claim, fields: ["sender": "Jeanne Lefebvre", "contract_number": "MRH50964336"])
        let index = try LetterIndex.open(path: folder.file("index.sqlite"))
        try index.apply(script.entries, size: script.size, root: script.root)
        #expect(try index.letters(matching: SearchQuery(words: "lefebvre mrh50964336 illisible")).total == 1)
        #expect(try index.letters(matching: SearchQuery(words: "lefevbre")).total == 0)
    }

    @Test func `everything asked must hold`() throws {
        var script = LedgerScript()
        for number in 0..<12 {
            let letter = script.accession(
                "\(number).tif", channel: number.isMultiple(of: 2) ? "fax" : "letters",
                received: "2026-0\(1 + number % 3)-15T10:00:00.000Z")
            script.read(letter, ["Bonjour texte\(number)"])
            script.classify(
                letter, number < 4 ? .claim : .order, fields: number == 5 ? ["date": "2025-12-24"] : [:],
                customer: number < 6 ? "1" : "2")
            if number > 8 { script.file(letter, .order, customer: "2") }
        }
        let index = try LetterIndex.open(path: folder.file("index.sqlite"))
        try index.apply(script.entries, size: script.size, root: script.root)
        func total(_ query: SearchQuery) throws -> Int { try index.letters(matching: query).total }
        #expect(try total(SearchQuery(letterClass: .claim)) == 4)
        #expect(try total(SearchQuery(words: "bonjour", letterClass: .claim, channel: "fax")) == 2)
        #expect(try total(SearchQuery(customer: CustomerNumber("2"))) == 6)
        #expect(try total(SearchQuery(phase: .filed)) == 3)
        #expect(try total(SearchQuery(department: "claims")) == 3)
        #expect(try total(SearchQuery(from: CalendarDate("2026-02-01"), to: CalendarDate("2026-02-28"))) == 4)
        #expect(try total(SearchQuery(from: CalendarDate("2026-02-15"), to: CalendarDate("2026-02-15"))) == 4)
        #expect(try total(SearchQuery(to: CalendarDate("2025-12-31"))) == 1)
        #expect(try total(SearchQuery(to: CalendarDate("2025-12-31"), dateBasis: .received)) == 0)
        #expect(try index.timeline(of: CustomerNumber("1"), limit: 10).count == 6)
        #expect(
            try index.timeline(of: CustomerNumber("1"), limit: 10).first?.received.date == CalendarDate("2026-03-15"))
    }

    @Test(arguments: SearchQuery.Sort.allCases)
    func `pages follow each other without a gap or a repeat`(sort: SearchQuery.Sort) throws {
        let (index, letters) = try index((0..<23).map { "mot" + String(repeating: " mot", count: $0 % 5) })
        var query = SearchQuery(words: "mot", sort: sort, limit: 5)
        var seen: [LeafIndex] = []
        repeat {
            let page = try index.letters(matching: query)
            #expect(page.total == 23)
            seen += page.hits.map(\.letter.accession.leaf)
            query.after = page.next
        } while query.after != nil
        #expect(seen.count == 23 && Set(seen) == Set(letters))
        if sort != .relevance { #expect(seen == letters.reversed()) }
    }

    @Test func `a reader sees whole transactions while a writer is at work`() async throws {
        var script = LedgerScript()
        for number in 0..<60 { _ = script.accession("\(number).tif") }
        let index = try LetterIndex.open(path: folder.file("index.sqlite"))
        let entries = script.entries
        async let writing: Void = {
            for start in stride(from: 0, to: 60, by: 3) {
                try index.apply(Array(entries[start..<start + 3]), size: UInt64(start + 3), root: .zero)
            }
        }()
        for _ in 0..<100 { #expect(try index.counts().letters.isMultiple(of: 3)) }
        try await writing
        #expect(try index.counts().letters == 60)
    }
}
