import Foundation
import GreffeTestKit
import Testing

/// Complaint: "after a full disk nothing is retried: you can't be sure whether all files were processed".
@Suite(.serialized) struct DiskCareTests {
    @Test(.enabled(if: SmallDisk.isPossible, "mounting a small disk needs root and the right to mount"))
    func `before the disk is full new files stay untouched, and when there is room each is taken in once`() throws {
        let disk = try SmallDisk(mebibytes: 64)
        let archive = try RunningArchive(disk: disk)
        try archive.configure("disk:\n  reserve_mib: 24")
        try archive.start()
        try Scans.variant(of: Scans.small, 0, to: archive.inbox + "/before.tif")
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 1 }

        let ballast = disk.path + "/ballast"
        try Data(count: 48 << 20).write(to: URL(fileURLWithPath: ballast))
        for number in 1...3 { try Scans.variant(of: Scans.small, number, to: "\(archive.inbox)/\(number).tif") }
        try archive.wait(seconds: 60) { status in
            let daemon = status["daemon"] as? [String: Any]
            let folders = daemon?["folders"] as? [[String: Any]]
            return (daemon?["disk"] as? [String: Any])?["isLow"] as? Bool == true
                && folders?.first?["waiting"] as? Int == 3
        }
        // Ten looks of the folder later nothing has moved, and nothing was said twice.
        Thread.sleep(forTimeInterval: 10)
        #expect(try archive.namesInInbox().sorted() == ["1.tif", "2.tif", "3.tif"])
        #expect(archive.number(try archive.status(), "letters") == 1)
        #expect(archive.log.components(separatedBy: "the disk is nearly full").count == 2, "\(archive.log)")
        let atTheCounter = try archive.greffe(["accession", Scans.small, "--json"])
        #expect(atTheCounter.status == 3 && atTheCounter.output.contains("intake.disk-reserve"))
        let text = try archive.greffe(["status"]).output
        #expect(text.contains("disk nearly full"))
        #expect(text.contains("intake.disk-reserve"))

        try FileManager.default.removeItem(atPath: ballast)
        try archive.wait(seconds: 120) { archive.number($0, "letters") == 4 }
        #expect(try archive.namesInInbox().isEmpty)
        #expect(archive.log.contains("there is room on the disk again"))
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }
}
