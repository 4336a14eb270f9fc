import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct ScanOfSeveralTests {
    private static let letter = "Objet : déclaration de sinistre\nMadame, Monsieur,\nUn dégât des eaux."

    private struct PileReader: LetterReader {
        var reading: Reading
        func read(scan: Int32, request: ReadingRequest) async throws -> Reading { reading }
    }

    /// Three letters of one, two and one pages, a sheet in front of each.
    private func pile(ticket: SeparatorTicket? = nil) -> Reading {
        var reading = Reading.plain(
            pages: ["", Self.letter, "", Self.letter, "Suite : le plombier est venu.", "", Self.letter])
        for index in [0, 2, 5] {
            reading.pages[index].isSeparator = true
            reading.pages[index].separator = SeparatorMark(signs: [.ticket], ticket: ticket)
        }
        return reading
    }

    private func processed(_ test: TestArchive, _ reading: Reading) async throws -> AccessionNumber {
        let scan = test.number(try await test.accession("pile", name: "pile.tif"))
        let processor = try TestCrew.processor(test.registrar, reader: PileReader(reading: reading))
        _ = try await processor.process(scan)
        return scan
    }

    private func expectSound(_ test: TestArchive) throws {
        guard case .agrees = try IndexAudit.audit(test.archive) else {
            Issue.record("the index is not what the ledger says")
            return
        }
        let report = try ArchiveVerifier(files: try LinuxArchiveFiles(root: test.path), name: "archive").verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.notices.isEmpty)
    }

    @Test func `a scan of three letters becomes three, under one checkpoint, and stays whole`() async throws {
        let test = try TestArchive()
        let scan = try await processed(test, pile())
        let letters = try test.archive.index.letters(in: scan)
        #expect(letters.map(\.pageNumbers) == [[2], [4, 5], [7]])
        #expect(letters.allSatisfy { [.filed, .review].contains($0.phase) && $0.letterClass != nil })
        #expect(try test.archive.letter("\(scan)").letter.phase == .separated)
        #expect(try test.archive.reading(of: letters[1].accession)?.pages.map(\.number) == [4, 5])
        #expect(try test.archive.reading(of: scan)?.pages.count == 7)
        // The scan's own bytes, whichever letter is asked for.
        try test.archive.checkOriginal(of: letters[2].accession)
        #expect(try test.archive.scan(of: letters[2].accession) == scan)
        #expect(try test.archive.index.due(limit: 9).isEmpty)
        try expectSound(test)
    }

    @Test func `a person joins and splits, and the new letters are understood anew`() async throws {
        let test = try TestArchive()
        let reading = pile()
        let scan = try await processed(test, reading)
        let before = try test.archive.index.letters(in: scan)
        let joined = try #require(
            try await test.registrar.join([before[0].accession, before[1].accession], by: "person:anna"))
        #expect(try test.archive.letter("\(joined)").letter.pageNumbers == [2, 4, 5])
        #expect(try test.archive.letter("\(joined)").letter.due == .understanding)
        let processor = try TestCrew.processor(test.registrar, reader: PileReader(reading: reading))
        #expect([.filed, .review].contains(try await processor.process(joined)))
        let halves = try await test.registrar.split(joined, at: [5], by: "person:anna")
        #expect(try halves.map { try test.archive.letter("\($0)").letter.pageNumbers } == [[2, 4], [5]])
        for half in halves { _ = try await processor.process(half) }
        #expect(try test.archive.index.letters(in: scan).map(\.pageNumbers) == [[2, 4], [5], [7]])
        #expect(try test.archive.letter("\(joined)").letter.phase == .separated)
        #expect(try test.archive.index.history(halves[0]).first?.by == "person:anna")
        try expectSound(test)
    }

    @Test func `a scan taken for one letter is split by a person`() async throws {
        let test = try TestArchive()
        let scan = try await processed(test, .plain(pages: [Self.letter, Self.letter]))
        let halves = try await test.registrar.split(scan, at: [2], by: "person:anna")
        #expect(try test.archive.index.letters(in: scan).map(\.accession) == halves)
        #expect(try test.archive.letter("\(scan)").letter.phase == .separated)
        try expectSound(test)
    }

    @Test func `a cut that makes no sense is refused, and nothing is recorded`() async throws {
        let test = try TestArchive()
        let scan = try await processed(test, pile())
        let letters = try test.archive.index.letters(in: scan).map(\.accession)
        let other = test.number(try await test.accession("other", name: "other.tif"))
        let before = test.archive.entryCount
        await #expect(throws: RegistryError.self) { try await test.registrar.split(letters[1], at: [4], by: "p") }
        await #expect(throws: RegistryError.self) { try await test.registrar.split(letters[1], at: [7], by: "p") }
        await #expect(throws: RegistryError.self) { try await test.registrar.split(letters[1], at: [], by: "p") }
        await #expect(throws: RegistryError.self) { try await test.registrar.join([letters[1]], by: "p") }
        await #expect(throws: RegistryError.self) { try await test.registrar.join([letters[1], other], by: "p") }
        await #expect(throws: RegistryError.self) { try await test.registrar.split(scan, at: [4], by: "p") }
        #expect(test.archive.entryCount == before)
    }

    @Test func `a sheet that says another class than its letter sends it to a person`() async throws {
        let test = try TestArchive()
        let scan = try await processed(test, pile(ticket: SeparatorTicket(letterClass: .order, channel: "counter")))
        for letter in try test.archive.index.letters(in: scan) {
            #expect(letter.phase == .review && letter.reviewReasons.contains("sheet-contradicted"))
            #expect(letter.channel == "counter")
        }
    }
}
