import GreffeCore
import GreffeIndex

/// Files seen at the door, for people.
enum DropTable {
    static func table(_ rows: [DropRow], present: [PresentFile] = []) -> Table {
        var table = Table([
            .init(title: "WHEN (UTC)"), .init(title: "CHANNEL"), .init(title: "FILE", shrinks: true),
            .init(title: "BECAME"), .init(title: "NUMBER"), .init(title: "NOW"),
        ])
        for file in present { table.add(["now", "", file.file, file.outcome, file.code ?? "", "in the folder"]) }
        for row in rows {
            table.add([
                "\(row.time)", row.channel ?? "", row.originalName ?? "", row.outcome.rawValue,
                row.accession.map { "\($0)" } ?? row.code ?? "", row.phase?.rawValue ?? "",
            ])
        }
        return table
    }
}

/// One file seen at the door, for scripts.
struct DropJSON: Encodable {
    var file: String?
    var outcome: String
    var time: String
    var channel: String?
    var batch: String?
    var accession: String?
    var state: String?
    var code: String?
    var reason: String?
    var sha256: String?

    init(_ row: DropRow) {
        (file, outcome, time) = (row.originalName, row.outcome.rawValue, "\(row.time)")
        (channel, batch) = (row.channel, row.batch)
        accession = row.accession.map { "\($0)" }
        state = row.phase?.rawValue
        (code, reason, sha256) = (row.code, row.reason, row.sha256?.hex)
    }
}
