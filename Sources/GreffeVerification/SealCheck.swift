import GreffeCore
import GreffeProof

/// Checks the seals against the ledger: that each covers a beginning of it, that none is missing, that every entry was
/// sealed within its bound, and that no day went without one. Fed the entries in order, it decides at the end.
struct SealCheck {
    private let files: any ArchiveFiles
    private let key: VerifierKey?
    private let anchors: TrustAnchors?
    /// Every seal's folder, by size.
    private let folders: [SealFolder]
    /// What lies between one seal's size and the next, by the seal that covers it; the last span is not sealed.
    private var spans: [Span]
    private var place = 0
    private var named: [SealFolder: (record: SealRecord, entry: LedgerMoment)] = [:]
    private var faults: [VerificationFault] = []
    private(set) var notices: [VerificationNotice] = []
    private(set) var tokensChecked: UInt64 = 0
    /// The last seal that stands.
    private(set) var last: Standing?
    /// Pauses longer than a day that began with a sealed `stopped`.
    private var pauses = 0
    private var renewals: RenewalCheck

    struct Standing {
        var folder: SealFolder
        /// The earliest time in its tokens.
        var time: Timestamp
        var times: [String: Timestamp]
        /// Whether the last thing it covers is that the register was stopped.
        var endsStopped: Bool

        var moment: LedgerMoment { LedgerMoment(seq: LeafIndex(folder.size - 1), time: time) }
    }

    private struct Span {
        var first: LedgerMoment?
        var lastKind: EntryKind?
    }

    private static let openingBytesMax = CanonicalJSON.bytesMax + 1

    init(files: any ArchiveFiles, key: VerifierKey?, anchors: TrustAnchors?) throws(VerificationError) {
        (self.files, self.key, self.anchors) = (files, key, anchors)
        renewals = RenewalCheck(files: files, anchors: anchors)
        var folders: [SealFolder] = []
        for name in try files.names(in: SealFolder.parent) {
            if let folder = SealFolder(name) {
                folders.append(folder)
            } else {
                notices.append(VerificationNotice(.strayFile, path: "\(SealFolder.parent)/\(name)"))
            }
        }
        self.folders = folders.sorted()
        spans = Array(repeating: Span(), count: folders.count + 1)
    }

    var isAbsent: Bool {
        folders.isEmpty && named.isEmpty && faults.isEmpty && renewals.count == 0 && renewals.faults.isEmpty
    }

    /// Sizes whose roots are needed at the end.
    var sizes: Set<UInt64> { Set(folders.map(\.size)) }

    mutating func note(_ entry: Entry, months: HomeMonths) throws(VerificationError) {
        while place < folders.count, entry.seq.value >= folders[place].size { place += 1 }
        if SealTimes.countsAsUnsealed(entry.kind) {
            if spans[place].first == nil { spans[place].first = LedgerMoment(seq: entry.seq, time: entry.time) }
            spans[place].lastKind = entry.kind
        }
        guard entry.kind == .sealed || entry.kind == .renewed, let folder = months.folder(home: entry.home) else {
            return
        }
        let path = "\(folder)/\(VaultLayout.openingName(entry))"
        // An opening that is missing or altered is a fault of the layer openings; then nothing tells of this seal.
        guard let bytes = try? files.contents(of: path, bytesMax: Self.openingBytesMax),
            let opening = try? Opening(bytes: bytes), opening.bodyCommitment == entry.body
        else { return }
        if entry.kind == .renewed {
            renewals.note(opening.body, seq: entry.seq)
            return
        }
        guard let record = SealRecord(body: opening.body), record.size <= entry.seq.value else {
            faults.append(
                VerificationFault(.sealInvalid, in: .seals, seq: entry.seq, detail: "its body does not tell of a seal"))
            return
        }
        if named[record.folder] == nil {
            named[record.folder] = (record, LedgerMoment(seq: entry.seq, time: entry.time))
        }
    }

    // MARK: The end

