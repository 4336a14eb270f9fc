package import GreffeCore

/// One line across the page's width: pieces that stand side by side, left to right, whatever block the engine put them
/// in. A piece that a wide gap or a table's rule parts from the next is a cell.
package struct LetterLine: Sendable {
    /// Page of the scan, from 1.
    package let page: Int
    /// Index in `LetterPage.lines`.
    package let index: Int
    package let words: [Word]
    package let tokens: [Token]
    package let terms: [Term]
    package let cells: [LetterCell]
    /// Position on the straightened page, 0 at the top and 1 at the foot.
    package let position: Double
    /// Straightened top and bottom, in pixels.
    let top: Double
    let bottom: Double

    package var text: String { words.map(\.text).joined(separator: " ") }
    package var folded: String { terms.map(\.folded).joined(separator: " ") }

    /// The box of some tokens; nil for an empty range.
    package func box(of range: Range<Int>) -> Box? {
        let range = range.clamped(to: tokens.indices)
        guard let first = range.first, let last = range.last else { return nil }
        return words[tokens[first].word...tokens[last].word].dropFirst()
            .reduce(words[tokens[first].word].box) { $0.union($1.box) }
    }

    /// The text of some tokens as read, spaces where the scan has them.
    package func text(of range: Range<Int>) -> String {
        var text = ""
        for token in tokens[range.clamped(to: tokens.indices)] {
            if !text.isEmpty, token.gap != .none { text += " " }
            text += token.text
        }
        return text
    }

    /// Mean confidence of the engine over some tokens, 0 to 1.
    package func readingConfidence(of range: Range<Int>) -> Double {
        let words = Set(tokens[range.clamped(to: tokens.indices)].map(\.word)).map { self.words[$0].confidence }
        return words.isEmpty ? 0 : min(1, max(0, words.reduce(0, +) / Double(words.count) / 100))
    }
}

/// A cell of a line.
package struct LetterCell: Hashable, Sendable {
    package let line: Int
    package let words: Range<Int>
    package let tokens: Range<Int>
    package let box: Box
}

/// Cells under each other that belong together: an address, a paragraph, a column of a table.
package struct LetterBlock: Hashable, Sendable {
    package let cells: [LetterCell]
    package let box: Box
}

