import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeTestKit
import Testing

@Suite struct SignerMemoryTests {
    private let archive: TestArchive
    private let memory: SignerMemory.Folder
    private let memoryPath: String
    private let act = Act(kind: .started, body: .object([:]))

    init() throws {
        archive = try TestArchive()
        memoryPath = archive.folder.path + "/signer"
        memory = try SignerMemory.Folder(path: memoryPath)
    }

    private func open(_ root: String? = nil) throws -> Custody {
        try Custody.open(root: root ?? archive.root, clock: archive.clock, memory: memory)
    }

    private func copy(_ name: String) throws -> String {
        let path = archive.folder.path + "/" + name
        try FileManager.default.copyItem(atPath: archive.root, toPath: path)
        return path
    }

    private var memoryFile: String {
        get throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: memoryPath)
            return memoryPath + "/" + (try #require(names.first { $0.hasSuffix(".checkpoint") }))
        }
    }

    @Test func `the signer remembers the checkpoint itself`() throws {
        let custody = try open()
        #expect(try custody.signerMemory() == nil)
        try custody.append([act])
        #expect(try custody.signerMemory() == custody.ledger.checkpoint)
        let kept = try Data(contentsOf: URL(fileURLWithPath: memoryFile))
        #expect(Array(kept) == custody.ledger.checkpointBytes)
    }

    @Test func `a restored backup is refused by the signer alone`() throws {
        try open().append([act])
        let backup = try copy("backup")
        try open().append([act])
        let error = storageError { _ = try open(backup) }
        #expect(error == .signerRefuses(memory: try memoryFile, rememberedSize: 3, size: 2))
        #expect(error?.code == "storage.rollback-suspected")
    }

    @Test func `of two copies of one archive only the first goes on`() throws {
        try open().append([act])
        let (first, second) = (try open(), try open(try copy("twin")))
        try first.append([act])
        let error = storageError { try second.append([act, act]) }
        #expect(error?.code == "storage.rollback-suspected")
        // Nothing of the refused act is in the copy.
        #expect(try Custody.openForReading(root: archive.folder.path + "/twin").ledger.size == 2)
        try first.append([act])
    }

    @Test func `a power cut before the memory leaves it one append behind, and nothing is refused`() throws {
        try open().append([act])
        let before = try Data(contentsOf: URL(fileURLWithPath: memoryFile))
        try open().append([act])
        try before.write(to: URL(fileURLWithPath: memoryFile))
        try Data("half".utf8).write(to: URL(fileURLWithPath: memoryFile + ".next"))
        let custody = try open()
        try custody.append([act])
        #expect(try custody.signerMemory()?.size == 4)
    }

    @Test(arguments: ["", "nothing of the kind\n"]) func `a spoiled memory stops the signer`(text: String) throws {
        try open().append([act])
        try Data(text.utf8).write(to: URL(fileURLWithPath: memoryFile))
        #expect(storageError { _ = try open() }?.code == "storage.memory-unusable")
    }

    @Test func `a loss that is owned up to lets the archive go on, and is remembered`() throws {
        try open().append([act])
        let backup = try copy("backup")
        try open().append([act, act])
        let custody = try Custody.open(
            files: LinuxFileSystem(root: backup), clock: archive.clock, memory: memory, isRecovering: true)
        // Only the one act that says so.
        #expect(storageError { try custody.append([act]) }?.code == "storage.rollback-suspected")
        let again = try Custody.open(
            files: LinuxFileSystem(root: backup), clock: archive.clock, memory: memory, isRecovering: true)
        #expect(try again.recover(Act(kind: .recovered, body: .object([:]))).entry.seq.value == 2)
        try open(backup).append([act])
        let names = try FileManager.default.contentsOfDirectory(atPath: memoryPath)
        #expect(names.count { $0.contains(".lost-4-") } == 1)
        // The lost branch is now the one that is refused.
        #expect(storageError { _ = try open() }?.code == "storage.rollback-suspected")
    }
}
