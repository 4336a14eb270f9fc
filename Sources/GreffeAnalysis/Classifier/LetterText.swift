import GreffeCore

/// A letter's pages as the classifier reads them: lines of text, separators and blank pages left out.
struct LetterText: Sendable {
    /// At most this many pages are looked at: the leading page decides, and what lies fifty pages behind it is an
    /// annex.
    static let pageLimit = 8
    /// At most this many lines of a page, and bytes of a line: more than any printed page holds, so that a hostile
    /// reading costs no more than a full one.
    static let lineLimit = 400
    static let lineByteLimit = 2000

    var pages: [[String]]

    init(pages: [[String]]) {
        self.pages = pages.prefix(Self.pageLimit).map { page in
            page.prefix(Self.lineLimit).map { line in
                line.utf8.count <= Self.lineByteLimit ? line : String(line.prefix(Self.lineByteLimit / 4))
            }
        }
    }

    init(_ reading: Reading) {
        let read = reading.pages.lazy.filter { !$0.isSeparator && !$0.isBlank && !$0.lines.isEmpty }
        self.init(pages: read.prefix(Self.pageLimit).map { $0.lines.prefix(Self.lineLimit).map(\.text) })
    }

    /// Pages of plain text, one line a line.
    init(texts: [String]) {
        self.init(
            pages: texts.map { text in
                text.split(separator: "\n").map(String.init)
            })
    }
}
