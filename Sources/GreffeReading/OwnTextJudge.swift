import CTesseract
import GreffeCore

/// Whether the text a page brings along is what the page shows. Hidden and false text is an attack: a machine would
/// read one letter, and the person beside it another. So each word must have its ink, the ink its words, and every
/// line must say what recognition sees in its box. Costs less than to find the lines as well; where it fails, what is
/// seen counts.
struct OwnTextJudge {
    /// The page as recognition is shown it: gray, level.
    let page: PreparedPage
    /// In its pixels.
    let words: [FoundWord]

    /// What is written lower than this, in points, nobody reads: print of 3 points.
    private static let heightMin = 3.5
    /// Share of the page's ink that may be in no word: a logo's letters, a signature. What is more is print that is a
    /// picture, and has to be read.
    private static let uncoveredMax = 0.1

    /// Each line is asked for by itself, some milliseconds each; cells of tables are lines too.
    private static let linesMax = 1_500

    /// Share of the page's ink that no word covers.
    private(set) var uncoveredInk = 0.0

    /// - Parameters:
    ///   - printed: the claim, in pixels of the upright page that `page` was made from.
    init(_ printed: PrintedWords, on page: PreparedPage) {
        self.page = page
        words = WordFilter.cleaned(
            printed.words.map { word in
                var word = word
                word.box = page.prepared(word.box)
                word.baseline = word.baseline.map { page.prepared($0) }
                return word
            })
    }

    /// The words with their boxes drawn close around their ink; or why they are not to be trusted.
    /// - Parameter read: what recognition sees in the boxes.
    mutating func verdict(read: ([Box]) -> [String]) -> (OwnText, [FoundWord]) {
        let text = words.filter { !Self.isBullet($0) }
        guard !text.isEmpty, Set(text.map(\.line)).count <= Self.linesMax else { return (.unreadable, []) }
        guard !text.contains(where: { $0.text.unicodeScalars.contains(where: Self.isMeaningless) }) else {
            return (.unmapped, [])
        }
        let lowest = Self.heightMin / 72 * Double(page.dpi)
        guard !text.contains(where: { Double($0.box.height) < lowest && $0.text.contains(where: \.isReadable) }) else {
            return (.tiny, [])
        }
        guard !text.contains(where: { $0.text.count > 2 && $0.box.height > 2 * $0.box.width }) else {
            return (.askew, [])
        }
        guard !Self.overlap(text), !isCrowded(text), let seen = inked(text) else { return (.unseen, []) }
        uncoveredInk =
            page.image.blackAndWhite(below: WordInk.levelMax).map { InkCoverage.uncovered($0, words: seen).ofAll } ?? 1
        guard uncoveredInk <= Self.uncoveredMax else { return (.incomplete, []) }
        return agrees(text, read: read) ? (.used, seen) : (.unlike, [])
    }

    // MARK: Characters

    /// A list's bullet out of a font of signs: no word, and its meaning matters to nobody.
    private static func isBullet(_ word: FoundWord) -> Bool {
        word.text.count == 1 && word.text.unicodeScalars.allSatisfy { $0.properties.generalCategory == .privateUse }
    }

    /// Not so in a text that somebody wrote to be read.
    private static func isMeaningless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .privateUse, .unassigned, .control, .surrogate: true
        // Invisible marks that turn the order of what follows.
        case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
        default: scalar == "\u{FFFD}"
        }
    }

    // MARK: Ink

    /// The words, each in the box of its ink; nil where one has none.
    private func inked(_ words: [FoundWord]) -> [FoundWord]? {
        var seen: [FoundWord] = []
        for word in words {
            if let box = WordInk.box(of: word.box, on: page.image) {
                var inked = word
                inked.box = box
                seen.append(inked)
            } else if word.text.contains(where: \.isReadable) {
                return nil
            }
        }
        return seen
    }

    /// Whether the words take more room than the page has: not so where they can all be seen.
    private func isCrowded(_ words: [FoundWord]) -> Bool {
        let room = Box(left: 0, top: 0, right: page.image.width, bottom: page.image.height)
        let taken = words.reduce(0) { sum, word in
            let (across, down) = (min(word.box.width, room.width), min(word.box.height, room.height))
            return sum + across * down
        }
        return taken > room.width * room.height
    }

    /// Whether two words lie on each other: then one of them at most is seen.
    private static func overlap(_ words: [FoundWord]) -> Bool {
        let boxes = words.map(\.box).sorted { $0.top < $1.top }
        for (index, box) in boxes.enumerated() {
            for other in boxes[(index + 1)...] {
                if other.top >= box.bottom { break }
                let across = min(box.right, other.right) - max(box.left, other.left)
                let down = min(box.bottom, other.bottom) - max(box.top, other.top)
                let smaller = min(box.width * box.height, other.width * other.height)
                if across > 0, down > 0, 2 * across * down > smaller { return true }
            }
        }
        return false
    }

    // MARK: Meaning

    /// Every line is compared: fonts, and replacements that a page may have for any of its words, can lie in one alone.
    private func agrees(_ words: [FoundWord], read: ([Box]) -> [String]) -> Bool {
        var lines: [(box: Box, text: String)] = []
        var last = -1
        for word in words {
            if word.line == last, let line = lines.last {
                lines[lines.count - 1] = (line.box.union(word.box), line.text + " " + word.text)
            } else {
                lines.append((word.box, word.text))
                last = word.line
            }
        }
        lines = lines.filter { $0.text.count(where: \.isReadable) >= 2 }
        let seen = read(lines.map { widened($0.box) })
        return zip(lines, seen).allSatisfy { LineLikeness.isSame($0.text, $1) }
    }

    /// With a margin, as a line has on a page.
    private func widened(_ box: Box) -> Box {
        let margin = max(2, box.height / 6)
        return Box(
            left: max(0, box.left - 2 * margin), top: max(0, box.top - margin),
            right: min(page.image.width, box.right + 2 * margin),
            bottom: min(page.image.height, box.bottom + margin))
    }
}

