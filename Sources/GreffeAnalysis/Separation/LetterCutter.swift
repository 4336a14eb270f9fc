package import GreffeCore

/// Cuts a scan into letters at its separator sheets, and says where that may be wrong.
package enum LetterCutter {
    /// Longer letters are rare enough for somebody to look whether a sheet was missed.
    static let pagesMax = 60

    package static func cut(_ reading: Reading) -> ScanCut {
        let pages = reading.pages
        let traits = pages.map(PageTraits.init)
        guard pages.contains(where: \.isSeparator) else {
            let all = ScanCut.Piece(pages: pages.map(\.number))
            return ScanCut(pieces: [all], proposedStarts: starts(in: Array(pages.indices), pages, traits))
        }
        var stretches = stretches(of: pages)
        let trailing = stretches.last?.pages.isEmpty ?? false ? stretches.removeLast() : nil
        guard !stretches.isEmpty else { return ScanCut(pieces: [.init(pages: [])]) }
        // Sheets printed on both sides, and scanned so, come in twos everywhere.
        let usual = stretches.map(\.sheets).filter { $0 > 0 }.min() ?? 1
        var proposed: [Int] = []
        var pieces = stretches.map { stretch in
            var doubts: [CutDoubt] = []
            if stretch.isDamaged { doubts.append(.sheetDamaged) }
            if stretch.sheets > usual { doubts.append(.sheetsTogether) }
            if PageNumbering.isBroken(stretch.pages.map { traits[$0].numbering }) { doubts.append(.pageNumbers) }
            let inner = starts(in: stretch.pages, pages, traits)
            if !inner.isEmpty { doubts.append(.secondLetter) }
            if stretch.pages.count > pagesMax { doubts.append(.letterLong) }
            proposed += inner
            return ScanCut.Piece(
                pages: stretch.pages.map { pages[$0].number }, ticket: stretch.ticket, doubts: doubts)
        }
        if trailing != nil { pieces[pieces.count - 1].doubts.append(.sheetLast) }
        return ScanCut(pieces: pieces, proposedStarts: proposed)
    }

    /// Pages between sheets, by index.
    private struct Stretch {
        var pages: [Int] = []
        /// Sheets in front of it with no written page between them.
        var sheets = 0
        var ticket: SeparatorTicket?
        var isDamaged = false
    }

    /// The last may be without pages; all others have at least one that is written.
    private static func stretches(of pages: [PageReading]) -> [Stretch] {
        var found: [Stretch] = []
        var current = Stretch()
        for (index, page) in pages.enumerated() {
            if page.isSeparator {
                if current.pages.contains(where: { !pages[$0].isBlank }) {
                    found.append(current)
                    current = Stretch()
                }
                // Blank pages alone are the backs of sheets.
                current.pages = []
                current.sheets += 1
                current.ticket = page.separator?.ticket ?? current.ticket
                current.isDamaged = current.isDamaged || page.separator?.isDamaged ?? false
            } else if page.isBlank, index > 0, pages[index - 1].isSeparator {
                // Scanned on both sides, a sheet has a back; it is no page of the letter.
                continue
            } else {
                current.pages.append(index)
            }
        }
        if !current.pages.contains(where: { !pages[$0].isBlank }) { current.pages = [] }
        if !current.pages.isEmpty || current.sheets > 0 { found.append(current) }
        return found
    }

    /// Numbers of the pages, after the first, with which another letter seems to begin.
    private static func starts(in indices: [Int], _ pages: [PageReading], _ traits: [PageTraits]) -> [Int] {
        let written = indices.filter { !pages[$0].isBlank && !pages[$0].lines.isEmpty }
        return zip(written, written.dropFirst()).compactMap { before, index in
            traits[index].startScore(after: traits[before]) >= PageTraits.startScoreMin ? pages[index].number : nil
        }
    }
}
