import Glibc
import GreffeCore

/// Plain files the command was given, whole.
enum TextFile {
    /// A training text is a page or ten; a truth carries the text of every page.
    private static let textLimit = 1 << 20
    /// A model is less than a megabyte; a larger one is refused by its own checks.
    static let modelLimit = 1 << 24

    struct Failure: GreffeError {
        var path: String
        var errno: Int32
        var code: String { "train.file" }
        var message: String { "\(path): \(String(cString: strerror(errno)))." }
        var hint: String { "Check the path and its permissions." }
        var fate: Fate { .quarantine }
    }

    static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else { throw Failure(path: folder, errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func isThere(_ path: String) -> Bool { access(path, R_OK) == 0 }

    static func text(of path: String) throws -> String {
        String(decoding: try bytes(of: path, limit: textLimit), as: UTF8.self)
    }

    static func bytes(of path: String, limit: Int = modelLimit) throws -> [UInt8] {
        guard let stream = fopen(path, "r") else { throw Failure(path: path, errno: errno) }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = fread(&bytes, 1, limit, stream)
        return Array(bytes.prefix(count))
    }

    /// A new name first, so that a model is there whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let stream = fopen(path + ".new", "w") else { throw Failure(path: path, errno: errno) }
        let written = fwrite(bytes, 1, bytes.count, stream)
        guard fclose(stream) == 0, written == bytes.count, rename(path + ".new", path) == 0 else {
            throw Failure(path: path, errno: errno)
        }
    }
}
