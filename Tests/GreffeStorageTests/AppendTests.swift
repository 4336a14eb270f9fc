import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeVerification
import Testing

@Suite struct AppendTests {
    @Test func `a letter lies in one folder with its opening, under its number`() throws {
        let archive = try TestArchive()
        let letter = try archive.accession(TestArchive.letter(1))
        #expect(letter.accession.description == "2026-000001")
        #expect(letter.folder == "vault/2026/11/2026-000001")
        #expect(archive.names(letter.folder) == ["000001.accessioned.opening.json", "original.pdf"])
        #expect(letter.opening.body["accession"]?.string == "2026-000001")
        #expect(ObjectDigests(body: letter.opening.body)?.size == Int64(TestArchive.letter(1).count))
        #expect(try archive.custody.object(of: letter.entry) == TestArchive.letter(1))
        #expect(try archive.custody.opening(of: letter.entry) == letter.opening)
        #expect(try archive.custody.checkObject(of: letter.entry))
    }

    @Test func `what happens to a letter lies in its folder, also within one batch`() throws {
        let archive = try TestArchive()
        let batch = try archive.custody.append([
            try archive.accessionAct(TestArchive.letter(1)),
            Act(kind: .read, body: .object([:]), object: .bytes([1, 2]), refs: [.act(0)]),
            Act(kind: .started, body: .object([:])),
        ])
        archive.clock.set("2027-01-05T00:00:00.000Z")
        let later = try archive.custody.append([
            Act(kind: .classified, refs: [.entry(batch[0].entry.seq)]) { placement in
                .object(["own": .integer(Int64(placement.seq.value))])
            }
        ])
        #expect(batch[1].folder == batch[0].folder)
        #expect(later[0].folder == "vault/2026/11/2026-000001")
        #expect(later[0].opening.body["own"]?.integer == 4)
        #expect(
            archive.names(batch[0].folder) == [
                "000001.accessioned.opening.json", "000002.read.json", "000002.read.opening.json",
                "000004.classified.opening.json", "original.pdf",
            ])
        #expect(try archive.custody.object(of: batch[1].entry) == [1, 2])
        #expect(batch[2].folder == "vault/2026/11/2026-000003")
        #expect(try !archive.verify().isFaultFound)
    }

    @Test func `acts the ledger does not take leave nothing behind`() throws {
        let archive = try TestArchive()
        let deep = (0..<20).reduce(CanonicalJSON.integer(1)) { value, _ in .array([value]) }
        let long = CanonicalJSON.string(String(repeating: "x", count: CanonicalJSON.bytesMax))
        let staged = try archive.stage([1])
        let wrong: [Act] = [
            Act(kind: .accessioned, body: .object([:])),
            Act(kind: .accessioned, body: .object([:]), object: .bytes([1])),
            Act(kind: .read, body: .object([:]), object: .staged(staged)),
            Act(kind: .accessioned, body: .object([:]), object: .staged(staged), refs: [.entry(LeafIndex(0))]),
            Act(kind: .accessioned, body: .object(["sha256": .string("0")]), object: .staged(staged)),
            Act(kind: .accessioned, body: .array([]), object: .staged(staged)),
            Act(kind: .started, body: .object([:]), refs: [.entry(LeafIndex(1))]),
            Act(kind: .started, body: .object([:]), refs: [.act(0)]),
            Act(kind: .started, body: deep),
            Act(kind: .started, body: long),
            Act(kind: .started, body: .object([:]), refs: (0..<5_000).map { .act($0) }),
        ]
        for act in wrong {
            #expect(storageError { try archive.custody.append([act]) }?.code == "storage.act-invalid")
        }
        #expect(archive.custody.ledger.size == 1)
        #expect(archive.names("vault/2026/11") == ["2026-000000"])
        // The refusal is no failure: the archive goes on.
        try archive.custody.append([Act(kind: .started, body: .object([:]))])
        #expect(try !archive.verify().isFaultFound)
    }

    @Test func `time never goes back, and the caller learns how far the clock did`() throws {
        let archive = try TestArchive()
        archive.clock.set("2026-11-22T03:05:00.000Z")
        let act = Act(kind: .started, body: .object([:]))
        let appended = try archive.custody.append([act, act])
        #expect(appended.map(\.entry.time.description) == Array(repeating: "2026-11-22T04:05:00.000Z", count: 2))
        #expect(appended.map(\.clockBehindMilliseconds) == [3_600_000, 3_600_000])
        archive.clock.set("2026-11-22T04:05:00.001Z")
        #expect(try archive.custody.append([act])[0].clockBehindMilliseconds == 0)
    }

    /// Three tiles are filled, the batch begins within one and ends within another.
    @Test func `a batch of a thousand acts has the root of its entries, under one checkpoint`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 1)
        let before = archive.custody.ledger.head
        let letter = LeafIndex(1)
        try archive.custody.append(
            (0..<1_000).map { Act(kind: .consulted, body: .object(["n": .integer(Int64($0))]), refs: [.entry(letter)]) }
        )
        let ledger = archive.custody.ledger
        #expect(ledger.size == 1_003)
        let entries = try ledger.entries(in: 0..<ledger.size)
        #expect(entries.count == 1_003)
        #expect(plainRoot(entries.map { Array($0.leafHash.bytes) }[...]) == ledger.head.root.bytes)
        for seq in [0, 2, 255, 256, 511, 512, 1_002] as [UInt64] {
            let entry = try ledger.entry(at: LeafIndex(seq))
            let proof = try ledger.inclusionProof(of: LeafIndex(seq))
            #expect(proof.verifies(leaf: MerkleHash.leaf(entry.bytes), root: ledger.checkpoint.root))
        }
        try ledger.confirm(before)
        #expect(try ledger.head(at: before.size) == before)
        // Another program continues from what is on the disk.
        let other = try Custody.open(root: archive.root, clock: archive.clock)
        try other.append([Act(kind: .stopped, body: .object([:]))])
        #expect(try archive.custody.refresh())
        #expect(archive.custody.ledger.head == other.ledger.head)
        #expect(try !archive.verify().isFaultFound)
    }

    /// The definition of RFC 6962 section 2.1, again and by itself.
    private func plainRoot(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? [] }
        var middle = 1
        while middle * 2 < leaves.count { middle *= 2 }
        let split = leaves.startIndex + middle
        return Sha256Digest.of([1], plainRoot(leaves[..<split]), plainRoot(leaves[split...])).bytes
    }

    @Test func `only the partial tiles the checkpoint needs stay`() throws {
        let archive = try TestArchive()
        for _ in 0..<4 { try archive.custody.append([Act(kind: .started, body: .object([:]))]) }
        #expect(archive.names("ledger/tile/0/000.p") == ["5"])
        #expect(archive.names("ledger/tile/entries/000.p") == ["5"])
        try archive.custody.append((0..<251).map { _ in Act(kind: .started, body: .object([:])) })
        #expect(archive.names("ledger/tile/0") == ["000"])
        #expect(archive.names("ledger/tile/1/000.p") == ["1"])
        #expect(archive.names("staging").count == 1)
    }

    @Test func `a reader follows the ledger while partial tiles go away under it`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 2)
        let reader = try Custody.openForReading(root: archive.root)
        try archive.custody.append((0..<300).map { _ in Act(kind: .started, body: .object([:])) })
        let known = reader.ledger
        #expect(try known.entries(in: 0..<known.size).count == 5)
        #expect(
            try known.inclusionProof(of: LeafIndex(4)).verifies(
                leaf: .leaf(try known.entry(at: LeafIndex(4)).bytes), root: known.checkpoint.root))
        #expect(try reader.refresh())
        #expect(reader.ledger.size == 305)
        #expect(storageError { try reader.append([Act(kind: .started, body: .object([:]))]) } == .readOnly)
    }
}
