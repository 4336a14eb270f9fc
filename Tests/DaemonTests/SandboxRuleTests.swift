import Foundation
import GreffeTestKit
import Testing

/// What the daemon says about its workers' sandbox, and when it refuses to start.
@Suite(.serialized) struct SandboxRuleTests {
    @Test func `a daemon that must confine its workers and cannot refuses to start`() throws {
        let archive = try RunningArchive()
        try archive.startWithoutLandlock()
        #expect(try archive.waitForEnd() == 7)
        #expect(archive.log.contains("runtime.sandbox-missing"))
        #expect(archive.log.contains("workers: {sandbox: best-effort}"))
        // Nothing was begun: the folder is not watched, no entry says that the daemon started.
        #expect(!archive.log.contains("started"))
    }

    @Test func `a daemon that may do with less says what is missing, and reads`() throws {
        let archive = try RunningArchive()
        try archive.configure("workers: {count: 1, sandbox: best-effort}")
        try archive.startWithoutLandlock()
        try FileManager.default.copyItem(atPath: Scans.small, toPath: archive.inbox + "/letter.tif")
        try archive.wait(seconds: 120) { archive.number($0, "letters") == 1 && archive.number($0, "backlog") == 0 }
        #expect(archive.log.contains("the workers are confined in part only"))
        #expect(archive.log.contains("Landlock (pdftoppm can read"))
        #expect(archive.stop() == 0)
    }

    @Test func `a daemon says by what its workers are confined`() throws {
        let archive = try RunningArchive()
        try archive.start()
        try archive.wait(seconds: 30) { _ in archive.log.contains("the workers are confined") }
        #expect(archive.log.contains("seccomp"))
        #expect(!archive.log.contains("in part only"))
    }
}
