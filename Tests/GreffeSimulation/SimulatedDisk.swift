package import GreffeStorage
import GreffeTestKit

/// A disk in memory that forgets what was not synced. Files are apart from their names: syncing a file keeps its bytes
/// and not its name, syncing a folder keeps the names in it and not what they lead to.
///
/// A power cut is a new disk, made from an old one by `afterPowerCut`. The death of a process is `processDies`: the
/// operating system lives on, so nothing written is lost, and its locks are free.
package final class SimulatedDisk: FileSystem, @unchecked Sendable {
    private final class Node {
        let isFolder: Bool
        let mode: UInt32
        var bytes: [UInt8] = []
        var names: [String: Node] = [:]
        var syncedBytes: [UInt8]?
        var syncedNames: [String: Node] = [:]
        /// What the file held when a sync of it failed. The kernel then takes its pages for clean: the next sync
        /// reports success without having written them.
        var forgottenBytes: [UInt8]?
        init(isFolder: Bool, mode: UInt32) { (self.isFolder, self.mode) = (isFolder, mode) }
    }

    private var root = Node(isFolder: true, mode: 0o750)
    private var open: [Int32: Node] = [:]
    private var locked: [ObjectIdentifier: Int32] = [:]
    private var nextDescriptor: Int32 = 1_000
    /// Operations that change something, so far.
    package private(set) var operations = 0
    /// The power goes before this operation.
    package var powerCutAt: Int?
    /// The first sync from this operation on fails, once.
    package var syncFailsAt: Int?
    /// Bytes that can still be written before the disk is full; nil: as many as one likes.
    package var roomLeft: Int?
    /// Syncs that say they were done and were not: of a folder, by its path; of a file, by the path it has when it is
    /// synced, and again by the one it gets by a rename.
    package var neglects: (String) -> Bool = { _ in false }

    package static let powerCut = StorageError.callFailed(call: "power", path: "", errno: 0)

    /// A name in a folder takes room too.
    private static let nameBytes = 64
    private static let sectorBytes = 512

    package init() {}

    /// What a power cut makes of everything that was not synced.
    package enum Loss: Hashable, Sendable, CustomStringConvertible {
        case everything
        case nothing
        /// Each name, and each sector of each file, by the throw of a seeded die.
        case some(seed: UInt64)

        package var description: String {
            switch self {
            case .everything: "everything unsynced is lost"
            case .nothing: "nothing is lost"
            case .some(let seed): "some of it is lost, seed \(seed)"
            }
        }
    }

    /// The disk as it is found after the power comes back.
    package func afterPowerCut(_ loss: Loss) -> SimulatedDisk {
        var wreck = Wreck(loss)
        let disk = SimulatedDisk()
        disk.root = wreck.copy(root)
        return disk
    }

    /// Every open file is closed and every lock free; the bytes are where they were.
    package func processDies() {
        open = [:]
        locked = [:]
        (powerCutAt, syncFailsAt, roomLeft) = (nil, nil, nil)
    }

    /// Copies a tree of nodes as a power cut leaves it.
    private struct Wreck {
        private let loss: Loss
        private var dice: Dice
        private var copies: [ObjectIdentifier: Node] = [:]

        init(_ loss: Loss) {
            self.loss = loss
            dice = if case .some(let seed) = loss { Dice(seed: seed) } else { Dice(seed: 0) }
        }

        mutating func copy(_ node: Node) -> Node {
            if let copy = copies[ObjectIdentifier(node)] { return copy }
            let new = Node(isFolder: node.isFolder, mode: node.mode)
            copies[ObjectIdentifier(node)] = new
            if node.isFolder {
                for name in Set(node.names.keys).union(node.syncedNames.keys).sorted() {
                    let (now, synced) = (node.names[name], node.syncedNames[name])
                    let kept = now === synced || !isLost() ? now : synced
                    new.names[name] = kept.map { copy($0) }
                }
                new.syncedNames = new.names
            } else {
                new.bytes = bytes(of: node)
                new.syncedBytes = new.bytes
            }
            return new
        }

        private mutating func isLost() -> Bool {
            switch loss {
            case .everything: true
            case .nothing: false
            case .some: dice.percent(50)
            }
        }

        /// Bytes that never reached the disk: a shorter file, zeros, or any mixture of sectors old and new.
        private mutating func bytes(of node: Node) -> [UInt8] {
            guard node.syncedBytes != node.bytes, isLost() else { return node.bytes }
            guard case .some = loss else {
                return node.syncedBytes ?? [UInt8](repeating: 0, count: node.bytes.count / 2)
            }
            let old = node.syncedBytes ?? []
            switch dice.below(4) {
            case 0: return old
            case 1: return Array(node.bytes.prefix(dice.below(node.bytes.count + 1)))
            default:
                var torn = node.bytes
                for start in stride(from: 0, to: torn.count, by: SimulatedDisk.sectorBytes) where dice.percent(50) {
                    for index in start..<min(torn.count, start + SimulatedDisk.sectorBytes) {
                        torn[index] = index < old.count ? old[index] : 0
                    }
                }
                return torn
            }
        }
    }

    private func change(bytes count: Int = 0) throws(StorageError) {
        if let powerCutAt, operations >= powerCutAt { throw Self.powerCut }
        operations += 1
        if let roomLeft {
            guard count <= roomLeft else { throw .diskFull(path: "the simulated disk") }
            self.roomLeft = roomLeft - count
        }
    }

    private func checkSync(_ path: String) throws(StorageError) {
        guard let syncFailsAt, operations >= syncFailsAt else { return }
        self.syncFailsAt = nil
        throw .syncFailed(path: path, errno: 5)
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

    // MARK: What the test looks at and does

    /// Every file, by path.
    package var paths: [String] {
        func walk(_ node: Node, _ path: String) -> [String] {
            node.names.keys.sorted().flatMap { name -> [String] in
                let inner = path.isEmpty ? name : "\(path)/\(name)"
                return node.names[name].map { $0.isFolder ? walk($0, inner) : [inner] } ?? []
            }
        }
        return walk(root, "")
    }

    /// Changes one bit of a file, on the disk and in every cache; done twice, it is undone.
    package func rot(_ path: String, bit: Int) {
        guard let node = node(path), !node.bytes.isEmpty else { return }
        let place = bit / 8 % node.bytes.count
        node.bytes[place] ^= UInt8(1 << (bit % 8))
        node.syncedBytes = node.bytes
    }

    // MARK: Names

    package func status(_ path: String) throws(StorageError) -> FileStatus? {
        node(path).map {
            FileStatus(kind: $0.isFolder ? .folder : .file, size: Int64($0.bytes.count), mode: $0.mode)
        }
    }

    package func names(in folder: String) throws(StorageError) -> [String] { node(folder)?.names.keys.sorted() ?? [] }

    package func makeFolder(_ path: String) throws(StorageError) -> Bool {
        try change(bytes: Self.nameBytes)
        let (folder, name) = try place(path)
        if folder.names[name] != nil { return false }
        folder.names[name] = Node(isFolder: true, mode: 0o750)
        return true
    }

    package func rename(_ path: String, to newPath: String, replacing: Bool) throws(StorageError) -> Bool {
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

    package func removeFile(_ path: String) throws(StorageError) {
        try change()
        let (folder, name) = try place(path)
        folder.names[name] = nil
    }

    package func removeFolder(_ path: String) throws(StorageError) -> Bool {
        try change()
        let (folder, name) = try place(path)
        guard let node = folder.names[name], node.isFolder, node.names.isEmpty else { return false }
        folder.names[name] = nil
        return true
    }

    package func syncFolder(_ path: String) throws(StorageError) {
        try change()
        try checkSync(path)
        guard let node = node(path) else { throw .callFailed(call: "open", path: path, errno: 2) }
        if !neglects(path) { node.syncedNames = node.names }
    }

    // MARK: Open files

    package func create(_ path: String, mode: FileMode) throws(StorageError) -> OpenFile {
        try change(bytes: Self.nameBytes)
        let (folder, name) = try place(path)
        guard folder.names[name] == nil else { throw .callFailed(call: "create", path: path, errno: 17) }
        let node = Node(isFolder: false, mode: mode.rawValue)
        folder.names[name] = node
        return opened(node, path)
    }

    package func open(_ path: String) throws(StorageError) -> OpenFile? { node(path).map { opened($0, path) } }

    package func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StorageError) {
        let isPowerCut = operations == powerCutAt
        do throws(StorageError) { try change(bytes: bytes.count) } catch {
            // A full disk takes what it can; what is being written when the power goes is written in part.
            let taken = isPowerCut ? bytes.count / 2 : roomLeft ?? 0
            open[file.descriptor]?.bytes += Array(bytes.prefix(taken))
            if isPowerCut { powerCutAt = 0 }
            throw error
        }
        open[file.descriptor]?.bytes += Array(bytes)
    }

    package func read(_ file: OpenFile, at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        Array((open[file.descriptor]?.bytes ?? []).dropFirst(Int(offset)).prefix(count))
    }

    package func sync(_ file: OpenFile) throws(StorageError) {
        try change()
        guard let node = open[file.descriptor] else { return }
        do throws(StorageError) { try checkSync(file.path) } catch {
            node.forgottenBytes = node.bytes
            throw error
        }
        if !neglects(file.path), node.forgottenBytes != node.bytes { node.syncedBytes = node.bytes }
    }

    package func close(_ file: OpenFile) {
        guard let node = open.removeValue(forKey: file.descriptor) else { return }
        if locked[ObjectIdentifier(node)] == file.descriptor { locked[ObjectIdentifier(node)] = nil }
    }

    package func lock(_ path: String) throws(StorageError) -> OpenFile? {
        guard let node = node(path) else { throw .callFailed(call: "open", path: path, errno: 2) }
        guard locked[ObjectIdentifier(node)] == nil else { return nil }
        let file = opened(node, path)
        locked[ObjectIdentifier(node)] = file.descriptor
        return file
    }
}
