import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct ErasureTests {
    private func expectSound(_ test: TestArchive) throws {
        let report = try ArchiveVerifier(files: try LinuxArchiveFiles(root: test.path), name: "test").verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.notices.isEmpty, "\(report.text)")
        let finding = try IndexAudit.audit(test.archive)
        guard case .agrees = finding else {
            Issue.record("the index is not what a rebuild gives: \(finding)")
            return
        }
    }

    /// Files of the archive that hold one of these, in any of the forms in which the archive keeps text.
    private func holding(_ words: [String], _ test: TestArchive) throws -> [String] {
        var needles = words.flatMap { [$0, $0.lowercased(), $0.folded] }
        // The full-text index keeps a term's ending only, where the term before begins alike.
        needles += words.map { String($0.folded.dropFirst(2)) }
        let files = try #require(FileManager.default.enumerator(atPath: test.path))
        return try files.compactMap { $0 as? String }.flatMap { file -> [String] in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: test.path + "/" + file, isDirectory: &isFolder),
                !isFolder.boolValue
            else { return [] }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: test.path + "/" + file))
            return Set(needles).filter { bytes.range(of: Data($0.utf8)) != nil }.map { "\($0) in \(file)" }
        }
    }

    private static let directory = """
        customer_number;kind;title;first_name;last_name;address;postcode;city;contracts
        44840898;person;Mme;Xavière;Zwiebelfisch;3 rue des Ormes;87000;Limoges;QV50964336
        77653859;person;M.;Jean;Garrel;4 rue des Ormes;87000;Limoges;QV11111111
        """

    private static let traces = [
        "Zwiebelfisch", "Xavière", "44840898", "QV50964336", "Kirschblüte", "geheimnis", "Sondervermerk",
    ]

    /// A customer with letters whose term is over, and another one.
    private func populated() async throws -> (test: TestArchive, hers: [AccessionNumber], his: AccessionNumber) {
        let test = try TestArchive()
        _ = try test.archive.customers.importing(Array(Self.directory.utf8))
        var hers: [AccessionNumber] = []
        for text in ["Madame Xavière Zwiebelfisch, police QV50964336", "Kirschblüte geheimnis"] {
            hers.append(
                try await test.filed(text, .other, customer: "44840898", fields: [.sender: "Xavière Zwiebelfisch"]))
        }
        try await test.registrar.decide(
            hers[1], PersonDecision(fields: [.contractNumber: "QV50964336"], by: "person:anna"))
        let his = try await test.filed("Monsieur Garrel", .other, customer: "77653859")
        let hold = try await test.registrar.hold(
            HoldRequest(
                scope: .customer(CustomerNumber("44840898")), reason: "Sondervermerk Zwiebelfisch", by: "person:eve"))
        _ = try await test.registrar.releaseHold("\(hold.number)", reason: "Zwiebelfisch jugé", by: "person:eve")
        test.clock.set(try #require(Timestamp("2032-02-01T08:00:00.000Z")))
        return (test, hers, his)
    }

    private func erase(_ customer: String, _ test: TestArchive) async throws -> DestructionRow {
        let request = try await test.registrar.requestErasure(
            ErasureRequest(
                scope: .customer(CustomerNumber(customer)), reason: "lettre de Xavière Zwiebelfisch",
                by: "person:anna"))
        let id = "\(request.row.number)"
        _ = try await test.registrar.approveRemoval(id, kind: .erasure, by: "person:bob")
        return try await test.registrar.runRemoval(id, kind: .erasure, by: "person:anna")
    }

    @Test func `after an erasure no byte of the archive's files names the person, and everything verifies`()
        async throws
    {
        let (test, hers, his) = try await populated()
        #expect(try holding(Self.traces, test).count >= Self.traces.count, "the scan finds what is there")
        let done = try await erase("44840898", test)
        #expect(done.done != nil && done.letters == 2)
        #expect(try holding(Self.traces, test) == [])
        #expect(try test.archive.customers.customer(CustomerNumber("44840898")) == nil)
        for number in hers { #expect(try test.archive.letter("\(number)").letter.isErased) }
        #expect(try !test.archive.letter("\(his)").letter.isErased)
        #expect(try test.archive.index.letters(matching: SearchQuery(words: "garrel")).total == 1)
        let attestation = try DestructionCertificate(test.archive, of: done).text
        #expect(attestation.contains("GDPR, art. 17") && attestation.contains("person:bob"))
        try expectSound(test)
        // Neither a rebuild nor what comes later brings anything back.
        try test.archive.rebuildIndex()
        try await test.filed("une autre lettre", .other, customer: "77653859")
        #expect(try holding(Self.traces, test) == [])
        try expectSound(test)
    }

    @Test func `while the law keeps a letter its erasure is refused with the reason, and nothing is recorded`()
        async throws
    {
        let (test, hers, _) = try await populated()
        let invoice = try await test.filed("facture", .invoice, customer: "44840898")
        let entries = test.archive.entryCount
        let request = ErasureRequest(
            scope: .customer(CustomerNumber("44840898")), reason: "lettre du 1er", by: "person:anna")
        let error = await #expect(throws: KeepingError.self) { try await test.registrar.requestErasure(request) }
        #expect(error?.code == "keeping.retained")
        #expect(
            error?.message.contains("letter \(invoice) is kept until 2043-01-01 by accounts-10y (Code de commerce")
                == true, "\(error?.message ?? "")")
        #expect(test.archive.entryCount == entries)
        var partly = request
        partly.partly = true
        let proposal = try await test.registrar.requestErasure(partly)
        #expect(proposal.row.letters == 2 && proposal.leftOut.map(\.letter) == [invoice])
        #expect(proposal.row.customer == nil, "the directory goes on naming whom the law keeps a letter of")
        #expect(try test.archive.index.letters(of: proposal.row.number) == hers)
    }

    @Test func `a held customer is not erased, nor a letter that came meanwhile`() async throws {
        let (test, hers, _) = try await populated()
        let request = try await test.registrar.requestErasure(
            ErasureRequest(
                scope: .customer(CustomerNumber("44840898")), reason: "lettre du 1er", by: "person:anna"))
        _ = try await test.registrar.approveRemoval("\(request.row.number)", kind: .erasure, by: "person:bob")
        let hold = try await test.registrar.hold(
            HoldRequest(scope: .letters([hers[1]]), reason: "procès", by: "person:eve"))
        let error = await #expect(throws: KeepingError.self) {
            try await test.registrar.runRemoval("\(request.row.number)", kind: .erasure, by: "person:anna")
        }
        #expect(error?.message.contains("legal hold \(hold.number)") == true)
        _ = try await test.registrar.releaseHold("\(hold.number)", reason: "jugé", by: "person:eve")
        let customers = try await test.registrar.hold(
            HoldRequest(scope: .customer(CustomerNumber("44840898")), reason: "procès", by: "person:eve"))
        await #expect(throws: KeepingError.self) {
            try await test.registrar.runRemoval("\(request.row.number)", kind: .erasure, by: "person:anna")
        }
        _ = try await test.registrar.releaseHold("\(customers.number)", reason: "jugé", by: "person:eve")
        // A letter that came after the request is not in it; the customer cannot be forgotten over its head.
        try await test.filed("neue Kirschblüte", .other, customer: "44840898")
        let late = await #expect(throws: KeepingError.self) {
            try await test.registrar.runRemoval("\(request.row.number)", kind: .erasure, by: "person:anna")
        }
        #expect(late?.code == "keeping.letters-since")
    }

    @Test func `a letter nobody has decided is not erased, one rejected may be`() async throws {
        let test = try TestArchive()
        let waiting = test.number(try await test.accession("a", name: "a.tif"))
        try await test.registrar.quarantine(waiting, code: "worker.crashed", reason: "It crashed.", attempts: 3)
        let unread = test.number(try await test.accession("b", name: "b.tif"))
        let error = await #expect(throws: KeepingError.self) {
            try await test.registrar.requestErasure(
                ErasureRequest(scope: .letters([unread]), reason: "x", by: "person:anna"))
        }
        #expect(error?.message.contains("nobody has decided") == true)
        try await test.registrar.reject(waiting, reason: "private", by: "person:anna")
        let request = try await test.registrar.requestErasure(
            ErasureRequest(scope: .letters([waiting]), reason: "x", by: "person:anna"))
        await #expect(throws: KeepingError.secondPerson("anna")) {
            try await test.registrar.approveRemoval(
                "\(request.row.number)", kind: .erasure, by: "person:anna as greffe")
        }
        _ = try await test.registrar.approveRemoval("\(request.row.number)", kind: .erasure, by: "person:bob")
        _ = try await test.registrar.runRemoval("\(request.row.number)", kind: .erasure, by: "person:bob")
        #expect(try test.archive.letter("\(waiting)").letter.isErased)
        try expectSound(test)
    }

    @Test func `a person gets everything about themselves, and nothing of others`() async throws {
        let (test, hers, _) = try await populated()
        let folder = test.folder.path + "/access"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let customer = CustomerNumber("44840898")
        let access = try await test.registrar.subjectAccess(customer, to: folder, reason: "lettre", by: "person:anna")
        #expect(access.letters == 2 && access.sharedScans.isEmpty)
        for number in hers {
            for file in ["original.tif", "text.txt", "record.json"] {
                #expect(FileManager.default.fileExists(atPath: "\(folder)/letters/\(number)/\(file)"), "\(file)")
            }
        }
        let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        let all = try files.filter { $0.contains(".") }.map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
        }.joined()
        for trace in Self.traces where trace != "Sondervermerk" { #expect(all.contains(trace), "\(trace)") }
        #expect(!all.contains("Garrel") && !all.contains("77653859"))
        await #expect(throws: RegistryError.self, "a folder that is not empty") {
            try await test.registrar.subjectAccess(customer, to: folder, reason: nil, by: "person:anna")
        }
        try expectSound(test)
        // The entry that says so names nobody, and is no obstacle to an erasure.
        _ = try await erase("44840898", test)
        #expect(try holding(Self.traces, test) == [])
        try expectSound(test)
    }

    @Test func `letters of one scan go together or not at all, and a person gets no image of others' letters`()
        async throws
    {
        let test = try TestArchive()
        let scan = test.number(try await test.accession("pile", name: "pile.tif"))
        let reading = Reading.plain(pages: ["Madame Zwiebelfisch", "Monsieur Garrel"])
        let first = ScanDecision(reading, try test.decision(.other, customer: "44840898"))
        try await test.registrar.record(reading, first, for: scan)
        let parts = try await test.registrar.split(scan, at: [2], by: "person:anna")
        for (part, customer) in zip(parts, ["44840898", "77653859"]) {
            let letterClass: LetterClass = customer == "44840898" ? .other : .invoice
            let own = try #require(try test.archive.reading(of: part))
            try await test.registrar.record(
                ScanDecision(own, try test.decision(letterClass, customer: customer)), for: part)
        }
        test.clock.set(try #require(Timestamp("2032-02-01T08:00:00.000Z")))
        let request = ErasureRequest(
            scope: .customer(CustomerNumber("44840898")), reason: "lettre", by: "person:anna")
        let error = await #expect(throws: KeepingError.self) { try await test.registrar.requestErasure(request) }
        #expect(
            error?.message.contains("letter \(parts[1]) is kept until 2037-01-01") == true, "\(error?.message ?? "")")
        await #expect(throws: KeepingError.nothingToRemove, "the pile waits for its last letter") {
            try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        }
        let folder = test.folder.path + "/access"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let access = try await test.registrar.subjectAccess(
            CustomerNumber("44840898"), to: folder, reason: nil, by: "person:anna")
        #expect(access.sharedScans == [parts[0]])
        test.clock.set(try #require(Timestamp("2037-02-01T08:00:00.000Z")))
        let later = try await test.registrar.requestErasure(request)
        #expect(try test.archive.index.letters(of: later.row.number) == [scan] + parts)
        _ = try await test.registrar.approveRemoval("\(later.row.number)", kind: .erasure, by: "person:bob")
        _ = try await test.registrar.runRemoval("\(later.row.number)", kind: .erasure, by: "person:anna")
        #expect(try holding(["Zwiebelfisch", "44840898", "77653859"], test) == [])
        try expectSound(test)
    }

    @Test func `a customer nobody knows cannot be erased`() async throws {
        let test = try TestArchive()
        await #expect(throws: RegistryError.customerUnknown(CustomerNumber("1"))) {
            try await test.registrar.requestErasure(
                ErasureRequest(scope: .customer(CustomerNumber("1")), reason: "x", by: "person:anna"))
        }
    }
}
