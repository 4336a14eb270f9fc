package import GreffeCore
package import GreffeIndex
import GreffeStorage

/// Time-stamps the ledger as it is; gives the seal's name. Asked before anything is destroyed, so that what was there
/// is dated by somebody outside.
package typealias SealStep = @Sendable (Registrar) async throws -> String

extension Registrar {
    /// Does what was proposed and approved.
    ///
    /// 1. The ledger is sealed, where a seal can be had.
    /// 2. Under the lock: proposal, approval, holds and terms are looked at once more, and the entry `disposed` or
    ///    `erased` is appended. It gives leave; from here on no hold can reach the letters any more.
    /// 3. Files are removed, the index is purged, a person's entry in the directory is forgotten.
    /// 4. An entry `audited` says that nothing is left.
    ///
    /// A power cut before 2 leaves everything as it was; after 2, whoever opens the archive next (`finishDestructions`)
    /// does the rest.
    package func runRemoval(
        _ id: String, kind: RemovalRow.Kind, by: String, seal: SealStep? = nil
    ) async throws -> DestructionRow {
        let leave = try await giveLeave(for: id, kind: kind, by: by, seal: seal)
        try finishDestructions(by: by)
        guard let done = try archive.index.destruction(leave) else { throw KeepingError.removalUnknown(id) }
        return done
    }

    /// Steps 1 and 2 alone.
    /// - Returns: the entry that gives leave.
    package func giveLeave(
        for id: String, kind: RemovalRow.Kind, by: String, seal: SealStep? = nil
    ) async throws -> LeafIndex {
        _ = try PersonName(by: by)
        let approved = { (index: LetterIndex) throws -> RemovalRow in
            guard let number = AccessionNumber(id), let row = try index.removal(number), row.kind == kind else {
                throw KeepingError.removalUnknown(id)
            }
            guard row.state == .approved else {
                throw KeepingError.removalState(number, row.state, wanted: [.approved])
            }
            return row
        }
        // Nothing is sealed for what would be refused anyway.
        try archive.catchUp()
        _ = try leave(for: try approved(archive.index), index: archive.index, by: by, sealed: nil, isFinal: false)
        let sealed = try await seal?(self)
        let appended = try append { index in
            let row = try approved(index)
            let act = try self.leave(for: row, index: index, by: by, sealed: sealed, isFinal: true)
            // First, since the number is known from the request alone. Lost by a crash before the entry, it comes back
            // with the next import.
            if row.kind == .erasure, let customer = row.customer { try self.archive.customers.forget(customer) }
            return [act]
        }
        guard let leave = appended.first?.entry.seq else { throw KeepingError.removalUnknown(id) }
        return leave
    }

    /// The entry that gives leave. It names letters and employees, and nobody else.
    /// - Parameter isFinal: the ledger itself is asked as well.
    private func leave(
        for row: RemovalRow, index: LetterIndex, by: String, sealed: String?, isFinal: Bool
    ) throws -> Act {
        let words = try words(of: row)
        let letters = words.letters
        try checkStill(letters, row, index)
        if isFinal {
            try LedgerKeeping(archive.custody, letters: Set(letters.map(\.leaf))).check(
                today: today, isErasure: row.kind == .erasure)
        }
        let body: [String: CanonicalJSON] = [
            "by": .string(by.nfc), "removal": .string("\(row.number)"), "proposedBy": .string(words.proposer.nfc),
            "approvedBy": .string(words.approver.nfc), "letters": Self.numbers(letters),
            "basis": .string(row.kind == .erasure ? Self.erasureBasis : "the end of the term"),
            "seal": .string(sealed?.nfc ?? Self.noSeal),
        ]
        var homes = letters.map(\.leaf)
        guard row.kind == .erasure else {
            return Act(kind: .disposed, body: .object(body), refs: homes.map { .entry($0) })
        }
        // The request tells whom it was about, so it goes as well, and so do holds on nobody else, and what was noted
        // of the customer besides letters.
        homes.append(row.number.leaf)
        if let customer = words.customer {
            try checkCustomer(customer, index)
            let now = try index.homes(of: customer, limit: Self.removedLettersMax + 1).letters
            let since = Set(now).subtracting(letters).sorted()
            guard since.isEmpty else { throw KeepingError.lettersSince(row.number, since) }
            homes += try index.homes(of: customer, limit: 0).others
            homes.sort()
        }
        guard homes.count <= Entry.refsMax else {
            throw KeepingError.tooMany(homes.count, max: Entry.refsMax)
        }
        return Act(kind: .erased, body: .object(body), refs: homes.map { .entry($0) })
    }

    /// Said where no seal could be had.
    static let noSeal = "none: no time-stamp authority is configured"

    private struct Words {
        var proposer: String
        var approver: String
        var letters: [AccessionNumber]
        var customer: CustomerNumber?
    }

    /// Who proposed what and who approved it, from the ledger's openings: the index is a file anybody with rights on it
    /// could have changed.
    private func words(of row: RemovalRow) throws -> Words {
        let custody = archive.custody
        let proposal = try custody.entry(at: row.number.leaf)
        guard let approved = row.approval?.seq else {
            throw KeepingError.removalState(row.number, row.state, wanted: [.approved])
        }
        let approval = try custody.entry(at: approved)
        let kind: EntryKind = row.kind == .erasure ? .erasureRequested : .disposalProposed
        guard proposal.kind == kind, approval.kind == .disposalApproved, approval.refs.first == proposal.seq,
            let said = try custody.opening(of: proposal)?.body, let proposer = said["by"]?.string,
            let approver = try custody.opening(of: approval)?.body["by"]?.string
        else { throw KeepingError.indexDisagrees(row.number.leaf, "nobody has approved it") }
        guard try PersonName(by: proposer) != PersonName(by: approver) else {
            throw KeepingError.secondPerson(try PersonName(by: approver).name)
        }
        let letters = (said["grounds"]?.array ?? []).flatMap { ground in
            (ground["letters"]?.array ?? []).compactMap { $0.string.flatMap { AccessionNumber($0) } }
        }
        return Words(
            proposer: proposer, approver: approver, letters: letters,
            customer: said["customer"]?.string.map { CustomerNumber($0) })
    }

    /// Takes away what entries gave leave for and a crash left behind; done at every start of the daemon and by every
    /// command that destroys.
    /// - Parameter again: do those once more that came to their end: after a restore, files may be back.
    /// - Returns: the destructions that came to their end.
    @discardableResult
    package func finishDestructions(by: String, again: Bool = false) throws -> [DestructionRow] {
        let unfinished = try archive.index.destructions(unfinished: !again, limit: Self.destructionsMax)
        guard !unfinished.isEmpty else { return [] }
        var counts: [(DestructionRow, DestructionCount)] = []
        for row in unfinished {
            let count = try archive.custody.withLock { session in try session.destroy(leave: row.number.leaf) }
            counts.append((row, count))
        }
        try archive.index.purge()
        try archive.customers.purge()
        try append { _ in
            counts.map { row, count in
                Act(
                    kind: .audited,
                    body: .object([
                        "by": .string(by.nfc), "code": .string(DestructionRow.doneCode),
                        "files": .integer(Int64(count.files)), "of": .integer(Int64(row.number.leaf.value)),
                    ]))
            }
        }
        return try counts.compactMap { try archive.index.destruction($0.0.number.leaf) }
    }

    /// More were never interrupted at once, and nobody restores so many rounds.
    private static let destructionsMax = 100_000
}
