package import GreffeCore
import GreffeIndex
import GreffeStorage

/// A scan at the door: its bytes behind an open descriptor, and where it came from.
package struct Arrival: Sendable {
    package var descriptor: Int32
    package var mediaType: MediaType
    package var provenance: Provenance

    package init(descriptor: Int32, mediaType: MediaType, provenance: Provenance) {
        (self.descriptor, self.mediaType, self.provenance) = (descriptor, mediaType, provenance)
    }
}

/// What became of a scan at the door. Whatever it is, the scan is now ours or known, and its file may go.
package enum Taken: Hashable, Sendable {
    case accessioned(AccessionNumber)
    /// The same bytes as an earlier letter, dropped again.
    case duplicate(of: AccessionNumber)
    /// This very file was taken in before, and a crash prevented its removal: no second entry.
    case alreadyOurs(AccessionNumber)
}

extension Registrar {
    /// Takes scans in, all under one checkpoint. When this returns, every one of them is durable and ours: the commit
    /// point of a letter's life is the append below, and only after it may a file leave the watch folder.
    ///
    /// A power cut before the append loses nothing but the staged copies; the files are still where they were. A power
    /// cut after it leaves files whose digest and drop token the ledger knows: they are `alreadyOurs` the next time.
    package func accession(_ arrivals: [Arrival]) throws -> [Result<Taken, any Error>] {
        var staged: [Result<StagedOriginal, any Error>] = arrivals.map { arrival in
            Result { try archive.custody.vault.stage(descriptor: arrival.descriptor, mediaType: arrival.mediaType) }
        }
        var outcomes: [Result<Taken, any Error>] = []
        var plan: [Plan] = []
        let appended = try append { index in
            plan = try self.plan(staged, arrivals, index)
            return plan.compactMap { Self.act($0) }
        }
        var entries = appended.makeIterator()
        var numbers: [Int: AccessionNumber] = [:]
        for (place, step) in plan.enumerated() {
            switch step {
            case .accession:
                let number = entries.next()?.accession
                numbers[place] = number
                outcomes.append(number.map { .success(.accessioned($0)) } ?? .failure(RegistryError.letterUnknown("")))
            case .duplicate(let original, _, _):
                _ = entries.next()
                let number: AccessionNumber? =
                    switch original {
                    case .known(let number): number
                    case .inBatch(let place): numbers[place]
                    }
                outcomes.append(
                    number.map { .success(.duplicate(of: $0)) } ?? .failure(RegistryError.letterUnknown("")))
            case .alreadyOurs(let number): outcomes.append(.success(.alreadyOurs(number)))
            case .failed(let error): outcomes.append(.failure(error))
            }
        }
        for (place, step) in plan.enumerated() {
            if case .accession = step { continue }
            // What does not become a letter leaves no copy behind; recovery removes what this misses.
            if case .success(let copy) = staged[place] { try? archive.custody.vault.discard(copy) }
        }
        staged.removeAll()
        return outcomes
    }

    /// Records a file turned away at the door, once however often the daemon meets it. The caller moves the file aside
    /// only after this returned.
    /// - Parameter sha256: nil for what has no bytes to read (a folder, a dangling link).
    package func refuse(
        code: String, reason: String, sha256: Sha256Digest?, byteCount: Int?, provenance: Provenance
    ) throws {
        try append { index in
            let earlier = try index.drops(
                DropQuery(originalName: provenance.originalName, sha256: sha256, outcome: .rejected))
            for known in earlier where known.code == code {
                if try self.isDrop(known.seq, provenance) { return [] }
            }
            return [
                Act(
                    kind: .rejected,
                    body: LetterBodies.rejectedAtDoor(
                        code: code, reason: reason, sha256: sha256, byteCount: byteCount, provenance: provenance))
            ]
        }
    }

    // MARK: One decision a scan

    private enum Original {
        case known(AccessionNumber)
        /// An earlier arrival of the same batch.
        case inBatch(Int)
    }

    private enum Plan {
        case accession(StagedOriginal, Provenance)
        /// `actPlace`: the place of the original's act among the batch's acts.
        case duplicate(Original, actPlace: Int?, (Sha256Digest, Provenance))
        case alreadyOurs(AccessionNumber)
        case failed(any Error)
    }

    private func plan(
        _ staged: [Result<StagedOriginal, any Error>], _ arrivals: [Arrival], _ index: LetterIndex
    ) throws -> [Plan] {
        var plan: [Plan] = []
        var acts = 0
        var seen: [Sha256Digest: (place: Int, act: Int)] = [:]
        for (place, arrival) in arrivals.enumerated() {
            let copy: StagedOriginal
            switch staged[place] {
            case .failure(let error):
                plan.append(.failed(error))
                continue
            case .success(let staged): copy = staged
            }
            let digest = copy.digests.sha256
            if let number = try index.accession(bySha256: digest) {
                if try isKnownDrop(of: number, arrival.provenance, index) {
                    plan.append(.alreadyOurs(number))
                    continue
                }
                plan.append(.duplicate(.known(number), actPlace: nil, (digest, arrival.provenance)))
            } else if let first = seen[digest] {
                plan.append(.duplicate(.inBatch(first.place), actPlace: first.act, (digest, arrival.provenance)))
            } else {
                seen[digest] = (place, acts)
                plan.append(.accession(copy, arrival.provenance))
            }
            acts += 1
        }
        return plan
    }

    private static func act(_ plan: Plan) -> Act? {
        switch plan {
        case .accession(let staged, let provenance):
            return Act(kind: .accessioned, object: .staged(staged)) { placement in
                LetterBodies.accessioned(placement.accession, original: staged, provenance: provenance)
            }
        case .duplicate(let original, let actPlace, let (digest, provenance)):
            switch original {
            case .known(let number):
                return Act(
                    kind: .duplicate,
                    body: LetterBodies.duplicate(sha256: digest, provenance: provenance), refs: [.entry(number.leaf)])
            case .inBatch:
                return Act(
                    kind: .duplicate,
                    body: LetterBodies.duplicate(sha256: digest, provenance: provenance),
                    refs: actPlace.map { [.act($0)] } ?? [])
            }
        case .alreadyOurs, .failed: return nil
        }
    }

    /// Whether the letter, or one of its duplicates, came in as this very file.
    private func isKnownDrop(of number: AccessionNumber, _ provenance: Provenance, _ index: LetterIndex) throws -> Bool
    {
        for row in try index.history(number) where row.kind == .accessioned || row.kind == .duplicate {
            if try isDrop(row.seq, provenance) { return true }
        }
        return false
    }

    private func isDrop(_ seq: LeafIndex, _ provenance: Provenance) throws -> Bool {
        guard provenance.dropToken != nil else { return false }
        let entry = try archive.custody.entry(at: seq)
        guard let body = try archive.custody.opening(of: entry)?.body else { return false }
        guard let recorded = Provenance(partOf: body) else { return false }
        return provenance.isSameDrop(as: recorded)
    }
}
