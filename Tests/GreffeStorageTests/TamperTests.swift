import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

/// What an insider changes, and what the verifier calls it. Each begins from a sound archive of five letters.
@Suite struct TamperTests {
    private let archive: TestArchive
    /// The third letter: entry 5, with its reading as entry 6.
    private let number = "2026-000005"
    private let folder = "vault/2026/11/2026-000005"

    private static let sound = Result {
        let archive = try TestArchive()
        try archive.fill(letters: 5)
        return archive
    }

    init() throws { archive = try TestArchive(copyOf: try Self.sound.get()) }

    /// The first fault of a kind, which must have been counted so often.
    private func fault(
        _ kind: FaultKind, count: Int = 1, key: VerifierKey? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> VerificationFault {
        let report = try archive.verify(key: key)
        #expect(report.faultCounts[kind] == count, "\(report.text)", sourceLocation: sourceLocation)
        return try #require(report.faults.first { $0.kind == kind }, sourceLocation: sourceLocation)
    }

    /// The kinds of fault found, and nothing else.
    private func kinds() throws -> Set<FaultKind> { Set(try archive.verify().faultCounts.keys) }

    private func turn(_ path: String, at offset: Int) throws {
        try archive.overwrite(path) { $0[offset] ^= 1 }
    }

    @Test func `a sound archive has no fault and no stray`() throws {
        let report = try archive.verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.noticeCount == 0)
        let checked = Dictionary(uniqueKeysWithValues: report.layers.map { ($0.name, $0.checked) })
        #expect(checked[.entries] == 11)
        #expect(checked[.tree] == 11)
        #expect(checked[.openings] == 11)
        #expect(checked[.letters] == 5)
        #expect(checked[.objects] == 5)
    }

    // MARK: The vault

    @Test func `a byte of an original`() throws {
        try turn("\(folder)/original.pdf", at: 40)
        let fault = try fault(.letterAltered)
        #expect(fault.accession?.description == number)
        #expect(fault.seq == LeafIndex(5))
        #expect(fault.path == "\(folder)/original.pdf")
        #expect(fault.lastGood?.time.description == "2026-11-22T07:05:00.000Z")
        #expect(try kinds() == [.letterAltered])
    }

    @Test func `an original made longer`() throws {
        try archive.overwrite("\(folder)/original.pdf") { $0.append(0) }
        let length = TestArchive.letter(2).count
        #expect(try fault(.letterAltered).detail == "\(length + 1) bytes instead of \(length)")
    }

    @Test func `an original taken away`() throws {
        try archive.remove("\(folder)/original.pdf")
        #expect(try fault(.letterMissing).accession?.description == number)
        #expect(try kinds() == [.letterMissing])
    }

    @Test func `the originals of two letters exchanged`() throws {
        let other = "vault/2026/11/2026-000007"
        let bytes = try archive.bytes("\(folder)/original.pdf")
        try archive.overwrite("\(folder)/original.pdf") { $0 = try archive.bytes("\(other)/original.pdf") }
        try archive.overwrite("\(other)/original.pdf") { $0 = bytes }
        let report = try archive.verify()
        #expect(report.faultCounts == [.letterAltered: 2])
        #expect(report.faults.map(\.accession?.description) == [number, "2026-000007"])
    }

    @Test func `the folders of two letters exchanged`() throws {
        let other = archive.path("vault/2026/11/2026-000007")
        let aside = archive.path("vault/2026/11/aside")
        for (from, to) in [(archive.path(folder), aside), (other, archive.path(folder)), (aside, other)] {
            try FileManager.default.moveItem(atPath: from, toPath: to)
        }
        let report = try archive.verify()
        #expect(report.faultCounts[.openingMissing] == 4)
        #expect(report.notices.contains { $0.kind == .strayFile })
    }

