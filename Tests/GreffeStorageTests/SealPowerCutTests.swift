import Foundation
import GreffeCore
import GreffeSimulation
import GreffeStorage
import GreffeTestKit
import Testing

/// A seal's folder over a disk that forgets what was not synced.
@Suite struct SealPowerCutTests {
    private static let base = Result {
        let disk = SimulatedDisk()
        _ = try Custody.found(
            files: disk, origin: TestArchive.origin, clock: TestClock("2026-11-30T23:59:00.000Z"),
            random: Dice(seed: 1))
        return disk
    }
    private static let folder = SealFolder(date: CalendarDate(daysSince1970: 20_787), size: 1)
    private static let files: [String: [UInt8]] = [
        "checkpoint": Array("the checkpoint".utf8), "first.tsr": Array(repeating: 7, count: 2_000),
    ]

    /// - Returns: whether the seal was promised.
    private static func work(on disk: SimulatedDisk) -> Bool {
        do {
            let custody = try Custody.open(files: disk, clock: TestClock(), random: Dice(seed: 2))
            return try custody.placeSeal(folder, files: files)
        } catch { return false }
    }

    /// Nil when the seal is whole, or absent and not promised.
    private static func wrong(with disk: SimulatedDisk, isPromised: Bool) -> String? {
        do {
            let custody = try Custody.open(files: disk, clock: TestClock(), random: Dice(seed: 3))
            guard try custody.sealFolders() == [folder] else { return isPromised ? "the seal is gone" : nil }
            return try custody.sealFiles(in: folder, bytesMax: 10_000) == files ? nil : "the seal is not whole"
        } catch { return "\(error)" }
    }

    @Test(arguments: [SimulatedDisk.Loss.everything, .nothing, .some(seed: 1), .some(seed: 2), .some(seed: 3)])
    func `a power cut leaves a seal whole or absent`(loss: SimulatedDisk.Loss) throws {
        let base = try Self.base.get()
        var powerCutAt = 0
        while true {
            let disk = base.afterPowerCut(.nothing)
            disk.powerCutAt = powerCutAt
            let isPromised = Self.work(on: disk)
            #expect(
                Self.wrong(with: disk.afterPowerCut(loss), isPromised: isPromised) == nil, "power cut at \(powerCutAt)")
            if isPromised, disk.operations < powerCutAt { break }
            powerCutAt += 1
        }
        #expect(powerCutAt > 8)
    }

    @Test(arguments: ["checkpoint", "first.tsr", "staging", "seals", "."])
    func `a sync of a seal left out is missed`(name: String) throws {
        let base = try Self.base.get()
        let disk = base.afterPowerCut(.nothing)
        disk.neglects = { path in
            if name == "staging" { return path.hasPrefix("staging/") && path.split(separator: "/").count == 3 }
            return name == "seals" || name == "." ? path == name : path.hasSuffix(name)
        }
        let isPromised = Self.work(on: disk)
        #expect(isPromised)
        #expect(Self.wrong(with: disk.afterPowerCut(.everything), isPromised: isPromised) != nil)
    }

    @Test func `a second seal of the same name leaves the first as it is`() throws {
        let disk = try Self.base.get().afterPowerCut(.nothing)
        #expect(Self.work(on: disk))
        let custody = try Custody.open(files: disk, clock: TestClock(), random: Dice(seed: 4))
        #expect(try !custody.placeSeal(Self.folder, files: ["checkpoint": [1]]))
        #expect(try custody.sealFiles(in: Self.folder, bytesMax: 10_000) == Self.files)
    }
}
