import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeTestKit
import GreffeVerification
import Testing

/// Cases, contacts, merging and splitting: what a customer's record is besides letters.
@Suite struct CustomerRecordTests {
    private static let directory = """
        customer_number;kind;title;first_name;last_name;address;postcode;city;contracts
        44840898;person;Mme;Xavière;Zwiebelfisch;3 rue des Ormes;87000;Limoges;QV50964336
        77653859;person;M.;Jean;Garrel;4 rue des Ormes;87000;Limoges;QV11111111
        """
    private let hers = CustomerNumber("44840898")
    private let his = CustomerNumber("77653859")

    private func populated() async throws -> TestArchive {
        let test = try TestArchive()
        _ = try test.archive.customers.importing(Array(Self.directory.utf8))
        return test
    }

    private func expectSound(_ test: TestArchive) throws {
        let report = try ArchiveVerifier(files: try LinuxArchiveFiles(root: test.path), name: "test").verify()
        #expect(!report.isFaultFound, "\(report.text)")
        let finding = try IndexAudit.audit(test.archive)
        guard case .agrees = finding else {
            Issue.record("the index is not what a rebuild gives: \(finding)")
            return
        }
    }

    private func interaction(
        _ test: TestArchive, _ customer: CustomerNumber, _ summary: String, letter: AccessionNumber? = nil
    ) async throws -> InteractionRow {
        var request = InteractionRequest(customer: customer, channel: .phone, summary: summary, by: "person:anna")
        (request.author, request.score, request.letter) = ("Mme Roche", 8, letter)
        return try await test.registrar.note(request)
    }

