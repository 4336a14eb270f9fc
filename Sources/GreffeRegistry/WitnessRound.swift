package import GreffeCore
package import GreffeProof
package import GreffeStorage

/// A witness as greffe.yaml names it.
package struct WitnessPeer: Sendable, Hashable {
    package var key: WitnessKey
    /// `add-checkpoint` is asked for below it.
    package var url: String

    package var name: String { key.name }

    package init(key: WitnessKey, url: String) { (self.key, self.url) = (key, url) }
}

/// How one witness answered.
package enum WitnessOutcome: Sendable, Hashable {
    case cosigned(size: UInt64)
    /// It cosigned more of this log than we have, or another log under our name: a restored backup, or worse.
    case disagrees(size: UInt64)
    /// It was not reached, or said nothing that helps; it is asked again.
    case silent(reason: String)
}

/// Shows the newest checkpoint to the witnesses and keeps what they sign (C2SP tlog-witness, the log's side).
package struct WitnessRound: Sendable {
    package struct Reply: Sendable {
        package var status: Int
        package var body: [UInt8]
        package init(status: Int, body: [UInt8]) { (self.status, self.body) = (status, body) }
    }

    /// Posts bytes to an address; blocks.
    package typealias Post = @Sendable (_ url: String, _ body: [UInt8]) throws -> Reply

    private let custody: Custody
    private let keeps: Bool
    private let post: Post

    /// - Parameter archive: opened to append, or nothing can be kept.
    package init(archive: Archive, post: @escaping Post) {
        (custody, keeps, self.post) = (archive.custody, true, post)
    }

    /// Asks without keeping what is signed, and without an index: before a recovery there may be none to trust.
    package init(readingAt root: String, post: @escaping Post) throws {
        (custody, keeps, self.post) = (try Custody.openForReading(root: root), false, post)
    }

    /// The first try may find out where the witness stands, the second be overtaken by an append.
    private static let triesMax = 3

    /// Asks one witness about the newest checkpoint; blocks as long as `post` does.
    package func ask(_ peer: WitnessPeer) throws -> WitnessOutcome {
        for _ in 0..<Self.triesMax {
            try custody.refresh()
            let ledger = custody.ledger
            switch try ask(peer, about: ledger) {
            case .cosigned: return .cosigned(size: ledger.size)
            case .silent(let reason): return .silent(reason: reason)
            case .disagrees(let size): return .disagrees(size: size)
            case .ahead(let size):
                // Another program appended and showed it more than we knew of; it is asked about that.
                try custody.refresh()
                if custody.ledger.size < size { return .disagrees(size: size) }
            }
        }
        return .silent(reason: "moved with every try")
    }

    /// Shows the ledger as it stands to every witness. A witness that is not reached is not waited for.
    /// - Returns: what they were shown, with the lines of those who signed it.
    /// - Throws: `witnessDisagrees` when one cosigned what the ledger does not continue.
    package func ask(
        _ peers: [WitnessPeer], report: (WitnessPeer, WitnessOutcome) -> Void
    ) throws -> WitnessedCheckpoint {
        try custody.refresh()
        var witnessed = WitnessedCheckpoint(ledger: custody.ledger)
        for peer in peers {
            let outcome: WitnessOutcome
            switch try ask(peer, about: witnessed.ledger) {
            case .cosigned(let line):
                witnessed.add(line)
                outcome = .cosigned(size: witnessed.ledger.size)
            case .silent(let reason): outcome = .silent(reason: reason)
            case .disagrees(let size): outcome = .disagrees(size: size)
            // It signs what it has seen last; under this checkpoint its line will be missing.
            case .ahead: outcome = try ask(peer)
            }
            report(peer, outcome)
            if case .disagrees(let size) = outcome {
                throw RegistryError.witnessDisagrees(name: peer.key.name, size: size, own: custody.ledger.size)
            }
        }
        return witnessed
    }

    private enum Answer {
        case cosigned(SignedNote.Line)
        /// It has seen more entries than it was shown now.
        case ahead(size: UInt64)
        case disagrees(size: UInt64)
        case silent(reason: String)
    }

    private func ask(_ peer: WitnessPeer, about ledger: Ledger) throws -> Answer {
        var old = try custody.lastCosigned(by: peer.key)?.checkpoint.size ?? 0
        // Our own record may be ahead after a backup was restored; the witness then says where it stands.
        if old > ledger.size { old = 0 }
        let note = try SignedNote(bytes: ledger.checkpointBytes)
        for _ in 0..<Self.triesMax {
            let proof = old == 0 ? [] : try ledger.consistencyProof(from: old).path
            let reply: Reply
            do {
                reply = try post(
                    peer.url + "/add-checkpoint", AddCheckpoint(oldSize: old, proof: proof, note: note).bytes)
            } catch { return .silent(reason: (error as? any GreffeError)?.message ?? "\(error)") }
            switch reply.status {
            case 200: return try keep(reply.body, peer: peer, note: note)
            case 409:
                guard let size = Self.size(reply.body) else { return .silent(reason: "409 without a size") }
                if size > ledger.size { return .ahead(size: size) }
                if size == old { return .disagrees(size: size) }
                old = size
            case 422: return .disagrees(size: old)
            default: return .silent(reason: "answered \(reply.status)")
            }
        }
        return .silent(reason: "moved with every try")
    }

    private func keep(_ body: [UInt8], peer: WitnessPeer, note: SignedNote) throws -> Answer {
        var cosigned = note
        var own: SignedNote.Line?
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
            // Lines of keys nobody named here are nobody's.
            guard let line = try? SignedNote.Line(text: line), line.name == peer.key.name,
                line.keyHash == peer.key.hash
            else { continue }
            cosigned.add(line)
            own = line
        }
        // A line that is wrong is no cosignature.
        guard let own, let time = try? peer.key.cosigned(cosigned) else {
            return .silent(reason: "its signature is wrong")
        }
        let day = Timestamp(millisecondsSince1970: Int64(clamping: min(time, Self.secondsMax)) * 1000).date
        if keeps { try custody.keep(cosigned: cosigned, on: day) }
        return .cosigned(own)
    }

    /// The last second of the year 9999: a witness's clock beyond it is no date.
    private static let secondsMax: UInt64 = 253_402_300_799

    private static func size(_ body: [UInt8]) -> UInt64? {
        UInt64(String(decoding: body.prefix(32), as: UTF8.self).prefix { $0 != "\n" })
    }
}

