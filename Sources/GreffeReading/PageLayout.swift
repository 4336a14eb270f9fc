import GreffeCore

/// Puts what the engine read into reading order: rows of a table on one line, blocks side by side one after the other,
/// letterhead before address before body.
///
/// Segments are chained into blocks (each line has one neighbour above and one below), blocks side by side whose lines
/// stand level are put together as rows unless they look like columns (an address, running text, a form printed twice),
/// and the units that result are ordered by cutting the page along its gaps, across first.
struct PageLayout {
    /// A line of the page, in its unit.
    struct Line {
        var unit: Int
        var words: [FoundWord]
    }

    private var segments: [TextSegment]
    private let height: Double
    private let pageWidth: Double
    private let pageHeight: Double

    /// The lines of a page in reading order.
    static func lines(of words: [FoundWord], pageWidth: Int, pageHeight: Int) -> [Line] {
        guard var layout = PageLayout(words, pageWidth: pageWidth, pageHeight: pageHeight) else { return [] }
        layout.findRows()
        let blocks = layout.blocks()
        let units = layout.units(of: blocks)
        var lines: [Line] = []
        for (number, unit) in layout.ordered(units, depth: 0).enumerated() {
            lines += layout.rows(of: unit).map { Line(unit: number, words: $0) }
        }
        return lines
    }

    private init?(_ words: [FoundWord], pageWidth: Int, pageHeight: Int) {
        let slope = Self.slope(of: words, pageWidth: Double(pageWidth))
        var segments: [TextSegment] = []
        var start = 0
        for index in words.indices where index + 1 == words.count || words[index + 1].line != words[index].line {
            segments += TextSegment.segments(of: Array(words[start...index]), slope: slope)
            start = index + 1
        }
        guard !segments.isEmpty else { return nil }
        height = max(1, segments.map(\.height).median)
        // A dash alone is a low word on a line as high as any other.
        for index in segments.indices { segments[index].height = max(segments[index].height, 0.6 * height) }
        self.segments = segments.sorted { ($0.base, $0.left) < ($1.base, $1.left) }
        (self.pageWidth, self.pageHeight) = (Double(pageWidth), Double(pageHeight))
    }

    /// The slope that is left after preparation: the median over the longer lines, weighed by their length.
    private static func slope(of words: [FoundWord], pageWidth: Double) -> Double {
        var slopes: [(slope: Double, length: Double)] = []
        var last = -1
        for word in words where word.line != last {
            last = word.line
            guard let line = word.lineBaseline, line.right - line.left > 0.12 * pageWidth else { continue }
            slopes.append(((line.rightY - line.leftY) / (line.right - line.left), line.right - line.left))
        }
        slopes.sort { $0.slope < $1.slope }
        var half = slopes.reduce(0) { $0 + $1.length } / 2
        for entry in slopes {
            half -= entry.length
            if half <= 0 { return abs(entry.slope) < 0.2 ? entry.slope : 0 }
        }
        return 0
    }

    // MARK: Rows and blocks

    private mutating func findRows() {
        var rows: [[Int]] = []
        for index in segments.indices {
            // Segments come by their base: a row that is still open is among the last few.
            let candidate = rows.indices.suffix(6).last { row in rows[row].allSatisfy { isLevel($0, index) } }
            if let candidate {
                segments[index].row = candidate
                rows[candidate].append(index)
            } else {
                segments[index].row = rows.count
                rows.append([index])
            }
        }
    }

    private func isLevel(_ one: Int, _ other: Int) -> Bool {
        let (a, b) = (segments[one], segments[other])
        return abs(a.base - b.base) < 0.4 * min(a.height, b.height)
            && (a.right <= b.left + 0.3 * height || b.right <= a.left + 0.3 * height)
    }

    /// The nearest segments below (or above) one, within the distance of two lines.
    private func neighbours(of index: Int, below: Bool) -> [Int] {
        let segment = segments[index]
        var nearest: Double?
        var found: [Int] = []
        let candidates = below ? Array(segments.indices[(index + 1)...]) : segments.indices[..<index].reversed()
        for other in candidates {
            let candidate = segments[other]
            let distance = abs(candidate.base - segment.base)
            // Headings are at most four times as high as the text.
            if distance > 2.3 * 4 * max(segment.height, height) { break }
            guard distance > 0.5 * height, distance < 2.3 * max(segment.height, candidate.height),
                segment.overlap(candidate) > 0
            else { continue }
            if let nearest, distance - nearest >= 0.5 * height { break }
            nearest = min(nearest ?? distance, distance)
            found.append(other)
        }
        return found
    }

