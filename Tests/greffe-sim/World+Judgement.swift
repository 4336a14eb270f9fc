import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeSimulation
import GreffeStorage
import GreffeTestKit
import GreffeVerification

/// What must hold after every life, by the verifier's own code and by what was promised.
extension World {
    func judge() async throws {
        let archive: Archive
        do {
            archive = try Archive.open(
                files: disk, root: caches.path, settings: settings, access: .append, clock: clock, random: dice)
        } catch { throw Violation("the archive does not open again: \(error)") }
        defer {
            // Nothing is left to be lost.
            try? archive.index.close()
            try? archive.customers.close()
            disk.processDies()
        }
        do {
            try judgePromises(archive)
            try judgeLedger()
            try judgeLetters(archive)
            try judgeIndex(archive)
        } catch let error where !(error is Violation) { throw Violation("\(error)") }
        tally.entries += archive.entryCount
        tell("judged: \(archive.entryCount) entries, \(receipts.count) receipts")
    }

    private func judgePromises(_ archive: Archive) throws {
        let ledger = archive.custody.ledger
        guard ledger.size >= promised.count else {
            throw Violation("\(promised.count) entries were promised, \(ledger.size) are there")
        }
        let found = try ledger.entries(in: 0..<UInt64(promised.count))
        if let place = promised.indices.first(where: { found[$0] != promised[$0] }) {
            throw Violation("entry \(place) is not what was promised")
        }
        // What was committed without its act having returned is a promise from now on: somebody may have seen it.
        promised += try ledger.entries(in: UInt64(promised.count)..<ledger.size)
    }

    private func judgeLedger() throws {
        let report = try ArchiveVerifier(files: SimulatedArchiveFiles(disk), name: "archive").verify()
        if report.isFaultFound { throw Violation(report.text) }
        // A file for an older letter may stay behind; a folder may not.
        if report.notices.contains(where: { $0.kind != .strayFile }) { throw Violation(report.text) }
    }

    private func judgeLetters(_ archive: Archive) throws {
        let gone = self.gone
        for (token, receipt) in receipts where !gone.contains(receipt.number.leaf) {
            let entry = try archive.custody.entry(at: receipt.number.leaf)
            guard entry.kind == .accessioned else { throw Violation("\(receipt.number) of \(token) is no letter") }
            guard try archive.custody.object(of: entry) == receipt.drop.bytes else {
                throw Violation("\(receipt.number) does not have the bytes of \(receipt.drop.name)")
            }
        }
        var contents: Set<[UInt8]> = []
        var tokens: Set<String> = []
        for entry in promised where entry.kind == .accessioned || entry.kind == .duplicate {
            if gone.contains(entry.home) { continue }
            if entry.kind == .accessioned, let bytes = try archive.custody.object(of: entry) {
                guard contents.insert(bytes).inserted else { throw Violation("entry \(entry.seq) is a letter twice") }
            }
            let body = try archive.custody.opening(of: entry)?.body
            guard let token = body.flatMap({ Provenance(partOf: $0) })?.dropToken else { continue }
            guard tokens.insert(token).inserted else { throw Violation("the file \(token) is recorded twice") }
        }
        for drop in inbox where receipts[drop.token] == nil && tokens.contains(drop.token) {
            // Committed before its act returned: the next round must see that.
            tell("\(drop.name) is ours already")
        }
    }

    private func judgeIndex(_ archive: Archive) throws {
        try auditIndex(archive, percent: 8)
        let due = Set(try archive.index.due(limit: 1_000).map(\.accession))
        let gone = self.gone
        for entry in promised where !gone.contains(entry.home) {
            guard entry.kind == .accessioned || entry.kind == .separated else { continue }
            let number = AccessionNumber(year: entry.time.date.year, leaf: entry.seq)
            var state = entry.kind == .separated ? LetterState.found : LetterState()
            for row in try archive.index.history(number) where row.seq != entry.seq {
                state.apply(LetterState.Act(kind: row.kind, needsReview: try needsReview(row.seq, archive)))
            }
            let isDue = state.due != .nothing
            guard isDue == due.contains(number) else { throw Violation("\(number) is \(isDue ? "" : "not ")due") }
        }
    }

    /// Building the index anew costs as much as a life: a part of the worlds does for all.
    private func auditIndex(_ archive: Archive, percent: Int) throws {
        guard dice.percent(percent) else { return }
        let finding = try IndexAudit.audit(archive)
        guard case .agrees = finding else { throw Violation("the index: \(finding)") }
    }

    private func needsReview(_ seq: LeafIndex, _ archive: Archive) throws -> Bool {
        let entry = try archive.custody.entry(at: seq)
        guard entry.kind == .classified else { return false }
        let body = try archive.custody.opening(of: entry)?.body.object
        return body?["review"]?.array?.isEmpty == false
    }

    /// One bit of one file changes by itself: the verifier must see it. Then it is changed back.
    func rot() throws {
        guard dice.percent(25) else { return }
        let verifier = ArchiveVerifier(files: SimulatedArchiveFiles(disk), name: "archive")
        let strays = Set(try verifier.verify().notices.map(\.path))
        // Of what an entry gave leave for, an object may lie there without the opening that says what it must be.
        let gone = Set(self.gone.map { padded($0.value, 6) })
        let paths = disk.paths.filter { path in
            let folder = path.split(separator: "/").dropLast().last.map { String($0.dropFirst(5)) } ?? ""
            return (path.hasPrefix("vault/") || path == VaultLayout.checkpoint) && !strays.contains(path)
                && !gone.contains(folder)
        }
        guard !paths.isEmpty else { return }
        let (path, bit) = (dice.pick(paths), dice.below(1 << 20))
        tell("bit \(bit) of \(path) flips")
        tally.bitsFlipped += 1
        disk.rot(path, bit: bit)
        let report = try? verifier.verify()
        disk.rot(path, bit: bit)
        if let report, !report.isFaultFound { throw Violation("bit \(bit) of \(path) flipped, and nobody noticed") }
        tally.bitsNoticed += 1
    }

    /// When nothing goes wrong any more, everything that was ever dropped becomes a letter, and nothing stays due.
    func finish() async throws {
        let programs = try Programs(self)
        defer {
            programs.close()
            disk.processDies()
        }
        while !inbox.isEmpty { try await takeIn(programs.daemon) }
        while case let due = try programs.daemon.archive.index.due(limit: 100), !due.isEmpty {
            for letter in due { try await process(letter, programs.daemon) }
        }
        try await programs.daemon.finishDestructions(by: "greffed")
        try programs.writeDown(&promised)
        try judgeDestructions()
        try auditIndex(programs.daemon.archive, percent: 25)
        guard receipts.count == dropCount else {
            throw Violation("\(dropCount) files were dropped, \(receipts.count) are accounted for")
        }
        let gone = self.gone
        tally.letters = promised.count { $0.kind == .accessioned && !gone.contains($0.seq) }
        let contents = Set(receipts.values.filter { !gone.contains($0.number.leaf) }.map(\.drop.bytes)).count
        guard tally.letters == contents else { throw Violation("\(contents) letters became \(tally.letters)") }
    }
}
