/// What became of the text that a page brought along: a page of a PDF that a program made, not a scanner. It is used
/// only where it is what the page shows; otherwise what is seen is read, as on any scan, and the reason is kept.
package enum OwnText: String, Hashable, Sendable, Codable, CaseIterable {
    /// It was read in place of the picture.
    case used
    /// Some of it does not show: written without ink, in the paper's colour, under something, or twice in one place.
    case unseen
    /// Some of it is too small for a person to read.
    case tiny
    /// Some of its characters have no meaning: the fonts do not say which letters they draw.
    case unmapped
    /// The page shows print that is not in it.
    case incomplete
    /// It says something else than the picture.
    case unlike
    /// The page, or its print, does not stand upright.
    case askew
    /// It could not be had, or there is more of it than a page holds.
    case unreadable

    /// For people: why the text was or was not used.
    package var reason: String {
        switch self {
        case .used: "the page's own text, which is what it shows"
        case .unseen: "recognised, for some of the page's own text does not show"
        case .tiny: "recognised, for some of the page's own text is too small to be read"
        case .unmapped: "recognised, for the page's fonts do not say which letters they draw"
        case .incomplete: "recognised, for the page shows print that is not in its own text"
        case .unlike: "recognised, for the page's own text says something else than the page shows"
        case .askew: "recognised, for the page's print does not stand upright"
        case .unreadable: "recognised, for the page's own text could not be had"
        }
    }
}
