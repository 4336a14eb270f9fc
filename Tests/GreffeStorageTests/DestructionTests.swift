import Foundation
import GreffeCore
import GreffeSimulation
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct DestructionTests {
    @discardableResult
    private func destroy(_ archive: TestArchive, _ leave: LeafIndex) throws -> DestructionCount {
        try archive.custody.withLock { session in try session.destroy(leave: leave) }
    }

    private func leave(_ archive: TestArchive, _ homes: [LeafIndex], kind: EntryKind = .disposed) throws -> LeafIndex {
        let act = Act(kind: kind, body: .object([:]), refs: homes.map { .entry($0) })
        return try #require(try archive.custody.append([act]).first).entry.seq
    }

    @Test func `what an entry gives leave for goes, what it does not name stays, and both verify`() throws {
        let archive = try TestArchive()
        let letters = try archive.fill(letters: 3)
        // A leftover of a broken append, which no entry names, tells as much as the letter.
        try Data("left".utf8).write(to: URL(fileURLWithPath: archive.path("\(letters[0].folder)/000099.filed.json")))
        let leave = try leave(archive, [letters[0].entry.seq, letters[2].entry.seq])
        let count = try destroy(archive, leave)
        #expect(count.homes == 2 && count.files == 9)
        #expect(archive.names(letters[0].folder) == ["00000\(leave).disposed.opening.json"])
        #expect(!archive.exists(letters[2].folder))
        #expect(archive.names(letters[1].folder).count == 4)
        let report = try archive.verify()
        #expect(!report.isFaultFound && report.notices.isEmpty, "\(report.text)")
        #expect(try destroy(archive, leave).files == 0, "done twice is done once")
        // What is said of the letter later still has a place.
        try archive.custody.append([
            Act(kind: .incident, body: .object([:]), refs: [.entry(letters[2].entry.seq)])
        ])
        #expect(try destroy(archive, leave).files == 0)
        #expect(archive.names(letters[2].folder).count == 1)
        #expect(try !archive.verify().isFaultFound)
    }

    @Test(arguments: [EntryKind.released, .filed, .disposalApproved, .erasureRequested])
    func `no other entry gives leave, whatever it refers to`(kind: EntryKind) throws {
        let archive = try TestArchive()
        let letter = try archive.fill(letters: 1)[0]
        let seq = try leave(archive, [letter.entry.seq], kind: kind)
        #expect(throws: StorageError.self) { try destroy(archive, seq) }
        #expect(throws: StorageError.self) { try destroy(archive, LeafIndex(99)) }
        #expect(archive.exists(letter.openingPath))
    }

    @Test func `a link put in a letter's place is removed, and what it leads to stays`() throws {
        let archive = try TestArchive()
        let letter = try archive.fill(letters: 1)[0]
        let outside = archive.folder.path + "/outside"
        try FileManager.default.moveItem(atPath: archive.path(letter.folder), toPath: outside)
        try FileManager.default.createSymbolicLink(
            atPath: archive.path(letter.folder), withDestinationPath: outside)
        // The entry's own opening goes into the letter's folder; here that would lead outside.
        let seq = try leave(archive, [LeafIndex(0), letter.entry.seq])
        try destroy(archive, seq)
        #expect(!archive.exists(letter.folder))
        #expect(FileManager.default.fileExists(atPath: outside + "/original.pdf"))
    }

    private static let base = Result { () throws -> SimulatedDisk in
        let disk = SimulatedDisk()
        let clock = TestClock("2026-11-30T23:59:00.000Z")
        let custody = try Custody.found(files: disk, origin: TestArchive.origin, clock: clock, random: Dice(seed: 1))
        let folder = try TemporaryFolder()
        for number in 0..<3 {
            let source = folder.path + "/\(number)"
            try Data(TestArchive.letter(number)).write(to: URL(fileURLWithPath: source))
            let descriptor = open(source, O_RDONLY)
            defer { close(descriptor) }
            let staged = try custody.vault.stage(descriptor: descriptor, mediaType: .tiff)
            try custody.append([
                Act(kind: .accessioned, body: .object([:]), object: .staged(staged)),
                Act(kind: .read, body: .object([:]), object: .bytes([1, 2, 3]), refs: [.act(0)]),
            ])
        }
        disk.processDies()
        return disk
    }

    /// Letters 1 and 3 go, letter 5 stays.
    private static func run(on disk: SimulatedDisk, seed: UInt64) throws -> Bool {
        let custody = try Custody.open(
            files: disk, clock: TestClock("2026-12-01T00:00:00.000Z"), random: Dice(seed: seed))
        let leave: LeafIndex
        if let last = custody.ledger.lastEntry, last.kind == .disposed {
            leave = last.seq
        } else {
            let act = Act(
                kind: .disposed, body: .object([:]), refs: [.entry(LeafIndex(1)), .entry(LeafIndex(3))])
            leave = try custody.append([act])[0].entry.seq
        }
        try custody.withLock { session in _ = try session.destroy(leave: leave) }
        return true
    }

    @Test(arguments: [SimulatedDisk.Loss.everything, .nothing, .some(seed: 1), .some(seed: 2), .some(seed: 3)])
    func `a power cut at any operation leaves a letter whole, or one an entry gave leave for`(
        loss: SimulatedDisk.Loss
    ) throws {
        let base = try Self.base.get()
        var powerCutAt = 0
        var cuts = 0
        while true {
            let disk = base.afterPowerCut(.nothing)
            disk.powerCutAt = powerCutAt
            // The power goes, until it comes too late.
            let isComplete = (try? Self.run(on: disk, seed: 2)) ?? false
            let found = disk.afterPowerCut(loss)
            let between = try ArchiveVerifier(files: SimulatedArchiveFiles(found), name: "archive").verify()
            #expect(!between.isFaultFound, "power cut at \(powerCutAt): \(between.text)")
            if isComplete { Self.expectGone(found, "complete at \(powerCutAt)") }
            // Whoever opens it next does the rest.
            _ = try Self.run(on: found, seed: 3)
            let durable = found.afterPowerCut(.everything)
            let report = try ArchiveVerifier(files: SimulatedArchiveFiles(durable), name: "archive").verify()
            #expect(!report.isFaultFound, "finished after \(powerCutAt): \(report.text)")
            Self.expectGone(durable, "finished after \(powerCutAt)")
            #expect(durable.paths.contains("vault/2026/11/2026-000005/original.tif"))
            if isComplete, disk.operations < powerCutAt { break }
            powerCutAt += 1
            cuts += 1
        }
        #expect(cuts > 30)
    }

    /// Nothing of the two letters is there but the entry that gave leave.
    private static func expectGone(_ disk: SimulatedDisk, _ when: String) {
        let left = disk.paths.filter { $0.contains("2026-000001/") || $0.contains("2026-000003/") }
        #expect(left == ["vault/2026/11/2026-000001/000007.disposed.opening.json"], "\(when)")
    }

    /// Without the sync of a folder a name may come back; then the certificate would be a lie.
    @Test func `the sync of a letter's folder left out is missed`() throws {
        let disk = try Self.base.get().afterPowerCut(.nothing)
        disk.neglects = { $0 == "vault/2026/11/2026-000001" }
        _ = try Self.run(on: disk, seed: 2)
        let found = disk.afterPowerCut(.everything)
        let left = found.paths.filter { $0.contains("2026-000001/") || $0.contains("2026-000003/") }
        #expect(left.count > 1)
    }
}