    /// - Parameter roots: of the tree over the entries, at the sizes asked for.
    mutating func finish(
        roots: [UInt64: MerkleHash], treeSize: UInt64, months: HomeMonths
    ) throws(VerificationError) {
        var unsealed: LedgerMoment?
        let lastNamed = named.keys.max()
        for (place, folder) in folders.enumerated() {
            unsealed = unsealed ?? spans[place].first
            guard let (record, entry) = named[folder] else {
                noteUnnamed(folder, lastNamed: lastNamed, treeSize: treeSize)
                continue
            }
            let seal = try SealFiles(record, seq: entry.seq, files: files, key: key, anchors: anchors)
            tokensChecked += seal.tokensChecked
            for fault in seal.faults { add(fault) }
            notices += seal.strays.map { VerificationNotice(.strayFile, path: $0) }
            // Where entries are missing nothing can be compared, and the layer tree says so.
            if let checkpoint = seal.checkpoint, let root = roots[folder.size], checkpoint.root != root {
                let first = last?.folder.size ?? 0
                fail(
                    .sealForked, folder, seq: LeafIndex(first),
                    "entries \(first) to \(folder.size - 1) are not those that were time-stamped")
                continue
            }
            guard let time = seal.times.values.min() else { continue }
            let standing = Standing(
                folder: folder, time: time, times: seal.times, endsStopped: spans[place].lastKind == .stopped)
            checkOrder(standing, entry: entry, unsealed: unsealed)
            (last, unsealed) = (standing, nil)
        }
        for (folder, seal) in named.sorted(by: { $0.key < $1.key }) where !folders.contains(folder) {
            fail(.sealMissing, folder, seq: seal.entry.seq, "missing, and entry \(seal.entry.seq) tells of it")
        }
        try renewals.run(seals: named.values.map(\.record).sorted { $0.folder < $1.folder }, months: months)
        faults += renewals.faults
        notices += renewals.notices
        tokensChecked += renewals.tokensChecked
    }

    private mutating func noteUnnamed(_ folder: SealFolder, lastNamed: SealFolder?, treeSize: UInt64) {
        if folder.size > treeSize {
            fail(
                .sealForked, folder, seq: treeSize == 0 ? nil : LeafIndex(treeSize - 1),
                "\(folder.size) entries were time-stamped, and the ledger has \(treeSize)")
        } else if let lastNamed, folder < lastNamed {
            fail(.sealUnnamed, folder, seq: LeafIndex(folder.size - 1), "no entry tells of it")
        } else {
            // As a crash leaves it; the next seal gives it its entry.
            notices.append(VerificationNotice(.uncommittedFolder, path: folder.path))
        }
    }

    private mutating func checkOrder(_ seal: Standing, entry: LedgerMoment, unsealed: LedgerMoment?) {
        let tolerance = SealTimes.clockToleranceMilliseconds
        let time = seal.time.millisecondsSince1970
        if let unsealed {
            let delay = time - unsealed.time.millisecondsSince1970
            if delay > SealTimes.delayMilliseconds + tolerance {
                fail(
                    .sealLate, seal.folder, seq: unsealed.seq,
                    "entry \(unsealed.seq) of \(unsealed.time) is not shown to have existed before \(seal.time)")
            }
        }
        if let last {
            let gap = time - last.time.millisecondsSince1970
            if gap > SealTimes.heartbeatMilliseconds + tolerance {
                if last.endsStopped {
                    pauses += 1
                } else {
                    fail(
                        .sealGap, seal.folder, seq: LeafIndex(last.folder.size),
                        "no seal from \(last.time) to \(seal.time), and the register was not stopped")
                }
            }
            let back = seal.times.filter { authority, time in last.times[authority].map { time < $0 } ?? false }
            if gap < -tolerance || !back.isEmpty {
                fail(
                    .sealTimeBack, seal.folder, seq: entry.seq,
                    "time-stamped at \(seal.time), the seal before it at \(last.time)")
            }
        }
        let latest = seal.times.values.max() ?? seal.time
        if entry.time < latest.adding(milliseconds: -tolerance) {
            fail(
                .sealBackdated, seal.folder, seq: entry.seq,
                "entry \(entry.seq) says \(entry.time), and it tells of a token of \(latest)")
        }
    }

    private mutating func fail(_ kind: FaultKind, _ folder: SealFolder, seq: LeafIndex?, _ detail: String) {
        add(VerificationFault(kind, in: .seals, seq: seq, path: folder.path, detail: detail))
    }

    private mutating func add(_ fault: VerificationFault) {
        var fault = fault
        fault.lastGood = last?.moment
        faults.append(fault)
    }

    // MARK: Reporting

    func report(to log: inout FaultLog, _ report: inout VerificationReport) {
        for fault in faults { log.add(fault) }
        for notice in notices { log.add(notice) }
        report.sealedBefore = last?.time
        var notes: [String] = anchors == nil ? ["UNKNOWN ANCHOR"] : []
        if let last {
            notes.append("the last at \(last.time) covers entries 0 to \(last.folder.size - 1)")
            let rest = spans.last?.first.map { "not sealed yet: entry \($0.seq) of \($0.time) and later ones" }
            if let rest { notes.append(rest) }
        }
        if renewals.count > 0 { notes.append("\(renewals.count) renewal\(renewals.count == 1 ? "" : "s")") }
        if pauses > 0 { notes.append("\(pauses) pause\(pauses == 1 ? "" : "s") of more than a day while stopped") }
        report.layers.append(
            VerificationReport.Layer(.seals, .checked, checked: tokensChecked, note: notes.joined(separator: "; ")))
    }
}
