import GreffeCore
import GreffeProof

/// A folder with time-stamps, of a seal or a renewal, read against the entry that names its files.
struct StampFolder {
    private(set) var faults: [VerificationFault] = []
    private(set) var strays: [String] = []
    private(set) var tokensChecked: UInt64 = 0
    /// Tokens whose path leads to none of the anchors given: a fault only when no other stands.
    private(set) var untrusted: [VerificationFault] = []
    /// What was read and is what the entry committed to.
    private(set) var contents: [String: [UInt8]] = [:]

    private let path: String
    /// Of the entry that names the folder.
    private let seq: LeafIndex
    private let digests: [String: Sha256Digest]
    private let anchors: TrustAnchors?

    /// As many as a path has certificates.
    private static let revocationListsMax = 8

    /// - Parameters:
    ///   - anchors: those of whoever verifies; nil: those of the folder, which vouch for nothing.
    ///   - passed: a file no entry names, and that may be there.
    init(
        _ path: String, digests: [String: Sha256Digest], seq: LeafIndex, files: any ArchiveFiles,
        anchors: TrustAnchors?, passed: String? = nil
    ) throws(VerificationError) {
        (self.path, self.digests, self.seq, self.anchors) = (path, digests, seq, anchors)
        for (name, digest) in digests.sorted(by: { $0.key < $1.key }) {
            let file = "\(path)/\(name)"
            let bytes: [UInt8]?
            do { bytes = try files.contents(of: file, bytesMax: RevocationList.bytesMax) } catch {
                faults.append(.unreadable(error, in: .seals, seq: seq, path: file))
                continue
            }
            guard let bytes else {
                fail(.sealMissing, name, "missing")
                continue
            }
            guard Sha256Digest.of(bytes) == digest else {
                fail(.sealAltered, name, "not the bytes its entry committed to")
                continue
            }
            contents[name] = bytes
        }
        strays = try files.names(in: path).filter { digests[$0] == nil && $0 != passed }.map { "\(path)/\($0)" }
    }

    func isNamed(_ name: String) -> Bool { digests[name] != nil }

    /// Checks the token of an authority that the entry tells of.
    /// - Returns: its time, when it stands and is the one that was told of.
    mutating func check(
        _ told: SealRecord.Token, imprint: (HashAlgorithm) -> [UInt8]
    ) -> Timestamp? {
        let name = SealFolder.answer(told.authority)
        guard isNamed(name) else {
            fail(.sealInvalid, name, "its entry tells of a token and not of its file")
            return nil
        }
        // An altered or missing file was named already.
        guard let answer = contents[name] else { return nil }
        tokensChecked += 1
        do throws(TimeStampError) {
            let token = try TimeStampResponse(bytes: answer).granted()
            try rule(told.authority).check(token, imprint: imprint(token.statement.algorithm))
            let time = Timestamp(millisecondsSince1970: token.statement.genTime.millisecondsSince1970)
            guard time == told.time, token.statement.serialText == told.serial,
                token.statement.policy.description == told.policy
            else {
                fail(.sealInvalid, name, "its entry tells of another token")
                return nil
            }
            return time
        } catch {
            switch error {
            case .imprintMismatch: fail(.sealMismatch, name, "its token is about other bytes")
            case .untrusted: untrusted.append(fault(.sealInvalid, name, error.description))
            default: fail(.sealInvalid, name, error.description)
            }
            return nil
        }
    }

    /// What a token of an authority in this folder must fulfil.
    func rule(_ authority: String) throws(TimeStampError) -> TimeStampCheck {
        var trusted = anchors
        if trusted == nil, let pem = contents[SealFolder.anchors(authority)] { trusted = try TrustAnchors(pem: pem) }
        guard let trusted else { throw .untrusted("no anchor is kept with it") }
        var check = TimeStampCheck(anchors: trusted)
        if let pem = contents[SealFolder.certificates(authority)] {
            check.certificates = try TrustAnchors(pem: pem).certificates
        }
        for number in 0..<Self.revocationListsMax {
            guard let bytes = contents[SealFolder.revocationList(authority, number)] else { break }
            check.revocationLists.append(try RevocationList(bytes: bytes))
        }
        return check
    }

    /// To be asked when all tokens were checked.
    mutating func noteUntrusted() { faults += untrusted }

    mutating func fail(_ kind: FaultKind, _ name: String, _ detail: String) { faults.append(fault(kind, name, detail)) }

    private func fault(_ kind: FaultKind, _ name: String, _ detail: String) -> VerificationFault {
        VerificationFault(kind, in: .seals, seq: seq, path: "\(path)/\(name)", detail: detail)
    }
}
