import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeStorage
import GreffeVerification
import Testing

@Suite struct RegistrarTests {
    @Test func `a drop whose removal a crash prevented is not a second letter`() async throws {
        let test = try TestArchive()
        let first = try await test.accession("scan", name: "a.tif", token: "inode-1")
        #expect(first == .accessioned(test.number(first)))
        let again = try await test.accession("scan", name: "a.tif", token: "inode-1")
        #expect(again == .alreadyOurs(test.number(first)))
        let entries = test.archive.entryCount
        let copy = try await test.accession("scan", name: "a.tif", token: "inode-2")
        #expect(copy == .duplicate(of: test.number(first)))
        #expect(test.archive.entryCount == entries + 1)
        // The duplicate's own removal may be interrupted as well.
        #expect(try await test.accession("scan", name: "a.tif", token: "inode-2") == .alreadyOurs(test.number(first)))
        #expect(test.archive.entryCount == entries + 1)
    }

    @Test func `the same bytes twice in one batch are one letter and one duplicate`() async throws {
        let test = try TestArchive()
        let arrivals = try [("x", "1.tif"), ("y", "2.tif"), ("x", "3.tif"), ("x", "4.tif")].map {
            try test.arrival($0.0, name: $0.1)
        }
        let taken = try await test.registrar.accession(arrivals.map(\.0)).map { try $0.get() }
        // The files are open for as long as their handles live.
        withExtendedLifetime(arrivals) {}
        let number = test.number(taken[0])
        #expect(taken[0] == .accessioned(number))
        #expect(taken[1] != .accessioned(number))
        #expect(taken[2] == .duplicate(of: number))
        #expect(taken[3] == .duplicate(of: number))
        #expect(try test.archive.index.counts().letters == 2)
        let staged = try #require(FileManager.default.enumerator(atPath: test.path + "/staging"))
        #expect(!staged.contains { ($0 as? String)?.hasSuffix("original.tif") == true }, "no copy stays behind")
    }

    @Test func `a file refused at the door is recorded once however often it is met`() async throws {
        let test = try TestArchive()
        var provenance = Provenance(channel: "fax", received: test.clock.now(), originalName: "x.pdf")
        provenance.dropToken = "inode-9"
        for _ in 0..<3 {
            try await test.registrar.refuse(
                code: "intake.empty", reason: "The file is empty.", sha256: .of([]), byteCount: 0,
                provenance: provenance)
            try await test.registrar.refuse(
                code: "intake.not-a-file", reason: "A link.", sha256: nil, byteCount: nil, provenance: provenance)
        }
        let rows = try test.archive.index.drops()
        #expect(rows.map(\.code).compactMap { $0 }.sorted() == ["intake.empty", "intake.not-a-file"])
    }

