import GreffeCore
import GreffeProof
import GreffeStorage

/// One authority's time-stamp over a checkpoint, with what it will be checked with.
struct SealStamp: Sendable {
    private let authority: SealAuthority
    private let answer: [UInt8]
    private let token: TimeStampToken
    private let path: CertificatePath
    private var revocationLists: [RevocationList] = []
    /// The answer over the root of the evidence leaves.
    private var evidence: [UInt8]?

    /// Checks an answer in all that does not depend on a clock.
    init(answer: [UInt8], authority: SealAuthority, request: TimeStampRequest) throws(TimeStampError) {
        let token = try TimeStampResponse(bytes: answer).granted()
        guard token.statement.algorithm == request.algorithm else { throw .imprintMismatch }
        path = try TimeStampCheck(anchors: authority.anchors, policy: authority.policy, nonce: request.nonce)
            .check(token, imprint: request.imprint)
        (self.answer, self.authority, self.token) = (answer, authority, token)
    }

    /// Adds the same authority's token over the root of the evidence leaves.
    mutating func add(evidence answer: [UInt8], request: TimeStampRequest) throws(TimeStampError) {
        let token = try TimeStampResponse(bytes: answer).granted()
        guard token.statement.algorithm == request.algorithm else { throw .imprintMismatch }
        try TimeStampCheck(anchors: authority.anchors, policy: authority.policy, nonce: request.nonce)
            .check(token, imprint: request.imprint)
        evidence = answer
    }

    var time: Timestamp { Timestamp(token.statement.genTime) }

    /// Until when it proves by itself.
    func end(by list: AlgorithmList) -> Timestamp {
        Timestamp(TimeStampEnd(of: token, path: path, by: list).instant)
    }

    /// Our clock and the authority's are near each other, and hers did not go back.
    func checkTime(asked: Timestamp, answered: Timestamp, notBefore earlier: Timestamp?) throws {
        let tolerance = SealTimes.clockToleranceMilliseconds
        guard time >= asked.adding(milliseconds: -tolerance), time <= answered.adding(milliseconds: tolerance) else {
            throw SealFailure(
                authority: authority.name,
                reason: "the token says \(time), our clock \(answered): one of the two is wrong")
        }
        if let earlier, time < earlier {
            throw SealFailure(
                authority: authority.name, reason: "the token says \(time), one before it \(earlier)")
        }
    }

    /// Where the issuers of the path publish what they took back.
    var revocationListURLs: [String] { path.certificates.dropLast().compactMap(\.revocationListURLs.first) }

    /// Keeps a list of today when it reads as one.
    /// - Throws: when it says that a certificate of the path was taken back.
    mutating func add(revocationList bytes: [UInt8]) throws(TimeStampError) {
        // What is no list says nothing for or against the token.
        guard let list = try? RevocationList(bytes: bytes) else { return }
        var check = TimeStampCheck(anchors: authority.anchors)
        check.revocationLists = [list]
        try check.check(token, imprint: token.statement.imprint)
        revocationLists.append(list)
    }

    /// Its files in the seal's folder.
    var files: [String: [UInt8]] {
        let name = authority.name
        var files = [
            SealFolder.answer(name): answer, SealFolder.anchors(name): authority.anchors.pem,
            SealFolder.certificates(name): TrustAnchors(path.certificates).pem,
        ]
        if let evidence { files[SealFolder.evidenceAnswer(name)] = evidence }
        for (number, list) in revocationLists.enumerated() {
            files[SealFolder.revocationList(name, number)] = list.bytes
        }
        return files
    }

    func token(of authority: SealAuthority) -> SealRecord.Token {
        Self.token(token.statement, authority: authority.name, isDeclaredQualified: authority.isDeclaredQualified)
    }

    private static func token(
        _ statement: TimeStampStatement, authority: String, isDeclaredQualified: Bool
    ) -> SealRecord.Token {
        SealRecord.Token(
            authority: authority, time: Timestamp(statement.genTime), policy: "\(statement.policy)",
            serial: statement.serialText, isDeclaredQualified: isDeclaredQualified)
    }

    /// What the entry of a seal found without one would say; nil for a seal that does not stand.
    static func record(of folder: SealFolder, files: [String: [UInt8]], archive: Archive) -> SealRecord? {
        let key = archive.custody.ledger.key
        // What is wrong with it does not matter here: the verifier names it.
        guard let bytes = files[SealFolder.checkpoint],
            let checkpoint = try? Checkpoint(bytes: bytes, signedBy: key), checkpoint.size == folder.size,
            let root = Sha256Digest(bytes: checkpoint.root.bytes),
            // Nor does why it does not continue.
            (try? archive.custody.ledger.confirm(TreeHead(size: checkpoint.size, root: root))) != nil
        else { return nil }
        var tokens: [SealRecord.Token] = []
        for authority in archive.settings.sealAuthorities {
            // As above.
            guard let answer = files[SealFolder.answer(authority.name)],
                let token = try? TimeStampResponse(bytes: answer).granted(),
                (try? TimeStampCheck(anchors: authority.anchors).check(token, over: bytes)) != nil
            else { continue }
            tokens.append(
                Self.token(
                    token.statement, authority: authority.name, isDeclaredQualified: authority.isDeclaredQualified))
        }
        guard !tokens.isEmpty else { return nil }
        return SealRecord(folder: folder, root: root, tokens: tokens, files: files.mapValues { Sha256Digest.of($0) })
    }
}

extension Timestamp {
    init(_ instant: UTCInstant) { self.init(millisecondsSince1970: instant.millisecondsSince1970) }
}
