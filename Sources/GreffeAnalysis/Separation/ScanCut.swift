package import GreffeCore

/// Where the letters of a scan begin and end. The scan stays whole; a letter is some of its pages.
package struct ScanCut: Hashable, Sendable {
    package struct Piece: Hashable, Sendable {
        /// Numbers of its pages in the scan, blank ones among them; separator sheets and their backs are nobody's.
        package var pages: [Int]
        /// What the sheet in front of it said.
        package var ticket: SeparatorTicket?
        package var doubts: [CutDoubt]

        package init(pages: [Int], ticket: SeparatorTicket? = nil, doubts: [CutDoubt] = []) {
            (self.pages, self.ticket, self.doubts) = (pages, ticket, doubts)
        }
    }

    /// In the order of the scan; one for a scan that is one letter.
    package var pieces: [Piece]
    /// Pages with which another letter seems to begin though no sheet says so. Nothing is cut there: a person decides.
    package var proposedStarts: [Int]

    package init(pieces: [Piece], proposedStarts: [Int] = []) {
        (self.pieces, self.proposedStarts) = (pieces, proposedStarts)
    }

    package var isOfSeveral: Bool { pieces.count > 1 }
}