/// What stands out from its surroundings in a word's box.
enum WordInk {
    /// Ink differs from its paper by more than this many grays of 256; as for the cheap questions (`PageView`).
    private static let contrastMin = 56
    /// A pixel darker than this is ink on white paper.
    static let levelMax = 255 - contrastMin

    /// The box around it; nil where nothing stands out.
    static func box(of box: Box, on image: PageImage) -> Box? {
        let clipped = Box(
            left: max(0, box.left), top: max(0, box.top), right: min(image.width, box.right),
            bottom: min(image.height, box.bottom))
        guard clipped.width > 0, clipped.height > 0 else { return nil }
        var grays: [Int] = []
        grays.reserveCapacity(clipped.width * clipped.height)
        for y in clipped.top..<clipped.bottom {
            for x in clipped.left..<clipped.right { grays.append(image.gray(x, y)) }
        }
        guard let darkest = grays.min(), let lightest = grays.max(), lightest - darkest > contrastMin else {
            return nil
        }
        let middle = (darkest + lightest) / 2
        // White on black as black on white: there is less of the letters than of what they stand on.
        let isDarkInk = 2 * grays.count { $0 <= middle } <= grays.count
        var (left, top, right, bottom) = (clipped.width, clipped.height, 0, 0)
        var index = 0
        for y in 0..<clipped.height {
            for x in 0..<clipped.width {
                if (grays[index] <= middle) == isDarkInk {
                    (left, top, right, bottom) = (min(left, x), min(top, y), max(right, x + 1), max(bottom, y + 1))
                }
                index += 1
            }
        }
        guard left < right else { return nil }
        return Box(
            left: clipped.left + left, top: clipped.top + top, right: clipped.left + right, bottom: clipped.top + bottom
        )
    }
}

/// Whether two readings of a line say the same: each figure must, of the letters most.
enum LineLikeness {
    /// Longer lines are compared up to here.
    private static let charactersMax = 400
    /// More than all letters of a line can cost: no way of laying the lines over each other makes up for a figure.
    private static let figureCost = 1_000
    /// One letter in so many may differ, and one more: recognition's own errors.
    private static let lettersPerError = 12

    static func isSame(_ own: String, _ seen: String) -> Bool {
        let (left, right) = (marks(own), marks(seen))
        guard !left.isEmpty else { return true }
        return distance(left, right) <= 1 + left.count / lettersPerError
    }

    /// Letters and figures, without case and accents; in words of figures the letters that look like one are one, in
    /// words of letters the other way round.
    private static func marks(_ text: String) -> [UInt8] {
        var marks: [UInt8] = []
        for word in text.folded.split(whereSeparator: \.isWhitespace) {
            let readable = word.utf8.filter { isLetter($0) || isFigure($0) || $0 == UInt8(ascii: "|") }
            let isNumber = 2 * readable.count { isFigure($0) } >= readable.count
            marks += readable.map { isNumber ? figure($0) : letter($0) }
            if marks.count >= charactersMax { break }
        }
        return Array(marks.prefix(charactersMax))
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isFigure(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// The figure that recognition may have meant.
    private static func figure(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "o"): UInt8(ascii: "0")
        case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "|"): UInt8(ascii: "1")
        case UInt8(ascii: "s"): UInt8(ascii: "5")
        case UInt8(ascii: "b"): UInt8(ascii: "8")
        case UInt8(ascii: "z"): UInt8(ascii: "2")
        default: byte
        }
    }

    /// The letter that recognition may have meant.
    private static func letter(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "|"): UInt8(ascii: "l")
        case UInt8(ascii: "5"): UInt8(ascii: "s")
        case UInt8(ascii: "8"): UInt8(ascii: "b")
        case UInt8(ascii: "2"): UInt8(ascii: "z")
        default: byte
        }
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        func cost(_ byte: UInt8) -> Int { isFigure(byte) ? figureCost : 1 }
        var row = [0]
        for byte in right { row.append((row.last ?? 0) + cost(byte)) }
        for one in left {
            var corner = row[0]
            row[0] += cost(one)
            for (column, other) in right.enumerated() {
                let change = one == other ? 0 : max(cost(one), cost(other))
                let best = min(row[column + 1] + cost(one), row[column] + cost(other), corner + change)
                (corner, row[column + 1]) = (row[column + 1], best)
            }
        }
        return row[right.count]
    }
}

extension Character {
    /// A letter or a figure.
    fileprivate var isReadable: Bool { isLetter || isNumber }
}
