import GreffeCore
import GreffeStorage
import GreffeVerification

/// A disk in memory that forgets what was not synced. Files are apart from their names: syncing a file keeps its bytes
/// and not its name, syncing a folder keeps the names in it and not what they lead to.
///
/// A power cut is a new disk, made from an old one by `afterPowerCut`.
final class SimulatedDisk: FileSystem, @unchecked Sendable {
    private final class Node {
        let isFolder: Bool
        let mode: UInt32
        var bytes: [UInt8] = []
        var names: [String: Node] = [:]
        var syncedBytes: [UInt8]?
        var syncedNames: [String: Node] = [:]
        init(isFolder: Bool, mode: UInt32) { (self.isFolder, self.mode) = (isFolder, mode) }
    }

    private var root = Node(isFolder: true, mode: 0o750)
    private var open: [Int32: Node] = [:]
    private var locked: [ObjectIdentifier: Int32] = [:]
    private var nextDescriptor: Int32 = 1_000
    /// Operations that change something, so far.
    private(set) var operations = 0
    /// The power goes before this operation.
    var powerCutAt: Int?
    /// Syncs that say they were done and were not: of a folder, by its path; of a file, by the path it has when it is
    /// synced, and again by the one it gets by a rename.
    var neglects: (String) -> Bool = { _ in false }

    static let powerCut = StorageError.callFailed(call: "power", path: "", errno: 0)

    /// What a power cut makes of everything that was not synced.
    enum Loss: Hashable, Sendable, CustomStringConvertible {
        case everything
        case nothing
        /// Each folder and each file by the throw of a seeded die.
        case some(seed: UInt64)

        fileprivate var seed: UInt64 { if case .some(let seed) = self { seed } else { 0 } }

        var description: String {
            switch self {
            case .everything: "everything unsynced is lost"
            case .nothing: "nothing is lost"
            case .some(let seed): "some of it is lost, seed \(seed)"
            }
        }
    }

    /// The disk as it is found after the power comes back.
    func afterPowerCut(_ loss: Loss) -> SimulatedDisk {
        var die = SeededGenerator(state: loss.seed)
        var copies: [ObjectIdentifier: Node] = [:]
        func isLost() -> Bool {
            switch loss {
            case .everything: true
            case .nothing: false
            case .some: Bool.random(using: &die)
            }
        }
        func copy(_ node: Node) -> Node {
            if let copy = copies[ObjectIdentifier(node)] { return copy }
            let new = Node(isFolder: node.isFolder, mode: node.mode)
            copies[ObjectIdentifier(node)] = new
            if node.isFolder {
                let names = isLost() ? node.syncedNames : node.names
                for name in names.keys.sorted() { new.names[name] = names[name].map(copy) }
                new.syncedNames = new.names
            } else {
                let isWhole = node.syncedBytes == node.bytes || !isLost()
                // Bytes that never reached the disk: a shorter file, or zeros.
                new.bytes =
                    isWhole ? node.bytes : (node.syncedBytes ?? [UInt8](repeating: 0, count: node.bytes.count / 2))
                new.syncedBytes = new.bytes
            }
            return new
        }
        let disk = SimulatedDisk()
        disk.root = copy(root)
        return disk
    }

    private func change() throws(StorageError) {
        if let powerCutAt, operations >= powerCutAt { throw Self.powerCut }
        operations += 1
    }

    private func node(_ path: String) -> Node? {
        path == "." ? root : path.split(separator: "/").reduce(root) { node, name in node?.names[String(name)] }
    }

    private func place(_ path: String) throws(StorageError) -> (folder: Node, name: String) {
        var parts = path.split(separator: "/").map(String.init)
        let name = parts.removeLast()
        guard let folder = node(parts.isEmpty ? "." : parts.joined(separator: "/")), folder.isFolder else {
            throw .callFailed(call: "lookup", path: path, errno: 2)
        }
        return (folder, name)
    }

    private func opened(_ node: Node, _ path: String) -> OpenFile {
        nextDescriptor += 1
        open[nextDescriptor] = node
        return OpenFile(descriptor: nextDescriptor, path: path)
    }

