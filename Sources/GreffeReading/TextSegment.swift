import GreffeCore

/// A run of words on one line without a wide gap: what a column, a cell of a table or a line of an address contributes.
/// Its vertical figures are corrected for the page's remaining slope.
struct TextSegment {
    var words: [FoundWord]
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
    /// Height of the words, at least `heightMin` when so adjusted.
    var height: Double
    var base: Double
    var row = 0
    var block = 0

    init(words: [FoundWord], slope: Double) {
        self.words = words
        var (left, right) = (Double.infinity, -Double.infinity)
        var (top, bottom) = (Double.infinity, -Double.infinity)
        var (heights, bases): ([Double], [Double]) = ([], [])
        for word in words {
            let (wordLeft, wordRight) = (Double(word.box.left), Double(word.box.right))
            let correction = slope * (wordLeft + wordRight) / 2
            (left, right) = (min(left, wordLeft), max(right, wordRight))
            (top, bottom) = (
                min(top, Double(word.box.top) - correction), max(bottom, Double(word.box.bottom) - correction)
            )
            heights.append(Double(word.box.height))
            if let line = word.baseline {
                bases.append((line.leftY + line.rightY) / 2 - slope * (line.left + line.right) / 2)
            } else {
                bases.append(Double(word.box.bottom) - correction)
            }
        }
        (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
        (height, base) = (heights.median, bases.median)
    }

    var text: String { words.map(\.text).joined(separator: " ") }
    var width: Double { right - left }
    var centre: Double { (top + bottom) / 2 }

    func overlap(_ other: TextSegment) -> Double { min(right, other.right) - max(left, other.left) }

    /// Cuts an engine's line where its words stand far apart.
    static func segments(of line: [FoundWord], slope: Double) -> [TextSegment] {
        let height = line.map { Double($0.box.height) }.median
        var runs: [[FoundWord]] = []
        for word in line {
            if let last = runs.last?.last, Double(word.box.left - last.box.right) <= gapHeights * height {
                runs[runs.count - 1].append(word)
            } else {
                runs.append([word])
            }
        }
        return runs.map { TextSegment(words: $0, slope: slope) }
    }

    /// The widest gap of justified text, in heights of the words.
    private static let gapHeights = 2.5
}

extension Array where Element == Double {
    /// The middle value; 0 for none.
    var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
