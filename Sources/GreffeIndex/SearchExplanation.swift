import GreffeCore

/// Why a search found nothing.
package struct SearchExplanation: Hashable, Sendable {
    package struct Word: Hashable, Sendable {
        /// As it was searched: folded.
        package var text: String
        /// Letters it occurs in, counted up to `LetterIndex.explainedMax`.
        package var letters: Int
        /// Words of the letters that are spelt nearly so, the commonest first; empty for a word that occurs.
        package var nearest: [String]
    }

    /// A filter without which something would be found.
    package struct Filter: Hashable, Sendable {
        /// As the command line names it: `class`.
        package var name: String
        package var value: String
        /// Letters found without it, counted up to `LetterIndex.explainedMax`.
        package var lettersWithout: Int
    }

    package var words: [Word]
    package var filters: [Filter]
    /// Letters found by the words alone, without any filter.
    package var lettersUnfiltered: Int
}
