import GreffeCore

/// Bounds on what a worker may say. A worker has opened hostile bytes, so its words are hostile too until they fit.
enum ReplyBounds {
    /// The longest text a word may have, in bytes: a line of dashes read as one word.
    static let wordBytesMax = 1024
    /// A fax header is one line across a page.
    static let faxHeaderBytesMax = 512
    /// The largest side of a page in pixels; beyond it the decoder refuses.
    static let sideMax = 200_000
    /// Models used for one scan.
    static let modelsMax = 16
    static let nameBytesMax = 128

    static func hold(_ page: PageReading, number: Int, limits: ReadingLimits) -> Bool {
        guard page.number == number, (1...sideMax).contains(page.width), (1...sideMax).contains(page.height),
            (1...10_000).contains(page.dpiX), (1...10_000).contains(page.dpiY),
            [0, 90, 180, 270].contains(page.rotation), (0...1).contains(page.uncoveredInk), hold(page.seconds),
            page.faxHeader.map({ $0.utf8.count <= faxHeaderBytesMax }) ?? true, page.faxLines.map(hold) ?? true,
            page.language.map({ $0.utf8.count == 2 }) ?? true, hold(page.separator, isSheet: page.isSeparator),
            page.lines.count <= limits.wordsPerPageMax
        else { return false }
        var words = 0
        for line in page.lines {
            words += line.words.count
            guard words <= limits.wordsPerPageMax, !line.words.isEmpty, line.block >= 0, line.paragraph >= 0,
                hold(line.box, on: page), line.words.allSatisfy({ hold($0, on: page) })
            else { return false }
        }
        return true
    }

    /// A line is bad once at most.
    private static func hold(_ lines: FaxLines) -> Bool {
        (1...sideMax).contains(lines.rows) && (1...10_000).contains(lines.dpiY)
            && [lines.bad, lines.badInARow].allSatisfy { $0.map((0...lines.rows).contains) ?? true }
    }

    /// A sheet's ticket must be one that could have been printed.
    private static func hold(_ mark: SeparatorMark?, isSheet: Bool) -> Bool {
        guard let mark else { return true }
        guard isSheet, (1...SeparatorMark.Sign.allCases.count).contains(mark.signs.count) else { return false }
        return mark.ticket.map { SeparatorTicket(text: $0.text) == $0 } ?? true
    }

    static func hold(_ engine: EngineFingerprint) -> Bool {
        engine.models.count <= modelsMax
            && engine.models.allSatisfy { $0.key.utf8.count <= 16 && Sha256Digest(hex: $0.value) != nil }
            && [engine.engine, engine.imaging, engine.preparation].allSatisfy { $0.utf8.count <= nameBytesMax }
    }

    static func hold(_ seconds: ReadingSeconds) -> Bool {
        [seconds.decode, seconds.prepare, seconds.recognise].allSatisfy { $0.isFinite && $0 >= 0 && $0 < 1e7 }
    }

    private static func hold(_ word: Word, on page: PageReading) -> Bool {
        (0...100).contains(word.confidence) && !word.text.isEmpty && word.text.utf8.count <= wordBytesMax
            && hold(word.box, on: page)
    }

    private static func hold(_ box: Box, on page: PageReading) -> Bool {
        box.left >= 0 && box.top >= 0 && box.left < box.right && box.top < box.bottom && box.right <= page.width
            && box.bottom <= page.height
    }
}
