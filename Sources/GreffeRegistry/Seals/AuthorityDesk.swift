import GreffeCore
import GreffeProof
import GreffeStorage

/// Asks authorities for time-stamps, and checks what they answer in all but what it is for.
struct AuthorityDesk: Sendable {
    let client: any TimeStampAuthority
    let clock: any TimeSource
    let random: RandomBytes

    private var nonce: [UInt8] { random.bytes(TimeStampRequest.nonceBytes) }

    /// What one authority came to: exactly one of the two lists has one element. A `Result` in a task group's element
    /// loses its successes when Swift 6.3 optimises this function: the tests of the release build showed it.
    private struct Reply: Sendable {
        var place: Int
        var stamps: [SealStamp]
        var failures: [SealFailure]
    }

    /// All at once: one that is slow costs no more than its time-out.
    func ask(
        _ authorities: [SealAuthority], _ question: @escaping @Sendable (SealAuthority) async throws -> SealStamp
    ) async -> (granted: [(SealAuthority, SealStamp)], failures: [SealFailure]) {
        let replies = await withTaskGroup(of: Reply.self) { group in
            for (place, authority) in authorities.enumerated() {
                group.addTask { await Self.reply(place, authority, question) }
            }
            var replies: [Reply] = []
            for await reply in group { replies.append(reply) }
            return replies.sorted { $0.place < $1.place }
        }
        return (
            replies.flatMap { reply in reply.stamps.map { (authorities[reply.place], $0) } },
            replies.flatMap(\.failures)
        )
    }

    private static func reply(
        _ place: Int, _ authority: SealAuthority,
        _ question: @escaping @Sendable (SealAuthority) async throws -> SealStamp
    ) async -> Reply {
        do {
            return Reply(place: place, stamps: [try await question(authority)], failures: [])
        } catch {
            let failure = SealFailure(authority: authority.name, reason: words(error))
            return Reply(place: place, stamps: [], failures: [failure])
        }
    }

    private static func words(_ error: any Error) -> String {
        (error as? any GreffeError)?.message ?? (error as? TimeStampError)?.description ?? "\(error)"
    }

    /// One time-stamp over a digest, with the revocation lists of today.
    /// - Parameter earlier: the authority's last token's time, before which none may be.
    func stamp(
        _ authority: SealAuthority, imprint: [UInt8], _ algorithm: HashAlgorithm, notBefore earlier: Timestamp?
    ) async throws -> SealStamp {
        let request = request(authority, imprint: imprint, algorithm)
        let asked = clock.now()
        let answer = try await client.answer(to: request.bytes, at: authority.url)
        let answered = clock.now()
        var stamp = try SealStamp(answer: answer, authority: authority, request: request)
        try stamp.checkTime(asked: asked, answered: answered, notBefore: earlier)
        for url in stamp.revocationListURLs {
            // Kept where it can be had; a token is no less true because a list could not be fetched today.
            guard let list = try? await client.revocationList(at: url) else { continue }
            try stamp.add(revocationList: list)
        }
        return stamp
    }

    /// Asks for the same authority's token over the root of the evidence leaves.
    func add(evidence root: [UInt8], to stamp: inout SealStamp, by authority: SealAuthority) async throws {
        let request = request(authority, imprint: root, .sha256)
        let answer = try await client.answer(to: request.bytes, at: authority.url)
        try stamp.add(evidence: answer, request: request)
    }

    private func request(
        _ authority: SealAuthority, imprint: [UInt8], _ algorithm: HashAlgorithm
    ) -> TimeStampRequest {
        TimeStampRequest(imprint: imprint, algorithm: algorithm, nonce: nonce, policy: authority.policy)
    }
}
