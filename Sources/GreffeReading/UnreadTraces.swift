import CTesseract
import GreffeCore

/// How much of what is on a page was not read, as far as it does not show in the engine's black and white: print too
/// pale or too blurred for its threshold, lines run together, and dark or shaded ground that hides what stands on it.
/// Looked at from afar, at 50 dots to the inch, where a line of print is a gray bar and noise is gone.
struct UnreadTraces {
    private static let dpi = 50.0
    /// Darker than the paper around by so much, 0 to 1: print; print out of focus. The other side's print, showing
    /// through, stays below.
    private static let contrasts = [0.15, 0.06]
    /// Ground darker than paper by so much, without a light line in it, is solid.
    private static let solidMin = 0.25
    /// Photographs vary more than this (standard deviation of their darkness); black, shadow and a printer's raster
    /// less.
    private static let evenMax = 0.07
    /// Such ground hides a part of the text only if it is as wide as the text: of its width, so much.
    private static let widthMin = 0.85
    /// A bar of colour above or below all text is a letterhead, up to this height in inches.
    private static let letterheadMax = 1.6
    /// Of ground that is covered with words by so much, the text was read.
    private static let readMin = 0.25
    /// A run of joined lines fills its box by so much; the ruling lines of a table do not.
    private static let filledMin = 0.35

    private let width: Int
    private let height: Int
    /// Gray, and the gray of the paper around.
    private let gray: [UInt8]
    private let paper: [UInt8]
    private let image: PageImage
    /// Where words stand that were read.
    private var covered: [Bool]
    private var letterHeight = 6.0
    /// The text's left and right end, its first line's top and its last line's bottom.
    private var text: Box?

    /// - Parameter words: those that count as read, in the page's pixels.
    init?(_ page: PreparedPage, words: [FoundWord]) {
        let scale = Self.dpi / Double(max(1, page.dpi))
        guard scale < 1, let small = PageImage(pixScaleAreaMap(page.image.pix, Float(scale), Float(scale))),
            small.width > 2 * Self.reach, small.height > 2 * Self.reach, !small.isBitonal,
            let closed = PageImage(pixCloseGray(small.pix, 15, 15)),
            let around = PageImage(pixBlockconvGray(closed.pix, nil, 4, 4))
        else { return nil }
        (image, width, height) = (small, small.width, small.height)
        (gray, paper) = (small.grays, around.grays)
        covered = [Bool](repeating: false, count: width * height)
        guard gray.count == covered.count, paper.count == covered.count else { return nil }
        let boxes = words.map { word in
            Box(
                left: Int(Double(word.box.left) * scale), top: Int(Double(word.box.top) * scale),
                right: Int((Double(word.box.right) * scale).rounded(.up)),
                bottom: Int((Double(word.box.bottom) * scale).rounded(.up)))
        }
        if boxes.count >= Self.tellingWordsMin {
            letterHeight = min(14, max(3, words.map { Double($0.box.height) * scale }.median))
            let (lefts, rights) = (boxes.map(\.left).sorted(), boxes.map(\.right).sorted())
            let (tops, bottoms) = (boxes.map(\.top).sorted(), boxes.map(\.bottom).sorted())
            // The outermost twentieths may be a page's number and a note at the margin.
            text = Box(
                left: lefts[boxes.count / 20], top: tops[0], right: rights[boxes.count * 19 / 20],
                bottom: bottoms[boxes.count - 1])
        }
        let slack = Int(letterHeight / 3)
        for box in boxes {
            let columns = max(0, box.left - slack)..<max(0, min(width, box.right + slack + 1))
            guard columns.lowerBound < columns.upperBound else { continue }
            for y in max(0, box.top - slack)..<max(max(0, box.top - slack), min(height, box.bottom + slack + 1)) {
                for x in columns { covered[y * width + x] = true }
            }
        }
    }

    /// Fewer words tell nothing of the size of letters and the place of the text.
    private static let tellingWordsMin = 12
    /// Points at the edge that are not looked at.
    private static let reach = 2

    /// The share of the page's text that was not read, 0 to 1, by the sign that says most.
    var share: Double { max(pale, hidden) }

    /// A page with less text than this, in square inches of words, counts as if it had so much: a signature is no lost
    /// text. Some sixty words.
    static let textMin = 4.0

    private func share(of unread: Int, besides read: Int) -> Double {
        let least = Int(Self.textMin * Self.dpi * Self.dpi / 2)
        return Double(unread) / Double(max(1, unread + max(read, least)))
    }

    // MARK: Pale

    private var pale: Double {
        let dark = zip(gray, paper).map { gray, paper in max(0, 1 - Double(gray) / Double(max(16, paper))) }
        return Self.contrasts.map { share(darkerThan: $0, dark) }.max() ?? 0
    }

    private func share(darkerThan contrast: Double, _ dark: [Double]) -> Double {
        var unread = 0
        for mark in Marks(width: width, height: height, isSet: { dark[$0] > contrast }).found(covered) {
            let box = mark.box
            guard box.left >= Self.reach, box.top >= Self.reach, box.right <= width - Self.reach,
                box.bottom <= height - Self.reach
            else { continue }
            if Double(box.height) < 4 * letterHeight ? isOfText(mark) : hidesText(mark) && isFilled(mark) {
                unread += mark.uncovered
            }
        }
        let read = dark.indices.count { covered[$0] && dark[$0] > contrast }
        return share(of: unread, besides: read)
    }

