import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Synchronization
import Testing

/// A clock that stands still until it is told.
final class TestClock: TimeSource {
    private let time: Mutex<Timestamp>

    init(_ text: String = "2026-11-22T04:05:00.000Z") {
        time = Mutex(Timestamp(text) ?? Timestamp(millisecondsSince1970: 0))
    }

    func now() -> Timestamp { time.withLock { $0 } }
    func advance(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }
    func set(_ text: String) { time.withLock { $0 = Timestamp(text) ?? $0 } }
}

/// A real archive in a temporary folder.
struct TestArchive {
    static let origin = "mail.example.org/greffe"

    let folder: TemporaryFolder
    let clock = TestClock()
    let custody: Custody

    var root: String { folder.path + "/archive" }

    init() throws {
        folder = try TemporaryFolder()
        custody = try Custody.found(root: folder.path + "/archive", origin: Self.origin, clock: clock)
    }

    /// A copy that can be spoiled; much quicker than making another one with all its syncs.
    init(copyOf original: TestArchive) throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: original.root, toPath: folder.path + "/archive")
        clock.set("\(original.clock.now())")
        custody = try Custody.open(root: folder.path + "/archive", clock: clock)
    }

    func path(_ relative: String) -> String { root + "/" + relative }
    func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: path(relative)) }
    func names(_ relative: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path(relative))) ?? []).sorted()
    }

    /// Stages bytes as a watch folder would: from a file of the outside.
    func stage(_ bytes: [UInt8], as mediaType: MediaType? = .pdf, in custody: Custody? = nil) throws -> StagedOriginal {
        let source = folder.path + "/drop-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: source))
        let descriptor = open(source, O_RDONLY)
        defer { close(descriptor) }
        return try (custody ?? self.custody).vault.stage(descriptor: descriptor, mediaType: mediaType)
    }

    @discardableResult
    func accession(_ bytes: [UInt8], in custody: Custody? = nil) throws -> Appended {
        let act = try accessionAct(bytes, in: custody)
        return try #require(try (custody ?? self.custody).append([act]).first)
    }

    func accessionAct(_ bytes: [UInt8], in custody: Custody? = nil) throws -> Act {
        Act(
            kind: .accessioned, body: .object(["channel": .string("paper")]),
            object: .staged(try stage(bytes, in: custody)))
    }

    /// Letters of a few hundred bytes, each read, an hour apart.
    @discardableResult
    func fill(letters: Int) throws -> [Appended] {
        try (0..<letters).map { number in
            clock.advance(milliseconds: 3_600_000)
            let letter = try accession(Self.letter(number))
            try custody.append([
                Act(
                    kind: .read, body: .object(["pages": .integer(1)]),
                    object: .bytes(Array("{\"text\":\(number)}".utf8)),
                    refs: [.entry(letter.entry.seq)])
            ])
            return letter
        }
    }

    static func letter(_ number: Int) -> [UInt8] { Array("%PDF letter \(number) ".utf8) + (0..<200).map { UInt8($0) } }

    func verify(
        key: VerifierKey? = nil, remembered: [Checkpoint] = [], digestsObjects: Bool = true,
        threads: Int = 1
    ) throws -> VerificationReport {
        var options = ArchiveVerifier.Options()
        options.threads = threads
        (options.logKey, options.remembered, options.digestsObjects) = (key, remembered, digestsObjects)
        return try ArchiveVerifier(files: try LinuxArchiveFiles(root: root), name: "archive", options: options).verify()
    }

    // MARK: What an insider with root can do

    func bytes(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    func overwrite(_ relative: String, _ change: (inout [UInt8]) throws -> Void) throws {
        var bytes = try bytes(relative)
        try change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: path(relative)))
    }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

    /// The place of a text in a file.
    func offset(of text: String, in relative: String) throws -> Int {
        let range = try #require(Data(try bytes(relative)).range(of: Data(text.utf8)))
        return range.lowerBound
    }

    /// Signs a checkpoint over whatever tree the insider wants, with the log's own key.
    func sign(size: UInt64, root: MerkleHash) throws {
        let line = String(decoding: try bytes("keys/log.key"), as: UTF8.self).dropLast()
        let note = try Checkpoint(origin: Self.origin, size: size, root: root).signed(with: try SignerKey(line))
        try Data(note.bytes).write(to: URL(fileURLWithPath: path("ledger/checkpoint")))
    }
}

func storageError(_ body: () throws -> Void) -> StorageError? {
    do {
        try body()
        return nil
    } catch { return error as? StorageError }
}
