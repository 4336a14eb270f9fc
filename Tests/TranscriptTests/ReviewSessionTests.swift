import Foundation
import Glibc
import GreffeTestKit
import Testing

/// `greffe review` as a person at a terminal uses it.
@Suite struct ReviewSessionTests {
    private static let patience: TimeInterval = 60

    /// An archive with one letter that waits for a person: its directory knows nobody.
    private func archiveWithWaitingLetter() throws -> (folder: TemporaryFolder, archive: String, number: String) {
        let folder = try TemporaryFolder()
        let archive = folder.path + "/archive"
        try #require(try Program("greffe").run(["init", "--archive", archive]).status == 0)
        let outcome = try Program("greffe").run([
            "accession", Repository.fixtures + "/scans/letters/f01.tif", "--archive", archive, "--wait", "--json",
        ])
        let line = try #require(outcome.output.split(separator: "\n").first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        return (folder, archive, try #require(object["accession"] as? String))
    }

    @Test func `a letter is in front of one person, who decides it with keys`() throws {
        let (folder, archive, number) = try archiveWithWaitingLetter()
        let first = try PseudoTerminal()
        let session = try first.start("greffe", ["review", "--archive", archive])
        #expect(first.waits(for: "a accept", seconds: Self.patience), "\(first.seen)")
        #expect(first.seen.contains(number))

        let second = try PseudoTerminal()
        let other = try second.start("greffe", ["review", "--archive", archive])
        #expect(second.waits(for: "No more letters wait", seconds: Self.patience), "\(second.seen)")
        #expect(second.seen.contains("\(number) is in front of somebody else"))
        other.waitUntilExit()

        first.type("c")
        #expect(first.waits(for: "Class: ", seconds: Self.patience))
        first.type("oth\n")
        #expect(first.waits(for: "class: other", seconds: Self.patience))
        first.type("f")
        #expect(first.waits(for: "Field (name=value", seconds: Self.patience))
        first.type("date=2024-02-31\n")
        first.type("a")
        #expect(first.waits(for: "is not a day", seconds: Self.patience), "\(first.seen)")
        first.type("f")
        first.type("date=2024-02-29\n")
        #expect(first.waits(for: "date: 2024-02-29", seconds: Self.patience))
        first.type("0a")
        #expect(first.waits(for: "\(number) filed: other, no customer", seconds: Self.patience), "\(first.seen)")
        session.waitUntilExit()
        #expect(session.terminationStatus == 0)

        let shown = try Program("greffe").run(["show", number, "--json", "--archive", archive])
        #expect(shown.output.contains("\"class\":\"other\""), "\(shown.output)")
        #expect(shown.output.contains("2024-02-29"))
        let history = try Program("greffe").run(["show", number, "--history", "--archive", archive])
        #expect(history.output.contains("person:"), "\(history.output)")
        withExtendedLifetime(folder) {}
    }

    @Test func `a session without a terminal says what to use instead`() throws {
        let outcome = try Program("greffe").run(["review"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("needs a terminal"), "\(outcome.errors)")
    }
}

/// Two ends of a terminal: a program at one, the test at the other.
private final class PseudoTerminal {
    private let master: Int32
    private let slave: FileHandle
    private(set) var seen = ""

    /// TIOCSPTLCK and TIOCGPTN of ioctl_tty(2).
    private static let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))

    init() throws {
        // What posix_openpt(3), unlockpt(3) and ptsname(3) do on Linux; Swift does not see them.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (locked, number) = (CInt(0), CUnsignedInt(0))
        guard master >= 0, ioctl(master, Self.setLock, &locked) == 0, ioctl(master, Self.getNumber, &number) == 0
        else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ENODEV) }
        let descriptor = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ENODEV) }
        slave = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { close(master) }

    func start(_ name: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program(name).path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["NO_COLOR": "1"]) { $1 }
        process.standardInput = slave
        process.standardOutput = slave
        process.standardError = slave
        try process.run()
        return process
    }

    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    /// Everything seen so far counts.
    func waits(for text: String, seconds: TimeInterval) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if seen.contains(text) { return true }
            var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 200) > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = read(master, &bytes, bytes.count)
            guard count > 0 else { return seen.contains(text) }
            seen += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return false
    }
}
