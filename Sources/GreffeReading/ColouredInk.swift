import CTesseract

/// What was stamped or signed in colour across black print is taken away, as far as it touches letters. In gray the two
/// are one blot. Colour that touches nothing black is read as it is, letterheads and stamps in the margin, and so is
/// what a pen wrote into a form.
enum ColouredInk {
    /// Between the strongest and the weakest of red, green and blue, out of 255. Paper that yellowed has 40.
    private static let colourMin: Int32 = 60
    /// Stamping ink is bright in one of the three; what is darker may be a navy pen, and its darkest spots black.
    private static let brightMin: Int32 = 140
    /// Black print is dark in all three.
    private static let darkMax: Int32 = 110
    /// Grays between a stroke and the paper; less is a highlighter, which does not disturb.
    private static let contrastMin = 40
    /// Strokes are thinner than this part of an inch; what is thicker is a coloured band, whose own print may be white.
    private static let strokeInches = 0.08
    /// Longer dark marks are ruling lines, on which a pen writes.
    private static let rulingInches = 0.7
    /// Pages with a smaller share of coloured ink are left alone.
    private static let shareMin = 0.0001
    /// A page is about so wide where its file does not say how many dots an inch has.
    private static let pageInches = 8.3

    /// The page in gray; nil without memory.
    static func gray(of page: PageImage) -> PageImage? {
        guard let gray = luminance(of: page) else { return nil }
        guard let strokes = strokesOverPrint(page, gray: gray) else { return gray }
        // An image shares no pixels with another: this one is ours alone.
        pixPaintThroughMask(gray.pix, strokes.pix, 0, 0, UInt32(gray.paper))
        return gray
    }

    /// One bit for each pixel to be painted over; nil where there is none.
    private static func strokesOverPrint(_ page: PageImage, gray: PageImage) -> PageImage? {
        let dpi = Double(page.width) / pageInches
        guard hasColouredInk(page), let ink = Ink(page, gray: gray),
            let dark = PageImage(pixThresholdToBinary(ink.strongest.pix, darkMax)),
            let print = letters(in: dark, longest: rulingInches * dpi),
            let strokes = thin(ink.coloured, strokeInches * dpi),
            let both = PageImage(pixOr(nil, strokes.pix, dark.pix)),
            // Between the two lies a rim that is neither.
            let joined = PageImage(pixCloseBrick(nil, both.pix, 3, 3)),
            let touched = PageImage(pixSeedfillBinary(nil, print.pix, joined.pix, 8)),
            let stamps = stampedZones(of: strokes, dpi: dpi),
            let inside = PageImage(pixAnd(nil, strokes.pix, stamps.pix)),
            let crossing = PageImage(pixAnd(nil, inside.pix, touched.pix)),
            // Its rim goes with it, but nothing of the letters.
            let rim = PageImage(pixDilateBrick(nil, crossing.pix, 3, 3))
        else { return nil }
        return PageImage(pixSubtract(nil, rim.pix, dark.pix))
    }

    /// Answered from every fourth pixel each way: most pages have none, and a sixteenth is enough to see it.
    private static func hasColouredInk(_ page: PageImage) -> Bool {
        guard let few = PageImage(pixScaleBySampling(page.pix, 0.25, 0.25)),
            let gray = luminance(of: few), let ink = Ink(few, gray: gray)
        else { return false }
        var count: Int32 = 0
        guard pixCountPixels(ink.coloured.pix, &count, nil) == 0 else { return false }
        return Double(count) > shareMin * Double(few.width * few.height)
    }

    private struct Ink {
        /// The strongest of red, green and blue.
        var strongest: PageImage
        /// One bit for each pixel of ink in a bright colour.
        var coloured: PageImage

