/// A text laid out on A4 pages: title, headings, paragraphs, lists, monospace lines and simple tables, with page
/// numbers. Comes out as PDF/A-2b, the same bytes each time.
package struct TextPages {
    /// A block of text, as it is to be laid out.
    enum Block {
        case heading(String, level: Int)
        case paragraph(String)
        case item(marker: String, text: String)
        case monospace([String])
        case table(Table)
    }

    struct Table {
        var header: [String]
        var rows: [[String]]
        var monospaceColumns: Set<Int>
    }

    let about: PDFAbout
    /// Stands at the foot of each page, beside its number.
    let footer: String
    private(set) var blocks: [Block] = []

    /// - Parameters:
    ///   - about: its title is printed at the head of the first page.
    ///   - footer: one short line.
    package init(about: PDFAbout, footer: String = "") { (self.about, self.footer) = (about, footer) }

    /// - Parameter level: 1 or 2. A heading stays with what follows it.
    package mutating func heading(_ text: String, level: Int = 1) { blocks.append(.heading(text, level: level)) }

    /// Broken into lines at its spaces; a line feed begins a new line.
    package mutating func paragraph(_ text: String) { blocks.append(.paragraph(text)) }

    /// One item of a list.
    /// - Parameter marker: `1.`, for example.
    package mutating func item(_ text: String, marker: String = "•") {
        blocks.append(.item(marker: marker, text: text))
    }

    /// Lines as they are, 97 characters wide; longer ones are broken, and go on indented.
    package mutating func monospace(_ lines: [String]) { blocks.append(.monospace(lines)) }

    /// Columns as wide as they need; cells are broken into lines. Each row has as many cells as the header, or as the
    /// first row where the header is empty.
    package mutating func table(header: [String], rows: [[String]], monospaceColumns: Set<Int> = []) {
        blocks.append(.table(Table(header: header, rows: rows, monospaceColumns: monospaceColumns)))
    }

    package func pdf() throws(PDFError) -> [UInt8] {
        let cases = try TypeCase()
        var layout = TextLayout(cases: cases)
        layout.title(about.title)
        for block in blocks { layout.place(block) }
        return try PageCanvas.document(layout.numbered(footer: footer), about: about, cases: cases)
    }
}
