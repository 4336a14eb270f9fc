import Foundation
import GreffeCore
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import Testing

@Suite struct ControlTests {
    private static let operatorName = "Anna"

    /// A day with letters, and the next day's first entry.
    private func day(letters: Int) async throws -> (TestArchive, ControlLot) {
        let archive = try TestArchive()
        let day = archive.clock.now().date
        for index in 0..<letters {
            var (arrival, handle) = try archive.arrival("letter \(index)", name: "\(index).tif")
            defer { try? handle.close() }  // A descriptor left open ends with the test.
            arrival.provenance.operatorName = Self.operatorName
            _ = try await archive.registrar.accession([arrival])[0].get()
        }
        archive.clock.set(archive.clock.now().adding(milliseconds: 86_400_000))
        try await archive.registrar.note(.started, ["version": .string("test")])
        return (archive, .day(day))
    }

    @Test func `an outsider draws the same sample with sha256sum`() async throws {
        let (archive, lot) = try await day(letters: 12)
        let sample = try Controls(archive.archive).sample(lot)
        #expect(sample.count == 3 && sample.order.count == 12)
        let numbers = sample.order.sorted().map(\.description).joined(separator: " ")
        let script = """
            for n in \(numbers); do printf 'greffe.control/v1\\n%s\\n%s\\n' \(sample.root) "$n" | sha256sum | sed "s/-/$n/"
            done | sort | sed 's/.* //'
            """
        let outcome = try Program(path: "/bin/sh").run(["-c", script])
        #expect(outcome.output.split(separator: "\n").map(String.init) == sample.order.map(\.description))
        let more = try Controls(archive.archive).sample(lot, count: 5)
        #expect(Array(more.drawn.prefix(3)) == Array(sample.drawn))
    }

    @Test func `a day that is not over draws nothing`() async throws {
        let archive = try TestArchive()
        _ = try await archive.accession("letter", name: "1.tif")
        let lot = ControlLot.day(archive.clock.now().date)
        #expect(throws: RegistryError.lotOpen(lot)) { try Controls(archive.archive).sample(lot) }
    }

    @Test func `whoever scanned a letter does not control it, under any spelling of the name`() async throws {
        let (archive, lot) = try await day(letters: 4)
        let number = try #require(try Controls(archive.archive).sample(lot).drawn.first)
        for account in ["person:anna", "person:ANNA as greffe"] {
            await #expect(throws: RegistryError.controllerIsOperator(number, Self.operatorName)) {
                try await archive.registrar.control(number, of: lot, count: nil, difference: nil, by: account)
            }
        }
        try await archive.registrar.control(number, of: lot, count: nil, difference: nil, by: "person:berthe")
        #expect(try Controls(archive.archive).outcome(of: number)?.isSame == true)
    }

    @Test func `a letter that was not drawn is not compared in the place of one that was`() async throws {
        let (archive, lot) = try await day(letters: 8)
        let other = try #require(try Controls(archive.archive).sample(lot).order.last)
        await #expect(throws: RegistryError.notDrawn(other, lot)) {
            try await archive.registrar.control(other, of: lot, count: nil, difference: nil, by: "person:berthe")
        }
    }

    @Test func `paper is recorded as destroyed only after every drawn letter was found the same`() async throws {
        let (archive, lot) = try await day(letters: 5)
        let drawn = Array(try Controls(archive.archive).sample(lot).drawn)
        await #expect(throws: RegistryError.controlMissing(lot, drawn)) {
            try await archive.registrar.recordPaperDestroyed(lot, count: nil, by: "person:berthe")
        }
        for number in drawn.dropLast() {
            try await archive.registrar.control(number, of: lot, count: nil, difference: nil, by: "person:berthe")
        }
        let last = try #require(drawn.last)
        try await archive.registrar.control(
            last, of: lot, count: nil, difference: "page 2 manque", by: "person:berthe")
        await #expect(throws: RegistryError.controlMissing(lot, [last])) {
            try await archive.registrar.recordPaperDestroyed(lot, count: nil, by: "person:berthe")
        }
        try await archive.registrar.control(last, of: lot, count: nil, difference: nil, by: "person:berthe")
        try await archive.registrar.recordPaperDestroyed(lot, count: nil, by: "person:berthe")
        let entry = try #require(archive.archive.custody.ledger.lastEntry)
        #expect(try archive.archive.custody.opening(of: entry)?.body["outcome"]?.string == "paper-destroyed")
    }

    @Test func `the last test of a device and profile is the one in force`() async throws {
        let archive = try TestArchive()
        func test(_ profile: String, passes: Bool) async throws {
            try await archive.registrar.qualify(
                Qualification(
                    device: "fi-8170", profile: profile,
                    documents: [.init(name: "mire.tif", sha256: .of([1]), bytes: 1)], passes: passes,
                    reference: "PROC-12 v3", by: "person:berthe"))
        }
        try await test("300 dpi", passes: true)
        try await test("200 dpi", passes: true)
        try await test("300 dpi", passes: false)
        let standings = try Controls(archive.archive).qualifications()
        #expect(standings.map(\.profile) == ["200 dpi", "300 dpi"])
        #expect(standings.map(\.passes) == [true, false])
    }
}
