import Foundation
import GreffeTestKit
import Testing

/// What a hijacked worker would try, tried under the worker's own confinement by a program that does nothing else.
struct EscapeTests {
    private static let program = Program("greffe-escape")

    /// What Landlock cannot take from pdftoppm, and the filter cannot either, because fontconfig asks the same of its
    /// own files: whether a name is there, and its size. And a folder left open to it could be listed; none is.
    private static let allowedToDrawing: Set<String> = [
        "learn a letter's size by stat", "learn whether a letter exists", "read a symbolic link",
        "list a folder that was left open", "run pdftoppm itself",
    ]

    /// Attempts that need no privilege, no room on the disk and no time: each works where nothing is confined.
    private static let harmless = [
        "open /etc/passwd", "open a letter in the archive", "open a letter in the archive for writing",
        "open a letter from a folder that was left open", "list the root folder", "list a folder that was left open",
        "learn a letter's size by stat", "learn whether a letter exists", "create a file without a name",
        "create a file in the watch folder", "make a folder", "make a symbolic link", "rename a letter",
        "remove a letter", "change a letter's mode", "change a letter's times", "truncate a letter",
        "truncate a file that was left open", "change the working folder", "open the parent's environment",
        "open 100 files", "run /bin/sh", "run a program by the loader", "run a program that was left open",
        "run a program in memory", "make a file in memory", "fork", "fork 64 times", "start a thread",
        "signal the parent", "signal the parent by tgkill", "read the parent's limits", "become dumpable",
        "outlive the parent", "set the user", "allocate 4 GB", "map memory to write and run",
        "turn written memory into code", "open a TCP socket", "open a Unix socket", "open a netlink socket",
        "make a pair of sockets", "bind a socket that was left open", "connect a socket that was left open",
        "get shared memory", "make another Landlock ruleset",
    ]

    /// Runs one attempt beside a letter and a watch folder of its own.
    private func attempt(_ name: String, in sandbox: String) throws -> String {
        let folder = try TemporaryFolder()
        let letter = folder.path + "/letter.tif"
        try Data("a letter\n".utf8).write(to: URL(fileURLWithPath: letter))
        try FileManager.default.createDirectory(atPath: folder.path + "/inbox", withIntermediateDirectories: false)
        let outcome = try Self.program.run([sandbox, name, letter, folder.path + "/inbox"])
        try #require(outcome.status == 0, "\(name) could not be tried: \(outcome.errors)")
        return outcome.output.split(separator: "\n").last.map(String.init) ?? ""
    }

    @Test(arguments: ["reader", "drawing"]) func `every escape from the sandbox is refused`(sandbox: String) throws {
        let names = try Self.program.run(["list"]).output.split(separator: "\n").map(String.init)
        try #require(names.count > 100)
        var succeeded: [String] = []
        for name in names where try !attempt(name, in: sandbox).hasPrefix("refused: ") { succeeded.append(name) }
        let allowed = sandbox == "drawing" ? Self.allowedToDrawing : []
        #expect(Set(succeeded).subtracting(allowed) == [], "escapes that succeeded")
        print("\(sandbox): \(names.count) escapes attempted, \(names.count - succeeded.count) refused")
    }

    @Test(arguments: harmless) func `the same attempt succeeds where nothing is confined`(name: String) throws {
        #expect(try attempt(name, in: "none") == "succeeded")
    }
}
