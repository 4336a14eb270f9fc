import CTesseract
import GreffeCore

/// Makes the prepared copy.
enum PagePreparation {
    /// Names these steps in a reading's fingerprint; raise it when any of them changes.
    static let version = "greffe-preparation/5"

    /// Recognition gains nothing above this resolution and pays for each pixel: gray at 300 dpi and at 200 are read
    /// alike (0.4 and 0.5 % of characters wrong), for a fifth less of processor time.
    private static let dpiWanted = 200.0
    /// Coarser pages are enlarged, for the engine's smallest letters are ten pixels high.
    private static let dpiMin = 170.0
    /// Lines that slope by more than this are made level; less does not disturb the engine (0.8°).
    static let skewMin = 0.014
    /// Rows so much coarser than columns are doubled (standard fax).
    private static let rowsRatioMin = 1.5

    /// - Parameter turn: clockwise, in radians, what makes the page's lines level.
    static func prepare(_ upright: ScanPage, resolution: PageResolution, turn: Double) -> PreparedPage? {
        var prepared = upright.image.isBitonal ? bitonal(upright, resolution) : gray(upright, resolution)
        if let image = prepared?.image, abs(turn) > skewMin,
            let level = PageImage(
                pixRotate(image.pix, Float(turn), Int32(L_ROTATE_AREA_MAP), Int32(L_BRING_IN_WHITE), 0, 0))
        {
            prepared?.image = level
            prepared?.turn = turn
        }
        if let image = prepared?.image { PrintedBands.lighten(image) }
        return prepared
    }

    // MARK: Bitonal

    /// Dust taken away where the pixels tell it from full stops, rows squared, edges softened by a 3×3 box filter,
    /// which gives the engine back the grays that the threshold took.
    private static func bitonal(_ upright: ScanPage, _ resolution: PageResolution) -> PreparedPage? {
        let pixels = upright.image
        var image: PageImage? = isDustTold(resolution) ? despeckled(pixels, resolution) : pixels
        var (scaleX, scaleY) = (
            Double(pixels.width) / Double(upright.width), Double(pixels.height) / Double(upright.height)
        )
        let ratio = Double(resolution.x) / Double(resolution.y)
        let isStandardFax = ratio > rowsRatioMin
        if isStandardFax {
            let rows = min(4, Int(ratio.rounded()))
            image = image.flatMap { PageImage(pixExpandBinaryReplicate($0.pix, 1, Int32(rows))) }
            scaleY *= Double(rows)
        }
        image = image.flatMap { PageImage(pixConvert1To8(nil, $0.pix, 255, 0)) }
        image = image.flatMap { PageImage(pixBlockconvGray($0.pix, nil, 1, 1)) }
        let dpi = Double(resolution.x) * scaleX
        // The doubled rows of a standard fax gain from more pixels still.
        let scale = isStandardFax ? 1.5 : factor(dpi)
        image = image.flatMap { scaled($0, by: scale) }
        return image.map {
            PreparedPage(image: $0, dpi: Int(dpi * scale), scaleX: scaleX * scale, scaleY: scaleY * scale)
        }
    }

    /// On fewer dots to the inch a full stop is as small as dust. What comes by fax has its own, ragged full stops.
    private static let dustDpiMin = 170
    /// From here on dust is told from full stops with certainty; a single speck before a word may be read as a sign.
    private static let dustDpiSure = 250
    /// Below that, a clean letter has a few marks that stand alone and are no letters; on them the step costs more than
    /// it gains (0.41 % of characters wrong for 0.35), on a dusty page it halves the errors.
    private static let dustMarksMin: Int32 = 200

    private static func isDustTold(_ resolution: PageResolution) -> Bool {
        !resolution.isFax && min(resolution.x, resolution.y) >= dustDpiMin
    }

    /// Without the dust that stands alone: marks smaller than ten pixels at 300 dpi, where the smallest full stop has
    /// twenty, that have nothing larger nearby; at less than 250 dpi only if there are many. Near a letter they may be
    /// its dot or accent, faded.
    private static func despeckled(_ image: PageImage, _ resolution: PageResolution) -> PageImage? {
        let area = 10 * Double(resolution.x * resolution.y) / 90_000
        let reach = Int32(resolution.x / 18) | 1
        guard let letters = PageImage(pixSelectByArea(image.pix, Float(area), 8, Int32(L_SELECT_IF_GT), nil)),
            let halo = PageImage(pixDilateBrick(nil, letters.pix, reach, reach)),
            let near = PageImage(pixAnd(nil, image.pix, halo.pix)),
            let dust = PageImage(pixXor(nil, image.pix, near.pix))
        else { return image }
        if min(resolution.x, resolution.y) >= dustDpiSure { return near }
        var marks: Int32 = 0
        return pixCountConnComp(dust.pix, 8, &marks) == 0 && marks >= dustMarksMin ? near : image
    }

    // MARK: Gray

    private static func gray(_ upright: ScanPage, _ resolution: PageResolution) -> PreparedPage? {
        let pixels = upright.image
        var (scaleX, scaleY) = (
            Double(pixels.width) / Double(upright.width), Double(pixels.height) / Double(upright.height)
        )
        let dpi = Double(resolution.x) * scaleX
        let scale = factor(dpi)
        var image = scaled(pixels, by: scale)
        (scaleX, scaleY) = (scaleX * scale, scaleY * scale)
        if let even = image, PaperShade.isUneven(even) {
            image = PaperShade.levelled(even) ?? even
        }
        return image.map { PreparedPage(image: $0, dpi: Int(dpi * scale), scaleX: scaleX, scaleY: scaleY) }
    }

    private static func factor(_ dpi: Double) -> Double {
        dpi >= 250 ? dpiWanted / dpi : dpi < dpiMin ? min(3, dpiWanted / dpi) : 1
    }

    private static func scaled(_ image: PageImage, by factor: Double) -> PageImage? {
        if factor == 1 { return image }
        return PageImage(
            factor < 1
                ? pixScaleAreaMap(image.pix, Float(factor), Float(factor))
                : pixScaleGrayLI(image.pix, Float(factor), Float(factor)))
    }
}

/// Whether a gray page's paper is unevenly lit or dark, so that one threshold would not do for all of it.
enum PaperShade {
    /// The page as if evenly lit, its paper white; nil without memory.
    static func levelled(_ image: PageImage) -> PageImage? {
        // A band taken for dark paper would be made as light as paper, and the white print on it lost.
        let bands = PrintedBands.mask(of: image)
        return PageImage(pixBackgroundNormSimple(image.pix, bands?.pix, nil))
    }

    /// Grays of 256 between the lightest and the darkest paper that one threshold still serves.
    private static let rangeMax = 40
    private static let levelMin = 170

    static func isUneven(_ image: PageImage) -> Bool {
        // The lightest pixel of each sixteenth-inch square is its paper, unless the square is all ink.
        guard let light = PageImage(pixScaleGrayMinMax(image.pix, 16, 16, Int32(L_CHOOSE_MAX))) else { return false }
        var levels: [Int] = []
        for y in 1..<max(2, light.height - 1) {
            for x in 1..<max(2, light.width - 1) {
                var value: UInt32 = 0
                if pixGetPixel(light.pix, Int32(x), Int32(y), &value) == 0 { levels.append(Int(value)) }
            }
        }
        guard levels.count > 50 else { return false }
        levels.sort()
        // The outermost twentieths are pictures, logos and the lid beyond the paper.
        let (dark, bright) = (levels[levels.count / 20], levels[levels.count * 19 / 20])
        return bright - dark > rangeMax || bright < levelMin
    }
}
