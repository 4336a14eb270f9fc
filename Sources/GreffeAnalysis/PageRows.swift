import GreffeCore

/// The page's units: the usual height of a word, how far to the right a line must go to drop one pixel, and how much
/// wider than high a pixel is (a standard fax has 204 dots an inch across and 98 down).
struct PageScale {
    let em: Double
    /// Pixels down a pixel to the right.
    let slope: Double
    /// Horizontal pixels that are as long as one vertical pixel.
    let aspect: Double

    init(_ reading: PageReading) {
        var heights: [Int] = []
        var slopes: [Double] = []
        for line in reading.lines.prefix(LetterPage.wordsMax) {
            for word in line.words where word.text.utf8.count > 1 { heights.append(max(1, word.box.height)) }
            if let first = line.words.first, let last = line.words.last, line.words.count >= 5,
                last.box.left - first.box.right > reading.width / 4
            {
                slopes.append(
                    Double(last.box.bottom - first.box.bottom) / Double(last.box.left - first.box.left))
            }
        }
        em = Double(Self.median(heights) ?? max(10, reading.height / 120))
        // Beyond three degrees it is not skew but a misread line.
        let slope = slopes.count < 3 ? 0 : Self.median(slopes) ?? 0
        self.slope = abs(slope) < 0.052 ? slope : 0
        let ratio = reading.dpiX > 0 && reading.dpiY > 0 ? Double(reading.dpiX) / Double(reading.dpiY) : 1
        aspect = min(3, max(1 / 3, ratio))
    }

    static func median<Value: Comparable>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    func top(_ box: Box) -> Double { Double(box.top) - slope * Double(box.left + box.right) / 2 }
    func bottom(_ box: Box) -> Double { Double(box.bottom) - slope * Double(box.left + box.right) / 2 }
}

/// Words of one engine line with no wide gap between them.
struct PagePiece {
    var words: [Word]
    var box: Box
    /// Straightened, from the words' medians, so that one misread box does not stretch the piece.
    var top: Double
    var bottom: Double

    init(_ words: [Word], scale: PageScale) {
        self.words = words
        box = words.dropFirst().reduce(words[0].box) { $0.union($1.box) }
        let tall = words.filter { $0.text.utf8.count > 1 }
        let measured = tall.isEmpty ? words : tall
        top = PageScale.median(measured.map { scale.top($0.box) }) ?? 0
        bottom = PageScale.median(measured.map { scale.bottom($0.box) }) ?? 0
    }

    var centre: Double { (top + bottom) / 2 }
    var height: Double { max(1, bottom - top) }
}

enum PageRows {
    /// A gap as wide as this many line heights parts two cells; a justified line's gaps stay below.
    static let gapEms = 1.3

    /// Pieces by row, top to bottom, each row left to right. What the engine saw as one line stays one; lines of
    /// different blocks that stand side by side become one row.
    static func rows(of reading: PageReading, scale: PageScale) -> [[PagePiece]] {
        let lines = lines(of: reading, scale: scale).sorted { ($0.centre, $0.left) < ($1.centre, $1.left) }
        var rows: [[EngineLine]] = []
        for line in lines {
            // The last rows only: lines come sorted by height on the page.
            let row = rows.indices.suffix(3).last { index in
                rows[index].allSatisfy { other in
                    abs(other.centre - line.centre) < 0.55 * min(other.height, line.height)
                        && !other.overlaps(line, slack: Int(scale.em))
                }
            }
            if let row { rows[row].append(line) } else { rows.append([line]) }
        }
        return rows.map { $0.flatMap(\.pieces).sorted { $0.box.left < $1.box.left } }
    }

    private struct EngineLine {
        let pieces: [PagePiece]
        let centre: Double
        let height: Double
        var left: Int { pieces[0].box.left }

        func overlaps(_ other: EngineLine, slack: Int) -> Bool {
            pieces.contains { one in
                other.pieces.contains { $0.box.left + slack < one.box.right && one.box.left + slack < $0.box.right }
            }
        }
    }

    private static func lines(of reading: PageReading, scale: PageScale) -> [EngineLine] {
        var budget = LetterPage.wordsMax
        return reading.lines.compactMap { line in
            guard budget > 0 else { return nil }
            budget -= line.words.count
            let pieces = pieces(of: line.words, scale: scale)
            guard let centre = PageScale.median(pieces.map(\.centre)),
                let height = PageScale.median(pieces.map(\.height))
            else { return nil }
            return EngineLine(pieces: pieces, centre: centre, height: height)
        }
    }

    /// Cuts a line at its wide gaps; specks that were read as lone marks are left out.
    private static func pieces(of words: [Word], scale: PageScale) -> [PagePiece] {
        let em = max(scale.em, Double(PageScale.median(words.map(\.box.height)) ?? 0)) * scale.aspect
        var pieces: [PagePiece] = []
        var current: [Word] = []
        func close() {
            if current.contains(where: { $0.text.contains { isText($0) } }) {
                pieces.append(PagePiece(current, scale: scale))
            }
            current = []
        }
        for word in words {
            if let last = current.last,
                Double(word.box.left - last.box.right) > gapEms * em || word.box.right < last.box.left
            {
                close()
            }
            current.append(word)
        }
        close()
        return pieces
    }

    private static func isText(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || ["\u{20AC}", "\u{00A3}", "$", "%"].contains(character)
    }
}

enum PageBlocks {
    /// Lines further apart than this many line heights do not belong to one block; set solid they are about 0.5 apart,
    /// at one and a half about 1, and an empty line between is at least 2.
    static let gapEms = 1.35

    static func blocks(of lines: [LetterLine], scale: PageScale) -> [LetterBlock] {
        struct Open {
            var cells: [LetterCell]
            var last: LetterCell
            var bottom: Double
            var lineIndex: Int
        }
        var open: [Open] = []
        var order: [Int] = []
        for line in lines {
            for cell in line.cells {
                let top = scale.top(cell.box)
                let index = open.indices.suffix(40).last { candidate in
                    let other = open[candidate]
                    return other.lineIndex < line.index && top - other.bottom < gapEms * scale.em
                        && top - other.bottom > -scale.em && isAligned(cell.box, other.last.box, scale: scale)
                }
                let bottom = scale.bottom(cell.box)
                if let index {
                    open[index].cells.append(cell)
                    open[index].last = cell
                    open[index].bottom = bottom
                    open[index].lineIndex = line.index
                } else {
                    order.append(open.count)
                    open.append(Open(cells: [cell], last: cell, bottom: bottom, lineIndex: line.index))
                }
            }
        }
        return order.map { index in
            let cells = open[index].cells
            return LetterBlock(cells: cells, box: cells.dropFirst().reduce(cells[0].box) { $0.union($1.box) })
        }
    }

    private static func isAligned(_ one: Box, _ other: Box, scale: PageScale) -> Bool {
        let reach = Int(2 * scale.em * scale.aspect)
        guard one.left < other.right, other.left < one.right else { return false }
        return abs(one.left - other.left) <= reach || abs(one.right - other.right) <= reach
            || abs(one.left + one.right - other.left - other.right) <= 2 * reach
    }
}
