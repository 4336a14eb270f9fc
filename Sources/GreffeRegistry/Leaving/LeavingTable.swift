import GreffeCore
import GreffeIndex

/// `letters.csv` of a leaving: RFC 4180, UTF-8.
enum LeavingTable {
    private static let columns: [(name: String, value: @Sendable (LetterRow) -> String?)] = [
        ("number", { "\($0.accession)" }), ("received", { "\($0.received)" }),
        ("date", { $0.letterDate.map { "\($0)" } }), ("state", { $0.isErased ? "destroyed" : $0.phase.rawValue }),
        ("class", { $0.letterClass?.rawValue }), ("customer", { $0.customer?.value }), ("sender", { $0.sender }),
        ("department", { $0.department }), ("case", { $0.caseFile.map { "\($0)" } }), ("channel", { $0.channel }),
        ("batch", { $0.batch }), ("file", { $0.originalName }), ("pages", { $0.pages.map { "\($0)" } }),
        ("rule", { $0.retention?.rule }), ("law", { $0.retention?.basis }),
        ("kept_until", { $0.retention?.term.map { "\($0)" } }),
        ("then", { $0.retention?.disposition.rawValue }), ("held", { $0.isHeld ? "yes" : "no" }),
        ("scan", { $0.scan.map { "\($0)" } }), ("sha256", { $0.sha256?.hex }),
    ]

    static var header: String { columns.map(\.name).joined(separator: ",") + "\r\n" }

    /// A cell that a spreadsheet would take for a formula is kept from being one by an apostrophe.
    static func line(_ letter: LetterRow) -> String {
        columns.map { column in
            let value = column.value(letter) ?? ""
            let isFormula = value.first.map { "=+-@\t\r".contains($0) } ?? false
            let text = (isFormula ? "'" : "") + value
            let needsQuotes = text.contains { "\",;\n\r".contains($0) }
            return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }.joined(separator: ",") + "\r\n"
    }
}
