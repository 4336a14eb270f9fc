import ArgumentParser
import Glibc
import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeRegistry
import GreffeRuntime

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How the archive and its daemon fare; what became of every file dropped.")

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Every file ever seen in a watch folder, the newest first, and what became of it.")
    var files = false

    @Option(help: ArgumentHelp("With --files: at most so many.", valueName: "n"))
    var limit = 50

    func validate() throws {
        try PageLimit.check(limit)
    }

    func run() throws {
        let opened = try archive.openForReading()
        if files {
            try showFiles(opened)
        } else {
            let status = try ArchiveStatus(opened)
            if output.isJSON { try JSONLine.show(status) } else { show(status, opened) }
        }
    }

    // MARK: Files

    private func showFiles(_ archive: Archive) throws {
        // Asked first: a file taken in meanwhile is then among the rows as well, and none is in neither.
        let present = DaemonState.current(archive: archive.root).map(PresentFile.all) ?? []
        let rows = try archive.index.drops(DropQuery(limit: limit))
        if output.isJSON {
            for file in present { try JSONLine.show(file) }
            for row in rows { try JSONLine.show(DropJSON(row)) }
        } else {
            Terminal().show(DropTable.table(rows, present: present))
        }
    }

    // MARK: Status

    /// How many scanners' profiles passed their last test; nil where none was ever tested.
    private static func scanners(_ archive: Archive) throws -> String? {
        let standings = try Controls(archive).qualifications()
        let failed = standings.filter { !$0.passes }.count
        guard !standings.isEmpty else { return nil }
        return "\(standings.count - failed) qualified" + (failed == 0 ? "" : ", \(failed) failed (greffe qualify)")
    }

    private func show(_ status: ArchiveStatus, _ archive: Archive) {
        let terminal = Terminal()
        print(terminal.bold("archive  \(archive.root)"))
        LetterTable.facts(
            [
                ("letters", "\(status.letters)"), ("filed", "\(status.filed)"),
                ("waiting to be read", "\(status.backlog)"),
                ("waiting for a person", status.review == 0 ? "0" : "\(status.review)  (greffe review list)"),
                ("in quarantine", status.quarantined == 0 ? "0" : "\(status.quarantined)  (greffe quarantine list)"),
                ("rejected", status.rejected == 0 ? nil : "\(status.rejected)"),
                (
                    "refused at the door",
                    status.refusedFiles == 0 ? nil : "\(status.refusedFiles)  (greffe status --files)"
                ),
                ("duplicate files", status.duplicateFiles == 0 ? nil : "\(status.duplicateFiles)"),
                ("batches open", status.batches.summary.map { "\($0)  (greffe batch list --open)" }),
                ("entries in ledger", "\(status.entries)"), ("last entry", status.lastEntry),
                ("last seal", status.seals.last.map { "\($0.tokens.first?.time ?? "?")  \($0.folder)" }),
                // What cannot be read is said by greffe verify; the other facts are still right.
                ("scanners", try? Self.scanners(archive)),
                ("unsealed since", status.unsealedSince), ("renewals", status.renewals?.words),
                ("disk free", "\(status.diskFreeBytes >> 20) MiB"),
            ], terminal)
        for destruction in status.destructionsUnfinished {
            print(
                terminal.red("destruction \(destruction.number) is not complete")
                    + "  \(destruction.kind) of \(destruction.time), \(destruction.letters) letters: "
                    + "greffe dispose finish, or start greffed")
        }
        for witness in status.witnesses { print("witness  \(witness.summary)") }
        if !status.seals.isConfigured {
            print(
                terminal.red("NOTHING IS SEALED")
                    + "  no authority for time-stamps is configured (seals: in greffe.yaml)")
        } else if let failure = status.daemon?.seals, failure.failures > 0 {
            print(
                terminal.red("not sealed: \(failure.failures) tries failed")
                    + "  the last at \(failure.lastFailureTime ?? "?"): \(Table.printable(failure.lastFailure ?? "?"))")
        }
        guard let daemon = status.daemon else {
            print(terminal.red("greffed is not running."))
            return
        }
        print("greffed  running, process \(daemon.pid), since \(daemon.started)")
        print(
            "  workers           \(daemon.workers.busy) of \(daemon.workers.workers) busy, \(daemon.workers.pagesRead) pages read"
        )
        if let disk = daemon.disk, disk.isLow {
            print(
                "  " + terminal.red("disk nearly full")
                    + "  \(disk.freeBytes >> 20) MiB free, \(disk.reserveBytes >> 20) MiB kept in reserve: "
                    + "new files wait in their folders")
        }
        for folder in daemon.folders {
            print(
                "  \(Table.printable(folder.path))  \(folder.isThere ? "\(folder.waiting) waiting" : terminal.red("not there"))"
            )
            for complaint in folder.complaints {
                print(
                    "    \(terminal.red(complaint.code))  \(Table.printable(complaint.place ?? ""))  \(complaint.message) \(complaint.hint)"
                )
            }
            let more = folder.complaintCount - folder.complaints.count
            if more > 0 { print("    and \(more) complaints more") }
        }
    }
}

