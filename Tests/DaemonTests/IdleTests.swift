import Foundation
import GreffeTestKit
import Testing

@Suite(.serialized) struct IdleTests {
    /// Seconds of processor time a process has used so far.
    private func processorSeconds(_ pid: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // The name in parentheses may contain anything; user and system time are the 12th and 13th behind it.
        let fields = try #require(text.split(separator: ")").last).split(separator: " ")
        let ticks = try #require(Double(fields[11])) + #require(Double(fields[12]))
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    @Test func `a daemon with nothing to do leaves the processor alone`() throws {
        let archive = try RunningArchive()
        try archive.start()
        try Scans.variant(of: Scans.small, 1, to: archive.inbox + "/a.tif")
        try archive.wait(seconds: 60) { archive.number($0, "letters") == 1 && archive.number($0, "backlog") == 0 }
        let pid = try #require(archive.daemonPid)
        // The watch folder is looked through once a second here, which costs some milliseconds each time.
        Thread.sleep(forTimeInterval: 3)
        let before = try processorSeconds(pid)
        Thread.sleep(forTimeInterval: 10)
        #expect(try processorSeconds(pid) - before < 0.5)
        #expect(archive.stop() == 0)
    }
}
