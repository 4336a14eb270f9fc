import CTesseract
import Glibc

/// A page's pixels, bitonal (one bit, 1 is black) or gray (eight bits, 0 is black); owns Leptonica's memory.
final class PageImage {
    let pix: UnsafeMutablePointer<PIX>

    /// Takes the pixels over; nil stays nil, which is how Leptonica says that it failed.
    init?(_ pix: UnsafeMutablePointer<PIX>?) {
        guard let pix else { return nil }
        self.pix = pix
    }

    deinit {
        var owned: UnsafeMutablePointer<PIX>? = pix
        pixDestroy(&owned)
    }

    var width: Int { Int(pix.pointee.w) }
    var height: Int { Int(pix.pointee.h) }
    var isBitonal: Bool { pix.pointee.d == 1 }

    /// Leptonica prints each trouble to standard error unless told once not to.
    static let silence: Void = {
        _ = setMsgSeverity(Int32(L_SEVERITY_NONE))
    }()

    // MARK: Making

    /// From rows of packed samples, most significant bit first, each row starting on a byte (as in PDF and PNM).
    static func packed(
        width: Int, height: Int, depth: Int, rows: UnsafeRawBufferPointer
    ) -> PageImage? {
        let stride = (width * depth + 7) / 8
        guard width > 0, height > 0, rows.count >= stride * height,
            let image = PageImage(pixCreateNoInit(Int32(width), Int32(height), Int32(depth))),
            let source = rows.baseAddress, let target = pixGetData(image.pix)
        else { return nil }
        let words = Int(pixGetWpl(image.pix))
        for row in 0..<height {
            let line = UnsafeMutableRawPointer(target + row * words)
            // The padding must not carry what the memory held before into sums over whole words.
            target[row * words + words - 1] = 0
            memcpy(line, source + row * stride, stride)
        }
        pixEndianByteSwap(image.pix)
        pixSetPadBits(image.pix, 0)
        return image
    }

    /// From eight bits a pixel, rows top to bottom, which `decode` writes; nil when it says that it could not.
    static func gray(
        width: Int, height: Int, decode: (UnsafeMutablePointer<UInt8>) -> Bool
    ) -> PageImage? {
        guard width > 0, height > 0 else { return nil }
        let pixels = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: width * height)
        defer { pixels.deallocate() }
        guard let start = pixels.baseAddress, decode(start) else { return nil }
        return packed(width: width, height: height, depth: 8, rows: UnsafeRawBufferPointer(pixels))
    }

    /// As eight bits gray or one bit, whatever it was: palettes, colour and sixteen bits are converted, transparency is
    /// laid on white. Takes the pixels over and frees them as soon as they are not needed.
    static func normalised(_ pix: UnsafeMutablePointer<PIX>?) -> PageImage? {
        guard let image = PageImage(pix) else { return nil }
        if pix.map({ $0.pointee.colormap }) == .some(nil), image.pix.pointee.d == 1 || image.pix.pointee.d == 8 {
            return image
        }
        if image.pix.pointee.d == 1, let plain = PageImage(pixRemoveColormap(image.pix, Int32(REMOVE_CMAP_TO_BINARY))) {
            return plain
        }
        if image.pix.pointee.d == 32, image.pix.pointee.spp == 4,
            let opaque = PageImage(pixAlphaBlendUniform(image.pix, 0xffff_ff00))
        {
            return ColouredInk.gray(of: opaque)
        }
        if image.pix.pointee.d == 32 { return ColouredInk.gray(of: image) }
        return PageImage(pixConvertTo8(image.pix, 0))
    }

    // MARK: Pixels

    /// A pixel's gray, 0 to 255; 255 outside of the page.
    func gray(_ x: Int, _ y: Int) -> Int {
        var value: UInt32 = 0
        guard pixGetPixel(pix, Int32(x), Int32(y), &value) == 0 else { return 255 }
        return isBitonal ? (value == 0 ? 255 : 0) : Int(value)
    }

    /// The gray of each pixel, row by row; empty for a page that is not gray.
    var grays: [UInt8] {
        guard pix.pointee.d == 8, let data = pixGetData(pix) else { return [] }
        let words = Int(pixGetWpl(pix))
        var grays: [UInt8] = []
        grays.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                grays.append(UInt8(truncatingIfNeeded: data[y * words + x / 4] >> (24 - 8 * (x % 4))))
            }
        }
        return grays
    }

    /// Whether each pixel is black, row by row; empty for a page that is not bitonal.
    var blacks: [Bool] {
        guard isBitonal, let data = pixGetData(pix) else { return [] }
        let words = Int(pixGetWpl(pix))
        var blacks: [Bool] = []
        blacks.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width { blacks.append(data[y * words + x / 32] >> (31 - x % 32) & 1 == 1) }
        }
        return blacks
    }

    /// Whether no pixel is darker than white.
    var isWhite: Bool {
        if isBitonal {
            var isEmpty: Int32 = 0
            return pixZero(pix, &isEmpty) == 0 && isEmpty == 1
        }
        return grays.allSatisfy { $0 == 255 }
    }

    /// The gray that most of a gray page has, which is its paper's.
    var paper: Int {
        var histogram = pixGetGrayHistogram(pix, 8)
        defer { numaDestroy(&histogram) }
        var (count, level) = (Float(), Int32())
        guard let histogram, numaGetMax(histogram, &count, &level) == 0 else { return 255 }
        return Int(level)
    }

    /// Whether a pixel is neither black nor white.
    var hasGrays: Bool {
        guard !isBitonal, let counts = pixGetGrayHistogram(pix, 1) else { return !isBitonal }
        var owned: UnsafeMutablePointer<NUMA>? = counts
        defer { numaDestroy(&owned) }
        return (1..<Int32(255)).contains { gray in
            var count: Float = 0
            return numaGetFValue(counts, gray, &count) == 0 && count > 0
        }
    }

    // MARK: Copies, changed

    /// Black where it is darker than a gray.
    func blackAndWhite(below gray: Int = 128) -> PageImage? {
        isBitonal ? self : PageImage(pixThresholdToBinary(pix, Int32(gray)))
    }

    /// Turned clockwise by quarter turns.
    func turned(quarters: Int) -> PageImage? {
        quarters & 3 == 0 ? self : PageImage(pixRotateOrth(pix, Int32(quarters & 3)))
    }

    /// Black for white.
    func inverted() -> PageImage? { PageImage(pixInvert(nil, pix)) }

    /// Upside down as in a mirror.
    func flippedTopToBottom() -> PageImage? { PageImage(pixFlipTB(nil, pix)) }
}
