package import GreffeCore

/// Something about a watch folder that a person should see to. Told once when it begins, listed until it is over.
package struct Complaint: Hashable, Sendable {
    /// Stable, as of an error or a refusal.
    package var code: String
    package var message: String
    package var hint: String
    /// Below the watch folder; nil when it is about the folder itself.
    package var place: String?
    package var since: Timestamp
}

/// The complaints that stand, each told once.
struct ComplaintBook {
    /// Listed for people; a folder with more than this has one cause, not ten thousand.
    static let max = 10_000

    private struct Standing {
        var complaint: Complaint
        /// The round that raised it last; nil when it stands until settled.
        var round: Int?
    }

    private var standing: [Site?: [String: Standing]] = [:]
    private var count = 0
    private var round = 0
    private var news: [Complaint] = []

    var all: [Complaint] {
        standing.values.flatMap { $0.values.map(\.complaint) }
            .sorted { ($0.since, $0.place ?? "", $0.code) < ($1.since, $1.place ?? "", $1.code) }
    }

    /// - Parameter perRound: whether it is over when the next rescan does not raise it again.
    mutating func raise(
        _ site: Site?, code: String, message: String, hint: String, now: Timestamp, perRound: Bool = false
    ) {
        if standing[site]?[code] != nil {
            standing[site]?[code]?.round = perRound ? round : nil
            return
        }
        guard count < Self.max else { return }
        let place = site.map { Drop.Place(watchFolder: nil, subfolder: $0.subfolder, name: $0.originalName).display }
        let complaint = Complaint(code: code, message: message, hint: hint, place: place, since: now)
        standing[site, default: [:]][code] = Standing(complaint: complaint, round: perRound ? round : nil)
        count += 1
        news.append(complaint)
    }

    mutating func raise(_ site: Site?, _ error: some GreffeError, now: Timestamp, perRound: Bool = false) {
        raise(site, code: error.code, message: error.message, hint: error.hint, now: now, perRound: perRound)
    }

    /// All complaints about a name are over.
    mutating func settle(_ site: Site) { count -= standing.removeValue(forKey: site)?.count ?? 0 }

    /// All complaints about a name are over but one.
    mutating func settle(_ site: Site, but code: String) {
        let kept = standing[site]?[code]
        settle(site)
        guard let kept else { return }
        standing[site] = [code: kept]
        count += 1
    }

    /// A complaint about the folder itself is over.
    mutating func settle(code: String) {
        if standing[nil]?.removeValue(forKey: code) != nil { count -= 1 }
    }

    /// Called at the end of each rescan.
    mutating func endRound() {
        for (site, entries) in standing {
            let kept = entries.filter { $0.value.round.map { $0 == round } ?? true }
            count -= entries.count - kept.count
            standing[site] = kept.isEmpty ? nil : kept
        }
        round += 1
    }

    /// Those raised since the last call.
    mutating func takeNews() -> [Complaint] {
        defer { news = [] }
        return news
    }
}
