import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import Testing

@Suite struct HoldTests {
    private func hold(
        _ test: TestArchive, _ scope: HoldRequest.Scope, reason: String = "procès Garrel"
    ) async throws -> HoldRow {
        try await test.registrar.hold(HoldRequest(scope: scope, reason: reason, by: "person:anna"))
    }

    private func isHeld(_ number: AccessionNumber, _ test: TestArchive) throws -> Bool {
        try test.archive.letter("\(number)").letter.isHeld
    }

    private func expectAgreement(_ test: TestArchive) throws {
        let finding = try IndexAudit.audit(test.archive)
        guard case .agrees = finding else {
            Issue.record("the index is not what a rebuild gives: \(finding)")
            return
        }
    }

    @Test func `a hold says who, why, since and until, and its release too`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("a", .claim, customer: "1")
        let until = CalendarDate("2027-06-30")
        let hold = try await test.registrar.hold(
            HoldRequest(scope: .letters([number]), reason: "procès", until: until, by: "person:anna"))
        #expect(hold.by == "person:anna" && hold.reason == "procès" && hold.until == until)
        #expect(hold.since == CalendarDate("2026-11-22"))
        #expect(try isHeld(number, test))
        let released = try await test.registrar.releaseHold(
            "\(hold.number)", reason: "jugé", by: "person:bob as greffe")
        #expect(released.release?.by == "person:bob as greffe" && released.release?.reason == "jugé")
        #expect(try !isHeld(number, test))
        await #expect(throws: KeepingError.self) {
            try await test.registrar.releaseHold("\(hold.number)", reason: "again", by: "person:bob")
        }
        try expectAgreement(test)
    }

    @Test func `a customer's hold reaches letters to come, and filing them elsewhere does not free them`() async throws
    {
        let test = try TestArchive()
        let first = try await test.filed("a", .claim, customer: "44840898")
        let hold = try await hold(test, .customer(CustomerNumber("44840898")))
        let second = try await test.filed("b", .claim, customer: "44840898")
        let other = try await test.filed("c", .claim, customer: "77653859")
        #expect(try isHeld(first, test))
        #expect(try isHeld(second, test))
        #expect(try !isHeld(other, test))
        try await test.registrar.decide(second, PersonDecision(customer: .nobody, by: "person:anna"))
        #expect(try isHeld(second, test))
        #expect(try test.archive.index.holds(on: second).map(\.number) == [hold.number])
        try expectAgreement(test)
        _ = try await test.registrar.releaseHold("\(hold.number)", reason: "jugé", by: "person:bob")
        #expect(try !isHeld(first, test))
        #expect(try !isHeld(second, test))
        try expectAgreement(test)
    }

    @Test func `a letter under two holds is free only after both are released`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("dégât de grêle", .claim, customer: "1")
        let one = try await hold(test, .letters([number]))
        let two = try await hold(test, .search(SearchQuery(words: "grele")))
        #expect(two.letters == 1)
        _ = try await test.registrar.releaseHold("\(one.number)", reason: "jugé", by: "person:bob")
        #expect(try isHeld(number, test))
        _ = try await test.registrar.releaseHold("\(two.number)", reason: "jugé", by: "person:bob")
        #expect(try !isHeld(number, test))
        try expectAgreement(test)
    }

    @Test func `a letter whose sender may be the held customer is held until somebody decides`() async throws {
        let test = try TestArchive()
        try await test.filed("known", .claim, customer: "4711")
        let hold = try await hold(test, .customer(CustomerNumber("4711")))
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        var decision = try test.decision(.claim, customer: "4711", reasons: [.customerAmbiguous])
        decision.understanding.customer.outcome = .ambiguous
        try await test.registrar.record(
            test.reading("texte"), ScanDecision(test.reading("texte"), decision), for: number)
        #expect(try test.archive.index.holds(on: number).map(\.number) == [hold.number])
        try await test.registrar.decide(number, PersonDecision(customer: .nobody, by: "person:anna"))
        #expect(try test.archive.index.holds(on: number).isEmpty)
    }

    @Test func `a hold on nothing, for no reason, or by nobody is refused and leaves no entry`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("a", .claim, customer: "1")
        let held = try await hold(test, .letters([number]))
        let entries = test.archive.entryCount
        await #expect(throws: KeepingError.nothingToHold) { try await hold(test, .letters([])) }
        await #expect(throws: KeepingError.nothingToHold) {
            try await hold(test, .search(SearchQuery(words: "xylophone")))
        }
        await #expect(throws: RegistryError.customerUnknown(CustomerNumber("9"))) {
            try await hold(test, .customer(CustomerNumber("9")))
        }
        await #expect(throws: RegistryError.letterUnknown("2026-000000")) {
            try await hold(test, .letters([AccessionNumber(year: 2026, leaf: LeafIndex(0))]))
        }
        await #expect(throws: RegistryError.reasonUnfit) { try await hold(test, .letters([number]), reason: " ") }
        for by in ["workflow:claim 1", "greffed", "person:"] {
            await #expect(throws: KeepingError.self) {
                try await test.registrar.releaseHold("\(held.number)", reason: "x", by: by)
            }
        }
        await #expect(throws: KeepingError.holdUnknown("\(number)")) {
            try await test.registrar.releaseHold("\(number)", reason: "x", by: "person:bob")
        }
        #expect(test.archive.entryCount == entries)
    }
}
