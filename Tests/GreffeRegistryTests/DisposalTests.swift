import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeVerification
import Testing

@Suite struct DisposalTests {
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

    /// Ten years and some days later.
    private func tenYearsLater(_ test: TestArchive) throws {
        test.clock.set(try #require(Timestamp("2037-01-05T08:00:00.000Z")))
    }

    private func folderExists(_ number: AccessionNumber, _ test: TestArchive) throws -> Bool {
        FileManager.default.fileExists(
            atPath: test.path + "/" + (try test.archive.letter("\(number)").letter.folder) + "/original.tif")
    }

    @Test func `what is due is proposed by one, approved by another, and gone with a certificate`() async throws {
        let test = try TestArchive()
        let invoice = try await test.filed("facture Garrel", .invoice, customer: "77653859")
        let claim = try await test.filed("sinistre", .claim, customer: "77653859")
        try tenYearsLater(test)
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna as greffe")
        #expect(proposal.letters == 1 && proposal.state == .proposed)
        let approved = try await test.registrar.approveRemoval(
            "\(proposal.number)", kind: .disposal, by: "person:bob as greffe")
        #expect(approved.state == .approved)
        let done = try await test.registrar.runRemoval(
            "\(proposal.number)", kind: .disposal, by: "person:anna as greffe",
            seal: { _ in "seals/2037-01-05-9" })
        #expect(done.letters == 1 && done.done != nil && done.files == 6)
        #expect(try !folderExists(invoice, test))
        #expect(try folderExists(claim, test))
        #expect(try test.archive.letter("\(invoice)").letter.isErased)
        #expect(try test.archive.index.letters(matching: SearchQuery(words: "facture")).total == 0)
        #expect(try test.archive.index.removal(proposal.number)?.state == .done)
        let certificate = try DestructionCertificate(test.archive, of: done).text
        for text in ["\(invoice)", "person:anna as greffe", "person:bob as greffe", "seals/2037-01-05-9", "Complete"] {
            #expect(certificate.contains(text), "\(text) in \(certificate)")
        }
        #expect(!certificate.contains("77653859"))
        #expect(try test.archive.index.keepingHistory(invoice).map(\.kind) == [.disposalProposed, .disposalApproved])
        try expectSound(test)
    }

    @Test(arguments: ["person:anna", "person:anna as greffe", "person:anna as bob"])
    func `whoever proposed does not approve, under whatever rights`(by: String) async throws {
        let test = try TestArchive()
        try await test.filed("facture", .invoice)
        try tenYearsLater(test)
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna as greffe")
        await #expect(throws: KeepingError.secondPerson("anna")) {
            try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: by)
        }
        await #expect(throws: KeepingError.self, "not approved, not run") {
            try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        }
        await #expect(throws: KeepingError.self, "a service is no person") {
            try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "greffed")
        }
    }

    @Test func `where no seal is had before it, nothing is destroyed`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice)
        try tenYearsLater(test)
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        let size = test.archive.entryCount
        let refused = SealingError.noToken([])
        await #expect(throws: refused) {
            try await test.registrar.runRemoval(
                "\(proposal.number)", kind: .disposal, by: "person:anna", seal: { _ in throw refused })
        }
        #expect(try folderExists(number, test))
        #expect(test.archive.entryCount == size)
    }

    private func sqlite(_ test: TestArchive, _ sql: String) throws {
        let sqlite = try Process.run(
            URL(fileURLWithPath: "/usr/bin/sqlite3"), arguments: ["\(test.path)/index.sqlite", sql])
        sqlite.waitUntilExit()
        #expect(sqlite.terminationStatus == 0)
    }

    @Test func `an approval written into the index alone destroys nothing`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice)
        try tenYearsLater(test)
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        try sqlite(test, "UPDATE removal SET approved = seq, approved_time = time, approved_by = 'person:bob'")
        await #expect(throws: KeepingError.indexDisagrees(proposal.number.leaf, "nobody has approved it")) {
            try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:anna")
        }
        #expect(try folderExists(number, test))
    }

    @Test(arguments: [
        "DELETE FROM hold; DELETE FROM hold_letter; UPDATE letter SET held = 0",
        "UPDATE hold SET released = 1, released_time = 1; UPDATE letter SET held = 0",
    ])
    func `a hold taken out of the index still holds`(change: String) async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice, customer: "4711")
        try tenYearsLater(test)
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        _ = try await test.registrar.hold(
            HoldRequest(scope: .customer(CustomerNumber("4711")), reason: "procès", by: "person:eve"))
        try sqlite(test, change)
        let error = await #expect(throws: KeepingError.self) {
            try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:anna")
        }
        #expect(error?.code == "keeping.index-disagrees")
        #expect(try folderExists(number, test))
    }

    @Test func `a term moved in the index has not come`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("sinistre", .claim, customer: "1")
        try sqlite(test, "UPDATE letter SET retention_term = '2020-01-01'")
        let proposal = try await test.registrar.proposeDisposal(of: [number], by: "person:anna")
        _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        await #expect(throws: KeepingError.indexDisagrees(number.leaf, "its term has not come")) {
            try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:anna")
        }
        #expect(try folderExists(number, test))
    }

    @Test func `a letter whose term has not come is not proposed, and says until when and by which law`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice)
        let error = await #expect(throws: KeepingError.self) {
            try await test.registrar.proposeDisposal(of: [number], by: "person:anna")
        }
        #expect(error?.code == "keeping.retained")
        #expect(error?.message.contains("until 2037-01-01 by accounts-10y (Code de commerce") == true)
        await #expect(throws: KeepingError.nothingToRemove) {
            try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        }
        let claim = try await test.filed("sinistre", .claim, customer: "1")
        try tenYearsLater(test)
        let waiting = await #expect(throws: KeepingError.self) {
            try await test.registrar.proposeDisposal(of: [claim], by: "person:anna")
        }
        #expect(waiting?.message.contains("end-of-matter nobody has noted") == true)
    }

    @Test(arguments: ["proposal", "approval", "run"])
    func `a hold stops a disposal wherever it stands, and names who holds`(stage: String) async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice, customer: "4711")
        let free = try await test.filed("autre facture", .invoice, customer: "4712")
        try tenYearsLater(test)
        let hold = { () async throws in
            _ = try await test.registrar.hold(
                HoldRequest(scope: .customer(CustomerNumber("4711")), reason: "procès Garrel", by: "person:eve"))
        }
        if stage == "proposal" { try await hold() }
        let entries = { test.archive.entryCount }
        var before = entries()
        do {
            let proposal = try await test.registrar.proposeDisposal(of: [number, free], by: "person:anna")
            if stage == "approval" { try await hold() }
            before = entries()
            _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
            if stage == "run" { try await hold() }
            before = entries()
            _ = try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:anna")
            Issue.record("a held letter was destroyed")
        } catch let error as KeepingError {
            #expect(error.code == "keeping.held")
            #expect(error.message.contains("legal hold"), "\(error.message)")
            #expect(error.message.contains("person:eve") && error.message.contains("procès Garrel"))
        }
        #expect(entries() == before)
        #expect(try folderExists(number, test))
        #expect(try folderExists(free, test))
        try expectSound(test)
    }

    @Test func `a law made longer since the filing keeps what is still there`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice)
        try tenYearsLater(test)
        var settings = test.archive.settings
        settings.workflows[.invoice]?.retention.years = 12
        let registrar = Registrar(
            archive: try Archive.open(root: test.path, settings: settings, access: .append, clock: test.clock),
            clock: test.clock)
        let error = await #expect(throws: KeepingError.self) {
            try await registrar.proposeDisposal(of: [number], by: "person:anna")
        }
        #expect(error?.message.contains("2039-01-01") == true)
    }

    @Test func `a rule that keeps for ever, or asks for a look, is heeded`() async throws {
        let test = try TestArchive()
        var settings = test.archive.settings
        settings.workflows[.invoice]?.retention.disposition = .keep
        settings.workflows[.other]?.retention.disposition = .review
        let registrar = Registrar(
            archive: try Archive.open(root: test.path, settings: settings, access: .append, clock: test.clock),
            clock: test.clock)
        let later = TestArchive(sharing: test, registrar: registrar)
        let kept = try await later.filed("facture", .invoice)
        let looked = try await later.filed("divers", .other)
        try tenYearsLater(test)
        await #expect(throws: KeepingError.nothingToRemove) {
            try await registrar.proposeDisposal(of: nil, by: "person:anna")
        }
        await #expect(throws: KeepingError.self) {
            try await registrar.proposeDisposal(of: [kept], by: "person:anna")
        }
        #expect(try await registrar.proposeDisposal(of: [looked], by: "person:anna").letters == 1)
    }

    @Test func `a proposal taken back is not run, and its letters may be proposed again`() async throws {
        let test = try TestArchive()
        try await test.filed("facture", .invoice)
        try tenYearsLater(test)
        let first = try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        await #expect(throws: KeepingError.nothingToRemove, "an open proposal has it") {
            try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        }
        _ = try await test.registrar.approveRemoval("\(first.number)", kind: .disposal, by: "person:bob")
        _ = try await test.registrar.withdrawRemoval("\(first.number)", kind: .disposal, by: "person:bob")
        await #expect(throws: KeepingError.self) {
            try await test.registrar.runRemoval("\(first.number)", kind: .disposal, by: "person:anna")
        }
        #expect(try await test.registrar.proposeDisposal(of: nil, by: "person:anna").letters == 1)
        try expectSound(test)
    }

    @Test func `an interrupted destruction is named, and finished by whoever comes next`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice)
        try tenYearsLater(test)
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        let folder = test.path + "/" + (try test.archive.letter("\(number)").letter.folder)
        _ = try await test.registrar.giveLeave(for: "\(proposal.number)", kind: .disposal, by: "person:anna")
        #expect(FileManager.default.fileExists(atPath: folder + "/original.tif"))
        let unfinished = try test.archive.index.destructions(unfinished: true, limit: 9)
        #expect(unfinished.map(\.letters) == [1])
        #expect(try DestructionCertificate(test.archive, of: unfinished[0]).text.contains("NOT COMPLETE"))
        try expectSound(test)
        let finished = try await test.registrar.finishDestructions(by: "greffed")
        #expect(finished.map(\.letters) == [1] && finished[0].done != nil)
        #expect(!FileManager.default.fileExists(atPath: folder + "/original.tif"))
        #expect(try await test.registrar.finishDestructions(by: "greffed").isEmpty)
        try expectSound(test)
    }
}
