import CTesseract
import GreffeCore

/// How much of a page's ink no word covers: the sign of text that was never read, to which the engine's own confidence
/// is blind.
enum InkCoverage {
    /// Shares of the ink, 0 to 1.
    struct Share {
        /// Of all there is.
        var ofAll = 0.0
        /// The same, a page of a few words counted as if it had some sixty: a signature is no lost text.
        var ofText = 0.0
    }

    /// - Parameter bitonal: the page in black and white, in whose pixels the words' boxes are.
    static func uncovered(_ bitonal: PageImage, words: [FoundWord]) -> Share {
        // At a quarter of the pixels letters stay apart and dust is gone.
        guard let ink = PageImage(pixReduceRankBinaryCascade(bitonal.pix, 1, 2, 0, 0)),
            let inner = PageImage(pixRemoveBorderConnComps(ink.pix, 8)),
            let mask = PageImage(pixCreate(Int32(ink.width), Int32(ink.height), 1))
        else { return Share() }
        let height = words.isEmpty ? Double(bitonal.width) / 80 : words.map { Double($0.box.height) }.median
        for word in words where isRead(word) {
            let slack = word.box.height / 4
            let (left, top) = ((word.box.left - slack) / 4, (word.box.top - slack) / 4)
            pixRasterop(
                mask.pix, Int32(left), Int32(top), Int32((word.box.width + 2 * slack) / 4 + 1),
                Int32((word.box.height + 2 * slack) / 4 + 1), pixSet, nil, 0, 0)
        }
        return share(of: inner, outside: mask, letterHeight: height / 4)
    }

    /// Whether what the engine made of it is worth something: such words alone cover ink. Out of 100; print on its head
    /// and handwriting get 20 to 55, pictures less, readable print of the worst fax 60 and more.
    static func isRead(_ word: FoundWord) -> Bool { word.confidence >= 60 }

    /// The letters of some sixty words.
    private static let lettersMin = 300.0

    /// Leptonica's `PIX_SET`, a macro that cannot be imported.
    private static let pixSet: Int32 = 0xf

    private static func share(of ink: PageImage, outside mask: PageImage, letterHeight: Double) -> Share {
        var boxes = pixConnCompBB(ink.pix, 8)
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return Share() }
        var (all, outside) = (0.0, 0.0)
        for index in 0..<boxaGetCount(boxes) {
            var (x, y, width, height) = (Int32(), Int32(), Int32(), Int32())
            boxaGetBoxGeometry(boxes, index, &x, &y, &width, &height)
            // Marks far larger than letters are pictures, frames and ruling lines; far smaller ones are dust.
            guard Double(height) < 4 * letterHeight, Double(width) < 20 * letterHeight,
                Double(max(width, height)) > 0.35 * letterHeight, max(width, height) < 15 * min(width, height)
            else { continue }
            let area = Double(width) * Double(height)
            var covered: UInt32 = 0
            pixGetPixel(mask.pix, x + width / 2, y + height / 2, &covered)
            all += area
            if covered == 0 { outside += area }
        }
        let least = lettersMin * 0.5 * letterHeight * letterHeight
        return Share(ofAll: all > 0 ? outside / all : 0, ofText: outside / max(all, outside + least))
    }
}