    /// Chains of lines, each the only neighbour of the next, of one size and aligned.
    private mutating func blocks() -> [[Int]] {
        var blocks: [[Int]] = []
        for index in segments.indices {
            let above = neighbours(of: index, below: false)
            if above.count == 1, neighbours(of: above[0], below: true).count == 1, isContinued(above[0], by: index) {
                segments[index].block = segments[above[0]].block
                blocks[segments[index].block].append(index)
            } else {
                segments[index].block = blocks.count
                blocks.append([index])
            }
        }
        return blocks
    }

    private func isContinued(_ upper: Int, by lower: Int) -> Bool {
        let (a, b) = (segments[upper], segments[lower])
        guard max(a.height, b.height) < 1.6 * min(a.height, b.height) else { return false }
        return abs(a.left - b.left) < 1.5 * height || abs(a.right - b.right) < 1.5 * height
            || abs(a.left + a.right - b.left - b.right) < 3 * height || a.overlap(b) > 0.7 * min(a.width, b.width)
    }

    // MARK: Units

    /// Blocks put together where they are the columns of a table or the two halves of a form's lines.
    private func units(of blocks: [[Int]]) -> [[Int]] {
        var root = Array(blocks.indices)
        func find(_ block: Int) -> Int {
            var block = block
            while root[block] != block { block = root[block] }
            return block
        }
        let judge = ColumnJudge(segments: segments, height: height, pageWidth: pageWidth, pageHeight: pageHeight)
        var verdicts: [Int: Bool] = [:]
        let rows = Dictionary(grouping: segments.indices, by: { segments[$0].row })
        for row in rows.keys.sorted() {
            let level = (rows[row] ?? []).sorted { segments[$0].left < segments[$1].left }
            for (one, other) in zip(level, level.dropFirst()) {
                let (a, b) = (segments[one].block, segments[other].block)
                guard a != b, find(a) != find(b) else { continue }
                let key = a * blocks.count + b
                let areColumns = verdicts[key] ?? judge.areColumns(blocks[a], blocks[b])
                verdicts[key] = areColumns
                if !areColumns { root[find(b)] = find(a) }
            }
        }
        let members = Dictionary(grouping: blocks.indices, by: { find($0) })
        return members.keys.sorted().map { (members[$0] ?? []).flatMap { blocks[$0] } }
    }

    private func rows(of unit: [Int]) -> [[FoundWord]] {
        let rows = Dictionary(grouping: unit, by: { segments[$0].row })
        return rows.values
            .sorted { $0.map { segments[$0].base }.median < $1.map { segments[$0].base }.median }
            .map { row in row.sorted { segments[$0].left < segments[$1].left }.flatMap { segments[$0].words } }
    }

    // MARK: Order

    /// More cuts inside cuts than any page has.
    private static let depthMax = 40

    private func ordered(_ units: [[Int]], depth: Int) -> [[Int]] {
        guard units.count > 1 else { return units }
        var boxed = units.map { (unit: $0, box: Extent($0, segments)) }
        boxed.sort { ($0.box.top, $0.box.left) < ($1.box.top, $1.box.left) }
        guard depth < Self.depthMax else { return boxed.map(\.unit) }

        let strips = Self.groups(
            boxed, start: { $0.box.top + 0.15 * height }, end: { $0.box.bottom - 0.15 * height }, slack: 0)
        if strips.count > 1 { return strips.flatMap { ordered($0.map(\.unit), depth: depth + 1) } }
        let byLeft = boxed.sorted { ($0.box.left, $0.box.top) < ($1.box.left, $1.box.top) }
        let columns = Self.groups(byLeft, start: { $0.box.left }, end: { $0.box.right }, slack: 0.3 * height)
        if columns.count > 1 { return columns.flatMap { ordered($0.map(\.unit), depth: depth + 1) } }
        // Entangled: the topmost first, and the rest as if it were not there.
        return [boxed[0].unit] + ordered(boxed.dropFirst().map(\.unit), depth: depth + 1)
    }

    private static func groups<Item>(
        _ items: [Item], start: (Item) -> Double, end: (Item) -> Double, slack: Double
    ) -> [[Item]] {
        var groups: [[Item]] = []
        var reached = -Double.infinity
        for item in items {
            if groups.isEmpty || start(item) >= reached - slack {
                groups.append([item])
                reached = end(item)
            } else {
                groups[groups.count - 1].append(item)
                reached = max(reached, end(item))
            }
        }
        return groups
    }
}

/// The rectangle around some segments.
struct Extent {
    var left = Double.infinity
    var top = Double.infinity
    var right = -Double.infinity
    var bottom = -Double.infinity

    init(_ members: [Int], _ segments: [TextSegment]) {
        for index in members {
            let segment = segments[index]
            (left, top) = (min(left, segment.left), min(top, segment.top))
            (right, bottom) = (max(right, segment.right), max(bottom, segment.bottom))
        }
    }
}
