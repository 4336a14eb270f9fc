import Foundation
import GreffeCore
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct StagingTests {
    @Test func `a scan is read from its beginning, wherever the descriptor stands, and digested`() throws {
        let archive = try TestArchive()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let source = archive.folder.path + "/scan"
        try Data(bytes).write(to: URL(fileURLWithPath: source))
        let descriptor = open(source, O_RDONLY)
        defer { close(descriptor) }
        lseek(descriptor, 100, SEEK_SET)
        let staged = try archive.custody.vault.stage(descriptor: descriptor, mediaType: .tiff)
        #expect(lseek(descriptor, 0, SEEK_CUR) == 100)
        #expect(staged.digests.size == 3_000_000)
        #expect(staged.digests.sha256 == .of(bytes))
        let tool = try Program(path: "/usr/bin/sha512sum").run([source])
        #expect(tool.output.hasPrefix(Hex.encode(staged.digests.sha512)))
        let appended = try archive.custody.append([
            Act(kind: .accessioned, body: .object([:]), object: .staged(staged))
        ])
        #expect(try archive.bytes(appended[0].folder + "/original.tif") == bytes)
        #expect(appended[0].opening.objectSalt?.commitment(to: bytes) == appended[0].entry.object)
    }

    @Test(arguments: ["grows", "shrinks", "is written"])
    func `a scan that changes while it is copied is refused, and its copy goes`(change: String) throws {
        let archive = try TestArchive()
        let source = archive.folder.path + "/scan"
        try Data([UInt8](repeating: 1, count: 2_500_000)).write(to: URL(fileURLWithPath: source))
        let writer = open(source, O_RDWR)
        defer { close(writer) }
        let files = InterposedFileSystem(try LinuxFileSystem(root: archive.root))
        let custody = try Custody.open(files: files, clock: archive.clock)
        files.beforeWrite = {
            switch change {
            case "grows": pwrite(writer, [2 as UInt8], 1, 2_500_000)
            case "shrinks": ftruncate(writer, 2_400_000)
            default: pwrite(writer, [2 as UInt8], 1, 0)
            }
        }
        let descriptor = open(source, O_RDONLY)
        defer { close(descriptor) }
        let error = storageError { _ = try custody.vault.stage(descriptor: descriptor, mediaType: .pdf) }
        #expect(error == .sourceChanged)
        let staging = archive.names("staging").map { archive.names("staging/\($0)") }
        #expect(staging.allSatisfy { $0.isEmpty })
    }

    @Test func `a staged scan given up is gone`() throws {
        let archive = try TestArchive()
        let staged = try archive.stage([1, 2, 3])
        try archive.custody.vault.discard(staged)
        #expect(archive.names("staging").map { archive.names("staging/\($0)") } == [[]])
    }

    @Test func `bytes of no known type are kept all the same`() throws {
        let archive = try TestArchive()
        let staged = try archive.stage([], as: nil)
        let letter = try archive.custody.append([
            Act(kind: .accessioned, body: .object([:]), object: .staged(staged))
        ])[0]
        #expect(archive.names(letter.folder).contains("original.bin"))
        #expect(try archive.custody.object(of: letter.entry) == [])
        #expect(try !archive.verify().isFaultFound)
    }
}
