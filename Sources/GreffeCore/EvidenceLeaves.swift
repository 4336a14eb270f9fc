/// The letters a seal makes evidence records of (RFC 4998): for each original a digest that commits to it without
/// telling of it. Kept in the seal's folder, since the path of one letter needs the digests of the others, erased ones
/// included.
package struct EvidenceLeaves: Hashable, Sendable {
    package struct Leaf: Hashable, Sendable {
        package var seq: LeafIndex
        package var digest: Sha256Digest
        package init(seq: LeafIndex, digest: Sha256Digest) { (self.seq, self.digest) = (seq, digest) }
    }

    /// Ascending by `seq`.
    package private(set) var leaves: [Leaf] = []

    package static let fileName = "evidence.leaves"
    /// 100 bytes a line at most keep the file below 4 MiB; the next seal takes the rest.
    package static let countMax = 40_000
    package static let bytesMax = 1 << 22

    package init() {}

    /// False when there are as many as a seal takes.
    package mutating func append(_ leaf: Leaf) -> Bool {
        guard leaves.count < Self.countMax else { return false }
        leaves.append(leaf)
        return true
    }

    /// The digest of the data group {original, salt} (RFC 4998 section 4.2.2): without the salt, which goes with the
    /// letter's opening, it tells nothing.
    package static func digest(original: Sha256Digest, salt: Salt) -> Sha256Digest {
        let members = [original.bytes, Sha256Digest.of(salt.bytes).bytes].sorted { $0.lexicographicallyPrecedes($1) }
        return .of(members[0], members[1])
    }

    /// One line a letter: its number in the ledger, a space, the digest in hexadecimal.
    package var bytes: [UInt8] { leaves.flatMap { Array("\($0.seq) \($0.digest.hex)\n".utf8) } }

    /// Nil for bytes of another form.
    package init?(bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax, bytes.last == 0x0a else { return nil }
        for line in bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false) {
            let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
            guard parts.count == 2, let seq = UInt64(String(decoding: parts[0], as: UTF8.self)),
                let digest = Sha256Digest(hex: String(decoding: parts[1], as: UTF8.self)),
                leaves.last.map({ $0.seq.value < seq }) ?? true, append(Leaf(seq: LeafIndex(seq), digest: digest))
            else { return nil }
        }
        guard self.bytes == bytes else { return nil }
    }
}
