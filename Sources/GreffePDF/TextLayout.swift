/// Lays blocks of text out on A4 pages. Sizes are in points.
struct TextLayout {
    /// A face, its size and the distance of its lines.
    struct Style {
        var face: Typeface
        var size: Double
        var leading: Double

        static let title = Style(face: .bold, size: 17, leading: 22)
        static let heading = Style(face: .bold, size: 12, leading: 16)
        static let subheading = Style(face: .bold, size: 10, leading: 14)
        static let body = Style(face: .regular, size: 9.5, leading: 13.5)
        static let monospace = Style(face: .mono, size: 8, leading: 11)
        static let cell = Style(face: .regular, size: 8.5, leading: 11.5)
        static let headerCell = Style(face: .bold, size: 8.5, leading: 11.5)
        static let monospaceCell = Style(face: .mono, size: 7.5, leading: 11.5)
    }

    private enum Page {
        static let left = 62.0
        static let top = 62.0
        static let width = PageCanvas.a4.width - 2 * left
        static let bottom = PageCanvas.a4.height - 70
        static let footer = PageCanvas.a4.height - 38
        static var height: Double { bottom - top }
    }

    private let cases: TypeCase
    private var pages = [PageCanvas()]
    /// How far down the page is filled.
    private var y = Page.top

    init(cases: TypeCase) { self.cases = cases }

    /// The pages, each with footer and number.
    func numbered(footer: String) -> [PageCanvas] {
        pages.indices.map { index in
            var page = pages[index]
            let style = Style.cell
            page.fill([(Page.left, Page.footer - 13, Page.width, 0.4)], gray: 0.6)
            page.text(footer, x: Page.left, baseline: Page.footer, face: style.face, size: 7.5, cases: cases)
            page.text(
                "\(index + 1) / \(pages.count)", x: Page.left + Page.width, baseline: Page.footer, face: style.face,
                size: 7.5, alignment: .right, cases: cases)
            return page
        }
    }

    // MARK: Blocks

    mutating func title(_ text: String) {
        guard !text.isEmpty else { return }
        for line in lines(text, .title, width: Page.width) { put(line, .title) }
        fill(x: Page.left, y: y + 5, width: Page.width, height: 0.8)
        y += 14
    }

    mutating func place(_ block: TextPages.Block) {
        switch block {
        case .heading(let text, let level): heading(text, level == 1 ? .heading : .subheading)
        case .paragraph(let text):
            paragraph(lines(text, .body, width: Page.width), indent: 0, .body)
            space(5.5)
        case .item(let marker, let text):
            // The marker stands on the first line, wherever that comes to stand.
            let indent = max(14, cases.width(of: marker, in: .regular, size: Style.body.size) + 6)
            keep(Style.body.leading)
            let (page, first) = (pages.count - 1, y + Style.body.size)
            pages[page].text(
                marker, x: Page.left + 2, baseline: first, face: .regular, size: Style.body.size, cases: cases)
            paragraph(lines(text, .body, width: Page.width - indent), indent: indent, .body, isHeld: true)
            space(3)
        case .monospace(let lines): monospace(lines)
        case .table(let table): self.table(table)
        }
    }

    private mutating func heading(_ text: String, _ style: Style) {
        let lines = lines(text, style, width: Page.width)
        space(style.size * 0.8)
        // With at least three lines of what it stands over.
        keep(Double(lines.count) * style.leading + 3 * Style.body.leading)
        for line in lines { put(line, style) }
        y += 3
    }

    /// Not leaving its first or last line alone on a page.
    private mutating func paragraph(_ lines: [String], indent: Double, _ style: Style, isHeld: Bool = false) {
        for (index, line) in lines.enumerated() {
            let isFirst = index == 0 && lines.count > 1
            let isLastButOne = index > 0 && index == lines.count - 2
            if isHeld, index == 0 {
                // Its room was kept before.
            } else if isFirst || isLastButOne {
                keep(2 * style.leading)
            }
            put(line, style, indent: indent)
        }
    }

    private mutating func monospace(_ lines: [String]) {
        let style = Style.monospace
        let inset = 5.0
        y += 1
        for line in lines {
            for (index, piece) in pieces(of: line, style, width: Page.width - 2 * inset).enumerated() {
                keep(style.leading)
                fill(x: Page.left, y: y, width: Page.width, height: style.leading, gray: 0.94)
                // Behind the fill of the next line, which must not cut its descenders.
                put(index == 0 ? piece : "  " + piece, style, indent: inset, isKept: true)
            }
        }
        space(7)
    }

    /// A line cut to pieces that fit, wherever that may be: nothing in it may be lost or moved.
    private func pieces(of line: String, _ style: Style, width: Double) -> [String] {
        let most = max(8, Int(width / cases.width(of: "0", in: style.face, size: style.size)) - 2)
        var rest = Array(line.replacingTabs)
        var pieces: [String] = []
        let first = most + 2
        repeat {
            let count = min(rest.count, pieces.isEmpty ? first : most)
            pieces.append(String(rest[0..<count]))
            rest.removeFirst(count)
        } while !rest.isEmpty
        return pieces
    }

    // MARK: Tables

