import Foundation
import GreffeProof
import GreffeTestKit
import Testing

/// Tokens of an authority made for the tests; `openssl ts` makes the honest ones, `openssl cms` those that lie.
@Suite struct TimeStampTests {
    private static let data = Array("mail.example.org/greffe\n42\n".utf8)
    private static let nonce: [UInt8] = [0xf0] + Array(repeating: 7, count: 15)

    private let office: TimeStampOffice
    private let anchors: TrustAnchors

    init() throws {
        office = try TimeStampOffice.shared.get()
        anchors = try TrustAnchors(pem: try office.file("root.pem"))
    }

    private func request(_ algorithm: HashAlgorithm = .sha256, policy: String? = nil) -> TimeStampRequest {
        TimeStampRequest(
            over: Self.data, algorithm: algorithm, nonce: Self.nonce, policy: policy.flatMap { ObjectIdentifier($0) })
    }

    private func token(_ address: String, _ request: TimeStampRequest) throws -> TimeStampToken {
        try TimeStampResponse(bytes: try office.answer(request.bytes, address)).granted()
    }

    @Test(arguments: [
        ("/ts/rsa", HashAlgorithm.sha256), ("/ts/ec", .sha256), ("/ts/ec384", .sha512), ("/ts/chain", .sha256),
        ("/ts/rsa?hash=sha512", .sha512), ("/ts/ec384?hash=sha384", .sha384), ("/cms/rsa", .sha256),
        ("/cms/rsa?pss=1", .sha256), ("/cms/rsa?pss=1&hash=sha512", .sha512), ("/cms/chain", .sha256),
        ("/cms/ec?keyid=1", .sha256),
    ])
    func `an honest token stands`(address: String, algorithm: HashAlgorithm) throws {
        let request = request(algorithm)
        let token = try token(address, request)
        let check = TimeStampCheck(anchors: anchors, nonce: request.nonce)
        let path = try check.check(token, over: Self.data)
        #expect(path.certificates.count == (address.contains("chain") ? 3 : 2))
        #expect(path.certificates.last == anchors.certificates.first)
        #expect(abs(Double(token.statement.genTime.millisecondsSince1970) / 1000 - Date().timeIntervalSince1970) < 30)
    }

    @Test func `one certificate can be signer and anchor`() throws {
        let anchors = try TrustAnchors(pem: try office.file("single.pem"))
        let request = request()
        let path = try TimeStampCheck(anchors: anchors, nonce: request.nonce)
            .check(try token("/cms/single", request), over: Self.data)
        #expect(path.certificates.count == 1)
    }

