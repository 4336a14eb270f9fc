// What makes a reading doubtful, by its own account.

extension Reading {
    /// The mean confidence of the page that was read worst, over pages that carry text; nil where nothing was read.
    /// Pages with a handful of words (a signature, a stamp) say little and are left to the mean of all.
    package var worstPageConfidence: Double? {
        let telling = pages.filter { page in
            !page.isBlank && !page.isSeparator && page.lines.reduce(0) { $0 + $1.words.count } >= Self.tellingWordsMin
        }
        return telling.compactMap(\.meanConfidence).min() ?? meanConfidence
    }

    private static var tellingWordsMin: Int { 12 }

    /// Whether a page has a part that was not read.
    package var isIncomplete: Bool { pages.contains { !$0.isSeparator && $0.isIncomplete } }

    /// Whether too many lines of a fax were lost on the way.
    package var isDamagedFax: Bool { pages.contains { $0.faxLines?.isDamaged ?? false } }
}

extension PageReading {
    /// More ink outside of what was read is text that was not read. Decision 0034 has the measurements: pages that were
    /// read whole stay below, with letterheads, stamps, signatures and ruled tables on them.
    package static let uncoveredInkMax = 0.15

    /// Whether there is more on the page than was read.
    package var isIncomplete: Bool { uncoveredInk > Self.uncoveredInkMax }
}

/// What the receiver of a fax says of the lines of a page (TIFF class F, tags 326 to 328).
package struct FaxLines: Hashable, Sendable, Codable {
    package enum Quality: String, Sendable, Codable {
        /// All lines came in right.
        case clean
        /// The receiver put others in the place of bad ones.
        case repaired
        /// Bad lines are among the page's.
        case unclean
    }

    package var rows: Int
    package var dpiY: Int
    /// Lines that came in wrong, and the most of them in a row; nil where the receiver does not say.
    package var bad: Int?
    package var badInARow: Int?
    package var quality: Quality?

    package init(rows: Int, dpiY: Int, bad: Int? = nil, badInARow: Int? = nil, quality: Quality? = nil) {
        (self.rows, self.dpiY, self.bad, self.badInARow, self.quality) = (rows, dpiY, bad, badInARow, quality)
    }

    /// HylaFAX, as installed, asks for a page again that has fewer good lines than 95 %, or more than five bad ones in
    /// a row at 98 to the inch: there a row of small print may be gone. What comes through all the same is for a
    /// person.
    package var isDamaged: Bool {
        if let bad, Double(bad) > Self.badShareMax * Double(max(1, rows)) { return true }
        if let badInARow, Double(badInARow) > Self.gapInchesMax * Double(dpiY) { return true }
        return bad == nil && badInARow == nil && quality == .unclean
    }

    private static let badShareMax = 0.05
    private static let gapInchesMax = 5.0 / 98
}
