/// What an engine saw in a scan: text and layout, page by page, with the engine's fingerprint. A derivative: it is kept
/// beside the original and can be made again. Coordinates are pixels of the upright page, origin top left.
package struct Reading: Hashable, Sendable, Codable {
    package static let version = "greffe.reading/v1"

    package var version = Self.version
    package var engine: EngineFingerprint
    package var pages: [PageReading]
    /// Seconds of wall time by step, summed over the pages.
    package var seconds: ReadingSeconds

    package init(engine: EngineFingerprint, pages: [PageReading], seconds: ReadingSeconds) {
        (self.engine, self.pages, self.seconds) = (engine, pages, seconds)
    }

    /// The pages' texts, in the scan's order; separator pages left out.
    package var texts: [String] { pages.filter { !$0.isSeparator }.map(\.text) }

    /// The reading of some of the pages, which keep their numbers: that of one letter in a scan of several.
    package func restricted(to numbers: some Collection<Int>) -> Reading {
        let wanted = Set(numbers)
        let kept = pages.filter { wanted.contains($0.number) }
        return Reading(
            engine: engine, pages: kept, seconds: kept.reduce(ReadingSeconds()) { $0 + $1.seconds })
    }

    /// Mean confidence over all words, 0 to 100; nil where no word was read.
    package var meanConfidence: Double? {
        let words = pages.lazy.flatMap { $0.lines.lazy.flatMap(\.words) }
        let (sum, count) = words.reduce((0.0, 0)) { ($0.0 + $1.confidence, $0.1 + 1) }
        return count == 0 ? nil : sum / Double(count)
    }
}

/// Which engine and models made a reading: enough to make it again, and to tell two readings apart.
package struct EngineFingerprint: Hashable, Sendable, Codable {
    /// For example `tesseract 5.3.0`.
    package var engine: String
    /// For example `leptonica-1.82.0`.
    package var imaging: String
    /// SHA-256 of each language model used, by language (`fra`).
    package var models: [String: String]
    /// Version of our own preparation steps.
    package var preparation: String

    package init(engine: String, imaging: String, models: [String: String], preparation: String) {
        (self.engine, self.imaging, self.models, self.preparation) = (engine, imaging, models, preparation)
    }
}

package struct ReadingSeconds: Hashable, Sendable, Codable {
    package var decode: Double
    package var prepare: Double
    package var recognise: Double

    package init(decode: Double = 0, prepare: Double = 0, recognise: Double = 0) {
        (self.decode, self.prepare, self.recognise) = (decode, prepare, recognise)
    }

    package static func + (left: Self, right: Self) -> Self {
        Self(
            decode: left.decode + right.decode, prepare: left.prepare + right.prepare,
            recognise: left.recognise + right.recognise)
    }
}

package struct PageReading: Hashable, Sendable, Codable {
    /// Page of the scan, from 1.
    package var number: Int
    /// Size of the upright page in pixels, and its true resolution in dots per inch.
    package var width: Int
    package var height: Int
    package var dpiX: Int
    package var dpiY: Int
    /// Clockwise turn, in degrees (0, 90, 180, 270), that made the scanned page upright.
    package var rotation: Int
    package var isBlank: Bool
    package var isSeparator: Bool
    /// Language the page was read with (ISO 639-1: `fr`, `en`, `de`); nil for a blank page.
    package var language: String?
    /// Share of what is written on the page, 0 to 1, that no word worth believing covers: text that was not read.
    package var uncoveredInk: Double
    package var lines: [TextLine]
    package var seconds: ReadingSeconds
    /// The header line a fax machine printed at the edge, apart from the letter's text.
    package var faxHeader: String?
    /// What became of the text that the page brought along; nil where it brought none.
    package var ownText: OwnText?
    /// How a separator sheet was known, and what it says; nil for any other page.
    package var separator: SeparatorMark?
    /// What the receiver of a fax says of its lines; nil where it says nothing.
    package var faxLines: FaxLines?

    package init(
        number: Int, width: Int, height: Int, dpiX: Int, dpiY: Int, rotation: Int = 0, isBlank: Bool = false,
        isSeparator: Bool = false, language: String? = nil, uncoveredInk: Double = 0, lines: [TextLine] = [],
        seconds: ReadingSeconds = ReadingSeconds(), faxHeader: String? = nil
    ) {
        (self.number, self.width, self.height, self.dpiX, self.dpiY) = (number, width, height, dpiX, dpiY)
        (self.rotation, self.isBlank, self.isSeparator) = (rotation, isBlank, isSeparator)
        (self.language, self.uncoveredInk, self.lines) = (language, uncoveredInk, lines)
        (self.seconds, self.faxHeader) = (seconds, faxHeader)
    }

    /// Lines in reading order, one a line, NFC.
    package var text: String { lines.map(\.text).joined(separator: "\n") }

    /// Mean confidence over the page's words, 0 to 100; nil where no word was read.
    package var meanConfidence: Double? {
        let words = lines.lazy.flatMap(\.words)
        let (sum, count) = words.reduce((0.0, 0)) { ($0.0 + $1.confidence, $0.1 + 1) }
        return count == 0 ? nil : sum / Double(count)
    }
}

/// One line of text. Lines of one block and paragraph follow each other; a line of a table is one line.
package struct TextLine: Hashable, Sendable, Codable {
    package var block: Int
    package var paragraph: Int
    package var box: Box
    package var words: [Word]

    package init(block: Int, paragraph: Int, box: Box, words: [Word]) {
        (self.block, self.paragraph, self.box, self.words) = (block, paragraph, box, words)
    }

    package var text: String { words.map(\.text).joined(separator: " ") }
}

package struct Word: Hashable, Sendable, Codable {
    package var text: String
    package var box: Box
    /// The engine's confidence, 0 to 100.
    package var confidence: Double

    package init(text: String, box: Box, confidence: Double) {
        (self.text, self.box, self.confidence) = (text, box, confidence)
    }
}

/// A rectangle in pixels of the upright page; `right` and `bottom` are exclusive.
package struct Box: Hashable, Sendable, Codable {
    package var left: Int
    package var top: Int
    package var right: Int
    package var bottom: Int

    package init(left: Int, top: Int, right: Int, bottom: Int) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    package var width: Int { right - left }
    package var height: Int { bottom - top }

    package func union(_ other: Box) -> Box {
        Box(
            left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
            bottom: max(bottom, other.bottom))
    }
}
