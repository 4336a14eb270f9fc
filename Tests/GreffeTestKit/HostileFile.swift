import Foundation

/// A row of `fixtures/hostile/verdicts.tsv`: a file in `corpus/` and what is expected of it.
package struct HostileFile: Sendable {
    package let name: String
    /// What intake says by the structure alone: a refusal's code, or `taken`.
    package let intake: String
    /// What the worker says when it is handed the file all the same: a fault's code, or `read N` with N pages.
    package let reading: String

    package var path: String { Self.folder + "/" + name }

    package static let folder = Repository.fixtures + "/hostile/corpus"

    /// All of them, in the table's order.
    package static func all() throws -> [HostileFile] {
        let table = try String(contentsOfFile: Repository.fixtures + "/hostile/verdicts.tsv", encoding: .utf8)
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let cells = line.split(separator: "\t").map(String.init)
            return cells.count == 3 ? HostileFile(name: cells[0], intake: cells[1], reading: cells[2]) : nil
        }
    }
}
