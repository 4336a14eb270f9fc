import Foundation
import GreffeTestKit
import Testing

/// The real programs on the real disk, with every system call on the archive failing once: an act is done whole or not
/// at all, is done when it is asked for again, and is never done twice.
@Suite(.serialized) struct SystemCallFaultTests {
    enum Act: String, CaseIterable {
        case accession, filing

        var arguments: [String] {
            switch self {
            case .accession: ["accession", SystemCallFaultTests.scans[1]]
            case .filing: ["review", "decide", "2026-000001", "--class", "order", "--customer", "none"]
            }
        }

        /// What `status` or `show` says, as JSON, once the act is done.
        var trace: (arguments: [String], text: String) {
            switch self {
            case .accession: (["status", "--json"], "\"letters\":2")
            case .filing: (["show", "2026-000001", "--json"], "\"class\":\"order\"")
            }
        }
    }

    static let scans = ["f27", "f18"].map { Repository.fixtures + "/scans/letters/\($0).tif" }

    /// Of SQLite's calls one in so many is tried, unless `GREFFE_FAULTS=all` (`make soak`).
    private static let stride = ProcessInfo.processInfo.environment["GREFFE_FAULTS"] == "all" ? 1 : 23

    /// An archive with one letter, read and understood.
    private static let base = Result {
        let folder = try TemporaryFolder()
        let archive = folder.path + "/archive"
        for arguments in [["init", "--origin", "test.example/greffe"], ["accession", "--wait", scans[0]]] {
            let outcome = try Program("greffe").run(arguments, environment: ["GREFFE_ARCHIVE": archive])
            guard outcome.status == 0 else { throw FaultyProgram.Broken(description: outcome.errors) }
        }
        return (folder, archive)
    }

    private func copy() throws -> (folder: TemporaryFolder, archive: String) {
        let folder = try TemporaryFolder()
        let copied = try Program(path: "/bin/cp").run(["-a", try Self.base.get().1, folder.path + "/archive"])
        try #require(copied.status == 0)
        return (folder, folder.path + "/archive")
    }

    private func greffe(_ archive: String, _ arguments: [String]) throws -> Program.Outcome {
        try Program("greffe").run(arguments, environment: ["GREFFE_ARCHIVE": archive])
    }

    private func isDone(_ act: Act, _ archive: String) throws -> Bool {
        try greffe(archive, act.trace.arguments).output.contains(act.trace.text)
    }

    @Test(arguments: Act.allCases) func `an act that meets a fault at any system call is done once in the end`(
        act: Act
    ) throws {
        let whole = try copy()
        let points = try FaultyProgram(archive: whole.archive).points(of: act.arguments)
        withExtendedLifetime(whole.folder) {}
        try #require(points.count > 100)
        var table: [String: [Int]] = [:]
        for fault in FaultyProgram.Fault.allCases {
            for point in points where isTried(point) {
                let wasDone = try judge(act, fault, point)
                table["\(fault.rawValue) \(point.call)", default: [0, 0]][wasDone ? 0 : 1] += 1
            }
        }
        print("\(act): fault and call, times the act was done all the same, times it was not; lost or doubled: 0")
        for (row, counts) in table.sorted(by: { $0.key < $1.key }) { print("  \(row): \(counts[0]), \(counts[1])") }
    }

    /// Every call on ledger, vault and staging that changes something; of those that open and close, one in three.
    private func isTried(_ point: FaultyProgram.Point) -> Bool {
        let step = !point.isOurs ? Self.stride : ["open", "close"].contains(point.call) ? min(3, Self.stride) : 1
        return point.number.isMultiple(of: step)
    }

    /// - Returns: whether the act was done in spite of the fault.
    private func judge(_ act: Act, _ fault: FaultyProgram.Fault, _ point: FaultyProgram.Point) throws -> Bool {
        let (folder, archive) = try copy()
        defer { withExtendedLifetime(folder) {} }
        let place: Comment = "\(act): \(fault.rawValue) at call \(point.number), \(point.call) \(point.path)"
        let first = try FaultyProgram(archive: archive).run(act.arguments, meeting: fault, at: point)
        // A fault that is told is a sentence, not a trap.
        if fault != .killed { #expect(first.status < 128, place) }
        let wasDone = try isDone(act, archive)
        // A scan may be handed over again, and is known; a decision is made again by whoever sees that it was not.
        if act == .accession || !wasDone {
            let again = try greffe(archive, act.arguments)
            #expect(again.status == 0, "\(place): \(again.errors)")
        }
        #expect(try isDone(act, archive), place)
        let files = try greffe(archive, ["status", "--files", "--json"]).output.split(separator: "\n")
        let letters = files.count { $0.contains("\"outcome\":\"accessioned\"") }
        #expect(letters == (act == .accession ? 2 : 1), place)
        let verified = try greffe(archive, ["verify"])
        #expect(verified.status == 0, "\(place): \(verified.output)")
        let outside = try Program("greffe-verify").run([archive, "--log-key", archive + "/log.vkey"])
        #expect(outside.status == 0, "\(place): \(outside.output)")
        return wasDone
    }
}
