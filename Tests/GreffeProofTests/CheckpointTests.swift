import GreffeProof
import Testing

@Suite struct CheckpointTests {
    private let checkpoint = Checkpoint(origin: "mail.example.org/greffe", size: 42, root: .leaf([1]))

    @Test func `a signed checkpoint reads back with its key and with no other`() throws {
        let key = try #require(SignerKey(name: "mail.example.org/greffe", seed: [UInt8](repeating: 5, count: 32)))
        let other = try #require(SignerKey(name: "mail.example.org/greffe", seed: [UInt8](repeating: 6, count: 32)))
        let bytes = try checkpoint.signed(with: key).bytes
        #expect(try Checkpoint(bytes: bytes, signedBy: key.verifier) == checkpoint)
        #expect(throws: ProofError.notSigned(keyName: other.verifier.name)) {
            try Checkpoint(bytes: bytes, signedBy: other.verifier)
        }
    }

    @Test func `a checkpoint has three lines and one spelling`() throws {
        let root = checkpoint.root.base64
        #expect(try Checkpoint(text: "o\n42\n\(root)\n").size == 42)
        for text in [
            "", "o\n42\n\(root)", "o\n42\n\(root)\nextension\n", "\n42\n\(root)\n", "o\n042\n\(root)\n",
            "o\n+42\n\(root)\n", "o\n-1\n\(root)\n", "o\n18446744073709551616\n\(root)\n",
            "o\n42\n\(root.dropLast())\n",
            "o\r\n42\r\n\(root)\r\n",
        ] {
            #expect(throws: ProofError.self) { try Checkpoint(text: text) }
        }
    }

    @Test func `base64 has one spelling`() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(($0 * 37 + count) & 255) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        for text in ["A", "AA", "AAA", "AB==", "AAB=", "====", "A===", "AA=A", "AAAA\n", "AA A", "AA-_"] {
            #expect(Base64.decode(text) == nil)
        }
    }
}
