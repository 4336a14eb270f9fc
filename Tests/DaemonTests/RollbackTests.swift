import Foundation
import GreffeTestKit
import Testing

/// Backups that are really put back, under the real programs.
@Suite(.serialized) struct RollbackTests {
    /// An archive that went on after a backup of it was made, and now is that backup. What the machine remembers beside
    /// the archive is as it was.
    private func restored(keepingIndex: Bool) throws -> RunningArchive {
        let running = try RunningArchive()
        #expect(try running.greffe(["accession", Scans.small]).status == 0)
        let backup = running.folder.path + "/backup"
        try #require(try Program(path: "/bin/cp").run(["-a", running.archive, backup]).status == 0)
        let later = running.folder.path + "/later.tif"
        try Scans.variant(of: Scans.small, 1, to: later)
        #expect(try running.greffe(["accession", later]).status == 0)
        try FileManager.default.moveItem(atPath: running.archive, toPath: running.folder.path + "/lost")
        try FileManager.default.moveItem(atPath: backup, toPath: running.archive)
        if !keepingIndex {
            for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
                try? FileManager.default.removeItem(atPath: running.archive + "/" + name)  // Not all are there.
            }
        }
        return running
    }

    @Test(arguments: [true, false]) func `a restored backup is refused by daemon and commands until it is owned up to`(
        keepingIndex: Bool
    ) throws {
        let running = try restored(keepingIndex: keepingIndex)
        try running.start()
        #expect(try running.waitForEnd() == 5)
        #expect(running.log.contains("storage.rollback-suspected"))
        for command in [["accession", Scans.small], ["quarantine", "retry", "2026-000001"]] {
            let refused = try running.greffe(command)
            #expect(refused.status == 5, "\(command): \(refused.output)\(refused.errors)")
            #expect(refused.errors.contains("greffe recover"))
        }
        let faults = try running.greffe(["verify"])
        #expect(faults.status == 4)
        #expect(faults.output.contains("fault rolled-back"))

        let recovered = try running.greffe(["recover", "--reason", "disk lost; backup of noon", "--json"])
        #expect(recovered.status == 0, "\(recovered.errors)")
        #expect(recovered.output.contains("\"lost_entries\":1"))
        #expect(recovered.output.contains("\"remembered_by\":[\"signer\"]"))
        #expect(try running.greffe(["accession", running.folder.path + "/later.tif"]).status == 0)
        #expect(try running.greffe(["recover", "--reason", "again"]).status == 7)
        try running.expectSound()
        try running.start()
        try running.wait(seconds: 20) { running.number($0, "letters") == 2 && $0["daemon"] is [String: Any] }
        #expect(running.stop() == 0)
    }

    @Test func `a witness at a second site refuses what machine and archive have both forgotten`() throws {
        let running = try RunningArchive()
        let site = try WitnessSite(log: running.archive + "/log.vkey")
        try running.configure(try site.configuration())
        let backup = running.folder.path + "/backup"
        try #require(try Program(path: "/bin/cp").run(["-a", running.archive, backup]).status == 0)
        try running.start()
        try Scans.variant(of: Scans.small, 2, to: running.inbox + "/a.tif")
        try running.wait(seconds: 60) { status in
            let witnesses = status["witnesses"] as? [[String: Any]]
            return running.number(status, "letters") == 1
                && witnesses?.first?["cosigned_size"] as? Int == running.number(status, "entries")
        }
        #expect(running.stop() == 0)
        let own = try running.greffe(["verify"])
        #expect(own.status == 0, "\(own.output)")
        #expect(own.output.contains("w.example/1:"))
        let policy = running.folder.path + "/policy"
        let keys = try [running.archive + "/log.vkey", site.path + "/witness.vkey"].map {
            try String(contentsOfFile: $0, encoding: .utf8)
        }
        for (count, status) in [(1, Int32(0)), (2, 4)] {
            let text = "greffe.policy/v1\nlog \(keys[0])witness \(keys[1])require witnesses \(count)\n"
            try text.write(toFile: policy, atomically: true, encoding: .utf8)
            let outside = try Program("greffe-verify").run([running.archive, "--policy", policy])
            #expect(outside.status == status, "\(outside.output)\(outside.errors)")
        }

        // The whole machine is put back, the signer's memory with it.
        try FileManager.default.moveItem(atPath: running.archive, toPath: running.folder.path + "/lost")
        try FileManager.default.moveItem(atPath: backup, toPath: running.archive)
        try FileManager.default.removeItem(atPath: running.archive + ".state")
        try running.start()
        #expect(try running.waitForEnd() == 5)
        #expect(running.log.contains("registry.witness-disagrees"))
        let command = try running.greffe(["accession", Scans.small])
        #expect(command.status == 5, "\(command.errors)")
        // What the witness hands over shows it to whoever verifies.
        let seen = try Program("greffe").run(
            ["witness", "show", "--folder", site.path, "--checkpoint", "test.example/greffe"])
        let note = running.folder.path + "/seen"
        try seen.output.write(toFile: note, atomically: true, encoding: .utf8)
        let outside = try Program("greffe-verify").run([
            running.archive, "--checkpoint", note, "--witness-key", site.path + "/witness.vkey",
        ])
        #expect(outside.status == 4)
        #expect(outside.output.contains("fault rolled-back"))

        // Owned up to here, and there; then both go on.
        let recovered = try running.greffe(["recover", "--reason", "restored from the backup of noon"])
        #expect(recovered.status == 0, "\(recovered.errors)")
        #expect(recovered.output.contains("witness w.example/1"))
        // Its starter, a thread of these tests, has most signals blocked; a service ends all the same when asked.
        #expect(site.stop() == SIGTERM)
    }
}
