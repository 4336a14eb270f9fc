import ArgumentParser
import GreffeCore
import GreffeRegistry
import GreffeRuntime

struct RenewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Renew time-stamps before what they rest on grows weak (RFC 4998).",
        discussion: """
            Has the authorities of greffe.yaml time-stamp the earlier time-stamps of the archive that end within \
            90 days: their certificates run out, or the list of algorithms says so. --list shows what ends when. \
            --hash-tree reads every letter again and carries its evidence on under SHA-512. Each renewal is kept in \
            renewals/ and is an entry of the ledger.

            Status 3 when some authority gave nothing, or time-stamps had ended before anything renewed them.
            """)

    @Flag(help: "Show what is to be renewed and until when, and do nothing.")
    var list = false

    @Flag(help: "Renew all time-stamps, also those that do not end soon.")
    var all = false

    @Flag(name: .customLong("hash-tree"), help: "Carry the evidence of every letter on under SHA-512.")
    var hashTree = false

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard [list, all, hashTree].filter({ $0 }).count <= 1 else {
            throw ValidationError("name one of --list, --all and --hash-tree")
        }
    }

    func run() async throws {
        if list {
            let now = SystemClock().now()
            return try show(DaemonState.Renewals(try archive.openForReading().renewalPlan(now: now), now: now))
        }
        let registrar = try archive.openForActs()
        let renewing = Renewing(registrar: registrar, client: HTTPTimeStampAuthority(), clock: SystemClock())
        let outcome: Renewing.Outcome
        if hashTree {
            var line = ProgressLine()
            outcome = try await renewing.renewHashTrees { done, total in
                line.show(done: UInt64(done), total: UInt64(total), of: "letters")
            }
            line.end()
        } else {
            outcome = try await renewing.renewTimeStamps(all: all)
        }
        try show(outcome)
        if !hashTree { try noteLetters(registrar) }
        if !outcome.failures.isEmpty || outcome.lapsed > 0 { throw EndingStatus(.partial) }
    }

    // MARK: Showing

    private func show(_ plan: DaemonState.Renewals) throws {
        if output.isJSON { return try JSONLine.show(plan) }
        if plan.items.isEmpty { print("nothing is time-stamped that could be renewed") }
        for item in plan.items {
            let when = item.isDue ? "due now:" : "due from \(item.due) on:"
            print("\(when) \(item.words), since \(item.reason) ends \(item.end)  (\(item.command))")
        }
        if plan.lapsed > 0 { print("\(plan.lapsed) time-stamps had ended before anything renewed them") }
    }

    /// Time-stamps do not carry letters over to another digest; somebody who renewed them has the other half to do.
    private func noteLetters(_ registrar: Registrar) throws {
        let now = SystemClock().now()
        let plan = DaemonState.Renewals(try registrar.archive.renewalPlan(now: now), now: now)
        for item in plan.items where item.isDue && item.kind == RenewalRecord.Kind.hashTree.rawValue {
            Terminal.note("greffe: \(item.words) to be carried on before \(item.end): \(item.command)")
        }
    }

    private struct Line: Encodable {
        var folder: String
        var kind: String
        var digest: String
        var count: Int
        var authorities: [String]
    }

    private func show(_ outcome: Renewing.Outcome) throws {
        for record in outcome.renewed {
            let authorities = record.tokens.map(\.authority)
            if output.isJSON {
                try JSONLine.show(
                    Line(
                        folder: record.folder.path, kind: record.kind.rawValue, digest: record.digest,
                        count: record.count, authorities: authorities))
            } else {
                let what = record.kind == .hashTree ? "letter" : "time-stamp"
                print(
                    "renewed \(record.count) \(what)\(record.count == 1 ? "" : "s") under \(record.digest)"
                        + " by \(authorities.joined(separator: ", ")) in \(record.folder.path)")
            }
        }
        if outcome.renewed.isEmpty && !output.isJSON { print("nothing is due") }
        for failure in outcome.failures {
            Terminal.note("greffe: \(failure.authority) gave no time-stamp: \(Table.printable(failure.reason))")
        }
        if outcome.lapsed > 0 {
            Terminal.note("greffe: \(outcome.lapsed) time-stamps had ended before anything renewed them")
        }
    }
}
