/// Reads one scan. The pool of worker processes is the real one; tests give readings of their own.
package protocol LetterReader: Sendable {
    /// - Parameter scan: an open descriptor on the scan's bytes, read from offset 0 and not closed by the reader.
    /// - Throws: a `GreffeError`; its fate says whether to try again or to quarantine.
    func read(scan: Int32, request: ReadingRequest) async throws -> Reading
}

/// What a worker is asked, with the limits it must hold itself to.
package struct ReadingRequest: Hashable, Sendable, Codable {
    package var mediaType: MediaType
    /// Languages to expect (ISO 639-1), the commonest first.
    package var languages: [String]
    package var limits: ReadingLimits
    /// The page to begin with, and how many from there at most; nil: from the first, to the last.
    package var firstPage: Int?
    package var pagesWanted: Int?
    /// The language that the pages before these were in.
    package var language: String?

    package init(mediaType: MediaType, languages: [String], limits: ReadingLimits = ReadingLimits()) {
        (self.mediaType, self.languages, self.limits) = (mediaType, languages, limits)
    }

    /// The pages asked for, of a scan of so many; empty where it has none of them.
    package func pages(of pageCount: Int) -> Range<Int> {
        let first = max(1, firstPage ?? 1)
        guard first <= pageCount else { return 1..<1 }
        let count = min(pageCount - first + 1, max(0, pagesWanted ?? pageCount))
        return first..<(first + count)
    }
}

/// What a worker is asked to copy out for people: the pages as they came, with a reading's words to be searched.
package struct CopyRequest: Hashable, Sendable, Codable {
    package var mediaType: MediaType
    /// Shown by the programs that open the copy.
    package var title: String
    /// Of the text (ISO 639-1); nil where it is not known.
    package var language: String?
    /// The pages of the scan to copy, ascending: a letter may be some of them.
    package var pages: [Int]
    package var limits: ReadingLimits

    package init(
        mediaType: MediaType, title: String, language: String?, pages: [Int], limits: ReadingLimits = ReadingLimits()
    ) {
        (self.mediaType, self.title, self.language) = (mediaType, title, language)
        (self.pages, self.limits) = (pages, limits)
    }

    /// Whether they are pages of a scan of so many.
    package func fits(pageCount: Int) -> Bool {
        guard let first = pages.first, let last = pages.last, first >= 1, last <= pageCount else { return false }
        return zip(pages, pages.dropFirst()).allSatisfy { $0 < $1 }
    }
}

package struct ReadingLimits: Hashable, Sendable, Codable {
    /// A letter above 2,000 pages is a box of paper, not a letter.
    package var pagesMax = 2_000
    /// An A3 page at 600 dpi is 70 million pixels; twice that leaves room for plans.
    package var pixelsMax = 140_000_000
    /// The slowest honest page measured took 8 s; a worker that needs more than this is stuck.
    package var secondsPerPageMax = 60.0
    /// A page of dense print has 2,000 words; a reading beyond this is an attack on the daemon's memory.
    package var wordsPerPageMax = 20_000

    package init() {}
}
