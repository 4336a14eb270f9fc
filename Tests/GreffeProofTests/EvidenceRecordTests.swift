import Foundation
import GreffeProof
import GreffeTestKit
import Testing

@Suite struct EvidenceRecordTests {
    /// Groups of a document and its salt.
    private struct Letters {
        var groups: [[[UInt8]]]

        init(_ count: Int) {
            groups = (0..<count).map { number in
                [Array("letter \(number)".utf8), (0..<32).map { UInt8(($0 * 7 + number) & 255) }]
            }
        }

        func digests(_ place: Int, _ algorithm: HashAlgorithm) -> [[UInt8]] {
            groups[place].map { algorithm.digest($0) }
        }

        func tree(_ algorithm: HashAlgorithm = .sha256) throws -> EvidenceTree {
            let leaves = groups.indices.map { EvidenceTree.node(digests($0, algorithm), algorithm) }
            return try #require(EvidenceTree(leaves: leaves, algorithm: algorithm))
        }
    }

    private let office: TimeStampOffice
    private let check: TimeStampCheck

    init() throws {
        office = try TimeStampOffice.shared.get()
        check = TimeStampCheck(anchors: try TrustAnchors(pem: try office.file("root.pem")))
    }

    private func token(
        over imprint: [UInt8], _ algorithm: HashAlgorithm = .sha256, _ address: String = "/ts/ec"
    ) throws -> TimeStampToken {
        let request = TimeStampRequest(imprint: imprint, algorithm: algorithm, nonce: [9])
        return try TimeStampResponse(bytes: try office.answer(request.bytes, address)).granted()
    }