/// `greffe status --json`.
struct ArchiveStatus: Encodable {
    var archive: String
    var letters: Int
    var filed: Int
    var backlog: Int
    var review: Int
    var quarantined: Int
    var rejected: Int
    var refusedFiles: Int
    var duplicateFiles: Int
    var batches: Batches
    var entries: UInt64
    var lastEntry: String?
    /// The time of the oldest entry that no time-stamp covers; those that seals leave behind do not count.
    var unsealedSince: String?
    var seals: Seals
    var diskFreeBytes: UInt64
    var daemon: DaemonState?
    /// What of the evidence is to be renewed; the daemon's account of the day where one runs.
    var renewals: DaemonState.Renewals?
    var witnesses: [Witness]
    /// Entries that gave leave to destroy letters, of which something may still be there.
    var destructionsUnfinished: [Destruction]

    struct Destruction: Encodable {
        var number: String
        var kind: String
        var time: String
        var letters: Int

        init(_ row: DestructionRow) {
            (number, kind, time, letters) = ("\(row.number)", row.kind.rawValue, "\(row.time)", row.letters)
        }
    }

    /// Named in a status; one crash leaves one.
    private static let destructionsMax = 20

    /// What a witness cosigned last, as kept in the archive.
    struct Witness: Encodable {
        var name: String
        var cosignedSize: UInt64?
        var cosignedAt: String?

        private enum CodingKeys: String, CodingKey {
            case name
            case cosignedSize = "cosigned_size"
            case cosignedAt = "cosigned_at"
        }

        var summary: String {
            guard let cosignedSize, let cosignedAt else { return "\(name): nothing cosigned yet" }
            return "\(name): \(cosignedSize) entries cosigned, \(cosignedAt)"
        }
    }

    struct Seals: Encodable {
        var isConfigured: Bool
        var last: SealJSON?
        /// Entries no time-stamp covers, of all kinds.
        var entriesUnsealed: UInt64

        private enum CodingKeys: String, CodingKey {
            case isConfigured = "configured"
            case last
            case entriesUnsealed = "entries_unsealed"
        }
    }

    struct Batches: Encodable {
        var open: Int
        /// Open, nothing due any more, and what came is not what was declared.
        var differing: Int
        var due: Int
        /// Closed, and then another file came.
        var late: Int

        /// Nil when nobody has anything to do about a batch.
        var summary: String? {
            guard open + late > 0 else { return nil }
            var notes: [String] = []
            if differing > 0 { notes.append("\(differing) \(differing == 1 ? "does" : "do") not add up") }
            if due > 0 { notes.append("\(due) being read") }
            if late > 0 { notes.append("\(late) closed, then another file came") }
            return "\(open)" + (notes.isEmpty ? "" : ": " + notes.joined(separator: ", "))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case archive, letters, filed, backlog, review, quarantined, rejected, batches
        case refusedFiles = "refused_files"
        case duplicateFiles = "duplicate_files"
        case entries
        case lastEntry = "last_entry"
        case unsealedSince = "unsealed_since"
        case seals
        case diskFreeBytes = "disk_free_bytes"
        case daemon, renewals, witnesses
        case destructionsUnfinished = "destructions_unfinished"
    }

    init(_ archive: Archive) throws {
        let counts = try archive.index.counts()
        let span = try archive.span()
        self.archive = archive.root
        (letters, filed, backlog, review) = (counts.letters, counts.filed, counts.backlog, counts.review)
        (quarantined, rejected) = (counts.quarantined, counts.rejected)
        (refusedFiles, duplicateFiles) = (counts.dropsRejected, counts.dropsDuplicate)
        let counted = try archive.index.batchCounts()
        batches = Batches(open: counted.open, differing: counted.differing, due: counted.due, late: counted.late)
        entries = archive.entryCount
        lastEntry = span.map { "\($0.last)" }
        let sealed = try archive.sealState()
        unsealedSince = sealed.firstUnsealed.map { "\($0.time)" }
        seals = Seals(
            isConfigured: sealed.isConfigured, last: sealed.last.map { SealJSON($0) },
            entriesUnsealed: sealed.entriesUnsealed)
        var status = statvfs()
        diskFreeBytes =
            statvfs(archive.root, &status) == 0 ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : 0
        daemon = DaemonState.current(archive: archive.root)
        renewals = daemon?.renewals
        let now = SystemClock().now()
        if renewals == nil, sealed.last != nil {
            // What cannot be read is said by greffe verify; the other facts are still right.
            renewals = (try? archive.renewalPlan(now: now)).map { DaemonState.Renewals($0, now: now) }
        }
        witnesses = try ArchiveFolder(path: archive.root).configuration().witnesses.peers.map { peer in
            let last = try archive.lastCosigned(by: peer.key)
            return Witness(name: peer.key.name, cosignedSize: last?.size, cosignedAt: last.map { "\($0.time)" })
        }
        destructionsUnfinished = try archive.index.destructions(unfinished: true, limit: Self.destructionsMax)
            .map(Destruction.init)
    }
}
