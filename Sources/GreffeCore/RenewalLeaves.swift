/// What one renewal's time-stamp is over: a digest for each thing that is renewed. The path of one needs those of the
/// others, so all are kept.
package struct RenewalLeaves: Hashable, Sendable {
    package struct Leaf: Hashable, Sendable {
        /// The file of a time-stamp, relative to the archive, or a letter's number and an authority: `42.main`.
        package var name: String
        package var digest: [UInt8]
        package init(name: String, digest: [UInt8]) { (self.name, self.digest) = (name, digest) }
    }

    /// Ascending by the bytes of their names, each once.
    package let leaves: [Leaf]

    /// 200 bytes a line at most keep the file below 4 MiB; the next renewal takes the rest.
    package static let countMax = 20_000
    package static let bytesMax = 1 << 22

    /// - Parameter leaves: at least one and at most `countMax`, no name twice.
    package init(_ leaves: [Leaf]) {
        self.leaves = leaves.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The name of a letter's evidence by one authority.
    package static func name(of letter: LeafIndex, by authority: String) -> String { "\(letter).\(authority)" }

    /// The letter and the authority of a name; nil for one that is a file's.
    package static func letter(_ name: String) -> (seq: LeafIndex, authority: String)? {
        guard let dot = name.firstIndex(of: "."), let seq = UInt64(name[..<dot]) else { return nil }
        let authority = String(name[name.index(after: dot)...])
        let found = (LeafIndex(seq), authority)
        return SealFolder.isAuthorityName(authority) && Self.name(of: found.0, by: authority) == name ? found : nil
    }

    /// Nil when it is not among them.
    package subscript(name: String) -> Leaf? {
        var (low, high) = (0, leaves.count)
        while low < high {
            let middle = (low + high) / 2
            if leaves[middle].name.utf8.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
        }
        return low < leaves.count && leaves[low].name == name ? leaves[low] : nil
    }

    /// One line each: the name, a space, the digest in hexadecimal.
    package var bytes: [UInt8] { leaves.flatMap { Array("\($0.name) \(Hex.encode($0.digest))\n".utf8) } }

    /// Nil for bytes of another form.
    package init?(bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax, bytes.last == 0x0a else { return nil }
        var leaves: [Leaf] = []
        for line in bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false) {
            let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
            guard parts.count == 2, leaves.count < Self.countMax, !parts[0].isEmpty,
                let digest = Hex.decode(String(decoding: parts[1], as: UTF8.self)), !digest.isEmpty
            else { return nil }
            let name = String(decoding: parts[0], as: UTF8.self)
            if let last = leaves.last, !last.name.utf8.lexicographicallyPrecedes(name.utf8) { return nil }
            leaves.append(Leaf(name: name, digest: digest))
        }
        self.leaves = leaves
    }
}
