import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime
import GreffeStorage
import Testing

@Suite struct BatchClosingTests {
    /// One scan of one page in the batch `B7`, whose slip declared these; read, and waiting for a person.
    private func accession(
        _ test: TestArchive, _ name: String, pages: Int?, envelopes: Int?, isRead: Bool = true
    ) async throws {
        var (arrival, handle) = try test.arrival(name, name: name)
        arrival.provenance.batch = "B7"
        (arrival.provenance.declaredPages, arrival.provenance.declaredEnvelopes) = (pages, envelopes)
        let taken = try await test.registrar.accession([arrival])[0].get()
        try handle.close()
        guard isRead else { return }
        let decision = try test.decision(.claim, reasons: [.customerUnknown])
        try await test.registrar.record(test.reading("texte"), decision, for: test.number(taken))
    }

    @Test func `a batch that adds up is closed by an entry with its counts and the person's account`() async throws {
        let test = try TestArchive()
        try await accession(test, "1.tif", pages: 2, envelopes: 2)
        try await accession(test, "2.tif", pages: nil, envelopes: nil)
        let batch = try await test.registrar.closeBatch("B7", reason: nil, by: "person:anna")
        #expect(batch.state == .closed && batch.addsUp)
        let entry = try #require(try test.archive.custody.ledger.entries(in: 0..<test.archive.entryCount).last)
        #expect(entry.kind == .batchClosed)
        let body = try #require(try test.archive.custody.opening(of: entry)?.body)
        #expect(
            body.object?["declared"] == .object(["envelopes": .integer(2), "pages": .integer(2)])
                && body.object?["received"]?.object?["pages"] == .integer(2)
                && body.object?["by"] == .string("person:anna") && body.object?["reason"] == nil)
    }

    @Test func `a batch that does not add up is closed only with a reason, and the entry has both`() async throws {
        let test = try TestArchive()
        try await accession(test, "1.tif", pages: 2, envelopes: 1)
        let entries = test.archive.entryCount
        let error = await #expect(throws: RegistryError.self) {
            try await test.registrar.closeBatch("B7", reason: nil, by: "person:anna")
        }
        #expect(error == .batchDiffers("B7", ["1 page received, 2 declared: 1 missing"]))
        #expect(error.map { ExitStatus($0) } == .refusedByRule)
        for unfit in ["", "  ", "two\nlines", String(repeating: "x", count: 501)] {
            await #expect(throws: RegistryError.reasonUnfit) {
                try await test.registrar.closeBatch("B7", reason: unfit, by: "person:anna")
            }
        }
        #expect(test.archive.entryCount == entries)
        let closed = try await test.registrar.closeBatch("B7", reason: "the slip was miscounted", by: "person:anna")
        #expect(closed.closing?.reason == "the slip was miscounted")
        #expect(closed.closing?.differences == ["1 page received, 2 declared: 1 missing"])
    }

    @Test func `a batch still being read is not closed without a reason`() async throws {
        let test = try TestArchive()
        try await accession(test, "1.tif", pages: 1, envelopes: 1, isRead: false)
        await #expect(throws: RegistryError.batchDiffers("B7", ["1 letter is still due"])) {
            try await test.registrar.closeBatch("B7", reason: nil, by: "person:anna")
        }
    }

    @Test func `a closed batch is closed again only when another file came`() async throws {
        let test = try TestArchive()
        try await accession(test, "1.tif", pages: 1, envelopes: 1)
        let first = try await test.registrar.closeBatch("B7", reason: nil, by: "person:anna")
        let time = try #require(first.closing?.time)
        await #expect(throws: RegistryError.batchClosed("B7", at: time)) {
            try await test.registrar.closeBatch("B7", reason: "again", by: "person:anna")
        }
        try await accession(test, "late.tif", pages: nil, envelopes: nil)
        #expect(try test.archive.index.batch("B7")?.state == .late)
        let again = try await test.registrar.closeBatch("B7", reason: "found under the desk", by: "person:anna")
        #expect(again.state == .closed && again.received.files == 2)
        await #expect(throws: RegistryError.batchUnknown("B8")) {
            try await test.registrar.closeBatch("B8", reason: nil, by: "person:anna")
        }
    }

    @Test func `a file refused at the door counts in its batch`() async throws {
        let test = try TestArchive()
        try await accession(test, "1.tif", pages: 1, envelopes: 1)
        var provenance = Provenance(channel: "fax", received: test.clock.now(), originalName: "x.pdf")
        (provenance.dropToken, provenance.batch) = ("inode-9", "B7")
        try await test.registrar.refuse(
            code: "intake.empty", reason: "The file is empty.", sha256: .of([]), byteCount: 0, provenance: provenance)
        #expect(try test.archive.index.batch("B7")?.received.refused == 1)
    }

    @Test func `closings are rebuilt from ledger and vault byte for byte, and verify`() async throws {
        let test = try TestArchive()
        try await accession(test, "1.tif", pages: 3, envelopes: 1)
        try await test.registrar.closeBatch("B7", reason: "two blank sheets taken out", by: "person:anna")
        let before = try test.archive.index.dumpDigest()
        try test.archive.rebuildIndex()
        #expect(try test.archive.index.dumpDigest() == before)
        #expect(try test.archive.index.batch("B7")?.closing?.reason == "two blank sheets taken out")
    }
}
