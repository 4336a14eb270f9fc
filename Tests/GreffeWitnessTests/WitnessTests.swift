import Foundation
import GreffeCore
import GreffeProof
import GreffeTestKit
import GreffeWitness
import Testing

struct StandingClock: TimeSource {
    func now() -> Timestamp { Timestamp(millisecondsSince1970: 1_795_320_300_000) }
}

/// A log of one leaf after the other, without an archive.
struct SmallLog {
    let signer: SignerKey
    var leaves: [MerkleHash]

    init(seed: UInt8 = 1, leaves: Int, fork: String = "") throws {
        signer = try #require(SignerKey(name: "log.example/greffe", seed: [UInt8](repeating: seed, count: 32)))
        self.leaves = (0..<leaves).map { MerkleHash.leaf(Array("\($0)\($0 > 4 ? fork : "")".utf8)) }
    }

    static func root(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        if leaves.isEmpty { return .emptyTree }
        if leaves.count == 1, let leaf = leaves.first { return leaf }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return .node(root(leaves.prefix(split)), root(leaves.dropFirst(split)))
    }

    func checkpoint(_ size: Int) -> Checkpoint {
        Checkpoint(origin: signer.verifier.name, size: UInt64(size), root: Self.root(leaves[..<size]))
    }

    func request(old: Int, new: Int) throws -> [UInt8] {
        let proof = try ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(new), from: self)
        return AddCheckpoint(oldSize: UInt64(old), proof: proof.path, note: try checkpoint(new).signed(with: signer))
            .bytes
    }
}

extension SmallLog: HashSource {
    func hash(level: Int, index: UInt64) throws(ProofError) -> MerkleHash {
        let first = Int(index) << level
        return Self.root(leaves[first..<first + 1 << level])
    }
}

@Suite struct WitnessTests {
    let folder: TemporaryFolder
    let log: SmallLog
    let witness: Witness

    init() throws {
        folder = try TemporaryFolder()
        log = try SmallLog(leaves: 20)
        _ = try WitnessFolder.found(
            path: folder.path + "/w", name: "witness.example/w1", logs: [log.signer.verifier])
        witness = try Witness(folder: WitnessFolder(path: folder.path + "/w"), clock: StandingClock())
    }

    private func isCosigned(_ answer: Witness.Answer) -> Bool { if case .cosigned = answer { true } else { false } }

    @Test func `a log that continues is cosigned, and its cosignature is the witness's`() throws {
        for (old, new) in [(0, 3), (3, 3), (3, 8), (8, 20)] {
            guard case .cosigned(let line) = witness.add(try log.request(old: old, new: new)) else {
                Issue.record("\(old) to \(new)")
                continue
            }
            var note = try log.checkpoint(new).signed(with: log.signer)
            note.add(line)
            #expect(try witness.key.cosigned(note) == 1_795_320_300)
            try note.verify(with: log.signer.verifier)
            // The same signature does not stand under another checkpoint.
            var other = try log.checkpoint(1).signed(with: log.signer)
            other.add(line)
            #expect(throws: ProofError.signatureInvalid(keyName: "witness.example/w1")) {
                try witness.key.cosigned(other)
            }
        }
    }

    @Test func `what was cosigned is remembered over a restart, and only its holder serves`() throws {
        #expect(isCosigned(witness.add(try log.request(old: 0, new: 7))))
        let place = try WitnessFolder(path: folder.path + "/w")
        #expect(try place.lastSeen(of: "log.example/greffe")?.checkpoint == log.checkpoint(7))
        #expect(throws: WitnessError.running(path: folder.path + "/w")) {
            try Witness(folder: place, clock: StandingClock())
        }
    }

    @Test func `a fork, a rollback and a stale log are told apart`() throws {
        #expect(isCosigned(witness.add(try log.request(old: 0, new: 8))))
        let fork = try SmallLog(leaves: 20, fork: "x")
        #expect(witness.add(try log.request(old: 0, new: 12)) == .conflict(size: 8))
        #expect(witness.add(try log.request(old: 4, new: 5)) == .conflict(size: 8))
        #expect(witness.add(try fork.request(old: 8, new: 12)) == .inconsistent)
        #expect(witness.add(try fork.request(old: 8, new: 8)) == .conflict(size: 8))
        // A right proof to which a line was added leads nowhere.
        var request = try AddCheckpoint(bytes: log.request(old: 8, new: 12))
        request.proof.append(.emptyTree)
        #expect(witness.add(request.bytes) == .inconsistent)
        #expect(isCosigned(witness.add(try log.request(old: 8, new: 12))))
    }

    @Test func `an unknown log, a wrong key and an old size above the new one are refused`() throws {
        let stranger = try SmallLog(seed: 2, leaves: 8)
        #expect(witness.add(try stranger.request(old: 0, new: 8)) == .notSigned)
        let signer = try #require(SignerKey(name: "other.example", seed: [UInt8](repeating: 3, count: 32)))
        let note = try Checkpoint(origin: "other.example", size: 1, root: log.leaves[0]).signed(with: signer)
        #expect(witness.add(AddCheckpoint(oldSize: 0, proof: [], note: note).bytes) == .logUnknown)
        let shrunk = AddCheckpoint(oldSize: 9, proof: [], note: try log.checkpoint(8).signed(with: log.signer))
        #expect(witness.add(shrunk.bytes) == .malformed("the old size is above the new one"))
    }

    static let malformed: [String] = [
        "", "\n", "old 0\n", "old 00\n\n", "old -1\n\n", "old 1 \n\n", "old 18446744073709551616\n\n",
        "old 0\nnot base64\n\nx\n1\n\n", "old 0\r\n\r\n", String(repeating: "\n", count: 70_000),
        "old 0\n" + String(repeating: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", count: 64) + "\n",
    ]

    @Test(arguments: malformed) func `what is no request is answered as one that is none`(text: String) {
        guard case .malformed = witness.add(Array(text.utf8)) else {
            Issue.record("taken for a request")
            return
        }
    }

    @Test func `of a thousand spoiled requests none is cosigned`() throws {
        let request = try log.request(old: 0, new: 13)
        var dice = Dice(seed: 4)
        for _ in 0..<1_000 {
            var bytes = request
            let place = Int(dice.next() % UInt64(bytes.count))
            bytes[place] ^= 1 << UInt8(dice.next() % 8)
            // A line of another key may be spoiled: there is none here, so every bit counts.
            #expect(!isCosigned(witness.add(bytes)), "byte \(place)")
        }
        #expect(isCosigned(witness.add(request)))
    }

    @Test func `a memory that cannot be read is never taken for none`() throws {
        #expect(isCosigned(witness.add(try log.request(old: 0, new: 7))))
        let seen = folder.path + "/w/seen"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: seen).first)
        try Data("spoiled".utf8).write(to: URL(fileURLWithPath: "\(seen)/\(name)"))
        let place = try WitnessFolder(path: folder.path + "/w")
        #expect(throws: WitnessError.self) { try place.lastSeen(of: "log.example/greffe") }
    }
}
