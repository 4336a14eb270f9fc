import GreffeCore
import Testing

@Suite struct CanonicalJSONTests {
    @Test func `members are sorted by UTF-16 code units, as RFC 8785 section 3.2.3 sorts them`() {
        // The order of the RFC's own example: carriage return, 1, U+0080, ö, €, the emoji's surrogates, then U+FB33.
        let keys = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"]
        let json = CanonicalJSON.object(Dictionary(uniqueKeysWithValues: keys.map { ($0, .integer(0)) }))
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"\r":0,"1":0,"\#u{80}":0,"\#u{f6}":0,"\#u{20ac}":0,"\#u{1f600}":0,"\#u{fb33}":0}"#)
    }

    @Test func `control characters are escaped in the shortest way`() {
        let json = CanonicalJSON.string("\u{08}\t\n\u{0c}\r\"\\\u{01}\u{1f}/é")
        #expect(String(decoding: json.bytes, as: UTF8.self) == #""\b\t\n\f\r\"\\\u0001\u001f/é""#)
    }

    @Test func `what was written reads back`() throws {
        let json = CanonicalJSON.object([
            "a": .array([.integer(-3), .string("œuvre"), .object([:])]), "b": .integer(CanonicalJSON.integerMax),
        ])
        #expect(try CanonicalJSON(canonical: json.bytes) == json)
    }

    @Test(arguments: [
        "{\"b\":1,\"a\":2}", "{\"a\": 1}", "[1,2,]", "01", "-0", "1.5", "1e3", "true", "null", "\"\\u0041\"", "\"\\/\"",
        "{\"a\":1,\"a\":1}", "[", "\"", "", " 1", "9007199254740992", "\"\u{1}\"", "[1]x",
    ])
    func `a second spelling, or anything that is not canonical, is refused`(text: String) {
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON(canonical: Array(text.utf8)) }
    }

    @Test func `nesting beyond the limit is refused, not recursed into`() {
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON(canonical: deep) }
    }

    @Test func `invalid UTF-8 is refused`() {
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON(canonical: [0x22, 0xff, 0x22]) }
    }
}
