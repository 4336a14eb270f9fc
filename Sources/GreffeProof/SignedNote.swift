/// A text with signatures under it (C2SP signed-note).
public struct SignedNote: Hashable, Sendable {
    /// Everything above the empty line, its last line feed included: what is signed.
    public let text: String
    public private(set) var signatures: [Line]

    public struct Line: Hashable, Sendable {
        public let name: String
        public let keyHash: UInt32
        /// Without the four bytes of the key hash.
        public let signature: [UInt8]

        init(name: String, keyHash: UInt32, signature: [UInt8]) {
            (self.name, self.keyHash, self.signature) = (name, keyHash, signature)
        }

        /// Reads one line, its line feed left out.
        public init(text: some StringProtocol) throws(ProofError) { self = try SignedNote.parse(String(text)) }

        /// As it stands in a note, its line feed left out.
        public var text: String {
            let hash = [24, 16, 8, 0].map { UInt8(keyHash >> $0 & 255) }
            return "\(SignedNote.linePrefix)\(name) \(Base64.encode(hash + signature))"
        }
    }

    /// A checkpoint has a few hundred bytes; a note beyond this is no checkpoint.
    public static let bytesMax = 1 << 16
    /// As in the reference implementation: checking signatures costs time.
    public static let signaturesMax = 100

    private static let linePrefix = "\u{2014} "

    /// Nil unless the text is lines without an empty one and without control characters.
    public init?(text: String) {
        guard Self.isValid(text) else { return nil }
        (self.text, signatures) = (text, [])
    }

    private static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.last == 0x0a, bytes.first != 0x0a, bytes.count <= bytesMax else { return false }
        return bytes.allSatisfy { $0 == 0x0a || $0 >= 0x20 }
            && !zip(bytes, bytes.dropFirst()).contains { $0 == (0x0a, 0x0a) }
    }

    public init(bytes: [UInt8]) throws(ProofError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("note above \(Self.bytesMax) bytes") }
        guard String(validating: bytes, as: UTF8.self) != nil, bytes.last == 0x0a else {
            throw .malformed("note: not lines of UTF-8")
        }
        var lines = bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let empty = lines.lastIndex(of: ""), empty < lines.count - 1,
            let note = SignedNote(text: lines[..<empty].map { $0 + "\n" }.joined())
        else { throw .malformed("note: no empty line before the signatures") }
        self = note
        lines.removeFirst(empty + 1)
        guard lines.count <= Self.signaturesMax else { throw .malformed("note: too many signatures") }
        for line in lines { signatures.append(try Self.parse(line)) }
        guard self.bytes == bytes else { throw .malformed("note: second spelling") }
    }

    private static func parse(_ line: String) throws(ProofError) -> Line {
        let parts = line.dropFirst(linePrefix.count).split(separator: " ", omittingEmptySubsequences: false)
        guard line.hasPrefix(linePrefix), parts.count == 2, NoteKeyName.isValid(parts[0]),
            let bytes = Base64.decode(parts[1]), bytes.count > 4
        else { throw .malformed("note: signature line") }
        return Line(
            name: String(parts[0]), keyHash: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            signature: Array(bytes.dropFirst(4)))
    }

    public var bytes: [UInt8] {
        var output = Array(text.utf8) + [0x0a]
        for line in signatures { output += Array("\(line.text)\n".utf8) }
        return output
    }

    /// Adds a line made elsewhere, such as a witness's; nothing happens when the note has it, or as many as it may.
    public mutating func add(_ line: Line) {
        if !signatures.contains(line), signatures.count < Self.signaturesMax { signatures.append(line) }
    }

    public mutating func sign(with key: SignerKey) throws(ProofError) {
        signatures.append(
            Line(
                name: key.verifier.name, keyHash: key.verifier.hash,
                signature: try key.signature(over: Array(text.utf8))
            ))
    }

    /// Checks that this key signed the text. Lines of other keys are ignored; a wrong signature under this key's name
    /// and hash refuses the note, whatever stands in the other lines.
    public func verify(with key: VerifierKey) throws(ProofError) {
        let own = signatures.filter { $0.name == key.name && $0.keyHash == key.hash }
        guard !own.isEmpty else { throw .notSigned(keyName: key.name) }
        guard own.allSatisfy({ key.isValid(signature: $0.signature, over: Array(text.utf8)) }) else {
            throw .signatureInvalid(keyName: key.name)
        }
    }
}
