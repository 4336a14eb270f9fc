import GreffeCore
import Testing

@Suite struct EntryTests {
    private static let entry = Entry(
        seq: LeafIndex(5), time: Timestamp(millisecondsSince1970: 1_795_320_300_000), kind: .accessioned,
        object: .of([1]), body: .of([2]), prev: .of([3]), refs: [LeafIndex(3), LeafIndex(4)])

    @Test func `an entry reads back from its one encoding`() throws {
        #expect(try Entry(bytes: Self.entry.bytes) == Self.entry)
    }

    @Test func `an entry is the lines of docs/format/ledger.md, nothing else`() throws {
        let text = String(decoding: Self.entry.bytes, as: UTF8.self)
        #expect(
            text == """
                greffe.entry/v1
                seq 5
                time 2026-11-22T04:05:00.000Z
                kind accessioned
                object sha256s:\(Sha256Digest.of([1]))
                body sha256s:\(Sha256Digest.of([2]))
                prev \(Sha256Digest.of([3]))
                refs 3,4

                """)
    }

    @Test func `the leaf hash is RFC 6962's, with its zero byte in front`() {
        #expect(Self.entry.leafHash == .of([0], Self.entry.bytes))
    }

    @Test(arguments: [
        ("seq 5", "seq 05"), ("seq 5", "seq +5"), ("accessioned", "invented"), ("refs 3,4", "refs 4,3"),
        ("refs 3,4", "refs 3,3"), ("refs 3,4", "refs 3,5"), ("refs 3,4", "refs "), ("refs 3,4", "refs 3,4 "),
        ("04:05", "24:05"), (".000Z", "Z"), ("greffe.entry/v1", "greffe.entry/v2"), ("sha256s", "sha256"),
        ("\nprev", "\n\nprev"), ("refs 3,4\n", "refs 3,4"), ("refs 3,4\n", "refs 3,4\nmore\n"),
        ("seq 5\n", "seq 5\r\n"),
    ])
    func `any other spelling is refused`(part: String, replacement: String) {
        let text = String(decoding: Self.entry.bytes, as: UTF8.self).replacing(part, with: replacement)
        #expect(throws: EntryError.self) { try Entry(bytes: Array(text.utf8)) }
    }

    @Test func `each single changed bit is refused or gives another leaf hash`() {
        let bytes = Self.entry.bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                // A refusal is as good as a difference.
                let read = try? Entry(bytes: changed)
                #expect(read?.leafHash != Self.entry.leafHash)
            }
        }
    }

    @Test func `an opening reads back, and opens the commitment it was made with`() throws {
        let salt = try #require(Salt(bytes: [UInt8](repeating: 7, count: 32)))
        let opening = Opening(body: .object(["class": .string("claim")]), bodySalt: salt, objectSalt: salt)
        #expect(try Opening(bytes: opening.bytes) == opening)
        #expect(opening.bodyCommitment == .of(salt.bytes, Array(#"{"class":"claim"}"#.utf8)))
    }

    @Test func `an accession number carries its leaf, and has one spelling`() throws {
        let number = AccessionNumber(year: 2026, leaf: LeafIndex(42))
        #expect("\(number)" == "2026-000042")
        #expect(AccessionNumber("2026-000042") == number)
        #expect(AccessionNumber("2026-1234567")?.leaf == LeafIndex(1_234_567))
        for other in ["2026-42", "2026-0000042", "26-000042", "2026_000042", "2026-00004x", "", "2026-", "-000042"] {
            #expect(AccessionNumber(other) == nil, "\(other)")
        }
    }
}