    // MARK: Names

    func status(_ path: String) throws(StorageError) -> FileStatus? {
        node(path).map {
            FileStatus(kind: $0.isFolder ? .folder : .file, size: Int64($0.bytes.count), mode: $0.mode)
        }
    }

    func names(in folder: String) throws(StorageError) -> [String] { node(folder)?.names.keys.sorted() ?? [] }

    func makeFolder(_ path: String) throws(StorageError) -> Bool {
        try change()
        let (folder, name) = try place(path)
        if folder.names[name] != nil { return false }
        folder.names[name] = Node(isFolder: true, mode: 0o750)
        return true
    }

    func rename(_ path: String, to newPath: String, replacing: Bool) throws(StorageError) -> Bool {
        try change()
        let (from, name) = try place(path)
        let (to, newName) = try place(newPath)
        guard let node = from.names[name] else { throw .callFailed(call: "rename", path: path, errno: 2) }
        if to.names[newName] != nil, !replacing { return false }
        if neglects(newPath) { node.syncedBytes = nil }
        from.names[name] = nil
        to.names[newName] = node
        return true
    }

    func removeFile(_ path: String) throws(StorageError) {
        try change()
        let (folder, name) = try place(path)
        folder.names[name] = nil
    }

    func removeFolder(_ path: String) throws(StorageError) -> Bool {
        try change()
        let (folder, name) = try place(path)
        guard let node = folder.names[name], node.isFolder, node.names.isEmpty else { return false }
        folder.names[name] = nil
        return true
    }

    func syncFolder(_ path: String) throws(StorageError) {
        try change()
        guard let node = node(path) else { throw .callFailed(call: "open", path: path, errno: 2) }
        if !neglects(path) { node.syncedNames = node.names }
    }

    // MARK: Open files

    func create(_ path: String, mode: FileMode) throws(StorageError) -> OpenFile {
        try change()
        let (folder, name) = try place(path)
        guard folder.names[name] == nil else { throw .callFailed(call: "create", path: path, errno: 17) }
        let node = Node(isFolder: false, mode: mode.rawValue)
        folder.names[name] = node
        return opened(node, path)
    }

    func open(_ path: String) throws(StorageError) -> OpenFile? { node(path).map { opened($0, path) } }

    func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StorageError) {
        try change()
        open[file.descriptor]?.bytes += Array(bytes)
    }

    func read(_ file: OpenFile, at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        Array((open[file.descriptor]?.bytes ?? []).dropFirst(Int(offset)).prefix(count))
    }

    func sync(_ file: OpenFile) throws(StorageError) {
        try change()
        guard let node = open[file.descriptor] else { return }
        if !neglects(file.path) { node.syncedBytes = node.bytes }
    }

    func close(_ file: OpenFile) {
        guard let node = open.removeValue(forKey: file.descriptor) else { return }
        if locked[ObjectIdentifier(node)] == file.descriptor { locked[ObjectIdentifier(node)] = nil }
    }

    func lock(_ path: String) throws(StorageError) -> OpenFile? {
        guard let node = node(path) else { throw .callFailed(call: "open", path: path, errno: 2) }
        guard locked[ObjectIdentifier(node)] == nil else { return nil }
        let file = opened(node, path)
        locked[ObjectIdentifier(node)] = file.descriptor
        return file
    }
}

/// A simulated disk as the verifier reads it.
struct SimulatedArchiveFiles: ArchiveFiles {
    let disk: SimulatedDisk

    func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8]? {
        do { return try disk.contents(of: path, bytesMax: bytesMax) } catch {
            throw .unreadable(path: path, reason: error.message)
        }
    }

    func digest(_ path: String, with digester: inout ObjectDigester) throws(VerificationError) -> Bool {
        guard let bytes = try contents(of: path, bytesMax: 1 << 20) else { return false }
        bytes.withUnsafeBytes { digester.update($0) }
        return true
    }

    func names(in folder: String) throws(VerificationError) -> [String] {
        do { return try disk.names(in: folder) } catch { throw .unreadable(path: folder, reason: error.message) }
    }
}
