import GreffeCore
import GreffeIndex

/// Letters as a spreadsheet takes them: RFC 4180, UTF-8.
enum LetterCSV {
    private static let columns: [(name: String, value: @Sendable (LetterRow) -> String?)] = [
        ("accession", { "\($0.accession)" }), ("state", { $0.phase.rawValue }),
        ("class", { $0.letterClass?.rawValue }), ("customer", { $0.customer?.value }), ("sender", { $0.sender }),
        ("date", { $0.letterDate.map { "\($0)" } }), ("received", { "\($0.received)" }),
        ("department", { $0.department }), ("deadline", { $0.deadline.map { "\($0)" } }),
        ("case", { $0.caseFile.map { "\($0)" } }), ("channel", { $0.channel }), ("batch", { $0.batch }),
        ("file", { $0.originalName }), ("pages", { $0.pages.map { "\($0)" } }),
        ("retention", { $0.retention?.rule }), ("term", { $0.retention?.term.map { "\($0)" } }),
        ("held", { $0.isHeld ? "yes" : "no" }), ("sha256", { $0.sha256?.hex }),
    ]

    static var header: String { line(columns.map(\.name)) }

    static func text(_ hits: [SearchHit]) -> String {
        header + hits.map { line($0.letter) }.joined()
    }

    static func line(_ letter: LetterRow) -> String {
        line(columns.map { $0.value(letter) ?? "" })
    }

    /// A cell that a spreadsheet would take for a formula is kept from being one by an apostrophe: the text came off a
    /// stranger's paper.
    static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let isFormula = cell.first.map { "=+-@\t\r".contains($0) } ?? false
            let text = (isFormula ? "'" : "") + cell
            let needsQuotes = text.contains { "\",;\n\r".contains($0) }
            return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }.joined(separator: ",") + "\r\n"
    }
}
