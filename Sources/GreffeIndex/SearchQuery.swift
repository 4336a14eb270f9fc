package import GreffeCore

/// What letters are asked for. Everything given must hold.
package struct SearchQuery: Hashable, Sendable {
    package enum Sort: String, Sendable, CaseIterable {
        /// Best match first; by reception where no words are given.
        case relevance
        /// By the letter's own date (else the day of reception), newest first.
        case date
        /// By reception, newest first.
        case received
    }

    package enum DateBasis: String, Sendable, CaseIterable { case letter, received }

    /// Words (all must occur), `"phrases"`, `prefix*`, `-without`; accents, case and ligatures do not matter, nor do
    /// spaces, hyphens and dots in numbers. Any text is a valid query.
    package var words: String
    package var letterClass: LetterClass?
    package var customer: CustomerNumber?
    package var from: CalendarDate?
    package var to: CalendarDate?
    /// Which date `from` and `to` mean; the letter's own falls back to reception where the paper has none.
    package var dateBasis: DateBasis
    package var phase: LetterState.Phase?
    package var channel: String?
    package var department: String?
    package var batch: String?
    package var caseFile: AccessionNumber?
    /// Bounds of the total amount, in the letter's currency.
    package var amountFrom: Double?
    package var amountTo: Double?
    /// Fields that have exactly these values, as `greffe show` prints them.
    package var fields: [FieldName: String] = [:]
    /// How many letters are counted at most; what is beyond costs time and tells nobody anything.
    package var countMax = 1_000
    /// In how many letters a word may occur for matches to be ranked; beyond, the newest come first.
    package var rankedMax = 20_000
    /// How many letters a range of amounts may list for the list to lead; beyond, letters are looked at in order.
    package var listedMax = 5_000
    package var sort: Sort
    /// At most `LetterIndex.pageMax`.
    package var limit: Int
    package var after: Cursor?
    /// Snippets cost a look at each page's text.
    package var wantsSnippets: Bool

    /// Where a page of results ended. Opaque text; of one index, one query and one sort.
    package struct Cursor: Hashable, Sendable, CustomStringConvertible {
        package let description: String
        package init(_ text: String) { description = text }
    }

    package init(
        words: String = "", letterClass: LetterClass? = nil, customer: CustomerNumber? = nil, from: CalendarDate? = nil,
        to: CalendarDate? = nil, dateBasis: DateBasis = .letter, phase: LetterState.Phase? = nil,
        channel: String? = nil, department: String? = nil, batch: String? = nil, sort: Sort = .relevance,
        limit: Int = 50, after: Cursor? = nil, wantsSnippets: Bool = true
    ) {
        (self.words, self.letterClass, self.customer) = (words, letterClass, customer)
        (self.from, self.to, self.dateBasis) = (from, to, dateBasis)
        (self.phase, self.channel, self.department, self.batch) = (phase, channel, department, batch)
        (self.sort, self.limit, self.after, self.wantsSnippets) = (sort, limit, after, wantsSnippets)
    }
}

/// One page of results and how many there are in all.
package struct SearchPage: Hashable, Sendable {
    package var hits: [SearchHit]
    package var total: Int
    /// Whether there are more than `total`, which then is `SearchQuery.countMax`.
    package var hasMore = false
    /// By what the page is ordered: relevance gives way to reception where a word occurs in very many letters.
    package var sort = SearchQuery.Sort.relevance
    /// Nil on the last page.
    package var next: SearchQuery.Cursor?
}

package struct SearchHit: Hashable, Sendable {
    package var letter: LetterRow
    package var snippet: Snippet?
}

/// The letter's own words around what was found.
package struct Snippet: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var text: String
        package var isMatch: Bool
    }
    /// From 1, as the reading counts (separator pages left out).
    package var page: Int
    package var parts: [Part]

    /// The text with matches between two marks.
    package func marked(_ open: String = "«", _ close: String = "»") -> String {
        parts.map { $0.isMatch ? open + $0.text + close : $0.text }.joined()
    }
}

/// Which dropped files are asked for.
package struct DropQuery: Hashable, Sendable {
    /// The name at the door, exactly.
    package var originalName: String?
    package var sha256: Sha256Digest?
    package var outcome: DropRow.Outcome?
    package var channel: String?
    package var batch: String?
    package var from: CalendarDate?
    package var to: CalendarDate?
    package var limit: Int
    /// Older than this entry.
    package var before: LeafIndex?

    package init(
        originalName: String? = nil, sha256: Sha256Digest? = nil, outcome: DropRow.Outcome? = nil,
        channel: String? = nil, batch: String? = nil, from: CalendarDate? = nil, to: CalendarDate? = nil,
        limit: Int = 50, before: LeafIndex? = nil
    ) {
        (self.originalName, self.sha256, self.outcome, self.channel) = (originalName, sha256, outcome, channel)
        self.batch = batch
        (self.from, self.to, self.limit, self.before) = (from, to, limit, before)
    }
}
