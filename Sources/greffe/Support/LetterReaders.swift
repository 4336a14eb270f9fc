import GreffeCore
import GreffeIndex
import GreffeRegistry

/// Who looked at a letter: `consulted` and `exported` in the ledger, and what is not there yet.
struct LetterReaders {
    private struct Line: Encodable {
        var day: String
        var by: String?
        /// `shown 2, opened 1`, or `exported`.
        var what: String
        /// Nil for what the ledger has not taken in yet.
        var entry: UInt64?
    }

    private let lines: [Line]

    init(_ archive: Archive, _ number: AccessionNumber) throws {
        var lines: [Line] = []
        for row in try archive.index.history(number) {
            switch row.kind {
            case .consulted:
                let note = (row.note ?? "").split(separator: ": ", maxSplits: 1).map(String.init)
                lines.append(
                    Line(
                        day: note.first ?? "\(row.time.date)", by: row.by, what: note.count > 1 ? note[1] : "",
                        entry: row.seq.value))
            case .exported:
                lines.append(Line(day: "\(row.time.date)", by: row.by, what: "exported", entry: row.seq.value))
            default: break
            }
        }
        for pending in ConsultationSpool(root: archive.root).pending(number) {
            let ways = ConsultationSpool.Way.allCases.compactMap { way in
                pending.counts[way].map { "\(way.rawValue) \($0)" }
            }
            lines.append(Line(day: "\(pending.day)", by: pending.by, what: ways.joined(separator: ", "), entry: nil))
        }
        self.lines = lines.sorted { $0.day < $1.day }
    }

    func show(_ terminal: Terminal, isJSON: Bool) throws {
        if isJSON {
            for line in lines { try JSONLine.show(line) }
            return
        }
        var table = Table([
            .init(title: "DAY"), .init(title: "WHO"), .init(title: "WHAT"), .init(title: "ENTRY", alignment: .right),
        ])
        for line in lines {
            table.add([line.day, line.by ?? "?", line.what, line.entry.map { "\($0)" } ?? "not yet"])
        }
        terminal.show(table)
    }
}
