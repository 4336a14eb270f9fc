import Foundation
import GreffeCore
import GreffeProof
import GreffeRuntime
import GreffeTestKit
import Testing

/// Over a real socket: `openssl ts` behind a small server.
@Suite struct HTTPTimeStampAuthorityTests {
    private let office: TimeStampOffice
    private let counter: TimeStampOffice.Counter
    private let request = TimeStampRequest(over: [1, 2, 3], algorithm: .sha256, nonce: [1])

    init() throws {
        office = try TimeStampOffice.shared.get()
        counter = try office.open()
    }

    private func client(milliseconds: Int = 60_000) -> HTTPTimeStampAuthority {
        var client = HTTPTimeStampAuthority()
        client.milliseconds = milliseconds
        return client
    }

    @Test(arguments: ["/ts/rsa", "/ts/ec", "/ts/chain"])
    func `a token comes over HTTP and stands`(address: String) async throws {
        let answer = try await client().answer(to: request.bytes, at: counter.address + address)
        let token = try TimeStampResponse(bytes: answer).granted()
        let anchors = try TrustAnchors(pem: try office.file("root.pem"))
        try TimeStampCheck(anchors: anchors, nonce: request.nonce).check(token, over: [1, 2, 3])
    }

    @Test func `a revocation list comes over HTTP`() async throws {
        let list = try await client().revocationList(at: counter.address + "/crl/root")
        #expect(try RevocationList(bytes: list).bytes == list)
    }

    @Test func `an authority that is too slow is given up`() async throws {
        let began = ContinuousClock.now
        let error = await #expect(throws: HTTPError.self) {
            _ = try await client(milliseconds: 500)
                .answer(to: request.bytes, at: counter.address + "/ts/ec?delay=5")
        }
        #expect(error?.code == "http.unreachable")
        #expect(ContinuousClock.now - began < .seconds(4))
    }

    @Test(arguments: [
        ("/ts/ec?garbage=10&http=500", "http.status"), ("/ts/ec?garbage=10&http=302", "http.status"),
        ("/ts/ec?garbage=10&type=text/html", "http.wrong-type"), ("/ts/ec?garbage=2000000", "http.unreachable"),
    ])
    func `an answer that is none is refused`(address: String, code: String) async throws {
        let error = await #expect(throws: HTTPError.self) {
            _ = try await client().answer(to: request.bytes, at: counter.address + address)
        }
        #expect(error?.code == code, "\(error?.message ?? "")")
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://127.0.0.1:1/", "http://no.such.host.invalid/"])
    func `what is no authority is unreachable`(url: String) async throws {
        let error = await #expect(throws: HTTPError.self) {
            _ = try await client().answer(to: request.bytes, at: url)
        }
        #expect(error?.code == "http.unreachable")
    }
}