    private func record(of place: Int, in letters: Letters, _ token: TimeStampToken) throws -> EvidenceRecord {
        let reduced = try #require(try letters.tree().reducedTree(of: letters.digests(place, .sha256)))
        return EvidenceRecord(ArchiveTimeStamp(algorithm: .sha256, reducedTree: reduced, token: token))
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `each letter of a tree has its record under one token`(count: Int) throws {
        let letters = Letters(count)
        let token = try token(over: try letters.tree().root)
        for place in 0..<count {
            let record = try EvidenceRecord(bytes: try record(of: place, in: letters, token).bytes)
            let time = try record.check(by: check) { letters.digests(place, $0) }
            #expect(time == token.statement.genTime)
            // Another letter, a part of the group, or more than the group is not what it covers.
            let others: [[[UInt8]]] = [
                Letters(count + 1).digests(count, .sha256), [letters.digests(place, .sha256)[0]],
                letters.digests(place, .sha256) + [HashAlgorithm.sha256.digest([1])], [],
            ]
            for digests in others {
                #expect(throws: TimeStampError.imprintMismatch) { try record.check(by: check) { _ in digests } }
            }
        }
    }

    @Test func `a record is kept provable by a renewed time-stamp and by another digest`() throws {
        let letters = Letters(6)
        var records = try (0..<6).map { try record(of: $0, in: letters, try token(over: try letters.tree().root)) }
        records = try records.map { record in
            let stamp = ArchiveTimeStamp(
                algorithm: .sha256, reducedTree: [], token: try token(over: record.renewalDigest))
            return try record.renewed(with: stamp)
        }
        let groups = records.indices.map { records[$0].rehashed(letters.digests($0, .sha512), by: .sha512) }
        let tree = try #require(
            EvidenceTree(leaves: groups.map { EvidenceTree.node($0, .sha512) }, algorithm: .sha512))
        let strong = try token(over: tree.root, .sha512, "/ts/ec384?hash=sha512")
        for place in records.indices {
            let reduced = try #require(tree.reducedTree(of: groups[place]))
            let stamp = ArchiveTimeStamp(algorithm: .sha512, reducedTree: reduced, token: strong)
            let renewed = try EvidenceRecord(bytes: try records[place].rehashed(with: stamp).bytes)
            #expect(renewed.chains.map(\.count) == [2, 1])
            try renewed.check(by: check) { letters.digests(place, $0) }
            #expect(throws: TimeStampError.imprintMismatch) {
                // The old digest agrees, the new one does not: SHA-256 was broken meanwhile.
                try renewed.check(by: check) {
                    letters.digests($0 == .sha256 ? place : (place + 1) % 6, $0)
                }
            }
        }
    }

    @Test func `a renewal that covers something else is refused`() throws {
        let letters = Letters(2)
        let record = try record(of: 0, in: letters, try token(over: try letters.tree().root))
        let stamp = ArchiveTimeStamp(
            algorithm: .sha256, reducedTree: [], token: try token(over: HashAlgorithm.sha256.digest([3])))
        #expect(throws: TimeStampError.imprintMismatch) { try record.renewed(with: stamp) }
    }

    @Test func `a renewal after the certificate had expired proves nothing`() throws {
        let letters = Letters(2)
        let seconds = Int(1_593_600_000 - Date().timeIntervalSince1970)
        let old = try token(over: try letters.tree().root, .sha256, "/cms/expired?time=\(seconds)")
        let record = try record(of: 0, in: letters, old)
        try record.check(by: check) { letters.digests(0, $0) }
        let late = try record.renewed(
            with: ArchiveTimeStamp(
                algorithm: .sha256, reducedTree: [], token: try token(over: record.renewalDigest)))
        #expect(throws: TimeStampError.self) { try late.check(by: check) { letters.digests(0, $0) } }
    }

    @Test func `a flipped bit of a record never makes it cover another letter`() throws {
        let letters = Letters(9)
        let bytes = try record(of: 4, in: letters, try token(over: try letters.tree().root)).bytes
        let other = Letters(10).digests(9, .sha256)
        var dice = Dice(seed: 3)
        for _ in 0..<300 {
            var flipped = bytes
            let place = Int.random(in: 0..<bytes.count * 8, using: &dice)
            flipped[place / 8] ^= 1 << UInt8(place % 8)
            // What is wrong with it does not matter.
            guard let record = try? EvidenceRecord(bytes: flipped) else { continue }
            #expect(throws: TimeStampError.self) { try record.check(by: check) { _ in other } }
        }
    }

    @Test func `a record of a thousand letters has two kilobytes`() throws {
        let letters = Letters(1_000)
        let record = try record(of: 500, in: letters, try token(over: try letters.tree().root))
        print("evidence record at 1,000 letters: \(record.bytes.count) bytes, token \(record.last.token.bytes.count)")
        #expect(record.bytes.count < 2_048)
    }

    // MARK: BouncyCastle

    static let hasBouncyCastle = BouncyCastle.shared != nil

    private func write(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
        return folder.path + "/" + name
    }

    @Test(.enabled(if: hasBouncyCastle, "no Java or BouncyCastle here: run scripts/set-up"))
    func `BouncyCastle validates our records, renewed or not`() throws {
        let castle = try #require(BouncyCastle.shared)
        let letters = Letters(5)
        let folder = try TemporaryFolder()
        let record = try record(of: 3, in: letters, try token(over: try letters.tree().root))
        let files = try letters.groups[3].enumerated().map { try write($1, "object-\($0)", in: folder) }
        let plain = try castle.run(["check", try write(record.bytes, "plain.ers", in: folder)] + files)
        #expect(plain.output == "valid\n", "\(plain.errors)")
        let renewed = try record.renewed(
            with: ArchiveTimeStamp(
                algorithm: .sha256, reducedTree: [], token: try token(over: record.renewalDigest)))
        let once = try castle.run(["check", try write(renewed.bytes, "renewed.ers", in: folder)] + files)
        #expect(once.output == "valid\n", "\(once.errors)")
        let group = renewed.rehashed(letters.digests(3, .sha512), by: .sha512)
        let strong = try token(over: EvidenceTree.node(group, .sha512), .sha512, "/ts/ec384?hash=sha512")
        let rehashed = try renewed.rehashed(
            with: ArchiveTimeStamp(algorithm: .sha512, reducedTree: [group], token: strong))
        try rehashed.check(by: check) { letters.digests(3, $0) }
        let twice = try castle.run(["check", try write(rehashed.bytes, "rehashed.ers", in: folder)] + files)
        #expect(twice.output == "valid\n", "\(twice.errors)")
        let wrong = try castle.run(
            ["check", folder.path + "/plain.ers", files[0], try write([1], "other", in: folder)])
        #expect(wrong.status != 0)
    }

    @Test(.enabled(if: hasBouncyCastle, "no Java or BouncyCastle here: run scripts/set-up"))
    func `we validate BouncyCastle's records`() throws {
        let castle = try #require(BouncyCastle.shared)
        let letters = Letters(5)
        let folder = try TemporaryFolder()
        let groups = try letters.groups.enumerated().map { place, members in
            try members.enumerated().map { try write($1, "\(place)-\($0)", in: folder) }.joined(separator: ",")
        }
        let asked = try castle.run(["request", folder.path] + groups)
        try #require(asked.status == 0, "\(asked.errors)")
        let request = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/root.tsq")))
        let answer = try write(try office.answer(request, "/ts/rsa"), "root.tsr", in: folder)
        let made = try castle.run(["make", folder.path, answer] + groups)
        try #require(made.status == 0, "\(made.errors)")
        var covered: Set<Int> = []
        for number in 0..<5 {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(number).ers")))
            let record = try EvidenceRecord(bytes: bytes)
            for place in 0..<5 where (try? record.check(by: check) { letters.digests(place, $0) }) != nil {
                covered.insert(place)
            }
        }
        #expect(covered == [0, 1, 2, 3, 4])
    }
}
