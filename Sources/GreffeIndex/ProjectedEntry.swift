package import GreffeCore

/// One entry as the index takes it in: the entry, and what its opening says as far as it still exists.
package struct ProjectedEntry: Hashable, Sendable {
    package var entry: Entry
    /// The opening's body; nil where the opening was erased.
    package var body: CanonicalJSON?
    /// For `read`: the text of each page, separator pages left out.
    package var readingTexts: [String]?
    /// The folder of the entry's home in the vault, relative to the archive.
    package var folder: String

    package init(entry: Entry, body: CanonicalJSON?, readingTexts: [String]? = nil, folder: String) {
        (self.entry, self.body, self.readingTexts, self.folder) = (entry, body, readingTexts, folder)
    }
}
