package import GreffeCore
import GreffeIndex
import GreffeStorage

extension Registrar {
    /// Consultations under one checkpoint.
    private static let consultationsInABatchMax = 512

    /// Brings what was looked at on days that are over into the ledger: one entry `consulted` a letter, account and
    /// day. Each stands in its letter's own folder, so that it goes with the letter and links two letters nowhere.
    ///
    /// Broken off after the entries and before the files are gone, the next run finds the entries and only takes the
    /// files away.
    /// - Returns: entries appended.
    @discardableResult
    package func recordConsultations() throws -> Int { try Self.recordConsultations(of: archive, at: clock.now()) }

    /// As above, before anybody else works with the archive in this process.
    @discardableResult
    package static func recordConsultations(of archive: Archive, at now: Timestamp) throws -> Int {
        let spool = ConsultationSpool(root: archive.root)
        var appended = 0
        for day in spool.finishedDays(at: now) {
            var rest = day.lines[...]
            while !rest.isEmpty {
                let portion = rest.prefix(consultationsInABatchMax)
                rest = rest.dropFirst(portion.count)
                appended += try archive.custody.withLock { session in
                    try IndexFeed(custody: archive.custody).feed(archive.index)
                    let acts = try portion.compactMap { try consultation($0, archive.index) }
                    guard !acts.isEmpty else { return 0 }
                    try session.append(acts)
                    try IndexFeed(custody: archive.custody).feed(archive.index)
                    return acts.count
                }
            }
            // What stays is found to be recorded the next time.
            _ = spool.remove(day)
        }
        return appended
    }

    /// Nil for a letter that is not there or was destroyed meanwhile, and for what is recorded already.
    private static func consultation(_ line: ConsultationSpool.Line, _ index: LetterIndex) throws -> Act? {
        guard let letter = try index.letter(line.letter)?.letter, letter.accession == line.letter, !letter.isErased
        else { return nil }
        let isThere = try index.history(line.letter).contains {
            $0.kind == .consulted && $0.by == line.by && $0.note?.hasPrefix("\(line.day)") == true
        }
        if isThere { return nil }
        var body: [String: CanonicalJSON] = ["by": .string(line.by.nfc), "day": .string("\(line.day)")]
        for (way, count) in line.counts { body[way.rawValue] = .integer(Int64(count)) }
        return Act(kind: .consulted, body: .object(body), refs: [.entry(line.letter.leaf)])
    }
}
