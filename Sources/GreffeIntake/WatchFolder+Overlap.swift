import Glibc

extension WatchFolder {
    /// Refuses watch folders that lie within each other, or within or around a folder greffe writes to: what it writes
    /// would come in again.
    ///
    /// Called before the first file is taken; links and bind mounts are seen through.
    /// - Parameter outputs: the archive and every other folder that is written to.
    package static func checkOverlap(_ folders: [WatchFolder], outputs: [String]) throws(IntakeError) {
        let paths = folders.map(\.path)
        for (index, path) in paths.enumerated() {
            for other in paths[(index + 1)...] + outputs where Self.overlap(path, other) {
                throw .overlap(folder: path, other: other)
            }
        }
    }

    private static func overlap(_ one: String, _ other: String) -> Bool {
        let (first, second) = (resolved(one), resolved(other))
        if first.starts(with: second) || second.starts(with: first) { return true }
        return ancestors(first).contains { isSameFolder($0, second) }
            || ancestors(second).contains { isSameFolder($0, first) }
    }

    /// The path's components without links, `.` and `..`; what does not exist yet is kept as written.
    private static func resolved(_ path: String) -> [[UInt8]] {
        var existing = components(of: absolute(path))
        var missing: [[UInt8]] = []
        while true {
            let real = joined(existing).withCString { realpath($0, nil) }
            if let real {
                defer { free(real) }
                let bytes = UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) }
                return withoutParents(components(of: bytes) + missing)
            }
            guard let last = existing.popLast() else { return withoutParents(missing) }
            missing.insert(last, at: 0)
        }
    }

    private static func withoutParents(_ components: [[UInt8]]) -> [[UInt8]] {
        components.reduce(into: []) { path, component in
            if component == Array("..".utf8) { path = path.dropLast() } else { path.append(component) }
        }
    }

    private static func absolute(_ path: String) -> [UInt8] {
        if path.hasPrefix("/") { return Array(path.utf8) }
        guard let current = getcwd(nil, 0) else { return Array(path.utf8) }
        defer { free(current) }
        let bytes = UnsafeBufferPointer(start: current, count: strlen(current)).map { UInt8(bitPattern: $0) }
        return bytes + [UInt8(ascii: "/")] + Array(path.utf8)
    }

    private static func components(of path: [UInt8]) -> [[UInt8]] {
        path.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != [UInt8(ascii: ".")] }
    }

    private static func joined(_ components: [[UInt8]]) -> FileNameBytes {
        FileNameBytes(bytes: components.isEmpty ? [0x2f] : components.flatMap { [0x2f] + $0 })
    }

    private static func ancestors(_ components: [[UInt8]]) -> [[[UInt8]]] {
        (0...components.count).dropFirst().map { Array(components.prefix($0)) }
    }

    private static func isSameFolder(_ one: [[UInt8]], _ other: [[UInt8]]) -> Bool {
        var (first, second) = (stat(), stat())
        guard joined(one).withCString({ stat($0, &first) }) == 0, joined(other).withCString({ stat($0, &second) }) == 0
        else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