    private mutating func table(_ table: TextPages.Table) {
        let columns = table.header.isEmpty ? table.rows.first?.count ?? 0 : table.header.count
        guard columns > 0 else { return }
        let rows = table.rows.map { row in (0..<columns).map { $0 < row.count ? row[$0] : "" } }
        let widths = widths(table, rows, columns)
        space(2)
        func style(_ column: Int) -> Style { table.monospaceColumns.contains(column) ? .monospaceCell : .cell }
        func head(_ layout: inout TextLayout) {
            guard !table.header.isEmpty else { return }
            layout.row(table.header, widths) { _ in .headerCell }
            layout.fill(x: Page.left, y: layout.y + 1, width: Page.width, height: 0.8)
            layout.y += 3
        }
        // The header with its first row.
        keep(4 * Style.cell.leading)
        head(&self)
        for cells in rows {
            let height = height(of: cells, widths, style)
            if y + height > Page.bottom, height < Page.height / 2 {
                turn()
                head(&self)
            }
            row(cells, widths, style)
            fill(x: Page.left, y: y + 1, width: Page.width, height: 0.3, gray: 0.7)
            y += 3
        }
        space(6)
    }

    private static let gutter = 10.0

    /// What each column needs, or, where that is more than the page has: its longest word, and a share of what is left
    /// after that.
    private func widths(_ table: TextPages.Table, _ rows: [[String]], _ columns: Int) -> [Double] {
        let most = Page.width - Self.gutter * Double(columns - 1)
        var (needed, least): ([Double], [Double]) = ([], [])
        for column in 0..<columns {
            let style: Style = table.monospaceColumns.contains(column) ? .monospaceCell : .cell
            var cells = rows.map { (text: $0[column], style: style) }
            if !table.header.isEmpty { cells.append((table.header[column], .headerCell)) }
            func width(_ text: Substring, _ style: Style) -> Double {
                cases.width(of: String(text), in: style.face, size: style.size)
            }
            needed.append(cells.map { width($0.text[...], $0.style) }.max() ?? 0)
            least.append(
                cells.flatMap { cell in cell.text.split(separator: " ").map { width($0, cell.style) } }.max() ?? 0)
        }
        let (all, words) = (needed.reduce(0, +), least.reduce(0, +))
        if all <= most { return needed }
        if words >= most { return least.map { $0 * most / words } }
        let share = (most - words) / max(1, all - words)
        return zip(needed, least).map { $1 + ($0 - $1) * share }
    }

    private func height(of cells: [String], _ widths: [Double], _ style: (Int) -> Style) -> Double {
        let heights = cells.indices.map { column in
            Double(lines(cells[column], style(column), width: widths[column]).count) * style(column).leading
        }
        return heights.max() ?? 0
    }

    private mutating func row(_ cells: [String], _ widths: [Double], _ style: (Int) -> Style) {
        let broken = cells.indices.map { lines(cells[$0], style($0), width: widths[$0]) }
        for line in 0..<(broken.map(\.count).max() ?? 0) {
            keep(Style.cell.leading)
            var x = Page.left
            for column in broken.indices {
                if line < broken[column].count {
                    let style = style(column)
                    pages[pages.count - 1].text(
                        broken[column][line], x: x, baseline: y + style.size, face: style.face, size: style.size,
                        cases: cases)
                }
                x += widths[column] + Self.gutter
            }
            y += Style.cell.leading
        }
    }

    // MARK: Lines and pages

    private mutating func put(_ line: String, _ style: Style, indent: Double = 0, isKept: Bool = false) {
        if !isKept { keep(style.leading) }
        pages[pages.count - 1].text(
            line, x: Page.left + indent, baseline: y + style.size, face: style.face, size: style.size, cases: cases)
        y += style.leading
    }

    private mutating func fill(x: Double, y: Double, width: Double, height: Double, gray: Double = 0) {
        pages[pages.count - 1].fill([(x, y, width, height)], gray: gray)
    }

    /// Turns the page unless there is so much room left on it.
    private mutating func keep(_ height: Double) {
        if y + height > Page.bottom, y > Page.top { turn() }
    }

    /// Room between blocks; none at the head of a page.
    private mutating func space(_ height: Double) {
        if y > Page.top { y += height }
    }

    private mutating func turn() {
        pages.append(PageCanvas())
        y = Page.top
    }

    /// A text broken at its spaces, and within a word only where that alone is wider than the line.
    private func lines(_ text: String, _ style: Style, width: Double) -> [String] {
        func fits(_ line: String) -> Bool { cases.width(of: line, in: style.face, size: style.size) <= width }
        var lines: [String] = []
        for paragraph in text.replacingTabs.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                let longer = line.isEmpty ? String(word) : line + " " + word
                if fits(longer) {
                    line = longer
                    continue
                }
                if !line.isEmpty { lines.append(line) }
                line = ""
                for character in word {
                    if !line.isEmpty, !fits(line + String(character)) {
                        lines.append(line)
                        line = ""
                    }
                    line.append(character)
                }
            }
            lines.append(line)
        }
        return lines
    }
}

extension String {
    /// Tabulators as four spaces; line ends of other systems as line feeds.
    fileprivate var replacingTabs: String {
        var text = ""
        for character in self {
            switch character {
            case "\t": text += "    "
            case "\r\n", "\r": text += "\n"
            default: text.append(character)
            }
        }
        return text
    }
}
