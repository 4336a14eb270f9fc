import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeTestKit
import Testing

@Suite struct RollbackTests {
    /// An archive that has gone on since a copy of it was made.
    private func archiveAndBackup() throws -> (archive: TestArchive, backup: String) {
        let archive = try TestArchive()
        try archive.fill(letters: 2)
        let backup = archive.folder.path + "/backup"
        try FileManager.default.copyItem(atPath: archive.root, toPath: backup)
        try archive.fill(letters: 2)
        return (archive, backup)
    }

    @Test func `a restored backup is refused by whoever remembers more`() throws {
        let (archive, backup) = try archiveAndBackup()
        let remembered = archive.custody.ledger.head
        #expect(try Custody.open(root: archive.root, clock: archive.clock, remembered: remembered).ledger.size == 9)
        let error = storageError { _ = try Custody.open(root: backup, clock: archive.clock, remembered: remembered) }
        #expect(error == .rollbackSuspected(rememberedSize: 9, size: 5))
        #expect(error?.code == "storage.rollback-suspected")
        #expect(storageError { _ = try Custody.openForReading(root: backup, remembered: remembered) } == error)
    }

    @Test func `a backup that went on by itself is refused too`() throws {
        let (archive, backup) = try archiveAndBackup()
        let remembered = archive.custody.ledger.head
        let fork = try Custody.open(root: backup, clock: archive.clock)
        try fork.append((0..<10).map { _ in Act(kind: .started, body: .object([:])) })
        let error = storageError { _ = try Custody.open(root: backup, clock: archive.clock, remembered: remembered) }
        #expect(error == .rollbackSuspected(rememberedSize: 9, size: 15))
    }

    @Test func `every earlier head is remembered as the beginning of the ledger`() throws {
        let archive = try TestArchive()
        var heads = [archive.custody.ledger.head]
        for _ in 0..<6 {
            try archive.custody.append((0..<70).map { _ in Act(kind: .started, body: .object([:])) })
            heads.append(archive.custody.ledger.head)
        }
        for head in heads {
            _ = try Custody.openForReading(root: archive.root, remembered: head)
            #expect(try archive.custody.ledger.head(at: head.size) == head)
        }
    }

    @Test func `a checkpoint put back under a running appender halts it`() throws {
        let archive = try TestArchive()
        let old = try archive.bytes("ledger/checkpoint")
        try archive.fill(letters: 1)
        try archive.overwrite("ledger/checkpoint") { $0 = old }
        let act = Act(kind: .started, body: .object([:]))
        #expect(storageError { try archive.custody.append([act]) }?.code == "storage.rollback-suspected")
        #expect(storageError { try archive.custody.append([act]) } == .halted(code: "storage.rollback-suspected"))
    }

    @Test func `a checkpoint signed by another key, or over another tree, opens nothing`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 1)
        let other = try TestArchive()
        try other.fill(letters: 1)
        let own = try archive.bytes("ledger/checkpoint")
        try archive.overwrite("ledger/checkpoint") { $0 = try other.bytes("ledger/checkpoint") }
        #expect(
            storageError { _ = try Custody.openForReading(root: archive.root) }?.code == "storage.checkpoint-invalid")
        try archive.overwrite("ledger/checkpoint") { $0 = own }
        let root = other.custody.ledger.checkpoint.root
        try archive.sign(size: 3, root: root)
        #expect(storageError { _ = try Custody.openForReading(root: archive.root) }?.code == "storage.ledger-damaged")
    }
}
