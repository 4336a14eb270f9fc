import CTesseract
import GreffeCore

/// An image of a PDF stored as samples (Flate, LZW, run lengths), turned into bits or gray.
struct PdfSamples {
    private let width: Int
    private let height: Int
    private let bits: Int
    private let colours: Int
    /// Gray, 0 to 255, of each sample value; nil for sixteen bits and for colour.
    private let grays: [UInt8]?
    private let isInverted: Bool
    private let object: PdfObject

    /// Nil for colour spaces left to the rasteriser.
    init?(_ object: PdfObject, ink: Double) {
        self.object = object
        guard let width = object["/Width"]?.integer, let height = object["/Height"]?.integer else { return nil }
        (self.width, self.height) = (width, height)
        let isMask = object["/ImageMask"]?.boolean == true
        bits = isMask ? 1 : object["/BitsPerComponent"]?.integer ?? 0
        let decode = object["/Decode"]?.numbers ?? []
        isInverted = decode.count >= 2 && decode[0] > decode[1]
        guard [1, 2, 4, 8, 16].contains(bits) else { return nil }
        let top = (1 << min(bits, 8)) - 1
        if isMask {
            // A mask paints where the sample is 0, in the fill colour.
            guard ink < 0.5 else { return nil }
            (colours, grays) = (1, [0, 255])
        } else if let palette = Self.palette(object["/ColorSpace"], entries: top + 1), bits <= 8 {
            guard decode.isEmpty else { return nil }
            (colours, grays) = (1, palette)
        } else {
            guard let colours = Self.colours(of: object["/ColorSpace"]), colours == 1 || (colours == 3 && bits == 8)
            else { return nil }
            self.colours = colours
            grays = colours == 1 && bits <= 8 ? (0...top).map { UInt8($0 * 255 / top) } : nil
        }
    }

    func decode(page: Int) throws(ScanFault) -> ScanPage? {
        guard let stream = object.stream(decoded: true) else { throw .damaged(page: page) }
        guard let image = image(stream.bytes) else { throw .damaged(page: page) }
        guard isInverted else { return ScanPage(image: image) }
        guard let inverted = image.inverted() else { throw .damaged(page: page) }
        return ScanPage(image: inverted)
    }

    private func image(_ samples: UnsafeRawBufferPointer) -> PageImage? {
        let stride = (width * bits * colours + 7) / 8
        guard samples.count >= stride * height else { return nil }
        if bits == 1, let grays, let image = PageImage.packed(width: width, height: height, depth: 1, rows: samples) {
            // A bit that stands for black is 1 in Leptonica.
            if grays[0] < 128, grays[1] >= 128 { return image.inverted() }
            if grays[0] >= 128, grays[1] < 128 { return image }
        }
        if bits == 8, colours == 1, let grays, grays == (0...255).map({ UInt8($0) }) {
            return PageImage.packed(width: width, height: height, depth: 8, rows: samples)
        }
        var rows = [UInt8](repeating: 0, count: width * height)
        for row in 0..<height {
            let source = UnsafeRawBufferPointer(rebasing: samples[(row * stride)..<((row + 1) * stride)])
            for column in 0..<width { rows[row * width + column] = gray(source, column) }
        }
        return rows.withUnsafeBytes { PageImage.packed(width: width, height: height, depth: 8, rows: $0) }
    }

    private func gray(_ row: UnsafeRawBufferPointer, _ column: Int) -> UInt8 {
        if colours == 3 {
            let (red, green, blue) = (Int(row[3 * column]), Int(row[3 * column + 1]), Int(row[3 * column + 2]))
            return UInt8((77 * red + 151 * green + 28 * blue) >> 8)
        }
        guard let grays else { return row[2 * column] }
        let position = column * bits
        let value = Int(row[position >> 3]) >> (8 - bits - position & 7) & (1 << bits - 1)
        return grays[value]
    }

    /// How many colours a space has: 1 for gray, 3 for RGB, 4 for CMYK; nil for what we do not know.
    static func colours(of space: PdfObject?) -> Int? {
        switch space?.name ?? space?.items(max: 1)?.first?.name {
        case "/DeviceGray", "/CalGray", "/G": return 1
        case "/DeviceRGB", "/CalRGB", "/RGB": return 3
        case "/DeviceCMYK", "/CMYK": return 4
        case "/ICCBased": return space?.items(max: 2)?.last?["/N"]?.integer
        default: return nil
        }
    }

    /// The gray of each palette entry, for an indexed space over gray or RGB.
    private static func palette(_ space: PdfObject?, entries: Int) -> [UInt8]? {
        guard let items = space?.items(max: 4), items.count == 4,
            items[0].name == "/Indexed" || items[0].name == "/I", let colours = colours(of: items[1]),
            // A profile may claim any number of them.
            colours == 1 || colours == 3
        else { return nil }
        let table = items[3].string ?? items[3].stream(decoded: true).map { Array($0.bytes.prefix(1024)) } ?? []
        return (0..<entries).map { entry in
            guard (entry + 1) * colours <= table.count else { return 0 }
            let colour = table[(entry * colours)..<((entry + 1) * colours)].map { Int($0) }
            return colours == 1
                ? UInt8(colour[0]) : UInt8((77 * colour[0] + 151 * colour[1] + 28 * colour[2]) >> 8)
        }
    }
}