    /// Whether a mark may be a word or a line. Rules are flatter, dust is smaller, the frames of tables are hollow, and
    /// a rule that slopes is thin for its length.
    private func isOfText(_ mark: Marks.Mark) -> Bool {
        let (width, height) = (Double(mark.box.width), Double(mark.box.height))
        guard height >= 0.4 * letterHeight, width >= 0.6 * letterHeight else { return false }
        let long = max(width, height)
        guard long > 6 * letterHeight else { return true }
        return Double(mark.size) / long >= 0.45 * letterHeight && isFilled(mark)
    }

    private func isFilled(_ mark: Marks.Mark) -> Bool {
        Double(mark.size) >= Self.filledMin * Double(mark.box.width * mark.box.height)
    }

    // MARK: Hidden

    private var hidden: Double {
        var counts = [Int](repeating: 0, count: 256)
        for one in gray { counts[Int(one)] += 1 }
        var (white, above) = (255, 0)
        while white > 16, above < gray.count / 10 {
            above += counts[white]
            white -= 1
        }
        let side = Int32(max(3, (1.6 * letterHeight).rounded()))
        guard let even = PageImage(pixBlockconvGray(image.pix, nil, 1, 1)),
            let dark = PageImage(pixThresholdToBinary(even.pix, Int32(Double(white) * (1 - Self.solidMin)))),
            let solid = PageImage(pixOpenBrick(nil, dark.pix, side, side)),
            let smooth = PageImage(pixBlockconvGray(image.pix, nil, 2, 2))?.grays
        else { return 0 }
        let bits = solid.blacks
        guard bits.count == gray.count, smooth.count == gray.count else { return 0 }
        var unread = 0
        for ground in Marks(width: width, height: height, isSet: { bits[$0] }).found(covered) {
            guard hidesText(ground), isEven(ground.box, bits, smooth, white: Double(white)) else { continue }
            unread += ground.uncovered
        }
        return share(of: unread, besides: covered.count { $0 })
    }

    /// Whether a mark as wide as the text stands where text must be, and no words are read in it.
    private func hidesText(_ mark: Marks.Mark) -> Bool {
        guard let text else { return false }
        let box = mark.box
        let common = min(box.right, text.right) - max(box.left, text.left)
        guard Double(common) >= Self.widthMin * Double(text.width) else { return false }
        // What lies about the paper reaches into the corners.
        let isAtSide = box.left < Self.reach || box.right > width - Self.reach
        let isAtEnd = box.top < Self.reach || box.bottom > height - Self.reach
        guard !(isAtSide && isAtEnd) else { return false }
        let isBetween = text.top < box.top && text.bottom > box.bottom
        guard isBetween || Double(box.height) > Self.letterheadMax * Self.dpi else { return false }
        return Double(mark.size - mark.uncovered) < Self.readMin * Double(mark.size)
    }

    private func isEven(_ box: Box, _ bits: [Bool], _ smooth: [UInt8], white: Double) -> Bool {
        let margin = 3
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        for y in box.top..<box.bottom {
            for x in box.left..<box.right {
                let inner = [(-margin, 0), (margin, 0), (0, -margin), (0, margin)].allSatisfy { step in
                    let (column, row) = (x + step.0, y + step.1)
                    return column >= 0 && row >= 0 && column < width && row < height && bits[row * width + column]
                }
                guard inner, !covered[y * width + x] else { continue }
                let value = Double(smooth[y * width + x]) / white
                (sum, squares, count) = (sum + value, squares + value * value, count + 1)
            }
        }
        guard count > 0 else { return false }
        return (max(0, squares / count - (sum / count) * (sum / count))).squareRoot() <= Self.evenMax
    }
}

/// The connected marks of a bitmap.
struct Marks {
    let width: Int
    let height: Int
    let isSet: (Int) -> Bool

    struct Mark {
        var box: Box
        /// Pixels, and those outside of all words.
        var size = 0
        var uncovered = 0
    }

    /// Neighbours are eight.
    func found(_ covered: [Bool]) -> [Mark] {
        var isLeft = (0..<width * height).map(isSet)
        var marks: [Mark] = []
        var open: [Int] = []
        for start in isLeft.indices where isLeft[start] {
            var mark = Mark(box: Box(left: width, top: height, right: 0, bottom: 0))
            isLeft[start] = false
            open.append(start)
            while let place = open.popLast() {
                let (x, y) = (place % width, place / width)
                mark.size += 1
                if !covered[place] { mark.uncovered += 1 }
                mark.box = mark.box.union(Box(left: x, top: y, right: x + 1, bottom: y + 1))
                for row in max(0, y - 1)...min(height - 1, y + 1) {
                    for column in max(0, x - 1)...min(width - 1, x + 1) where isLeft[row * width + column] {
                        isLeft[row * width + column] = false
                        open.append(row * width + column)
                    }
                }
            }
            marks.append(mark)
        }
        return marks
    }
}
