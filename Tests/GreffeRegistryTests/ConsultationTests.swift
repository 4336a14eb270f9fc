import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import Testing

/// Who looked at a letter, from the spool into the ledger.
@Suite struct ConsultationTests {
    private static let day: Int64 = 24 * 60 * 60 * 1_000

    private func note(
        _ test: TestArchive, _ letter: AccessionNumber, _ way: ConsultationSpool.Way, _ person: String
    ) throws {
        try ConsultationSpool(root: test.path).note(letter, way, by: person, at: test.clock.now())
    }

    private func consulted(_ test: TestArchive, _ letter: AccessionNumber) throws -> [HistoryRow] {
        try test.archive.index.history(letter).filter { $0.kind == .consulted }
    }

    private func files(_ test: TestArchive) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: test.path + "/consultations").sorted()
    }

    @Test func `what was looked at on a day becomes one entry a letter and account, once the day is over`() async throws
    {
        let test = try TestArchive()
        let first = try await test.filed("a", .claim, customer: "1")
        let second = try await test.filed("b", .claim, customer: "2")
        let today = test.clock.now()
        for _ in 0..<3 { try note(test, first, .shown, "person:anna as greffe") }
        try note(test, first, .opened, "person:anna as greffe")
        try note(test, first, .shown, "person:bob")
        try note(test, second, .opened, "person:bob")
        #expect(try await test.registrar.recordConsultations() == 0)
        #expect(ConsultationSpool(root: test.path).pending(first).count == 2)

        test.clock.set(today.adding(milliseconds: Self.day))
        #expect(try await test.registrar.recordConsultations() == 3)
        let rows = try consulted(test, first)
        #expect(rows.map(\.by) == ["person:anna as greffe", "person:bob"])
        #expect(rows.first?.note == "\(today.date): shown 3, opened 1", "\(rows)")
        #expect(try consulted(test, second).map(\.note) == ["\(today.date): opened 1"])
        #expect(try files(test).isEmpty)
        #expect(try test.archive.letter("\(first)").letter.phase == .filed)
        guard case .agrees = try IndexAudit.audit(test.archive) else {
            Issue.record("the index is not what a rebuild gives")
            return
        }
    }

    @Test func `a file that a crash left behind is not recorded a second time`() async throws {
        let test = try TestArchive()
        let letter = try await test.filed("a", .claim, customer: "1")
        try note(test, letter, .shown, "person:anna")
        let name = try #require(try files(test).first)
        let kept = try Data(contentsOf: URL(fileURLWithPath: "\(test.path)/consultations/\(name)"))
        test.clock.set(test.clock.now().adding(milliseconds: Self.day))
        #expect(try await test.registrar.recordConsultations() == 1)
        try kept.write(to: URL(fileURLWithPath: "\(test.path)/consultations/\(name)"))
        #expect(try await test.registrar.recordConsultations() == 0)
        #expect(try files(test).isEmpty)
        #expect(try consulted(test, letter).count == 1)
    }

    @Test func `lines that are not ours, links and letters that are not there spoil nothing`() async throws {
        let test = try TestArchive()
        let letter = try await test.filed("a", .claim, customer: "1")
        try note(test, letter, .shown, "person:anna")
        let day = test.clock.now().date
        let folder = test.path + "/consultations/"
        let lines =
            "\(letter)\tshown\n\(letter)\tstolen\tperson:x\n\(letter)\tshown\tservice\n2026-009999\tshown\tperson:y\n"
        try Data(lines.utf8).write(to: URL(fileURLWithPath: folder + "\(day).77.log"))
        try FileManager.default.createSymbolicLink(
            atPath: folder + "\(day).78.log", withDestinationPath: test.path + "/log.vkey")
        test.clock.set(test.clock.now().adding(milliseconds: Self.day))
        #expect(try await test.registrar.recordConsultations() == 1)
        #expect(try consulted(test, letter).map(\.by) == ["person:anna"])
        #expect(FileManager.default.fileExists(atPath: test.path + "/log.vkey"))
    }

    @Test(.enabled(if: getuid() == 0, "only root can give a file to another account"))
    func `whose file it is says who looked, whatever is written in it`() async throws {
        let test = try TestArchive()
        let letter = try await test.filed("a", .claim, customer: "1")
        // The archive's own account is then not root, and 4242 is another.
        try note(test, letter, .shown, "person:anna")
        let file = "\(test.path)/consultations/\(test.clock.now().date).4242.log"
        try Data("\(letter)\tshown\tperson:bob\n".utf8).write(to: URL(fileURLWithPath: file))
        try #require(chown(file, 4_242, 4_242) == 0)
        test.clock.set(test.clock.now().adding(milliseconds: Self.day))
        #expect(try await test.registrar.recordConsultations() == 2)
        #expect(Set(try consulted(test, letter).map(\.by)) == ["person:anna", "person:uid-4242"])
    }
}
