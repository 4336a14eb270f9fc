/// A table for people: aligned columns, a header line, cut to the terminal's width in the column that can spare it.
struct Table {
    enum Alignment { case left, right }

    struct Column {
        var title: String
        var alignment: Alignment = .left
        /// Gives way when the line is wider than the terminal.
        var shrinks = false
    }

    var columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [String]) { rows.append(cells.map(Self.printable)) }

    func lines(_ terminal: Terminal) -> [String] {
        var widths = columns.enumerated().map { index, column in
            rows.reduce(column.title.count) { max($0, $1[index].count) }
        }
        let gaps = 2 * (columns.count - 1)
        if let width = terminal.width {
            let excess = widths.reduce(gaps, +) - width
            if excess > 0, let index = columns.firstIndex(where: \.shrinks) {
                widths[index] = max(Self.shrunkWidthMin, widths[index] - excess)
            }
        }
        let header = line(columns.map(\.title), widths)
        return [terminal.bold(header)] + rows.map { line($0, widths) }
    }

    /// Narrower than this a cell says nothing.
    private static let shrunkWidthMin = 12

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let text = cell.count > widths[index] ? String(cell.prefix(widths[index] - 1)) + "…" : cell
            let padding = String(repeating: " ", count: widths[index] - text.count)
            let isLast = index == cells.count - 1
            switch columns[index].alignment {
            case .left: line += text + (isLast ? "" : padding + "  ")
            case .right: line += padding + text + (isLast ? "" : "  ")
            }
        }
        return line
    }

    /// Text that came off a stranger's paper or file name must not move the cursor or colour the screen.
    static func printable(_ text: String) -> String {
        String(
            text.map { character in
                character.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && !($0.properties.isBidiControl)
                } ? character : " "
            })
    }
}
