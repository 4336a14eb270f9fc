import GreffeCore
import GreffeStorage
import Glibc

/// The files of one dossier while it is written: each is digested on its way, for the manifest.
struct DossierFolder {
    private let files: LinuxFileSystem
    /// Relative to the folder of the export.
    let path: String
    private(set) var digests: [String: Sha256Digest] = [:]

    private static let pieceBytes = 1 << 20

    init(_ path: String, in files: LinuxFileSystem) throws {
        (self.files, self.path) = (files, path)
        try files.makeFolder(path)
    }

    func makeFolder(_ name: String) throws { try files.makeFolder("\(path)/\(name)") }

    /// - Parameter name: relative to the dossier.
    mutating func write(_ bytes: [UInt8], to name: String) throws {
        let file = try files.create("\(path)/\(name)", mode: .private)
        defer { files.close(file) }
        try bytes.withUnsafeBytes { bytes in try files.write(bytes, to: file) }
        digests[name] = .of(bytes)
    }

    /// Copies an open file, and compares it with what its entry committed to on the way.
    /// - Throws: `objectAltered`, and the dossier is not to be used.
    mutating func copy(_ source: OpenFile, to name: String, salt: Salt, commitment: Sha256Digest?) throws {
        let file = try files.create("\(path)/\(name)", mode: .private)
        defer { files.close(file) }
        var digester = ObjectDigester(salt: salt)
        while true {
            let piece = try files.read(source, at: digester.size, count: Self.pieceBytes)
            if piece.isEmpty { break }
            try piece.withUnsafeBytes { bytes in
                digester.update(bytes)
                try files.write(bytes, to: file)
            }
        }
        let found = digester.finish()
        guard found.commitment == commitment else { throw StorageError.objectAltered(path: source.path) }
        digests[name] = found.digests.sha256
    }

    /// What `sha256sum` prints for the files, in the order of `sort` with bytes alone.
    var sums: String {
        digests.map { (name: "./\($0.key)", digest: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { "\($0.digest)  \($0.name)\n" }.joined()
    }
}