    @Test func `an original replaced by a link`() throws {
        let path = archive.path("\(folder)/original.pdf")
        try FileManager.default.moveItem(atPath: path, toPath: archive.folder.path + "/elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: archive.folder.path + "/elsewhere")
        #expect(try fault(.fileUnreadable).accession?.description == number)
    }

    @Test func `a byte of a body, a salt, or the form of an opening`() throws {
        let path = "\(folder)/000005.accessioned.opening.json"
        let sound = try archive.bytes(path)
        for text in ["paper", "saltBody\":\"", "saltObject\":\"", "greffe.opening"] {
            try turn(path, at: try archive.offset(of: text, in: path) + text.utf8.count - 1)
            #expect(try fault(.openingAltered).seq == LeafIndex(5))
            try archive.overwrite(path) { $0 = sound }
        }
        let salt = try archive.offset(of: "saltObject\":\"", in: path) + 13
        try archive.overwrite(path) { $0[salt] = $0[salt] == 0x30 ? 0x31 : 0x30 }
        // The salt of the object is no part of the body's commitment: it shows in the object.
        #expect(try fault(.letterAltered).seq == LeafIndex(5))
    }

    @Test func `an opening taken away`() throws {
        try archive.remove("\(folder)/000006.read.opening.json")
        let fault = try fault(.openingMissing)
        #expect(fault.seq == LeafIndex(6))
        #expect(fault.accession?.description == number)
    }

    @Test func `a byte of a reading`() throws {
        try turn("\(folder)/000006.read.json", at: 3)
        #expect(try fault(.objectAltered).seq == LeafIndex(6))
        try archive.remove("\(folder)/000006.read.json")
        #expect(try fault(.objectMissing).seq == LeafIndex(6))
    }

    @Test func `what an erasure took away is counted, and is no fault`() throws {
        try archive.custody.append([
            Act(kind: .erased, body: .object([:]), refs: [.entry(LeafIndex(5))])
        ])
        for name in archive.names(folder) where !name.contains("erased") { try archive.remove("\(folder)/\(name)") }
        let report = try archive.verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.layers.first { $0.name == .openings }?.note == "2 more erased by decision")
        #expect(report.layers.first { $0.name == .letters }?.note == "1 more erased by decision")
        // Another letter's content is not excused by it.
        try archive.remove("vault/2026/11/2026-000007/original.pdf")
        #expect(try fault(.letterMissing).accession?.description == "2026-000007")
    }

    // MARK: The ledger

    private let bundle = "ledger/tile/entries/000.p/11"
    private let tile = "ledger/tile/0/000.p/11"

    /// In its number, its time, its kind and its digests.
    @Test(arguments: [4, 20, 40, 80, 160, 260])
    func `a byte of an entry`(place: Int) throws {
        try turn(bundle, at: try archive.offset(of: "seq 5\n", in: bundle) + place)
        let fault = try fault(.entryRewritten)
        #expect(fault.seq == LeafIndex(5))
        #expect(fault.path == bundle)
        #expect(fault.lastGood?.seq == LeafIndex(4))
        #expect(try kinds().isSuperset(of: [.entryRewritten, .treeMismatch]))
    }

    @Test func `the last entry, which no other one follows`() throws {
        try turn(bundle, at: try archive.offset(of: "seq 10\n", in: bundle) + 5)
        #expect(try fault(.entryRewritten).seq == LeafIndex(10))
    }

    @Test func `an entry rewritten and the chain behind it mended`() throws {
        try rewrite(from: 5)
        let fault = try fault(.entryRewritten, count: 6)
        #expect(fault.seq == LeafIndex(5))
        #expect(fault.accession?.description == number)
        #expect(try kinds().isSuperset(of: [.entryRewritten, .treeMismatch, .openingAltered]))
    }

    /// The insider has no key: entries and tiles agree with each other, the signed root stands alone.
    @Test func `an entry rewritten, chain and tiles mended`() throws {
        let entries = try rewrite(from: 5)
        try archive.overwrite(tile) { $0 = TileEdge.bytes(of: entries.map { .leaf($0.bytes) }) }
        #expect(try kinds() == [.treeMismatch, .openingAltered])
        #expect(try fault(.openingAltered).seq == LeafIndex(5))
    }

