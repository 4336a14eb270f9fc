import Glibc
import GreffeCore
import GreffeTestKit
import Synchronization
import Testing

@testable import GreffeIntake

/// A folder of a test's own, removed with everything in it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/greffe-intake-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        path = String(cString: try #require(made))
    }

    deinit { _ = try? Shell.run("chattr -R -i . 2>/dev/null; rm -rf \"$PWD\"", in: path) }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes the file in one go.
    @discardableResult func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try write(FileNameBytes(name), bytes)
        return path(name)
    }

    func write(_ name: FileNameBytes, _ bytes: [UInt8]) throws {
        let full = FileNameBytes(bytes: Array(path.utf8) + [0x2f] + name.bytes)
        try Shell.spawning.withLock { _ in
            let file = full.withCString { fopen($0, "wbe") }
            let opened = try #require(file)
            defer { fclose(opened) }
            #expect(fwrite(bytes, 1, bytes.count, opened) == bytes.count)
        }
    }

    func folder(_ name: String) throws { #expect(mkdir(path(name), 0o755) == 0) }

    func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(path(name), &status) == 0
    }

    func bytes(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen(path(name), "rb"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// All names below the folder, sorted.
    func names(_ subfolder: String = "") throws -> [String] {
        var names: [String] = []
        try Folder.open(path: FileNameBytes(path(subfolder))).eachName { names.append($0.display) }
        return names.sorted()
    }
}

/// Programs that write as scanners do.
enum Shell {
    /// Held while a process is spawned and while a test writes: a process being spawned holds copies of all descriptors
    /// until it executes its program, and would pass for a writer of a file that the test has closed already.
    static let spawning = Mutex(())

    /// Runs a script to its end.
    @discardableResult static func run(_ script: String, in folder: String) throws -> Int32 {
        let process = try start(script, in: folder)
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        return status
    }

    /// Starts a script and goes on; reaped by `finish`.
    static func start(_ script: String, in folder: String) throws -> pid_t {
        let words = ["/bin/sh", "-c", "cd \"$0\" && \(script)", folder]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        spawning.withLock { _ in
            #expect(posix_spawn(&process, "/bin/sh", nil, nil, arguments, environ) == 0)
        }
        return process
    }

    static func finish(_ process: pid_t) async throws {
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 { try await Task.sleep(for: .milliseconds(10)) }
    }
}

extension Moment {
    func later(_ milliseconds: Int64) -> Moment { adding(milliseconds: milliseconds) }
}

/// What this machine lets a test do; a test that needs more is skipped, and says so.
enum Ability {
    static let mailSample = Repository.root + "/../shared/mail"
    static let hasMailSample = access(mailSample, R_OK) == 0

    /// Whether file systems may be mounted, as root outside a container may.
    static let mounts: Bool = {
        guard let folder = try? TestFolder() else { return false }
        guard mount("none", folder.path, "tmpfs", 0, nil) == 0 else { return false }
        return umount(folder.path) == 0
    }()

    /// Whether a folder can be sealed even against root.
    static let seals: Bool = {
        guard let folder = try? TestFolder() else { return false }
        return (try? Shell.run("chattr +i . 2>/dev/null && chattr -i .", in: folder.path)) == 0
    }()
}
