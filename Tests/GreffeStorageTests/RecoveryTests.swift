import Foundation
import GreffeCore
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct RecoveryTests {
    /// A letter and an act about it, and an act about an older letter: new folders, an older one, two forms of refs.
    private func append(_ archive: TestArchive, in custody: Custody, older: LeafIndex) throws -> [Appended] {
        try custody.append([
            try archive.accessionAct(TestArchive.letter(9), in: custody),
            Act(kind: .read, body: .object([:]), object: .bytes([9]), refs: [.act(0)]),
            Act(kind: .classified, body: .object([:]), refs: [.entry(older)]),
        ])
    }

    @Test func `an append that dies at any operation is whole or has never been`() throws {
        let archive = try TestArchive()
        let older = try archive.accession(TestArchive.letter(0)).entry.seq
        // The next append fills the tile, so that full tiles are written too.
        try archive.custody.append((0..<252).map { _ in Act(kind: .started, body: .object([:])) })
        var dyingAt = 0
        var committed = 0
        while true {
            let size = archive.custody.ledger.size
            let files = InterposedFileSystem(try LinuxFileSystem(root: archive.root))
            var appended: [Appended]?
            do {
                let custody = try Custody.open(files: files, clock: archive.clock)
                files.dyingAt = files.operations + dyingAt
                // What it throws is the death; only what it returns counts.
                appended = try? append(archive, in: custody, older: older)
            }
            let custody = try Custody.open(root: archive.root, clock: archive.clock)
            #expect([size, size + 3].contains(custody.ledger.size), "dying at \(dyingAt)")
            if appended != nil { #expect(custody.ledger.size == size + 3, "dying at \(dyingAt)") }
            if custody.ledger.size == size + 3 { committed += 1 }
            let report = try archive.verify()
            #expect(!report.isFaultFound, "dying at \(dyingAt): \(report.text)")
            #expect(report.notices.allSatisfy { $0.kind == .strayFile }, "dying at \(dyingAt): \(report.text)")
            try archive.custody.refresh()
            if appended != nil, files.operations < (files.dyingAt ?? 0) { break }
            dyingAt += 1
        }
        // It came to its end, and the deaths before fell on both sides of the commit point.
        #expect(dyingAt > 30)
        #expect(committed > 1)
        #expect(committed < dyingAt)
    }

    @Test func `an appender whose append failed goes on by itself`() throws {
        let archive = try TestArchive()
        let files = InterposedFileSystem(try LinuxFileSystem(root: archive.root))
        let custody = try Custody.open(files: files, clock: archive.clock)
        // The folder of the letter is in place, and the ledger does not know it.
        let act = try archive.accessionAct(TestArchive.letter(1), in: custody)
        files.beforeWrite = { if archive.exists("vault/2026/11/2026-000001") { files.dyingAt = 0 } }
        #expect(storageError { try custody.append([act]) } == InterposedFileSystem.death)
        #expect(archive.exists("vault/2026/11/2026-000001"))
        files.dyingAt = nil
        files.beforeWrite = nil
        try custody.append([Act(kind: .started, body: .object([:]))])
        let letter = try archive.accession(TestArchive.letter(2), in: custody)
        #expect(letter.entry.seq == LeafIndex(2))
        let report = try archive.verify()
        #expect(!report.isFaultFound)
        #expect(report.noticeCount == 0)
    }

    @Test(arguments: ["original.pdf", "vault/2026/11", "ledger/tile/0/000.p", "ledger"])
    func `after a failed sync nothing is written any more`(path: String) throws {
        let archive = try TestArchive()
        let files = InterposedFileSystem(try LinuxFileSystem(root: archive.root))
        let custody = try Custody.open(files: files, clock: archive.clock)
        if path == "original.pdf" {
            files.failingSync = path
            #expect(storageError { _ = try archive.stage([1], in: custody) }?.code == "storage.sync-failed")
            return
        }
        let act = try archive.accessionAct(TestArchive.letter(1), in: custody)
        files.failingSync = path
        let error = storageError { try custody.append([act]) }
        #expect(error == .syncFailed(path: path, errno: 5))
        let operations = files.operations
        let next = storageError { try custody.append([Act(kind: .started, body: .object([:]))]) }
        #expect(next == .halted(code: "storage.sync-failed"))
        #expect(files.operations == operations)
    }

    @Test func `an interrupted founding is continued, wherever it stopped`() throws {
        var dyingAt = 0
        while true {
            let folder = try TemporaryFolder()
            let files = InterposedFileSystem(try LinuxFileSystem(root: folder.path))
            files.dyingAt = dyingAt
            // The throw is the death; a founding that got through needs no second one.
            let first = try? Custody.found(files: files, origin: TestArchive.origin, clock: TestClock())
            let isFounded = FileManager.default.fileExists(atPath: folder.path + "/ledger/checkpoint")
            let again = InterposedFileSystem(try LinuxFileSystem(root: folder.path))
            if isFounded {
                _ = try Custody.open(files: again, clock: TestClock())
            } else {
                _ = try Custody.found(files: again, origin: TestArchive.origin, clock: TestClock())
            }
            let verifier = ArchiveVerifier(files: try LinuxArchiveFiles(root: folder.path), name: "archive")
            let report = try verifier.verify()
            #expect(!report.isFaultFound && report.size == 1, "dying at \(dyingAt): \(report.text)")
            #expect(report.noticeCount == 0, "dying at \(dyingAt): \(report.text)")
            if first != nil, files.operations < dyingAt { break }
            dyingAt += 1
        }
        #expect(dyingAt > 30)
    }

    @Test func `orphans and the staging of the dead are taken away, that of the living stays`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 1)
        let manager = FileManager.default
        for name in ["vault/2026/11/2026-000003", "vault/2027/01/2027-000009", "staging/dead/inner"] {
            try manager.createDirectory(atPath: archive.path(name), withIntermediateDirectories: true)
            try Data([1]).write(to: URL(fileURLWithPath: archive.path(name + "/file")))
        }
        try manager.createDirectory(atPath: archive.path("vault/2026/11/notes"), withIntermediateDirectories: true)
        let living = try archive.stage([5])
        let other = try Custody.open(root: archive.root, clock: archive.clock)
        #expect(archive.names("vault/2026/11") == ["2026-000000", "2026-000001", "notes"])
        #expect(archive.names("vault/2027/01") == [])
        #expect(!archive.exists("staging/dead"))
        try archive.custody.append([Act(kind: .accessioned, body: .object([:]), object: .staged(living))])
        #expect(try other.refresh())
        let report = try archive.verify()
        #expect(!report.isFaultFound)
        #expect(report.notices == [VerificationNotice(.strayFolder, path: "vault/2026/11/notes")])
    }

    @Test func `tiles beyond the checkpoint are nobody's, and the next append replaces them`() throws {
        let archive = try TestArchive()
        let checkpoint = try archive.bytes("ledger/checkpoint")
        try archive.custody.append((0..<300).map { _ in Act(kind: .started, body: .object([:])) })
        // As if the power had gone before the rename of the checkpoint reached the disk.
        try archive.overwrite("ledger/checkpoint") { $0 = checkpoint }
        let custody = try Custody.open(root: archive.root, clock: archive.clock)
        #expect(custody.ledger.size == 1)
        try custody.append((0..<280).map { _ in Act(kind: .stopped, body: .object([:])) })
        let report = try archive.verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.size == 281)
        #expect(report.noticeCount == 0)
    }
}