/// The ledger as witnesses were shown it, and what they signed of it.
package struct WitnessedCheckpoint: Sendable {
    package let ledger: Ledger
    private var lines: [SignedNote.Line] = []

    package init(ledger: Ledger) { self.ledger = ledger }

    mutating func add(_ line: SignedNote.Line) { lines.append(line) }

    /// The checkpoint's bytes with the witnesses' lines behind them; nil when none signed.
    package var cosigned: [UInt8]? {
        // What the ledger was opened with reads as a note.
        guard !lines.isEmpty, var note = try? SignedNote(bytes: ledger.checkpointBytes) else { return nil }
        for line in lines { note.add(line) }
        return note.bytes
    }
}

extension Archive {
    /// The size a witness cosigned last, as kept here, and when.
    package func lastCosigned(by key: WitnessKey) throws -> (size: UInt64, time: Timestamp)? {
        guard let last = try custody.lastCosigned(by: key) else { return nil }
        return (last.checkpoint.size, Timestamp(millisecondsSince1970: Int64(clamping: last.time) &* 1000))
    }

    /// What the signer remembers of this log; nil when the archive was opened to read, or it never signed.
    package func signerMemory() throws -> LedgerMemory? {
        try custody.signerMemory().map {
            LedgerMemory(source: "signer", size: $0.size, root: Sha256Digest($0.root))
        }
    }

    /// The signed checkpoint the signer of a log remembers in a folder; nil when there is none.
    package static func signerMemory(folder: String, root: String) throws -> Checkpoint? {
        let ledger = try Custody.openForReading(root: root).ledger
        return try SignerMemory(folder: try SignerMemory.Folder(path: folder), key: ledger.key).last()
    }
}
