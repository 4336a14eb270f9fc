import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeTestKit
import GreffeVerification
import GreffeStorage
import Testing

/// What the verifier says of seals that are late, missing, altered or of another ledger.
@Suite struct SealFaultTests {
    private func sealed(_ seals: Int = 2) async throws -> SealScene {
        let scene = try SealScene()
        for _ in 0..<seals {
            try await scene.happen()
            try await scene.sealing.sealNow()
            scene.pass(minutes: 30)
        }
        return scene
    }

    @Test func `seals in time leave nothing to say`() async throws {
        let scene = try await sealed()
        #expect(try scene.faults().isEmpty)
    }

    @Test func `an entry sealed later than the hour is named`() async throws {
        let scene = try await sealed()
        try await scene.happen()
        let seq = LeafIndex(scene.archive.entryCount - 1)
        scene.pass(minutes: 66)
        try await scene.happen()
        try await scene.sealing.sealNow()
        #expect(try scene.faults() == ["seal-late": .some(seq)])
    }

    @Test func `a day without a seal is a fault, even when nothing happened`() async throws {
        let scene = try await sealed()
        scene.pass(minutes: 24 * 60)
        let size = try #require(try scene.archive.sealState().last?.size)
        try await scene.sealing.sealNow()
        #expect(try scene.faults() == ["seal-gap": .some(LeafIndex(size))])
    }

    @Test func `a register that was stopped and sealed may pause`() async throws {
        let scene = try await sealed()
        try await scene.happen(.stopped)
        try await scene.sealing.sealNow()
        scene.pass(minutes: 3 * 24 * 60)
        try await scene.happen(.started)
        try await scene.sealing.sealNow()
        #expect(try scene.faults().isEmpty)
        #expect(try scene.verify().layers.first { $0.name == .seals }?.note.contains("1 pause") == true)
    }

    @Test(arguments: ["checkpoint", "first.tsr", "first.anchors.pem", "first.certificates.pem"])
    func `a file that changed or went is named`(name: String) async throws {
        let scene = try await sealed(1)
        let file = "\(try scene.lastSeal)/\(name)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let entry = LeafIndex(scene.archive.entryCount - 1)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        #expect(try scene.faults()["seal-altered"] == .some(entry))
        try FileManager.default.removeItem(atPath: file)
        #expect(try scene.faults()["seal-missing"] == .some(entry))
    }

    @Test func `every flipped bit of an archived token is caught`() async throws {
        let scene = try await sealed(1)
        let file = URL(fileURLWithPath: "\(try scene.lastSeal)/first.tsr")
        let honest = try Data(contentsOf: file)
        var dice = Dice(seed: 2)
        for _ in 0..<300 {
            var bytes = honest
            let place = Int.random(in: 0..<bytes.count * 8, using: &dice)
            bytes[place / 8] ^= 1 << UInt8(place % 8)
            try bytes.write(to: file)
            #expect(try scene.faults()["seal-altered"] != nil, "bit \(place)")
        }
        try honest.write(to: file)
        #expect(try scene.faults().isEmpty)
    }

    @Test func `a seal that went is missed`() async throws {
        let scene = try await sealed()
        try FileManager.default.removeItem(atPath: try scene.lastSeal)
        #expect(try scene.faults()["seal-missing"] == .some(LeafIndex(scene.archive.entryCount - 1)))
    }

    @Test func `a seal nobody tells of is a fault once a later one is named`() async throws {
        let scene = try await sealed()
        let copy = scene.path + "/seals/2026-11-21-1"
        try FileManager.default.copyItem(atPath: try scene.lastSeal, toPath: copy)
        #expect(try scene.faults()["seal-unnamed"] == .some(LeafIndex(0)))
    }

    @Test func `a seal of more entries than there are is a fault`() async throws {
        let scene = try await sealed()
        try FileManager.default.copyItem(atPath: try scene.lastSeal, toPath: scene.path + "/seals/2026-11-23-900")
        #expect(try scene.faults()["seal-forked"] == .some(LeafIndex(scene.archive.entryCount - 1)))
    }

    @Test func `cosignatures beside a seal are no strays`() async throws {
        let scene = try await sealed(1)
        try Data("x\n".utf8).write(to: URL(fileURLWithPath: try scene.lastSeal + "/checkpoint.cosigned"))
        #expect(try scene.verify().noticeCount == 0)
        try Data("x\n".utf8).write(to: URL(fileURLWithPath: try scene.lastSeal + "/other"))
        #expect(try scene.verify().notices.map(\.kind) == [.strayFile])
    }

    @Test func `an entry dated before the token it tells of is named`() async throws {
        let scene = try SealScene()
        try await BackdatedSeal(scene: scene).place(minutesAhead: 30)
        #expect(try scene.faults() == ["seal-backdated": .some(LeafIndex(1))])
    }

    @Test func `another ledger sealed in the same place is a fork`() async throws {
        let scene = try await sealed()
        let other = try await sealed()
        let name = try #require(try scene.archive.sealState().last?.folder)
        try FileManager.default.removeItem(atPath: "\(scene.path)/ledger")
        try FileManager.default.removeItem(atPath: "\(scene.path)/vault")
        try FileManager.default.removeItem(atPath: "\(scene.path)/log.vkey")
        for part in ["ledger", "vault", "log.vkey"] {
            try FileManager.default.copyItem(atPath: "\(other.path)/\(part)", toPath: "\(scene.path)/\(part)")
        }
        #expect(try scene.faults()["seal-altered"] != nil, "\(name)")
    }
}

/// A seal whose token is ahead of the archive's clock, as when entries are dated back.
private struct BackdatedSeal {
    let scene: SealScene

    func place(minutesAhead minutes: Int64) async throws {
        let ledger = scene.archive.custody.ledger
        let request = TimeStampRequest(over: ledger.checkpointBytes, algorithm: .sha256, nonce: [5])
        let now = scene.clock.now()
        scene.pass(minutes: minutes)
        let answer = try await ClockedOffice(scene.office, clock: scene.clock).answer(to: request.bytes, at: "/cms/ec")
        scene.clock.set(now)
        let folder = SealFolder(date: now.date, size: ledger.size)
        let files = [
            "checkpoint": ledger.checkpointBytes, "first.tsr": answer, "first.anchors.pem": scene.anchors.pem,
        ]
        #expect(try scene.archive.custody.placeSeal(folder, files: files))
        // Healing gives the folder its entry, dated now; the token asked for after it is refused, being earlier.
        await #expect(throws: SealingError.self) { try await scene.sealing.sealNow() }
    }
}
