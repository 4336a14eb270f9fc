import Foundation
import GreffeTestKit
import Testing

/// `greffe witness serve` on a port of its own.
final class WitnessSite {
    let folder: TemporaryFolder
    let process: Process
    let url: String
    var path: String { folder.path + "/witness" }

    init(log: String) throws {
        folder = try TemporaryFolder()
        let made = try Program("greffe").run(
            ["witness", "init", "--folder", folder.path + "/witness", "--name", "w.example/1", "--log", log])
        try #require(made.status == 0, "\(made.errors)")
        let errors = folder.path + "/errors"
        process = try Program("greffe").start(
            ["witness", "serve", "--folder", folder.path + "/witness", "--listen", "127.0.0.1:0"],
            output: folder.path + "/out", errors: errors)
        var address: String?
        for _ in 0..<200 where address == nil {
            Thread.sleep(forTimeInterval: 0.05)
            let text = try String(contentsOfFile: errors, encoding: .utf8)
            address = text.firstMatch(of: /http:[^\s]+\//).map { String($0.0) }
        }
        url = try #require(address)
    }

    deinit { _ = stop() }

    /// The signal that ended it.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExitOrKill()
        return process.terminationStatus
    }

    /// - Parameter seconds: between two rounds.
    func configuration(seconds: Int = 1) throws -> String {
        let key = try String(contentsOfFile: path + "/witness.vkey", encoding: .utf8)
        return "witnesses:\n  - key: \(key)    url: \(url)\nwitness_seconds: \(seconds)"
    }
}