    @Test func `what the machine is sure of is filed, with department, deadline and retention`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        let decision = try test.decision(
            .invoice, customer: "4711", fields: [.invoiceNumber: "F-1", .amountTotal: "12.00"])
        #expect(
            try await test.registrar.record(test.reading("facture du dégât"), decision, for: number))
        let letter = try test.archive.letter("\(number)").letter
        #expect(letter.phase == .filed)
        #expect(letter.isStraightThrough == true)
        #expect(letter.customer == CustomerNumber("4711"))
        #expect(letter.department == decision.workflow.department)
        #expect(letter.deadline.map { "\($0)" } == "2026-12-22")
        #expect(letter.retention?.term.map { "\($0)" } == "2037-01-01")
        #expect(try test.archive.index.letters(matching: SearchQuery(words: "degat")).total == 1)
        #expect(try test.archive.reading(of: number)?.texts == ["facture du dégât"])
        #expect(
            try await test.registrar.record(test.reading("x"), decision, for: number) == false,
            "a letter is read once")
    }

    @Test func `a correction replaces, takes away, and leaves the history`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        let decision = try test.decision(.claim, customer: "4711", fields: [.date: "2026-11-01", .sender: "X"])
        try await test.registrar.record(test.reading("texte"), decision, for: number)
        try await test.registrar.decide(
            number, PersonDecision(customer: .nobody, fields: [.sender: "", .date: "2026-11-02"], by: "person:a"))
        let detail = try test.archive.letter("\(number)")
        #expect(detail.letter.customer == nil)
        #expect(detail.letter.letterClass == .claim)
        let fields = detail.fields.reduce(into: [String: String]()) { $0[$1.name] = $1.value }
        #expect(fields == ["date": "2026-11-02"])
        #expect(
            try test.archive.index.history(number).map(\.kind) == [
                .accessioned, .read, .classified, .filed, .corrected,
            ])
    }

    @Test func `a decision that makes no sense is refused and leaves no entry`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        let entries = test.archive.entryCount
        await #expect(throws: RegistryError.self) {
            try await test.registrar.decide(number, PersonDecision(letterClass: .claim, by: "person:a"))
        }
        let decision = try test.decision(.claim, reasons: [.classUnsure])
        try await test.registrar.record(test.reading("texte"), decision, for: number)
        for fields: [FieldName: String] in [
            [.date: "2026-02-30"], [.amountTotal: "12,00"], [.amountCurrency: "euro"], [.iban: "FR76 1"],
        ] {
            await #expect(throws: RegistryError.self) {
                try await test.registrar.decide(number, PersonDecision(fields: fields, by: "person:a"))
            }
        }
        #expect(test.archive.entryCount == entries + 2)
        #expect(try test.archive.letter("\(number)").letter.phase == .review)
    }

    @Test func `quarantine, retry and rejection follow each other only in order`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        await #expect(throws: RegistryError.self) { try await test.registrar.retry(number, by: "person:a") }
        try await test.registrar.quarantine(number, code: "worker.crashed", reason: "It crashed.", attempts: 3)
        #expect(try test.archive.index.due(limit: 9).isEmpty)
        try await test.registrar.retry(number, by: "person:a")
        #expect(try test.archive.index.due(limit: 9).map(\.accession) == [number])
        try await test.registrar.quarantine(number, code: "worker.crashed", reason: "It crashed.", attempts: 3)
        try await test.registrar.reject(number, reason: "not mail", by: "person:a")
        #expect(try test.archive.letter("\(number)").letter.phase == .rejected)
    }

    @Test func `a clock that goes back is an incident, and times in the ledger never do`() async throws {
        let test = try TestArchive()
        test.clock.set(Timestamp(millisecondsSince1970: 1_795_320_300_000 - 3_600_000))
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        let kinds = try test.archive.custody.ledger.entries(in: 0..<test.archive.entryCount).map(\.kind)
        #expect(kinds.contains(.incident))
        #expect(number.year == 2026)
        let report = try ArchiveVerifier(files: try LinuxArchiveFiles(root: test.path), name: "test").verify()
        #expect(!report.isFaultFound, "\(report.text)")
    }

    @Test func `a row changed in the index is found and named, and a rebuild mends it`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        try await test.registrar.record(test.reading("texte"), try test.decision(.claim, customer: "4711"), for: number)
        guard case .agrees = try IndexAudit.audit(test.archive) else {
            Issue.record("a sound index must agree")
            return
        }
        let sqlite = try Process.run(
            URL(fileURLWithPath: "/usr/bin/sqlite3"),
            arguments: ["\(test.path)/index.sqlite", "UPDATE letter SET customer = '4712'"])
        sqlite.waitUntilExit()
        guard case .differs(let table, let letter, _, _) = try IndexAudit.audit(test.archive) else {
            Issue.record("the swap must be found")
            return
        }
        #expect(table == "letter")
        #expect(letter == number)
        try test.archive.rebuildIndex()
        #expect(try test.archive.letter("\(number)").letter.customer == CustomerNumber("4711"))
    }
}
