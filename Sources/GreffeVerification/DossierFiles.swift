package import GreffeCore
import Glibc

/// A dossier's files, for reading only; paths are as `find .` prints them: `./entry`.
package protocol DossierFiles: Sendable {
    /// Everything there, folders included, the dossier's own folder (`.`) too; sorted by bytes.
    func listing() throws(VerificationError) -> [DossierNode]
    /// A whole file. A file longer than `bytesMax` cannot be read.
    func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8]
    /// Reads a file through a digester, piece by piece.
    func digest(_ path: String, with digester: inout ObjectDigester) throws(VerificationError)
}

package struct DossierNode: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case folder
        case file(bytes: Int64)
        /// A link, a pipe, a device: no part of a dossier.
        case other
    }

    package var path: String
    package var kind: Kind

    package init(_ path: String, _ kind: Kind) { (self.path, self.kind) = (path, kind) }
}

/// The files of a real dossier.
package final class LinuxDossierFiles: DossierFiles {
    private let files: LinuxArchiveFiles
    private let root: String

    /// A dossier has a few files an entry; whoever makes one of millions wants to keep us busy.
    private static let nodesMax = 100_000
    private static let depthMax = 4

    package init(root: String) throws(VerificationError) {
        self.root = root
        do { files = try LinuxArchiveFiles(root: root) } catch {
            throw .notADossier(path: root, reason: String(cString: strerror(errno)))
        }
    }

    package func listing() throws(VerificationError) -> [DossierNode] {
        var nodes: [DossierNode] = [DossierNode(".", .folder)]
        try list(".", depth: 0, into: &nodes)
        return nodes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private func list(_ folder: String, depth: Int, into nodes: inout [DossierNode]) throws(VerificationError) {
        for name in try files.names(in: folder) {
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat("\(root)/\(path)", &status) == 0 else {
                throw .unreadable(path: path, reason: String(cString: strerror(errno)))
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: nodes.append(DossierNode(path, .file(bytes: Int64(status.st_size))))
            case S_IFDIR:
                nodes.append(DossierNode(path, .folder))
                if depth < Self.depthMax { try list(path, depth: depth + 1, into: &nodes) }
            default: nodes.append(DossierNode(path, .other))
            }
            guard nodes.count <= Self.nodesMax else { throw .unreadable(path: root, reason: "too many files") }
        }
    }

    package func contents(of path: String, bytesMax: Int) throws(VerificationError) -> [UInt8] {
        guard let bytes = try files.contents(of: path, bytesMax: bytesMax) else {
            throw .unreadable(path: path, reason: "it is missing")
        }
        return bytes
    }

    package func digest(_ path: String, with digester: inout ObjectDigester) throws(VerificationError) {
        guard try files.readPieces(of: path, { digester.update($0) }) else {
            throw .unreadable(path: path, reason: "it is missing")
        }
    }
}
