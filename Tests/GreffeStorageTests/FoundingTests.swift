import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct FoundingTests {
    @Test func `a founded archive begins with its founding, signed with a key only its owner reads`() throws {
        let archive = try TestArchive()
        let ledger = archive.custody.ledger
        #expect(ledger.size == 1)
        let entry = try ledger.entry(at: LeafIndex(0))
        #expect(entry.kind == .founded)
        #expect(entry.prev == .zero)
        let opening = try #require(try archive.custody.opening(of: entry))
        let key = String(decoding: try archive.bytes("log.vkey"), as: UTF8.self)
        #expect(opening.body["logKey"]?.string.map { $0 + "\n" } == key)
        #expect(opening.body["origin"]?.string == TestArchive.origin)
        let mode = try FileManager.default.attributesOfItem(atPath: archive.path("keys/log.key"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(archive.exists("vault/2026/11/2026-000000/000000.founded.opening.json"))
        #expect(try !archive.verify().isFaultFound)
    }

    @Test func `an archive is founded once`() throws {
        let archive = try TestArchive()
        let error = storageError {
            _ = try Custody.found(root: archive.root, origin: TestArchive.origin, clock: archive.clock)
        }
        #expect(error == .alreadyFounded)
    }

    @Test func `a ledger that lost its checkpoint is not founded over`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 1)
        try archive.remove("ledger/checkpoint")
        let error = storageError {
            _ = try Custody.found(root: archive.root, origin: TestArchive.origin, clock: archive.clock)
        }
        #expect(error == .checkpointMissing)
        #expect(archive.exists("vault/2026/11/2026-000001"))
    }

    @Test(arguments: ["", "two words", "a+b"])
    func `a name that cannot be written into a key is refused`(name: String) throws {
        let folder = try TemporaryFolder()
        let error = storageError { _ = try Custody.found(root: folder.path, origin: name, clock: TestClock()) }
        #expect(error == .nameInvalid(name))
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660])
    func `a key others can read opens nothing`(mode: Int) throws {
        let archive = try TestArchive()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: archive.path("keys/log.key"))
        let error = storageError { _ = try Custody.open(root: archive.root, clock: archive.clock) }
        #expect(error == .keyExposed(path: "keys/log.key", mode: UInt32(mode)))
        #expect(error?.code == "storage.key-exposed")
        // Readers need no key.
        #expect(try Custody.openForReading(root: archive.root).ledger.size == 1)
    }

    @Test func `a key among the service's credentials counts, and the archive needs none`() throws {
        let archive = try TestArchive()
        let credentials = try TemporaryFolder()
        let path = credentials.path + "/greffe.log.key"
        try FileManager.default.moveItem(atPath: archive.path("keys/log.key"), toPath: path)
        #expect(storageError { _ = try Custody.open(root: archive.root, clock: archive.clock) } == .keyMissing)
        // As systemd leaves it where it uses an access control list.
        try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: path)
        let custody = try Custody.open(
            root: archive.root, clock: archive.clock, credentialsFolder: credentials.path)
        #expect(custody.ledger.size == 1)
        for mode in [0o444, 0o460, 0o401] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let error = storageError {
                _ = try Custody.open(root: archive.root, clock: archive.clock, credentialsFolder: credentials.path)
            }
            #expect(error == .keyExposed(path: "greffe.log.key", mode: UInt32(mode)))
        }
    }

    @Test func `a service without credentials takes the archive's key`() throws {
        let archive = try TestArchive()
        let empty = try TemporaryFolder()
        for folder in [empty.path, empty.path + "/nothing"] {
            let custody = try Custody.open(root: archive.root, clock: archive.clock, credentialsFolder: folder)
            #expect(custody.ledger.size == 1)
        }
    }

    @Test func `the key of another log opens nothing`() throws {
        let archive = try TestArchive()
        let other = try TestArchive()
        try archive.overwrite("keys/log.key") { $0 = try other.bytes("keys/log.key") }
        let error = storageError { _ = try Custody.open(root: archive.root, clock: archive.clock) }
        #expect(error?.code == "storage.key-invalid")
    }

    @Test func `a folder without an archive is none`() throws {
        let folder = try TemporaryFolder()
        for path in [folder.path, folder.path + "/nothing"] {
            let error = storageError { _ = try Custody.openForReading(root: path) }
            #expect(error?.code == "storage.not-an-archive")
        }
    }
}
