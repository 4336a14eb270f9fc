import Foundation
import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeVerification
import Testing

/// What needs more than one tile.
@Suite struct HigherTileTests {
    private let archive: TestArchive

    private static let sound = Result {
        let archive = try TestArchive()
        try archive.custody.append(
            (0..<599).map { _ in Act(kind: .consulted, body: .object([:]), refs: [.entry(LeafIndex(0))]) })
        return archive
    }

    init() throws { archive = try TestArchive(copyOf: try Self.sound.get()) }

    @Test func `a byte of a tile above the leaves`() throws {
        try archive.overwrite("ledger/tile/1/000.p/2") { $0[40] ^= 1 }
        let report = try archive.verify()
        #expect(report.faultCounts == [.tileAltered: 1])
        #expect(report.faults.first?.path == "ledger/tile/1/000.p/2")
    }

    @Test func `an entry rewritten in a full bundle shows once, and where`() throws {
        let bundle = "ledger/tile/entries/001"
        let place = try archive.offset(of: "seq 300\n", in: bundle)
        try archive.overwrite(bundle) { $0[place + 60] ^= 1 }
        let report = try archive.verify()
        #expect(report.faults.filter { $0.kind == .entryRewritten }.map(\.seq) == [LeafIndex(300)])
        #expect(report.faultCounts[.tileAltered] == nil)
        #expect(report.faultCounts[.chainBroken] == nil)
    }

    @Test func `the walk goes on behind a bundle that is gone`() throws {
        try archive.remove("ledger/tile/entries/001")
        let report = try archive.verify()
        #expect(report.faultCounts == [.entriesMissing: 1])
        #expect(report.layers.first { $0.name == .entries }?.checked == 344)
    }

    @Test func `a verifier whose checkpoint has been passed reads the wider tiles`() throws {
        let checkpoint = try archive.bytes("ledger/checkpoint")
        try archive.custody.append((0..<200).map { _ in Act(kind: .started, body: .object([:])) })
        #expect(archive.names("ledger/tile/entries").contains("002"))
        try archive.overwrite("ledger/checkpoint") { $0 = checkpoint }
        let report = try archive.verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.size == 600)
    }

    @Test func `many faults are counted, and the first ones kept`() throws {
        try archive.remove("vault")
        let report = try archive.verify()
        #expect(report.faultCounts == [.openingMissing: 600])
        #expect(report.faults.count <= 20)
    }
}
