/// What a log sends to a witness (C2SP tlog-witness, `add-checkpoint`): a checkpoint, and the proof that it continues
/// the one the witness cosigned last.
public struct AddCheckpoint: Hashable, Sendable {
    /// The size of the checkpoint the witness cosigned last, as far as the log knows; 0 for none.
    public var oldSize: UInt64
    public var proof: [MerkleHash]
    public var note: SignedNote

    /// The specification's bound; a tree of 2^63 leaves needs no more.
    public static let proofLinesMax = 63
    /// A note at its longest, 63 hashes and the first line.
    public static let bytesMax = SignedNote.bytesMax + 4_096

    public init(oldSize: UInt64, proof: [MerkleHash], note: SignedNote) {
        (self.oldSize, self.proof, self.note) = (oldSize, proof, note)
    }

    /// Reads the body of a request.
    public init(bytes: [UInt8]) throws(ProofError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("request above \(Self.bytesMax) bytes") }
        guard let empty = bytes.indices.first(where: { bytes[$0] == 0x0a && bytes[..<$0].last == 0x0a }) else {
            throw .malformed("request: no empty line")
        }
        guard let head = String(validating: bytes[..<empty], as: UTF8.self) else {
            throw .malformed("request: not UTF-8")
        }
        let lines = head.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let first = lines.first, first.hasPrefix("old "), let size = UInt64(first.dropFirst(4)),
            first == "old \(size)", lines.count <= 1 + Self.proofLinesMax
        else { throw .malformed("request: no old size, or more than \(Self.proofLinesMax) hashes") }
        var proof: [MerkleHash] = []
        for line in lines.dropFirst() {
            guard let hash = MerkleHash(base64: line) else { throw .malformed("request: a proof line") }
            proof.append(hash)
        }
        self.init(oldSize: size, proof: proof, note: try SignedNote(bytes: Array(bytes[(empty + 1)...])))
    }

    public var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map(\.base64)
        return Array(lines.map { $0 + "\n" }.joined().utf8) + [0x0a] + note.bytes
    }
}
