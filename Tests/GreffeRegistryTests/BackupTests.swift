import GreffeTestKit
import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeStorage
import GreffeVerification
import Testing

@Suite struct BackupTests {
    private func copy(_ test: TestArchive, _ name: String = "copy") throws -> String {
        let folder = test.folder.path + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private func report(_ folder: String) throws -> VerificationReport {
        try ArchiveVerifier(files: try LinuxArchiveFiles(root: folder), name: folder).verify()
    }

    @Test func `a copy verifies by itself, has no private key, and a second run copies what is new`() async throws {
        let test = try TestArchive()
        try await test.filed("une lettre", .other)
        let folder = try copy(test)
        let first = try Backup.run(test.archive, to: folder)
        #expect(first.entries == test.archive.entryCount && first.filesCopied > 5)
        #expect(try !report(folder).isFaultFound)
        #expect(!FileManager.default.fileExists(atPath: folder + "/keys"))
        let again = try Backup.run(test.archive, to: folder)
        #expect(again.filesCopied == 0)
        try await test.filed("une autre", .other)
        let second = try Backup.run(test.archive, to: folder)
        #expect(second.entries == test.archive.entryCount && second.filesThere > 5)
        #expect(try report(folder).notices.isEmpty)
        #expect(try Backup.compare(test.archive, with: folder) == (test.archive.entryCount, 0))
    }

    /// The restore drill of docs/operating/backup-and-restore.md.
    @Test func `a copy put back with the key is the archive again, and goes on`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("une lettre du dégât", .other)
        let folder = try copy(test)
        _ = try Backup.run(test.archive, to: folder)
        let restored = test.folder.path + "/restored"
        try FileManager.default.copyItem(atPath: folder, toPath: restored)
        try FileManager.default.copyItem(atPath: test.path + "/keys", toPath: restored + "/keys")
        let archive = try Archive.open(
            root: restored, settings: test.archive.settings, access: .append, clock: test.clock)
        #expect(
            try archive.index.letters(matching: SearchQuery(words: "degat")).hits.map(\.letter.accession) == [number])
        try await Registrar(archive: archive, clock: test.clock).note(.started, [:])
        #expect(try !report(restored).isFaultFound)
    }

    @Test func `a copy that is ahead of the archive, or another's, is not touched`() async throws {
        let test = try TestArchive()
        try await test.filed("une lettre", .other)
        let folder = try copy(test)
        let old = test.folder.path + "/old"
        try FileManager.default.copyItem(atPath: test.path, toPath: old)
        try await test.filed("une autre", .other)
        _ = try Backup.run(test.archive, to: folder)
        for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
            // Whatever the archive remembers of itself is gone; only the copy knows better.
            try? FileManager.default.removeItem(atPath: old + "/" + name)
        }
        let rolledBack = try Archive.open(
            root: old, settings: test.archive.settings, access: .read, clock: test.clock)
        #expect(throws: StorageError.self) { _ = try Backup.run(rolledBack, to: folder) }
        #expect(try report(folder).size == test.archive.entryCount)
        let other = try TestArchive()
        #expect(throws: KeepingError.self) { _ = try Backup.run(other.archive, to: folder) }
        #expect(throws: KeepingError.self, "the archive itself") { _ = try Backup.run(test.archive, to: test.path) }
    }

    @Test func `a byte of the copy that changed is found, and lawful destruction follows into the copy`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("une lettre", .other)
        let kept = try await test.filed("une autre", .invoice)
        let folder = try copy(test)
        _ = try Backup.run(test.archive, to: folder)
        test.clock.set(try #require(Timestamp("2032-02-01T08:00:00.000Z")))
        let proposal = try await test.registrar.proposeDisposal(of: nil, by: "person:anna")
        _ = try await test.registrar.approveRemoval("\(proposal.number)", kind: .disposal, by: "person:bob")
        _ = try await test.registrar.runRemoval("\(proposal.number)", kind: .disposal, by: "person:anna")
        let report = try Backup.run(test.archive, to: folder)
        #expect(report.filesRemoved == 6)
        let gone = try test.archive.letter("\(number)").letter.folder
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(gone)/original.tif"))
        let other = "\(folder)/" + (try test.archive.letter("\(kept)").letter.folder) + "/original.tif"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: other))
        bytes[0] ^= 1
        try bytes.write(to: URL(fileURLWithPath: other))
        let error = #expect(throws: KeepingError.self) { try Backup.compare(test.archive, with: folder) }
        #expect(error?.message.contains("letter-altered") == true)
    }
}
