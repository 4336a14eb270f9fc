import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime
import GreffeStorage
import Testing

@Suite struct RetentionTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test(arguments: [
        ("2026-11-22", "12-31", "2026-12-31"), ("2026-11-22", "06-30", "2027-06-30"),
        ("2026-06-30", "06-30", "2026-06-30"), ("2026-07-01", "06-30", "2027-06-30"),
    ])
    func `an accounting year closes on its day, this year or the next`(
        received: String, close: String, expected: String
    ) throws {
        let close = try #require(YearClose(close))
        #expect(close.date(onOrAfter: try day(received)) == (try day(expected)))
    }

    @Test(arguments: ["02-29", "13-01", "6-30", "31-12", ""]) func `a close is a day of every year`(text: String) {
        #expect(YearClose(text) == nil)
    }

    @Test func `a term counts from its event, and there is none before somebody notes it`() throws {
        let rule = RetentionRule(id: "claim", start: .endOfMatter, years: 10, basis: "L114-1")
        #expect(rule.term(received: try day("2026-11-22")) == nil)
        #expect(
            rule.term(received: try day("2026-11-22"), event: try day("2027-03-04")) == (try day("2037-03-05")))
    }

    @Test func `the end of a matter gives a claim its term, and an earlier correction does not lose it`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("scan", .claim, customer: "4711")
        #expect(try test.archive.letter("\(number)").letter.retention?.term == nil)
        let letter = try await test.registrar.noteEvent(
            .endOfMatter, on: try day("2026-11-01"), of: number, by: "person:anna")
        #expect(letter.retention?.term == (try day("2036-11-02")))
        #expect(letter.retention?.from == (try day("2026-11-01")))
        try await test.registrar.decide(number, PersonDecision(fields: [.sender: "X"], by: "person:anna"))
        #expect(try test.archive.letter("\(number)").letter.retention?.term == (try day("2036-11-02")))
        #expect(try test.archive.index.history(number).map(\.note).contains("end-of-matter 2026-11-01"))
        guard case .agrees = try IndexAudit.audit(test.archive) else {
            Issue.record("the index is what a rebuild gives")
            return
        }
    }

    @Test func `an event that is not the rule's, or has not come, is refused and leaves no entry`() async throws {
        let test = try TestArchive()
        let invoice = try await test.filed("a", .invoice)
        let claim = try await test.filed("b", .claim, customer: "1")
        let waiting = test.number(try await test.accession("c", name: "c.tif"))
        let entries = test.archive.entryCount
        let past = try day("2026-11-01")
        await #expect(throws: KeepingError.eventUnfit(invoice, rule: "accounts-10y", start: .endOfYear)) {
            try await test.registrar.noteEvent(.endOfMatter, on: past, of: invoice, by: "person:anna")
        }
        let ahead = try day("2026-11-23")
        await #expect(throws: KeepingError.eventAhead(ahead)) {
            try await test.registrar.noteEvent(.endOfMatter, on: ahead, of: claim, by: "person:anna")
        }
        await #expect(throws: KeepingError.notFiled(waiting, .accessioned)) {
            try await test.registrar.noteEvent(.endOfMatter, on: past, of: waiting, by: "person:anna")
        }
        #expect(test.archive.entryCount == entries)
    }

    @Test func `a letter is put under another rule of its class, and only of its class`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("scan", .claim, customer: "4711")
        try await test.registrar.noteEvent(.endOfMatter, on: try day("2026-11-01"), of: number, by: "person:anna")
        let letter = try await test.registrar.assignRule("claim-2y", to: number, by: "person:anna")
        #expect(letter.retention?.term == (try day("2028-11-02")), "the day noted for the same event stays")
        await #expect(throws: KeepingError.self) {
            try await test.registrar.assignRule("tax-6y", to: number, by: "person:anna")
        }
        try await test.registrar.decide(number, PersonDecision(fields: [.sender: "X"], by: "person:anna"))
        #expect(try test.archive.letter("\(number)").letter.retention?.rule == "claim-2y")
    }

    @Test func `what is due comes first, and the forecast counts by year and rule`() async throws {
        let test = try TestArchive()
        let other = try await test.filed("a", .other)
        let invoice = try await test.filed("b", .invoice)
        let claim = try await test.filed("c", .claim, customer: "1")
        let index = test.archive.index
        #expect(try index.retentionList(until: nil, limit: 9).map(\.accession) == [other, invoice, claim])
        #expect(try index.retentionList(until: try day("2032-01-01"), limit: 9).map(\.accession) == [other])
        #expect(try index.retentionList(until: try day("2031-12-31"), limit: 9).isEmpty)
        let forecast = try index.retentionForecast()
        #expect(forecast.map(\.year) == [2032, 2037, nil])
        #expect(forecast.map(\.rule) == ["general-5y", "accounts-10y", "claim-10y"])
        #expect(forecast.allSatisfy { $0.letters == 1 && $0.bytes == 1 })
    }

    @Test func `a change of the rules is recorded once, with what they were`() async throws {
        let test = try TestArchive()
        #expect(try await test.registrar.recordRetentionRules(by: "person:anna"))
        #expect(try await test.registrar.recordRetentionRules(by: "person:anna") == false)
        var settings = test.archive.settings
        settings.workflows[.invoice]?.retention.years = 12
        let archive = try Archive.open(root: test.path, settings: settings, access: .append, clock: test.clock)
        let changed = Registrar(archive: archive, clock: test.clock)
        #expect(try await changed.recordRetentionRules(by: "person:anna"))
        let seq = try #require(try archive.index.latest(.configured, limit: 1).first)
        let body = try #require(try archive.custody.opening(of: try archive.custody.ledger.entry(at: seq))?.body)
        #expect(body["retention"]?["invoice"]?["rules"]?.array?.first?["years"]?.integer == 12)
    }

    @Test(arguments: [
        ("year_closes: \"31-06\"", "not a day of every year"), ("then: burn", "not one of: destroy"),
        ("choices:\n    - rule: accounts-10y\n      starts: received\n      years: 1\n      basis: x", "twice"),
        ("month: 3", "unknown key"),
    ])
    func `a mistake in a rule is named with its line`(line: String, problem: String) throws {
        let text =
            "class: invoice\nversion: \"1\"\ndepartment: D\nconfidence: {class: 1, customer: 1, reading: 1}\n"
            + "customer: optional\nretention:\n  rule: accounts-10y\n  starts: end-of-year\n  years: 10\n  basis: L\n  "
            + line + "\n"
        let error = try #require(throws: ConfigurationError.self) {
            try WorkflowFile.read(Array(text.utf8), file: "invoice.yaml")
        }
        #expect(error.message.contains(problem), "\(error.message)")
        #expect((error.line ?? 0) >= 11)
    }
}
