import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink

/// Scans of the fixtures, and workers that misbehave.
enum Sample {
    static let launch = WorkerLaunch(program: Program("greffe-worker").path)

    /// Three pages, a second each.
    static let threePages = "scans/batch/f24.tif"
    static let onePage = "scans/letters/f18.tif"

    static func request(_ name: String) -> ReadingRequest {
        ReadingRequest(mediaType: name.hasSuffix(".pdf") ? .pdf : .tiff, languages: ["fr"])
    }

    /// An open descriptor on a fixture, closed after the body.
    static func withScan<Result>(_ name: String, _ body: (Int32) throws -> Result) throws -> Result {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: Repository.fixtures + "/" + name))
        defer { try? handle.close() }
        return try body(handle.fileDescriptor)
    }

    /// A worker in name only: a shell script that talks on the socket it has as descriptor 0.
    static func impostor(_ script: String, in folder: TemporaryFolder) throws -> WorkerLaunch {
        let (text, path) = (folder.path + "/impostor.text", folder.path + "/impostor")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: text))
        // Copied by another process: a file that this one had open for writing may for a moment still be open in a
        // child that another test has just forked, and then cannot be executed.
        try Program(path: "/bin/cp").run([text, path])
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return WorkerLaunch(program: path)
    }

    /// Shell that sends a payload in its frame.
    static func say(_ payload: String) -> String {
        let count = payload.utf8.count
        let octal = (0..<4).map { "\\" + String(count >> (24 - 8 * $0) & 0xff, radix: 8).leftPadded }.joined()
        return "printf '\(octal)%s' '\(payload)' >&0"
    }
}

extension String {
    fileprivate var leftPadded: String { String(repeating: "0", count: 3 - count) + self }
}
