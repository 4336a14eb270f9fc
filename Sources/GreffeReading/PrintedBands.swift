import CTesseract
import GreffeCore

/// Headings in white on a coloured or black band, and in black on a dark one: what letterheads, tables and forms are
/// made of. The engine reads some of them, and then lines beside a band run into one another. Turned into black on
/// white they are lines as all others.
enum PrintedBands {
    /// Looked for on a copy so much smaller: letters blur into a light gray there.
    private static let shrinkage = 8
    /// Of the smaller copy: an inch at 200 dpi. What is darker than its surroundings and lower or narrower than that is
    /// printed; a shadow reaches further.
    private static let reach: Int32 = 25
    /// And 2.5 mm, which lines of text are not.
    private static let thicknessMin: Int32 = 3
    /// Grays of 256 that a printed band is darker than its paper.
    private static let depthMin: Int32 = 60

    /// One bit for each pixel of bands, frames and small pictures; nil where there is none.
    static func mask(of image: PageImage) -> PageImage? {
        small(image).flatMap { PageImage(pixScaleToSize($0.pix, Int32(image.width), Int32(image.height))) }
    }

    private static func small(_ image: PageImage) -> PageImage? {
        var isEmpty: Int32 = 0
        let scale = 1 / Float(shrinkage)
        guard !image.isBitonal, let small = PageImage(pixScaleAreaMap(image.pix, scale, scale)),
            let paper = PageImage(pixCloseGray(small.pix, reach, reach)),
            let depth = PageImage(pixSubtractGray(nil, paper.pix, small.pix)),
            let shallow = PageImage(pixThresholdToBinary(depth.pix, depthMin)), let deep = shallow.inverted(),
            let solid = PageImage(pixOpenBrick(nil, deep.pix, thicknessMin, thicknessMin)),
            pixZero(solid.pix, &isEmpty) == 0, isEmpty == 0
        else { return nil }
        return solid
    }

    /// Turns each band of a prepared page, in place.
    static func lighten(_ image: PageImage) {
        let found = bands(of: image)
        guard !found.isEmpty else { return }
        let paper = image.paper
        for box in found { lighten(image, in: box, paper: paper) }
    }

    // MARK: Finding

    /// In the smaller copy: 20 mm. Shorter ones are holes, codes and seals.
    private static let lengthMin: Int32 = 20
    private static let heightMax: Int32 = 30
    /// Bands are so much longer than high.
    private static let lengthRatioMin: Int32 = 2
    /// Bands on a page; a table with one for every row has fewer.
    private static let bandsMax = 100

    private static func bands(of image: PageImage) -> [Box] {
        guard let solid = small(image), let filled = PageImage(pixCloseBrick(nil, solid.pix, 5, 5)) else { return [] }
        var boxes = pixConnCompBB(filled.pix, 8)
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return [] }
        return (0..<min(Int(boxaGetCount(boxes)), bandsMax)).compactMap { index in
            var (x, y, width, height) = (Int32(), Int32(), Int32(), Int32())
            boxaGetBoxGeometry(boxes, Int32(index), &x, &y, &width, &height)
            guard width >= lengthMin, height <= heightMax, width >= lengthRatioMin * height else { return nil }
            let (left, top) = (Int(x) * shrinkage, Int(y) * shrinkage)
            return Box(
                left: left, top: top, right: min(image.width, left + Int(width) * shrinkage),
                bottom: min(image.height, top + Int(height) * shrinkage))
        }
    }

    // MARK: Turning

    /// Grays of 256 by which print differs from its band.
    private static let contrastMin = 50
    /// Of a band's pixels; less is no word.
    private static let printMin = 0.01
    /// Of a band's pixels have its colour; a picture has no such colour, nor has a line of a fax that was damaged.
    private static let evenMin = 0.5

    private static func lighten(_ image: PageImage, in found: Box, paper: Int) {
        let ground = median(of: image, in: found)
        let box = trimmed(found, to: ground, in: image)
        guard box.width > 0, box.height >= Int(thicknessMin) * shrinkage * 2 / 3 else { return }
        var (lighter, darker, even) = (0, 0, 0)
        each(of: box) { x, y in
            let gray = image.gray(x, y)
            if gray > ground + contrastMin { lighter += 1 }
            if gray < ground - contrastMin { darker += 1 }
            if abs(gray - ground) < contrastMin / 2 { even += 1 }
        }
        let area = Double(box.width * box.height)
        guard Double(max(lighter, darker)) > printMin * area, Double(even) > evenMin * area else { return }
        let isInverse = lighter > darker
        // What the band was becomes paper, no lighter: the engine tells ink by the page's two most common grays.
        let scale = Double(paper) / Double(max(1, isInverse ? 255 - ground : ground))
        each(of: box) { x, y in
            let gray = image.gray(x, y)
            let value = Double(isInverse ? 255 - gray : gray) * scale
            pixSetPixel(image.pix, Int32(x), Int32(y), UInt32(min(Double(paper), value)))
        }
    }

    private static func each(of box: Box, _ body: (Int, Int) -> Void) {
        for y in box.top..<box.bottom { for x in box.left..<box.right { body(x, y) } }
    }

    private static func median(of image: PageImage, in box: Box) -> Int {
        var counts = [Int](repeating: 0, count: 256)
        each(of: box) { x, y in counts[image.gray(x, y)] += 1 }
        var rest = box.width * box.height / 2
        return counts.firstIndex { count in
            rest -= count
            return rest < 0
        } ?? 0
    }

    /// Without the rows and columns at its sides that are not the band's but the paper's, or its rim.
    private static func trimmed(_ box: Box, to ground: Int, in image: PageImage) -> Box {
        func isBand(_ part: Box) -> Bool { abs(median(of: image, in: part) - ground) < contrastMin / 2 }
        var box = box
        while box.top < box.bottom,
            !isBand(Box(left: box.left, top: box.top, right: box.right, bottom: box.top + 1))
        { box.top += 1 }
        while box.top < box.bottom,
            !isBand(Box(left: box.left, top: box.bottom - 1, right: box.right, bottom: box.bottom))
        { box.bottom -= 1 }
        while box.left < box.right,
            !isBand(Box(left: box.left, top: box.top, right: box.left + 1, bottom: box.bottom))
        { box.left += 1 }
        while box.left < box.right,
            !isBand(Box(left: box.right - 1, top: box.top, right: box.right, bottom: box.bottom))
        { box.right -= 1 }
        return box
    }
}