    @Test func `a policy asked for is given and required`() throws {
        let request = request(policy: "1.3.6.1.4.1.55555.2")
        let token = try token("/ts/ec", request)
        #expect(token.statement.policy == "1.3.6.1.4.1.55555.2")
        try TimeStampCheck(anchors: anchors, policy: request.policy, nonce: request.nonce).check(token, over: Self.data)
        #expect(throws: TimeStampError.policyMismatch(found: "1.3.6.1.4.1.55555.9")) {
            let other = try self.token("/cms/ec?policy=1.3.6.1.4.1.55555.9", request)
            try TimeStampCheck(anchors: anchors, policy: request.policy).check(other, over: Self.data)
        }
    }

    @Test func `a token outlives its certificate`() throws {
        // The certificate was in force in 2020 alone.
        let seconds = Int(1_593_600_000 - Date().timeIntervalSince1970)
        let then = try token("/cms/expired?time=\(seconds)", request())
        try TimeStampCheck(anchors: anchors).check(then, over: Self.data)
        let now = try token("/cms/expired", request())
        #expect(throws: TimeStampError.self) { try TimeStampCheck(anchors: anchors).check(now, over: Self.data) }
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        var address: String
        var isCaught: @Sendable (TimeStampError) -> Bool
        var testDescription: String { address }
    }

    @Test(arguments: [
        Lie(address: "/cms/ec?nonce=wrong") { $0 == .nonceMismatch },
        Lie(address: "/cms/ec?nonce=none") { $0 == .nonceMismatch },
        Lie(address: "/cms/ec?imprint=wrong") { $0 == .imprintMismatch },
        Lie(address: "/cms/plain") { if case .notForTimeStamping = $0 { true } else { false } },
        Lie(address: "/cms/loose") { if case .notForTimeStamping = $0 { true } else { false } },
        Lie(address: "/cms/both") { if case .notForTimeStamping = $0 { true } else { false } },
        Lie(address: "/cms/stranger") { if case .untrusted = $0 { true } else { false } },
        Lie(address: "/cms/single") { if case .untrusted = $0 { true } else { false } },
        Lie(address: "/ts/rsa?status=2") { if case .rejected(2, "not today") = $0 { true } else { false } },
        Lie(address: "/ts/rsa?status=0") { $0 == .noToken },
        Lie(address: "/ts/rsa?garbage=4000") { if case .malformed = $0 { true } else { false } },
        Lie(address: "/ts/rsa?garbage=0") { if case .malformed = $0 { true } else { false } },
    ])
    func `a token that lies is refused for what it is`(lie: Lie) throws {
        let request = request()
        let error = #expect(throws: TimeStampError.self) {
            try TimeStampCheck(anchors: anchors, nonce: request.nonce)
                .check(try token(lie.address, request), over: Self.data)
        }
        if let error { #expect(lie.isCaught(error), "\(error)") }
    }

    @Test func `a certificate taken back takes its tokens with it`() throws {
        let token = try token("/cms/revoked", request())
        var check = TimeStampCheck(anchors: anchors)
        try check.check(token, over: Self.data)
        check.revocationLists = [try RevocationList(bytes: try office.file("middle.crl"))]
        try check.check(token, over: Self.data)
        check.revocationLists.append(try RevocationList(bytes: try office.file("root.crl")))
        let error = #expect(throws: TimeStampError.self) { try check.check(token, over: Self.data) }
        if case .revoked? = error {} else { Issue.record("\(error.map { "\($0)" } ?? "nothing")") }
    }

    /// Bits outside of the signature may change and mean the same: the archive's entry commits to all of them. None may
    /// make the token say something else, or trap.
    @Test(arguments: ["/ts/rsa", "/cms/ec"])
    func `a flipped bit never changes what a token that stands says`(address: String) throws {
        let request = request()
        let answer = try office.answer(request.bytes, address)
        let honest = try TimeStampResponse(bytes: answer).granted().statement
        let check = TimeStampCheck(anchors: anchors, nonce: request.nonce)
        var standing = 0
        var dice = Dice(seed: 1)
        for _ in 0..<400 {
            var bytes = answer
            let place = Int.random(in: 0..<bytes.count * 8, using: &dice)
            bytes[place / 8] ^= 1 << UInt8(place % 8)
            // What is wrong with it does not matter.
            guard let token = try? TimeStampResponse(bytes: bytes).granted(),
                (try? check.check(token, over: Self.data)) != nil
            else { continue }
            standing += 1
            #expect(token.statement == honest)
        }
        #expect(standing < 80, "\(standing) of 400 flips go unseen by the token's own signature")
    }

    @Test func `what is cut off is refused`() throws {
        let answer = try office.answer(request().bytes, "/ts/ec")
        for count in stride(from: 0, to: answer.count, by: 7) {
            #expect(throws: TimeStampError.self) { _ = try TimeStampResponse(bytes: Array(answer.prefix(count))) }
        }
        #expect(throws: TimeStampError.self) { _ = try TimeStampResponse(bytes: answer + [0]) }
    }

    @Test func `openssl reads our request`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/request"
        try Data(request(.sha512, policy: "1.2.3.4").bytes).write(to: URL(fileURLWithPath: file))
        let outcome = try Program(path: "/usr/bin/openssl").run(["ts", "-query", "-in", file, "-text"])
        #expect(outcome.status == 0)
        for line in ["Hash Algorithm: sha512", "Policy OID: 1.2.3.4", "Certificate required: yes"] {
            #expect(outcome.output.contains(line), "\(outcome.output)")
        }
    }

    @Test(arguments: ["1.2.840.113549.1.7.2", "2.16.840.1.101.3.4.2.1", "2.999.3", "0.9.2342", "1.3.6.1.4.1.55555"])
    func `an object identifier is written as it is read`(text: String) throws {
        #expect(try #require(ObjectIdentifier(text)).description == text)
    }

    @Test(arguments: ["", "1", "3.1", "1.40", "1..2", "1.2.", "01.2", "1.2.-3", "1.2.9999999999999999999"])
    func `what is no object identifier is none`(text: String) { #expect(ObjectIdentifier(text) == nil) }
}