    /// The insider has the log's key too, and mends everything: only what somebody kept outside convicts.
    @Test func `everything rewritten and signed again, against a checkpoint kept elsewhere`() throws {
        let kept = archive.custody.ledger.checkpoint
        let entries = try rewrite(from: 5)
        try archive.overwrite(tile) { $0 = TileEdge.bytes(of: entries.map { .leaf($0.bytes) }) }
        var frontier = MerkleFrontier()
        for entry in entries { frontier.append(.leaf(entry.bytes)) }
        try archive.sign(size: 11, root: frontier.root)
        try archive.remove("\(folder)/000005.accessioned.opening.json")
        #expect(try kinds() == [.openingMissing])
        let report = try archive.verify(remembered: [kept])
        #expect(report.faultCounts[.forked] == 1)
        // It may begin anywhere behind what was confirmed last, which is nothing here.
        #expect(report.faults.first { $0.kind == .forked }?.seq == LeafIndex(0))
    }

    /// Changes the body of an entry and chains all that follow; gives the entries as they are then.
    @discardableResult
    private func rewrite(from seq: Int) throws -> [Entry] {
        var entries = try archive.custody.ledger.entries(in: 0..<11)
        entries[seq].body = .of([7])
        for place in (seq + 1)..<entries.count { entries[place].prev = entries[place - 1].leafHash }
        var bytes: [UInt8] = []
        for entry in entries { EntryBundle.append(entry.bytes, to: &bytes) }
        let rewritten = bytes
        try archive.overwrite(bundle) { $0 = rewritten }
        return entries
    }

    @Test func `two entries exchanged`() throws {
        var entries = try archive.custody.ledger.entries(in: 0..<11)
        entries.swapAt(5, 7)
        var bytes: [UInt8] = []
        for entry in entries { EntryBundle.append(entry.bytes, to: &bytes) }
        let exchanged = bytes
        try archive.overwrite(bundle) { $0 = exchanged }
        let report = try archive.verify()
        #expect(report.faults.filter { $0.kind == .entryRewritten }.map(\.seq) == [LeafIndex(5), LeafIndex(7)])
    }

    @Test func `a byte of a tile`() throws {
        try turn(tile, at: 5 * 32 + 3)
        let fault = try fault(.tileAltered)
        #expect(fault.seq == LeafIndex(5))
        #expect(fault.path == tile)
        #expect(try kinds() == [.tileAltered])
    }

    @Test func `a length in the bundle, bytes behind it, a bundle or a tile taken away`() throws {
        let sound = try archive.bytes(bundle)
        try turn(bundle, at: 1)
        #expect(try fault(.bundleAltered).path == bundle)
        try archive.overwrite(bundle) { $0 = sound + [0, 0] }
        #expect(try fault(.bundleAltered).path == bundle)
        try archive.remove(bundle)
        #expect(try fault(.entriesMissing).seq == LeafIndex(0))
        try Data(sound).write(to: URL(fileURLWithPath: archive.path(bundle)))
        try archive.overwrite(tile) { $0.removeLast(32) }
        #expect(try fault(.tileAltered).path == tile)
        try archive.remove(tile)
        #expect(try fault(.tileMissing).path == tile)
        #expect(try kinds() == [.tileMissing])
    }

    @Test func `the ledger cut off before its checkpoint`() throws {
        let short = try archive.custody.ledger.entries(in: 0..<9)
        var bytes: [UInt8] = []
        for entry in short { EntryBundle.append(entry.bytes, to: &bytes) }
        let cut = bytes
        try archive.overwrite(bundle) { $0 = cut }
        try archive.overwrite(tile) { $0.removeLast(64) }
        #expect(try kinds().isSuperset(of: [.bundleAltered, .tileAltered, .treeMismatch]))
    }

