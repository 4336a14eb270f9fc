import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Logging
import Synchronization
import Testing

@Suite struct SealingTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `a seal is kept as received, named by an entry, and verifies`() async throws {
        let scene = try SealScene([("first", "/cms/ec"), ("second", "/cms/chain")])
        try await scene.happen()
        let sealed = try await scene.sealing.sealNow()
        #expect(sealed.record.size == 2)
        #expect(sealed.record.tokens.map(\.authority) == ["first", "second"])
        #expect(sealed.record.tokens.map(\.isDeclaredQualified) == [true, false])
        #expect(sealed.failures.isEmpty)
        let files = try FileManager.default.contentsOfDirectory(atPath: try scene.lastSeal).sorted()
        #expect(files == sealed.record.files.keys.sorted())
        #expect(files.contains("second.tsr"))
        let report = try scene.verify()
        #expect(!report.isFaultFound, "\(report.faults)")
        #expect(report.noticeCount == 0)
        #expect(report.sealedBefore == sealed.record.tokens.map(\.time).min())
        #expect(report.layers.first { $0.name == .seals }?.checked == 2)
    }

    @Test func `without anchors of the verifier's own the report says so`() async throws {
        let scene = try SealScene()
        try await scene.sealing.sealNow()
        let note = try scene.verify(isAnchored: false).layers.first { $0.name == .seals }?.note
        #expect(note?.contains("UNKNOWN ANCHOR") == true)
        #expect(try scene.verify().layers.first { $0.name == .seals }?.note.contains("UNKNOWN") == false)
    }

    @Test func `an archive without authorities says that nothing is sealed`() async throws {
        let scene = try SealScene([])
        await #expect(throws: SealingError.notConfigured) { try await scene.sealing.sealNow() }
        let layer = try scene.verify().layers.first { $0.name == .seals }
        #expect(layer?.state == .absent)
        #expect(layer?.note == "NOTHING IS SEALED")
    }

    @Test func `one authority down does not prevent a seal by another`() async throws {
        let scene = try SealScene([("first", "/cms/ec?status=2"), ("second", "/cms/rsa")])
        let sealed = try await scene.sealing.sealNow()
        #expect(sealed.record.tokens.map(\.authority) == ["second"])
        #expect(sealed.failures.map(\.authority) == ["first"])
        #expect(try !scene.verify().isFaultFound)
    }

    @Test(arguments: ["/cms/ec?nonce=wrong", "/cms/stranger", "/cms/plain", "/ts/ec?garbage=100", "/cms/expired"])
    func `a token that does not stand makes no seal`(address: String) async throws {
        let scene = try SealScene([("first", address)])
        await #expect(throws: SealingError.self) { try await scene.sealing.sealNow() }
        #expect(try scene.archive.sealState().last == nil)
        #expect(!FileManager.default.fileExists(atPath: scene.path + "/seals/2026-11-22-1"))
    }

    @Test func `a token of another time than our clock's makes no seal`() async throws {
        let scene = try SealScene()
        // The office without the test's clock: it tells the machine's time.
        let sealing = Sealing(registrar: scene.registrar, client: scene.office, clock: scene.clock)
        scene.clock.set(Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000) + 3_600_000))
        await #expect(throws: SealingError.self) { try await sealing.sealNow() }
    }

    @Test func `letters come in while an authority keeps silent`() async throws {
        let scene = try SealScene([("first", "/cms/ec?delay=4")])
        async let sealed = scene.sealing.sealNow()
        try await Task.sleep(for: .milliseconds(300))
        try await scene.happen()
        #expect(try scene.archive.sealState().last == nil)
        #expect(try await sealed.record.size == 1)
        #expect(scene.archive.entryCount == 3)
        #expect(try !scene.verify().isFaultFound)
    }

    @Test func `a seal that a crash left without its entry gets it`() async throws {
        let scene = try SealScene()
        let ledger = scene.archive.custody.ledger
        let request = TimeStampRequest(over: ledger.checkpointBytes, algorithm: .sha256, nonce: [5])
        let answer = try await ClockedOffice(scene.office, clock: scene.clock).answer(to: request.bytes, at: "/cms/ec")
        let folder = SealFolder(date: scene.clock.now().date, size: ledger.size)
        let files = [
            "checkpoint": ledger.checkpointBytes, "first.tsr": answer, "first.anchors.pem": scene.anchors.pem,
        ]
        #expect(try scene.archive.custody.placeSeal(folder, files: files))
        #expect(try scene.verify().notices.map(\.kind) == [.uncommittedFolder])
        try await scene.happen()
        // A token is not asked for in the second of the one before it.
        scene.pass(minutes: 1)
        try await scene.sealing.sealNow()
        let report = try scene.verify()
        #expect(!report.isFaultFound, "\(report.faults)")
        #expect(report.noticeCount == 0)
        #expect(report.layers.first { $0.name == .seals }?.checked == 2)
    }

    @Test func `a folder that is no seal of this archive gets no entry`() async throws {
        let scene = try SealScene()
        let ledger = scene.archive.custody.ledger
        let folder = SealFolder(date: scene.clock.now().date, size: 1)
        #expect(
            try scene.archive.custody.placeSeal(
                folder, files: ["checkpoint": ledger.checkpointBytes, "first.tsr": [0x30, 0]]))
        try await scene.happen()
        let sealed = try await scene.sealing.sealNow()
        #expect(sealed.record.size == 2)
        #expect(Array(try scene.faults().keys) == ["seal-unnamed"])
    }

    @Test func `an authority that is down and comes back is asked again and again, with pauses`() async throws {
        let scene = try SealScene()
        let down = ClockedOffice(scene.office, clock: scene.clock)
        let client = Unreliable(real: down)
        let sealer = Sealer(
            registrar: scene.registrar,
            sealing: Sealing(registrar: scene.registrar, client: client, clock: scene.clock), clock: scene.clock,
            log: quiet)
        client.isDown.withLock { $0 = true }
        for _ in 0..<4 {
            _ = await sealer.step()
            scene.pass(minutes: 10)
        }
        #expect(sealer.state.failures == 4)
        #expect(sealer.state.lastFailure?.reason.contains("first: the line is dead") == true)
        #expect(try scene.archive.sealState().firstUnsealed?.time == SealScene.start)
        // A pause of 4 minutes follows the fourth failure; this is no more than a look.
        scene.clock.set(scene.clock.now().adding(milliseconds: -9 * 60_000))
        #expect(await sealer.step() > 0)
        #expect(sealer.state.failures == 4)
        scene.pass(minutes: 60)
        _ = await sealer.step()
        client.isDown.withLock { $0 = false }
        scene.pass(minutes: 60)
        _ = await sealer.step()
        #expect(sealer.state.failures == 0)
        #expect(try scene.archive.sealState().firstUnsealed == nil)
        #expect(try scene.faults()["seal-late"] == .some(LeafIndex(0)))
    }

    @Test func `what is sealed is what the witnesses were shown, whatever came meanwhile`() async throws {
        let scene = try SealScene()
        let sealing = Sealing(
            registrar: scene.registrar, client: ClockedOffice(scene.office, clock: scene.clock), clock: scene.clock
        ) {
            let shown = WitnessedCheckpoint(ledger: scene.archive.custody.ledger)
            try await scene.happen()
            return shown
        }
        let size = scene.archive.entryCount
        #expect(try await sealing.sealNow().record.size == size)
        // Nobody signed, so there is nothing of theirs beside it.
        #expect(!FileManager.default.fileExists(atPath: try scene.lastSeal + "/checkpoint.cosigned"))
        #expect(try !scene.verify().isFaultFound)
    }

    @Test func `a witness that remembers another ledger prevents the seal and ends the sealer`() async throws {
        let scene = try SealScene()
        let disagreement = RegistryError.witnessDisagrees(name: "w.example/1", size: 9, own: 1)
        let sealing = Sealing(
            registrar: scene.registrar, client: ClockedOffice(scene.office, clock: scene.clock), clock: scene.clock
        ) { throw disagreement }
        let sealer = Sealer(registrar: scene.registrar, sealing: sealing, clock: scene.clock, log: quiet)
        await #expect(throws: disagreement) { try await sealer.run() }
        #expect(try scene.archive.sealState().last == nil)
    }

    @Test func `an outage beyond the hour is an event of the ledger, once`() async throws {
        let scene = try SealScene()
        let client = Unreliable(real: ClockedOffice(scene.office, clock: scene.clock))
        client.isDown.withLock { $0 = true }
        let sealer = Sealer(
            registrar: scene.registrar,
            sealing: Sealing(registrar: scene.registrar, client: client, clock: scene.clock), clock: scene.clock,
            log: quiet)
        _ = await sealer.step()
        scene.pass(minutes: 70)
        for _ in 0..<4 {
            _ = await sealer.step()
            scene.clock.set(scene.clock.now().adding(milliseconds: 1_000))
        }
        #expect(scene.archive.entryCount == 2)
    }
}

/// An authority the test takes off the line.
final class Unreliable: TimeStampAuthority {
    let isDown = Mutex(false)
    private let real: any TimeStampAuthority

    struct Dead: GreffeError {
        var code: String { "test.dead" }
        var message: String { "the line is dead" }
        var hint: String { "" }
        var fate: Fate { .retry }
    }

    init(real: any TimeStampAuthority) { self.real = real }

    func answer(to request: [UInt8], at url: String) async throws -> [UInt8] {
        if isDown.withLock({ $0 }) { throw Dead() }
        return try await real.answer(to: request, at: url)
    }

    func revocationList(at url: String) async throws -> [UInt8] { try await real.revocationList(at: url) }
}
