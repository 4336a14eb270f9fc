package import GreffeCore
import GreffeProof
import GreffeStorage

/// What of an archive's evidence is to be renewed, until when, and why (RFC 4998 section 5).
package struct RenewalPlan: Sendable {
    /// Things that end together.
    package struct Item: Sendable, Hashable {
        package var kind: RenewalRecord.Kind
        package var count: Int
        /// The last moment at which they prove by themselves.
        package var end: Timestamp
        /// What ends: `certificate 0a…`, `rsa 2048`.
        package var reason: String

        /// From when on the daemon and `greffe status` ask for it.
        package var due: Timestamp { end.adding(milliseconds: -RenewalPlan.marginMilliseconds) }
    }

    /// By end.
    package private(set) var items: [Item] = []
    /// Time-stamps that stand no more, and cannot be renewed: nothing did it in time.
    package private(set) var lapsed = 0

    /// A quarter: time to find another authority, or to read a large archive through.
    package static let marginMilliseconds: Int64 = 90 * 24 * 60 * 60_000

    package func isDue(_ item: Item, at now: Timestamp) -> Bool { item.due <= now }

    package func due(at now: Timestamp) -> [Item] { items.filter { isDue($0, at: now) } }

    /// - Parameter now: a time-stamp whose certificates have ended by then is lapsed.
    init(_ archive: Archive, now: Timestamp) throws {
        let list = archive.settings.algorithms
        // The same certificates, the same end: read once, since an old archive has thousands of time-stamps.
        var ends: [Kept: TimeStampEnd?] = [:]
        var counts: [Item: Int] = [:]
        for stamp in try archive.liveTimeStamps() {
            let kept = Kept(authority: stamp.authority, certificates: stamp.certificates)
            if ends[kept] == nil || stamp.certificates == nil {
                // One that does not stand is for verification to report.
                let standing = try? archive.standing(stamp)
                ends[kept] = .some(standing.map { TimeStampEnd(of: $0.token, path: $0.path, by: list) })
            }
            guard let end = ends[kept] ?? nil else { continue }
            let item = Item(kind: .timeStamps, count: 0, end: Timestamp(end.instant), reason: "\(end.reason)")
            if case .certificate = end.reason, item.end < now { lapsed += 1 } else { counts[item, default: 0] += 1 }
        }
        if let end = list.end(of: .digest(.sha256)) {
            let letters = try archive.weakEvidence().reduce(0) { $0 + $1.leaves.leaves.count }
            if letters > 0 {
                let use = AlgorithmUse.digest(.sha256)
                counts[Item(kind: .hashTree, count: 0, end: Timestamp(end), reason: "\(use)")] = letters
            }
        }
        items = counts.map { item, count in
            Item(kind: item.kind, count: count, end: item.end, reason: item.reason)
        }.sorted { ($0.end, $0.reason) < ($1.end, $1.reason) }
    }

    private struct Kept: Hashable {
        var authority: String
        var certificates: Sha256Digest?
    }
}

extension Archive {
    /// What of the evidence is to be renewed, as the algorithm list of the settings has it.
    package func renewalPlan(now: Timestamp) throws -> RenewalPlan { try RenewalPlan(self, now: now) }

    /// Letters whose evidence is by SHA-256 alone, by the seal that has it. Those that were erased are left out.
    func weakEvidence() throws -> [(seal: SealRecord, leaves: EvidenceLeaves)] {
        var strong: Set<String> = []
        for renewal in try renewals() where renewal.kind == .hashTree {
            strong.formUnion(try renewalLeaves(of: renewal)?.leaves.map(\.name) ?? [])
        }
        return try sealRecords().compactMap { seal in
            guard seal.files[EvidenceLeaves.fileName] != nil, let all = try evidenceLeaves(of: seal) else { return nil }
            var rest = EvidenceLeaves()
            for leaf in all.leaves {
                let isStrong = seal.tokens.allSatisfy {
                    strong.contains(RenewalLeaves.name(of: leaf.seq, by: $0.authority))
                }
                guard !isStrong, try custody.opening(of: try custody.entry(at: leaf.seq)) != nil else { continue }
                _ = rest.append(leaf)
            }
            return rest.leaves.isEmpty ? nil : (seal, rest)
        }
    }
}