/// A page as a person sees it: lines across the whole width in reading order, cells, blocks. Pure geometry over a
/// `PageReading`; robust to a skew the reading left in, and to columns the engine ran together.
package struct LetterPage: Sendable {
    /// Page of the scan, from 1.
    package let number: Int
    package let width: Int
    package let height: Int
    /// Height of the page's usual word in pixels: the unit of distances.
    package let em: Double
    package let lines: [LetterLine]
    package let blocks: [LetterBlock]
    /// What a fax machine printed at the page's edge; not part of `lines`.
    package let faxHeader: String?

    /// A page of dense print has 1,500 words; what is beyond is not looked at.
    static let wordsMax = 6_000

    package init(_ page: PageReading) {
        let reading = Self.bounded(page)
        number = reading.number
        width = reading.width
        height = reading.height
        let scale = PageScale(reading)
        em = scale.em
        var rows = PageRows.rows(of: reading, scale: scale)
        var header = reading.faxHeader
        if let first = rows.first, Self.isFaxHeader(first, in: reading) {
            header = header ?? first.flatMap(\.words).map(\.text).joined(separator: " ")
            rows.removeFirst()
        }
        faxHeader = header
        let height = Double(self.height)
        lines = rows.enumerated().map { index, pieces in
            LetterLine(pieces, index: index, page: reading.number, pageHeight: height)
        }
        blocks = PageBlocks.blocks(of: lines, scale: scale)
    }

    /// The largest coordinate believed: three times an A0 plan at 600 dpi. Sums and products of such stay far from
    /// overflow.
    private static let coordinateMax = 100_000

    /// The reading without boxes that no page can have: readings come from another process and are not believed.
    private static func bounded(_ reading: PageReading) -> PageReading {
        var reading = reading
        reading.width = min(max(1, reading.width), coordinateMax)
        reading.height = min(max(1, reading.height), coordinateMax)
        let range = -coordinateMax...coordinateMax
        for index in reading.lines.indices {
            reading.lines[index].words.removeAll { word in
                let box = word.box
                return
                    !(range.contains(box.left) && range.contains(box.right) && range.contains(box.top)
                    && range.contains(box.bottom) && box.left < box.right && box.top < box.bottom)
                    || word.text.allSatisfy(\.isWhitespace)
            }
        }
        return reading
    }

    package func text(of cell: LetterCell) -> String {
        guard lines.indices.contains(cell.line) else { return "" }
        return lines[cell.line].text(of: cell.tokens)
    }

    /// The terms of a cell.
    package func terms(of cell: LetterCell) -> [Term] {
        guard lines.indices.contains(cell.line) else { return [] }
        return lines[cell.line].terms.filter { cell.tokens.contains($0.tokens.lowerBound) }
    }

    /// Tokens that stand under a box, in the nearest of the next `depth` lines that has any there.
    func tokens(under box: Box, after line: Int, depth: Int = 2) -> (line: Int, tokens: Range<Int>)? {
        guard lines.indices.contains(line) else { return nil }
        let reach = Int(em)
        for index in lines.indices.dropFirst(line + 1).prefix(depth) {
            let candidate = lines[index]
            guard candidate.top - lines[index - 1].bottom < 2.5 * em else { return nil }
            let first = candidate.tokens.firstIndex {
                let word = candidate.words[$0.word].box
                return word.right > box.left - reach / 2 && word.left < box.right + reach / 2
            }
            guard let first else { continue }
            let start = candidate.words[candidate.tokens[first].word].box.left
            // What begins well left of the label is the neighbour's value.
            guard start > box.left - 4 * reach else { continue }
            return (index, first..<candidate.tokens.count)
        }
        return nil
    }

    /// A fax machine's line: at the very edge, with a time and what such lines carry.
    private static func isFaxHeader(_ row: [PagePiece], in reading: PageReading) -> Bool {
        guard let top = row.map(\.box.top).min(), top * 16 < reading.height else { return false }
        let text = row.flatMap(\.words).map(\.text).joined(separator: " ").folded
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let hasTime = zip(words, words.dropFirst()).contains { hour, minute in
            hour.utf8.count <= 2 && minute.utf8.count >= 2 && (Int(hour) ?? 99) < 24
                && (Int(minute.prefix(2)) ?? 99) < 60 && text.contains("\(hour):\(minute)")
        }
        let cues: Set<Substring> = [
            "fax", "from", "de", "von", "an", "to", "p", "page", "seite", "s", "telecopie", "tel", "no", "f",
        ]
        let digits = text.utf8.lazy.filter { (0x30...0x39).contains($0) }.count
        return hasTime && digits >= 8
            && words.contains { cues.contains($0) || $0.hasPrefix("p0") || $0.hasPrefix("p1") }
    }
}

extension LetterLine {
    init(_ pieces: [PagePiece], index: Int, page: Int, pageHeight: Double) {
        let words = pieces.flatMap(\.words)
        var starts: Set<Int> = []
        var count = 0
        for piece in pieces {
            starts.insert(count)
            count += piece.words.count
        }
        let tokens = Tokenizer.tokens(of: words) { starts.contains($0) }
        self.page = page
        self.index = index
        self.words = words
        self.tokens = tokens
        terms = Term.terms(of: tokens)
        top = pieces.map(\.top).min() ?? 0
        bottom = pieces.map(\.bottom).max() ?? 0
        position = min(1, max(0, (top + bottom) / 2 / max(1, pageHeight)))
        var cells: [LetterCell] = []
        var start = 0
        for end in tokens.indices.dropFirst() where tokens[end].gap == .wide {
            cells.append(Self.cell(start..<end, line: index, words: words, tokens: tokens))
            start = end
        }
        if !tokens.isEmpty { cells.append(Self.cell(start..<tokens.count, line: index, words: words, tokens: tokens)) }
        self.cells = cells
    }

    private static func cell(_ range: Range<Int>, line: Int, words: [Word], tokens: [Token]) -> LetterCell {
        let span = tokens[range.lowerBound].word..<tokens[range.upperBound - 1].word + 1
        let box = words[span].dropFirst().reduce(words[span.lowerBound].box) { $0.union($1.box) }
        return LetterCell(line: line, words: span, tokens: range, box: box)
    }
}
