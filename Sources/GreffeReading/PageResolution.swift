/// The true resolution of a page, in dots per inch: as its tags say where that is believable, else from what paper it
/// must be.
struct PageResolution: Hashable {
    var x: Int
    var y: Int
    /// Pixels across are those of a fax line, so the page came by fax or was made to look so.
    var isFax: Bool

    /// ITU-T T.4: 1728 pixels on an A4 line of 215 mm (2048 on B4, 2432 on A3), 8.05 to the millimetre.
    private static let faxWidths: Set<Int> = [1728, 2048, 2432]
    /// T.4's vertical resolutions: standard 3.85, fine 7.7, superfine 15.4 lines to the millimetre.
    private static let faxLines = [98, 196, 391]
    /// What scanners offer; a resolution computed from the paper's size snaps to one of these.
    private static let usual = [75, 100, 120, 150, 200, 240, 300, 400, 600, 1200]

    static func of(_ page: ScanPage) -> PageResolution {
        let (width, height) = (Double(page.width), Double(page.height))
        let isFaxWidth = faxWidths.contains(page.width)
        if let x = page.dpiX, let y = page.dpiY, isBelievable(x, y, width, height) {
            // Fax programs write the line's resolution and forget the rows: a page much wider than high, at equal
            // resolutions, is one of standard rows.
            let isSquashed = isFaxWidth && abs(x - y) < 20 && height / width < 0.9 && height / width > 0.5
            if !isSquashed {
                return PageResolution(
                    x: Int(x.rounded()), y: Int(y.rounded()), isFax: isFaxWidth && (150...250).contains(x))
            }
        }
        if isFaxWidth {
            // An A4 or letter page is 1.29 to 1.41 times as high as wide; the rows tell by how much it is squashed.
            let ratio = height / width
            let rows = ratio < 0.95 ? faxLines[0] : ratio < 1.9 ? faxLines[1] : faxLines[2]
            return PageResolution(x: 204, y: rows, isFax: true)
        }
        let paper = max(max(width, height) / 11.69, min(width, height) / 8.5)
        let snapped = usual.min { abs(Double($0) / paper - 1) < abs(Double($1) / paper - 1) } ?? 300
        let dpi = abs(Double(snapped) / paper - 1) < 0.08 ? snapped : max(50, min(1200, Int(paper.rounded())))
        return PageResolution(x: dpi, y: dpi, isFax: false)
    }

    /// 72 and 96 are what programs write that know nothing; they are believed only if the paper comes out as paper.
    private static func isBelievable(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Bool {
        guard (30...2540).contains(x), (30...2540).contains(y), (0.2...5).contains(x / y) else { return false }
        let (across, down) = (width / x, height / y)
        return min(across, down) >= 1 && max(across, down) <= (min(x, y) < 100 ? 14.5 : 100)
    }
}