    @Test func `a case gathers letters over time, and its closing dates those that count from its end`() async throws {
        let test = try await populated()
        let first = try await test.filed("sinistre", .claim, customer: hers.value)
        let invoice = try await test.filed("facture du garage", .invoice, customer: his.value)
        let opened = try await test.registrar.openCase(
            customer: hers, title: "Grêle du 3 juin", letters: [first], by: "person:anna")
        #expect(opened.isOpen && opened.letters == 1 && opened.customer == hers)
        let id = "\(opened.number)"
        #expect(try await test.registrar.add([invoice, first], toCase: id, by: "person:anna").letters == 2)
        #expect(try test.archive.index.letters(inCase: opened.number, limit: 9).count == 2)
        #expect(try test.archive.letter("\(invoice)").letter.customer == his, "whose letter it is stays")

        let end = try #require(CalendarDate("2026-11-01"))
        let closed = try await test.registrar.closeCase(id, reason: "réglé", end: end, by: "person:bob")
        #expect(closed.row.closing?.reason == "réglé" && closed.dated == [first])
        #expect(try test.archive.letter("\(first)").letter.retention?.from == end)
        #expect(try test.archive.letter("\(invoice)").letter.retention?.start == "end-of-year")
        await #expect(throws: KeepingError.self, "closed is closed") {
            try await test.registrar.add([invoice], toCase: id, by: "person:anna")
        }
        await #expect(throws: KeepingError.caseUnknown("2026-999999")) {
            try await test.registrar.closeCase("2026-999999", reason: "x", by: "person:anna")
        }
        try expectSound(test)
    }

    @Test func `a case under a hold keeps its letters, those that come later too, whatever the index says`()
        async throws
    {
        let test = try await populated()
        let first = try await test.filed("sinistre", .claim, customer: hers.value)
        let opened = try await test.registrar.openCase(
            customer: hers, title: "Grêle", letters: [first], by: "person:anna")
        let hold = try await test.registrar.hold(
            HoldRequest(scope: .caseFile(opened.number), reason: "procès", by: "person:eve"))
        #expect(hold.letters == 1 && hold.scope == "case \(opened.number)")
        let later = try await test.filed("facture", .invoice, customer: his.value)
        #expect(try !test.archive.letter("\(later)").letter.isHeld)
        _ = try await test.registrar.add([later], toCase: "\(opened.number)", by: "person:anna")
        #expect(try test.archive.letter("\(later)").letter.isHeld)
        _ = try await test.registrar.remove([later], fromCase: "\(opened.number)", by: "person:anna")
        #expect(try test.archive.letter("\(later)").letter.isHeld, "a hold sticks")
        try expectSound(test)

        test.clock.set(try #require(Timestamp("2040-02-01T08:00:00.000Z")))
        let error = await #expect(throws: KeepingError.self) {
            try await test.registrar.proposeDisposal(of: [later], by: "person:anna")
        }
        #expect(error?.code == "keeping.held")
        let erasure = await #expect(throws: KeepingError.self, "her case is held, and so is she") {
            try await test.registrar.requestErasure(
                ErasureRequest(scope: .customer(hers), reason: "x", by: "person:anna"))
        }
        #expect(erasure?.code == "keeping.held")
        // The index forgets the hold; the ledger does not.
        let tampering = "DELETE FROM hold; DELETE FROM hold_letter; UPDATE letter SET held = 0"
        #expect(try Program(path: "/usr/bin/sqlite3").run([test.path + "/index.sqlite", tampering]).status == 0)
        let proposal = try await test.registrar.proposeDisposal(of: [later], by: "person:anna")
        _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        let last = await #expect(throws: KeepingError.self) {
            try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:anna")
        }
        #expect(last?.code == "keeping.index-disagrees")
    }

    @Test func `a contact is noted with its author and score, and a bad one is refused`() async throws {
        let test = try await populated()
        let letter = try await test.filed("sinistre", .claim, customer: hers.value)
        let row = try await interaction(test, hers, "Elle demande où en est son dossier.", letter: letter)
        #expect(row.author == "Mme Roche" && row.score == 8 && row.letter == letter && row.channel == .phone)
        #expect(try test.archive.index.interactions(of: hers, limit: 9) == [row])
        var bad = InteractionRequest(customer: hers, channel: .chat, summary: "x", by: "person:anna")
        bad.score = 11
        await #expect(throws: KeepingError.self) { try await test.registrar.note(bad) }
        bad.score = nil
        bad.summary = " \n"
        await #expect(throws: KeepingError.self) { try await test.registrar.note(bad) }
        bad.summary = "x"
        bad.time = Timestamp("2090-01-01T00:00:00.000Z")
        await #expect(throws: KeepingError.self, "nothing is noted ahead") { try await test.registrar.note(bad) }
        bad.time = nil
        bad.customer = CustomerNumber("1")
        await #expect(throws: RegistryError.self) { try await test.registrar.note(bad) }
        _ = try await test.registrar.acknowledge(letter, channel: "email", reference: "AR-17", by: "person:anna")
        let given = try test.archive.index.acknowledgements(of: hers, limit: 9)
        #expect(given.map(\.letter) == [letter] && given[0].act.note == "email AR-17")
        try expectSound(test)
    }

    @Test func `customers merged and split again lose nothing, and each letter says where it was filed before`()
        async throws
    {
        let test = try await populated()
        let own = try await test.filed("sa lettre", .other, customer: hers.value)
        let moved = try await test.filed("une autre", .other, customer: his.value)
        let call = try await interaction(test, his, "Il a appelé.")
        let opened = try await test.registrar.openCase(
            customer: his, title: "Dossier", letters: [moved], by: "person:anna")
        let merger = try await test.registrar.mergeCustomers(his, into: hers, reason: "même foyer", by: "person:anna")
        #expect(merger.items == 3 && merger.kind == .merged)
        #expect(try test.archive.index.timeline(of: his, limit: 9).isEmpty)
        #expect(Set(try test.archive.index.timeline(of: hers, limit: 9).map(\.accession)) == [own, moved])
        #expect(try test.archive.index.moves(ofItem: moved).map(\.from) == [his])
        #expect(try test.archive.index.interaction(call.number)?.customer == hers)
        #expect(try test.archive.index.caseFile(opened.number)?.customer == hers)
        #expect(try test.archive.letter("\(moved)").letter.caseFile == opened.number)
        try expectSound(test)

        let split = try await test.registrar.splitCustomer(hers, to: his, [], reason: "erreur", by: "person:bob")
        #expect(split.items == 3 && split.kind == .split)
        #expect(try test.archive.index.timeline(of: hers, limit: 9).map(\.accession) == [own])
        #expect(try test.archive.index.timeline(of: his, limit: 9).map(\.accession) == [moved])
        #expect(try test.archive.index.moves(ofItem: moved).map(\.from) == [his, hers])
        await #expect(throws: KeepingError.self, "a letter of hers is not his to give") {
            try await test.registrar.splitCustomer(his, to: hers, ["\(own)"], reason: "x", by: "person:bob")
        }
        await #expect(throws: KeepingError.self) {
            try await test.registrar.mergeCustomers(hers, into: hers, reason: "x", by: "person:bob")
        }
        await #expect(throws: RegistryError.self) {
            try await test.registrar.mergeCustomers(CustomerNumber("1"), into: hers, reason: "x", by: "person:bob")
        }
        try expectSound(test)
    }

    @Test func `with the customer go the cases, contacts and mergers, to the last byte`() async throws {
        let test = try await populated()
        let letter = try await test.filed("Madame Zwiebelfisch", .other, customer: his.value)
        _ = try await interaction(test, hers, "Kirschblüte geheimnis")
        let opened = try await test.registrar.openCase(
            customer: hers, title: "Sondervermerk", letters: [letter], by: "person:anna")
        _ = try await test.registrar.closeCase("\(opened.number)", reason: "Wolkenbruch", by: "person:anna")
        _ = try await test.registrar.mergeCustomers(his, into: hers, reason: "Mondschein", by: "person:anna")
        let other = try await test.filed("une lettre à lui", .other, customer: his.value)
        let folder = test.folder.path + "/access"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try await test.registrar.subjectAccess(hers, to: folder, reason: nil, by: "person:anna")
        for (file, word) in [
            ("interactions.jsonl", "Kirschblüte geheimnis"), ("cases.jsonl", "Wolkenbruch"),
            ("customer-numbers.jsonl", "Mondschein"),
        ] {
            #expect(try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).contains(word), "\(file)")
        }
        try FileManager.default.removeItem(atPath: folder)

        test.clock.set(try #require(Timestamp("2032-02-01T08:00:00.000Z")))
        let request = try await test.registrar.requestErasure(
            ErasureRequest(scope: .customer(hers), reason: "lettre", by: "person:anna"))
        _ = try await test.registrar.approveRemoval("\(request.row.number)", kind: .erasure, by: "person:bob")
        _ = try await test.registrar.runRemoval("\(request.row.number)", kind: .erasure, by: "person:anna")
        let traces = [
            "Zwiebelfisch", "44840898", "Kirschbl", "geheimnis", "Sondervermerk", "Wolkenbruch", "Mondschein",
        ]
        let files = try #require(FileManager.default.enumerator(atPath: test.path)).compactMap { $0 as? String }
        for file in files {
            var isFolder: ObjCBool = false
            let path = test.path + "/" + file
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            for trace in traces {
                for spelling in [trace, trace.lowercased()] {
                    #expect(bytes.range(of: Data(spelling.utf8)) == nil, "\(spelling) in \(file)")
                }
            }
        }
        #expect(try !test.archive.letter("\(other)").letter.isErased)
        try expectSound(test)
        try test.archive.rebuildIndex()
        try expectSound(test)
    }
}
