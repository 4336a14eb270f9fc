import Foundation
package import GreffeCore

/// An authority for time-stamps made for the tests: keys by openssl, answers by Tests/authority/authority.py, honest or
/// not as the address asks (its first lines list what can be asked).
package final class TimeStampOffice: TimeStampAuthority {
    /// Keys are slow to make; all tests of a run share one office.
    package static let shared = Result { try TimeStampOffice() }

    package let folder: TemporaryFolder
    private static let script = Repository.root + "/Tests/authority/authority.py"

    package init() throws {
        folder = try TemporaryFolder()
        let outcome = try Program(path: "/usr/bin/env").run(["python3", Self.script, "make", folder.path])
        guard outcome.status == 0 else { throw OfficeError(text: outcome.errors) }
    }

    package struct OfficeError: Error { package var text: String }

    /// A file of the office: `root.pem`, `single.pem`, `root.crl`.
    package func file(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)")))
    }

    /// Without HTTP; the address begins behind the host.
    package func answer(to request: [UInt8], at url: String) async throws -> [UInt8] { try answer(request, url) }

    package func answer(_ request: [UInt8], _ address: String) throws -> [UInt8] {
        let scratch = try TemporaryFolder()
        let (question, reply) = (scratch.path + "/question", scratch.path + "/reply")
        try Data(request).write(to: URL(fileURLWithPath: question))
        let outcome = try Program(path: "/bin/sh").run([
            "-c", "exec python3 \"$0\" answer \"$1\" \"$2\" <\"$3\" >\"$4\"", Self.script, folder.path, address,
            question, reply,
        ])
        guard outcome.status == 0 else { throw OfficeError(text: outcome.errors) }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: reply)))
    }

    package func revocationList(at url: String) async throws -> [UInt8] { try answer([], url) }

    /// The same over HTTP, until the counter is closed.
    package func open() throws -> Counter { try Counter(folder: folder.path) }

    package final class Counter {
        package let address: String
        private let process: Process

        init(folder: String) throws {
            let scratch = folder + "/counter-" + UUID().uuidString
            process = try Program(path: "/usr/bin/env").start(
                ["python3", TimeStampOffice.script, "serve", folder], output: scratch, errors: scratch + ".errors")
            var port = ""
            for _ in 0..<200 where !port.hasSuffix("\n") {
                usleep(50_000)
                port = (try? String(contentsOfFile: scratch, encoding: .utf8)) ?? ""  // Not there yet: asked again.
            }
            guard port.hasSuffix("\n") else { throw OfficeError(text: "the counter did not open") }
            address = "http://127.0.0.1:\(port.dropLast())"
        }

        package func close() {
            guard process.isRunning else { return }
            // A server that a test keeps waiting does not listen to less.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        deinit { close() }
    }
}

/// The office as a test's clock sees it: its tokens tell that clock's time.
package struct ClockedOffice: TimeStampAuthority {
    private let office: TimeStampOffice
    private let clock: any TimeSource

    package init(_ office: TimeStampOffice, clock: any TimeSource) { (self.office, self.clock) = (office, clock) }

    package func answer(to request: [UInt8], at url: String) async throws -> [UInt8] {
        // The instant itself, not its distance from now: a second that begins while the answer is made would count.
        // Rounded down, as a token's time is.
        let time = "at=\(clock.now().millisecondsSince1970 / 1000)"
        return try office.answer(request, url.contains("?") ? url + "&" + time : url + "?" + time)
    }

    package func revocationList(at url: String) async throws -> [UInt8] { try await office.revocationList(at: url) }
}
