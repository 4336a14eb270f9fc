import GreffeProof
import Testing

@Suite struct SignedNoteTests {
    private struct Published {
        var text: String
        var bytes: [UInt8]
        var key: VerifierKey
    }

    private static func published(_ file: String) throws -> Published {
        let vectors = try ReferenceVectors(file)
        let text = vectors["line"].map { $0.joined(separator: " ") + "\n" }.joined()
        let signatures = vectors["signature"].map { $0.joined(separator: " ") + "\n" }.joined()
        let key = try VerifierKey(try #require(vectors["vkey"].first?.first))
        return Published(text: text, bytes: Array("\(text)\n\(signatures)".utf8), key: key)
    }

    @Test(arguments: ["note.txt", "spec-note.txt"])
    func `published notes read back and verify`(file: String) throws {
        let published = try Self.published(file)
        let note = try SignedNote(bytes: published.bytes)
        #expect(note.text == published.text)
        #expect(note.bytes == published.bytes)
        try note.verify(with: published.key)
    }

    @Test func `the published private key signs as published`() throws {
        let vectors = try ReferenceVectors("note.txt")
        let published = try Self.published("note.txt")
        let signer = try SignerKey(try #require(vectors["skey"].first?.first))
        #expect(signer.verifier == published.key)
        var note = try #require(SignedNote(text: published.text))
        try note.sign(with: signer)
        #expect(note.bytes == published.bytes)
    }

    @Test func `no part of a key is a key, and no key with another character`() throws {
        let vectors = try ReferenceVectors("note.txt")
        for text in [vectors["vkey"][0][0], vectors["skey"][0][0]] {
            let read: (String) throws -> String = { text in
                text.hasPrefix("PRIVATE") ? try SignerKey(text).text : try VerifierKey(text).description
            }
            #expect(try read(text) == text)
            let bytes = Array(text.utf8)
            for place in bytes.indices {
                var changed = bytes
                changed[place] += 1
                #expect(throws: ProofError.self) { try read(String(decoding: changed, as: UTF8.self)) }
                #expect(throws: ProofError.self) { try read(String(decoding: bytes[..<place], as: UTF8.self)) }
                if place > 0 {
                    #expect(throws: ProofError.self) {
                        try VerifierKey(String(decoding: bytes[place...], as: UTF8.self))
                    }
                }
            }
        }
        for bad in vectors["vkey-bad"] { #expect(throws: ProofError.self) { try VerifierKey(bad[0]) } }
    }

    @Test func `one bit turned anywhere in a note is refused`() throws {
        let published = try Self.published("note.txt")
        for place in published.bytes.indices {
            for bit in 0..<8 {
                var changed = published.bytes
                changed[place] ^= 1 << UInt8(bit)
                #expect(throws: (any Error).self) { try SignedNote(bytes: changed).verify(with: published.key) }
            }
        }
    }

    @Test func `lines of unknown keys are ignored, and a wrong line of a known key is not`() throws {
        let published = try Self.published("note.txt")
        let other = try #require(SignerKey(name: "witness.example/w1", seed: [UInt8](repeating: 9, count: 32)))
        var note = try SignedNote(bytes: published.bytes)
        try note.sign(with: other)
        let both = try SignedNote(bytes: note.bytes)
        try both.verify(with: published.key)
        try both.verify(with: other.verifier)
        let foreign = String(decoding: note.bytes, as: UTF8.self)
            .replacing("\u{2014} witness.example/w1 ", with: "\u{2014} witness.example/w2 ")
        try SignedNote(bytes: Array(foreign.utf8)).verify(with: published.key)
        #expect(throws: ProofError.notSigned(keyName: "witness.example/w1")) {
            try SignedNote(bytes: Array(foreign.utf8)).verify(with: other.verifier)
        }
        let lines = String(decoding: published.bytes, as: UTF8.self)
        let wrong = lines + "\u{2014} PeterNeumann \(Base64.encode([0xc7, 0x4f, 0x20, 0xa3, 1, 2, 3]))\n"
        #expect(throws: ProofError.signatureInvalid(keyName: "PeterNeumann")) {
            try SignedNote(bytes: Array(wrong.utf8)).verify(with: published.key)
        }
    }

    @Test(arguments: ["", "text", "text\n", "text\n\n", "\n\n\u{2014} a AAAAAAA=\n", "te\txt\n\n\u{2014} a AAAAAAA=\n"])
    func `what is no note is refused`(text: String) {
        #expect(throws: ProofError.self) { try SignedNote(bytes: Array(text.utf8)) }
    }

    @Test(arguments: ["", "a b", "a+b", "a\u{00a0}b", "a\nb", String(repeating: "x", count: 256)])
    func `what cannot name a key is refused`(name: String) {
        #expect(SignerKey(name: name, seed: [UInt8](repeating: 1, count: 32)) == nil)
    }
}