    @Test func `the ledger cut off together with its checkpoint, by one who kept a later one`() throws {
        let kept = archive.custody.ledger.checkpoint
        let older = try TestArchive()
        #expect(older.custody.ledger.size == 1)
        let entries = try archive.custody.ledger.entries(in: 0..<9)
        var (bytes, frontier) = ([UInt8](), MerkleFrontier())
        for entry in entries {
            EntryBundle.append(entry.bytes, to: &bytes)
            frontier.append(.leaf(entry.bytes))
        }
        let cut = bytes
        try archive.remove(bundle)
        try Data(cut).write(to: URL(fileURLWithPath: archive.path("ledger/tile/entries/000.p/9")))
        let leaves = TileEdge.bytes(of: entries.map { .leaf($0.bytes) })
        try Data(leaves).write(to: URL(fileURLWithPath: archive.path("ledger/tile/0/000.p/9")))
        try archive.sign(size: 9, root: frontier.root)
        // Without a memory the shorter archive is a sound one, with a folder too many.
        let alone = try archive.verify()
        #expect(!alone.isFaultFound)
        #expect(alone.notices.map(\.kind) == [.uncommittedFolder])
        let report = try archive.verify(remembered: [kept])
        #expect(report.faultCounts == [.rolledBack: 1])
    }

    @Test func `time set back in an entry`() throws {
        var entries = try archive.custody.ledger.entries(in: 0..<11)
        entries[6].time = Timestamp(millisecondsSince1970: 0)
        for place in 7..<11 { entries[place].prev = entries[place - 1].leafHash }
        var bytes: [UInt8] = []
        for entry in entries { EntryBundle.append(entry.bytes, to: &bytes) }
        let rewritten = bytes
        try archive.overwrite(bundle) { $0 = rewritten }
        #expect(try fault(.timeWentBack).seq == LeafIndex(6))
    }

    // MARK: The checkpoint

    @Test func `a byte of the checkpoint`() throws {
        let path = "ledger/checkpoint"
        let sound = try archive.bytes(path)
        for place in sound.indices {
            try archive.overwrite(path) { $0[place] ^= 1 }
            let report = try archive.verify(digestsObjects: false)
            #expect(report.faultCounts[.checkpointInvalid] != nil, "byte \(place): \(report.text)")
            try archive.overwrite(path) { $0 = sound }
        }
    }

    @Test func `the checkpoint taken away`() throws {
        try archive.remove("ledger/checkpoint")
        let report = try archive.verify()
        #expect(report.faultCounts == [.checkpointMissing: 1])
        #expect(report.layers.filter { $0.state == .unchecked }.count == 10)
    }

    @Test func `a checkpoint and a key of the insider's own, against the key handed out`() throws {
        let handedOut = archive.custody.ledger.key
        let own = try #require(SignerKey(name: TestArchive.origin, seed: [UInt8](repeating: 1, count: 32)))
        let note = try archive.custody.ledger.checkpoint.signed(with: own)
        try archive.overwrite("ledger/checkpoint") { $0 = note.bytes }
        try archive.overwrite("log.vkey") { $0 = Array("\(own.verifier)\n".utf8) }
        // The archive by itself is sound, and the report says whose word that is.
        let alone = try archive.verify()
        #expect(!alone.isFaultFound)
        #expect(alone.text.contains("UNKNOWN KEY"))
        let report = try archive.verify(key: handedOut)
        #expect(report.faultCounts == [.checkpointInvalid: 1, .keyMismatch: 1])
    }

    @Test func `a checkpoint that claims more than there is ends the walk`() throws {
        try archive.sign(size: 1 << 60, root: .leaf([1]))
        let report = try archive.verify()
        #expect(report.faultCounts[.entriesMissing] ?? 0 > 0)
        #expect(report.faultCounts[.treeMismatch] == 1)
        #expect(report.faults.filter { $0.kind == .entriesMissing }.count == 20)
    }
}
