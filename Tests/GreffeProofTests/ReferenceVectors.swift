import Foundation
import GreffeProof
import GreffeTestKit

/// Lines of fixtures/vectors, each a word and its values; `-` is an empty value.
struct ReferenceVectors {
    let lines: [(word: String, values: [String])]

    init(_ file: String) throws {
        let text = try String(contentsOfFile: "\(Repository.fixtures)/vectors/\(file)", encoding: .utf8)
        lines = text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ").map(String.init)
            return (parts[0], Array(parts.dropFirst()))
        }
    }

    subscript(word: String) -> [[String]] { lines.filter { $0.word == word }.map(\.values) }

    static func bytes(_ hex: String) -> [UInt8] {
        if hex == "-" { return [] }
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }

    static func hashes(_ list: String) -> [MerkleHash] {
        if list == "-" { return [] }
        return list.split(separator: ",").compactMap { MerkleHash(bytes: bytes(String($0))) }
    }
}

/// A tree in memory: leaves, and subtree roots computed from the definition, by recursion.
struct PlainTree: HashSource {
    var leaves: [MerkleHash]

    /// Leaves with contents of their own.
    init(count: Int) { leaves = (0..<count).map { .leaf(Array("leaf \($0)".utf8)) } }

    func hash(level: Int, index: UInt64) -> MerkleHash {
        let start = Int(index) << level
        return Self.root(leaves[start..<start + 1 << level])
    }

    func root(count: Int) -> MerkleHash { Self.root(leaves[..<count]) }

    static func root(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        guard leaves.count > 1 else { return leaves.first ?? .emptyTree }
        var middle = 1
        while middle * 2 < leaves.count { middle *= 2 }
        let split = leaves.startIndex + middle
        return .node(root(leaves[..<split]), root(leaves[split...]))
    }
}
