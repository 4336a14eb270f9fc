import GreffeProof
import Testing

@Suite struct AlgorithmListTests {
    private func list(_ lines: String) throws -> AlgorithmList {
        try AlgorithmList(bytes: Array("greffe.algorithms/v1\n\(lines)".utf8))
    }

    private func day(_ use: AlgorithmUse, in list: AlgorithmList) -> Int64? {
        list.end(of: use).map { $0.millisecondsSince1970 / 86_400_000 }
    }

    @Test func `a key counts under the longest line that is not above it, and what is not named has ended`() throws {
        let list = try list(
            "# why\n\ndigest sha256 -\nrsa 2048 2025-12-31\nrsa 3000 2035-12-31\ncurve p256 2035-12-31\n")
        #expect(list.end(of: .digest(.sha256)) == nil)
        #expect(day(.rsa(bits: 2048), in: list) == 20_453 && day(.rsa(bits: 2999), in: list) == 20_453)
        #expect(day(.rsa(bits: 4096), in: list) == 24_105 && day(.curve("p256"), in: list) == 24_105)
        for use: AlgorithmUse in [.rsa(bits: 1024), .curve("p384"), .digest(.sha512)] {
            #expect(day(use, in: list) == 0)
        }
        // The whole day counts.
        let next: Int64 = 20_454 * 86_400_000
        #expect(list.end(of: .rsa(bits: 2048)) == UTCInstant(millisecondsSince1970: next - 1))
    }

    @Test(arguments: [
        "digest md5 -", "rsa -1 -", "rsa many -", "curve p256", "curve p256 2035-02-30", "curve p256 35-1-1",
        "colour blue -", "digest sha256 -\ndigest sha256 2030-01-01", "digest sha256 - -",
    ])
    func `a line that says nothing known is refused`(lines: String) {
        #expect(throws: TimeStampError.self) { try list(lines) }
    }

    @Test func `a list of another version is refused`() {
        #expect(throws: TimeStampError.self) { try AlgorithmList(bytes: Array("greffe.algorithms/v2\n".utf8)) }
    }
}
