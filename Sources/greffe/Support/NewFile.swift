import Glibc
import GreffeCore

/// A file a person asked for: made anew, for its owner alone, and gone again where it could not be finished.
enum NewFile {
    /// - Throws: `FileProblem` when the name is taken or cannot be written; whatever `body` throws.
    static func make<Result>(_ path: String, _ body: (Int32) throws -> Result) throws -> Result {
        let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw FileProblem(path: path, errno: errno) }
        do {
            let result = try body(target)
            guard close(target) == 0 else { throw FileProblem(path: path, errno: errno) }
            return result
        } catch {
            unlink(path)
            throw error
        }
    }

    static func make(_ path: String, holding text: String) throws {
        try make(path) { try write(Array(text.utf8)[...], to: $0, path: path) }
    }

    static func write(_ bytes: ArraySlice<UInt8>, to target: Int32, path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(target, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FileProblem(path: path, errno: errno) }
            rest = rest.dropFirst(count)
        }
    }
}

/// A file of the person's that cannot be read or written.
struct FileProblem: GreffeError {
    var path: String
    var errno: Int32
    var code: String { "cli.file" }
    var message: String { "\(path): \(String(cString: strerror(errno)))" }
    var hint: String { errno == EEXIST ? "choose a name that is not taken" : "check the path and its rights" }
    var fate: Fate { .retry }
}
