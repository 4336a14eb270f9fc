import Foundation
import GreffeTestKit
import Testing

/// Complaints: "half a file read as damaged", "file watching over a network is really problematic", "valid files stay
/// behind until restart". The writers are processes of their own, as scanners and copying colleagues are.
@Suite(.serialized) struct WritersTests {
    /// Shell text with $SCAN_1 and so on, each a letter of its own, run in the watch folder.
    private static let writers = [
        // A scanner that opens the file again after a pause, twice.
        """
        size=$(stat -c %s "$SCAN_1"); third=$((size / 3))
        head -c $third "$SCAN_1" > reopened.tif; sleep 0.2
        tail -c +$((third + 1)) "$SCAN_1" | head -c $third >> reopened.tif; sleep 4
        tail -c +$((2 * third + 1)) "$SCAN_1" >> reopened.tif
        """,
        // A slow line: the writer keeps the file open.
        """
        size=$(stat -c %s "$SCAN_2")
        (for i in 0 1 2 3 4 5 6 7 8 9; do
            tail -c +$((i * (size / 10 + 1) + 1)) "$SCAN_2" | head -c $((size / 10 + 1)); sleep 1.2
        done) > slow.tif
        """,
        // Written under a name that is none, then renamed into place.
        "cp \"$SCAN_3\" renamed.tif.part; sleep 1; mv renamed.tif.part renamed.tif",
        // A copy that keeps its old times.
        "touch -d '2019-03-04 05:06:07' \"$SCAN_4\"; cp -p \"$SCAN_4\" old.tif",
        // Folders made while we look, and the same name in two of them.
        "mkdir -p fax/2026/11; cp \"$SCAN_5\" fax/2026/11/scan.TIF; mkdir letters; cp \"$SCAN_6\" letters/scan.TIF",
        // The times are set after the bytes, as some copying programs do.
        "cp \"$SCAN_7\" late.tif; sleep 0.5; touch -d '2020-01-01' late.tif",
    ]

    /// Letters no two of which have the same bytes, outside the watch folder.
    private func scans(_ count: Int, in archive: RunningArchive) throws -> [String: String] {
        var variables: [String: String] = [:]
        for number in 1...count {
            let path = "\(archive.folder.path)/scan-\(number).tif"
            try Scans.variant(of: Scans.small, number, to: path)
            variables["SCAN_\(number)"] = path
        }
        return variables
    }

    @Test(arguments: [true, false])
    func `writers of every habit have each file taken once, whole, with events and without`(events: Bool) throws {
        let archive = try RunningArchive(incompleteSeconds: 30, events: events)
        let variables = try scans(7, in: archive)
        let wanted = Set(try variables.values.map { try Data(contentsOf: URL(fileURLWithPath: $0)) })
        try archive.start()
        let running = try Self.writers.map { text in
            try Program(path: "/bin/sh").start(
                ["-ec", text], environment: variables, folder: archive.inbox, output: archive.folder.path + "/writers",
                errors: archive.folder.path + "/writers")
        }
        for writer in running {
            writer.waitUntilExit()
            #expect(writer.terminationStatus == 0)
        }
        try archive.wait(seconds: 120) {
            archive.number($0, "letters") == 7 && archive.number($0, "backlog") == 0
        }
        let files = try archive.files()
        #expect(files.count == 7 && files.allSatisfy { $0["outcome"] as? String == "accessioned" }, "\(files)")
        #expect(Set(try originals(archive)) == wanted)
        #expect(files.filter { ($0["file"] as? String)?.hasSuffix("scan.TIF") == true }.count == 2, "\(files)")
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }

    private func originals(_ archive: RunningArchive) throws -> [Data] {
        try archive.files().compactMap { $0["accession"] as? String }.map { number in
            let copy = "\(archive.folder.path)/\(number)"
            #expect(try archive.greffe(["open", number, "-o", copy]).status == 0)
            return try Data(contentsOf: URL(fileURLWithPath: copy))
        }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounting a share needs root and the right to mount"))
    func `a share that goes away and comes back, and one that becomes read-only, lose and double nothing`() throws {
        let archive = try RunningArchive(events: false)
        let share = try SmallDisk(mebibytes: 16)
        let mount = { (arguments: [String]) in
            let outcome = try Program(path: "/usr/bin/mount").run(arguments)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        let unmount = { _ = try Program(path: "/usr/bin/umount").run(["--lazy", archive.inbox]) }
        defer {
            // The folder goes with the test; what is mounted on it must not.
            _ = try? unmount()
        }
        try mount(["--bind", share.path, archive.inbox])
        try archive.start()
        try Scans.variant(of: Scans.small, 1, to: archive.inbox + "/1.tif")
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 1 }

        try unmount()
        for number in 2...3 { try Scans.variant(of: Scans.small, number, to: "\(share.path)/\(number).tif") }
        Thread.sleep(forTimeInterval: 4)
        #expect(archive.number(try archive.status(), "letters") == 1)
        try mount(["--bind", share.path, archive.inbox])
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 3 }

        try mount(["-o", "remount,bind,ro", archive.inbox])
        try Scans.variant(of: Scans.small, 4, to: share.path + "/4.tif")
        try archive.wait(seconds: 60) {
            archive.log.contains("intake.cannot-move") || archive.number($0, "letters") == 4
        }
        Thread.sleep(forTimeInterval: 6)
        #expect(FileManager.default.fileExists(atPath: share.path + "/4.tif"))
        try mount(["-o", "remount,bind,rw", archive.inbox])
        try archive.wait(seconds: 120) {
            archive.number($0, "letters") == 4 && archive.number($0, "backlog") == 0
                && (try? archive.namesInInbox().isEmpty) == true
        }
        let files = try archive.files()
        #expect(files.filter { $0["outcome"] as? String == "accessioned" }.count == 4, "\(files)")
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }
}