        init?(_ page: PageImage, gray: PageImage) {
            guard let strongest = PageImage(pixConvertRGBToGrayMinMax(page.pix, Int32(L_CHOOSE_MAX))),
                let weakest = PageImage(pixConvertRGBToGrayMinMax(page.pix, Int32(L_CHOOSE_MIN))),
                let range = PageImage(pixSubtractGray(nil, strongest.pix, weakest.pix)),
                let plain = PageImage(pixThresholdToBinary(range.pix, colourMin)),
                let dull = PageImage(pixThresholdToBinary(strongest.pix, brightMin)),
                let ink = PageImage(pixThresholdToBinary(gray.pix, Int32(max(1, gray.paper - contrastMin)))),
                let vivid = PageImage(pixSubtract(nil, ink.pix, plain.pix)),
                let coloured = PageImage(pixSubtract(nil, vivid.pix, dull.pix))
            else { return nil }
            (self.strongest, self.coloured) = (strongest, coloured)
        }
    }

    /// As JPEG weighs the colours (ITU-R BT.601).
    private static func luminance(of page: PageImage) -> PageImage? {
        PageImage(pixConvertRGBToGray(page.pix, 0.299, 0.587, 0.114))
    }

    /// The places of stamps and signatures: round about large strokes that are no ruling lines. A form filled in with a
    /// coloured pen has neither, only letters and lines, and is left as it is.
    private static func stampedZones(of strokes: PageImage, dpi: Double) -> PageImage? {
        let (line, stamp) = (Int32(lineInches * dpi), Int32(stampInches * dpi))
        guard let across = PageImage(pixOpenBrick(nil, strokes.pix, line, 1)),
            let down = PageImage(pixOpenBrick(nil, strokes.pix, 1, line)),
            let lines = PageImage(pixOr(nil, across.pix, down.pix)),
            let wide = PageImage(pixDilateBrick(nil, lines.pix, 5, 5)),
            let free = PageImage(pixSubtract(nil, strokes.pix, wide.pix)),
            let whole = PageImage(pixCloseBrick(nil, free.pix, 5, 5)),
            let large = PageImage(
                pixSelectBySize(whole.pix, stamp, stamp, 8, Int32(L_SELECT_IF_BOTH), Int32(L_SELECT_IF_GTE), nil)),
            let zones = PageImage(pixCreate(Int32(strokes.width), Int32(strokes.height), 1))
        else { return nil }
        var boxes = pixConnCompBB(large.pix, 8)
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return nil }
        for index in 0..<boxaGetCount(boxes) {
            var (x, y, width, height) = (Int32(), Int32(), Int32(), Int32())
            boxaGetBoxGeometry(boxes, index, &x, &y, &width, &height)
            pixRasterop(zones.pix, x, y, width, height, pixSet, nil, 0, 0)
        }
        return zones
    }

    /// Straight strokes so long are lines of a form or a frame, which the engine takes away itself.
    private static let lineInches = 0.5
    /// Stamps and signatures are larger than this both ways; what a pen writes into a form is lower.
    private static let stampInches = 0.45
    /// Leptonica's `PIX_SET`, a macro that cannot be imported.
    private static let pixSet: Int32 = 0xf

    /// The dark marks that may be letters: no specks, no ruling lines.
    private static func letters(in dark: PageImage, longest: Double) -> PageImage? {
        guard let solid = PageImage(pixOpenBrick(nil, dark.pix, 2, 2)) else { return nil }
        return PageImage(
            pixSelectBySize(
                solid.pix, Int32(longest), Int32(longest), 8, Int32(L_SELECT_IF_BOTH), Int32(L_SELECT_IF_LTE), nil))
    }

    private static func thin(_ ink: PageImage, _ width: Double) -> PageImage? {
        let size = max(3, Int32(width))
        guard let solid = PageImage(pixOpenBrick(nil, ink.pix, size, size)),
            let areas = PageImage(pixDilateBrick(nil, solid.pix, size, size))
        else { return nil }
        return PageImage(pixSubtract(nil, ink.pix, areas.pix))
    }
}
