import CTesseract
import CTiff
import GreffeCore
import GreffePDF

// Images out of the files scanners write: the stored bytes where a PDF can hold them.

extension StoredImage {
    // MARK: TIFF

    /// - Throws: `.damaged` where it cannot be decoded either.
    init(
        tiff scan: ScanBytes, page: TiffDirectory.Page, number: Int, limits: ReadingLimits
    ) throws(CopyError) {
        do throws(ScanFault) {
            try ScanDecoder.check(width: page.width, height: page.height, page: number, limits: limits)
        } catch { throw .scan(error) }
        guard !page.isTruncated, let storage = TiffStorage(scan.bytes, directory: page.offset) else {
            throw .scan(.damaged(page: number))
        }
        if let stored = StoredImage(stored: storage, in: scan.bytes) {
            self = stored
            return
        }
        var offset = page.offset
        do throws(PDFError) {
            if let decoded = try StoredImage(
                pixels: pixReadMemFromMultipageTiff(scan.pointer, scan.bytes.count, &offset))
            {
                self = decoded
                return
            }
            if let decoded = try StoredImage(colours: scan, page: page) {
                self = decoded
                return
            }
        } catch { throw .pdf(error) }
        throw .scan(.damaged(page: number))
    }

    private init?(stored tiff: TiffStorage, in file: UnsafeRawBufferPointer) {
        guard tiff.isPlain, let strip = tiff.strips.first, !strip.isEmpty else { return nil }
        switch tiff.compression {
        case 3, 4: self.init(fax: tiff, in: file)
        case 7: self.init(jpegIn: tiff, in: file)
        case 8, 32946:
            guard tiff.strips.count == 1, tiff.predictor <= 2, !tiff.isLowBitFirst,
                let colours = Self.colours(of: tiff),
                // Rows of sixteen bits are in the file's own byte order.
                [1, 2, 4, 8].contains(tiff.bits)
            else { return nil }
            self.init(
                width: tiff.width, height: tiff.height, bits: tiff.bits, colours: colours, filters: ["FlateDecode"],
                content: Array(file[strip]))
            if tiff.predictor == 2 {
                parameters = Self.predictor(2, colours: tiff.samples, bits: tiff.bits, columns: tiff.width)
            }
            isInverted = tiff.photometric == 0
            orientation = tiff.orientation
        default: return nil
        }
    }

    /// Fax, group 3 or 4, in one strip.
    init?(fax tiff: TiffStorage, in file: UnsafeRawBufferPointer) {
        guard tiff.isPlain, tiff.strips.count == 1, let strip = tiff.strips.first, !strip.isEmpty, tiff.bits == 1,
            tiff.samples == 1, tiff.photometric <= 1, tiff.compression == 3 || tiff.compression == 4,
            // Neither has PDF the uncompressed mode.
            tiff.faxOptions & 2 == 0 || tiff.compression == 4
        else { return nil }
        self.init(
            width: tiff.width, height: tiff.height, bits: 1, colours: .gray, filters: ["CCITTFaxDecode"],
            // The same bits in the order that PDF wants.
            content: tiff.isLowBitFirst ? file[strip].map(\.bitsReversed) : Array(file[strip]))
        let k = tiff.compression == 4 ? -1 : tiff.faxOptions & 1
        parameters = [
            PDFMember("K", .integer(k)), PDFMember("Columns", .integer(tiff.width)),
            PDFMember("Rows", .integer(tiff.height)),
        ]
        if tiff.compression == 3 {
            // Return-to-control is not there in most files; the rows are counted.
            parameters += [PDFMember("EndOfBlock", .boolean(false))]
        }
        // What fax calls white is 1 to PDF; where the TIFF says that 0 is black, it is the other way round.
        if tiff.photometric == 1 { parameters.append(PDFMember("BlackIs1", .boolean(true))) }
        orientation = tiff.orientation
    }

    /// JPEG (TIFF technical note 2): the tables, which stand apart, go in front of the strip.
    private init?(jpegIn tiff: TiffStorage, in file: UnsafeRawBufferPointer) {
        guard let strip = tiff.strips.first else { return nil }
        let tables = tiff.jpegTables.map { Array(file[$0]) }
        var content = Array(file[strip])
        if tiff.strips.count > 1 {
            let strips = tiff.strips.map { Array(file[$0]) }
            guard let joined = JpegStrips.joined(strips, tables: tables, width: tiff.width, height: tiff.height) else {
                return nil
            }
            content = joined
        } else if let tables {
            guard content.starts(with: [0xff, 0xd8]), tables.starts(with: [0xff, 0xd8]),
                tables.suffix(2).elementsEqual([0xff, 0xd9]), tables.count >= 4
            else { return nil }
            content.insert(contentsOf: tables[2..<(tables.count - 2)], at: 2)
        }
        guard let jpeg = StoredImage(jpeg: content), jpeg.width == tiff.width, jpeg.height == tiff.height else {
            return nil
        }
        switch (tiff.photometric, jpeg.colours) {
        case (1, .gray), (6, .rgb): self = jpeg
        // Red, green and blue as they are: no transformation to be undone, which nothing in the stream says.
        case (2, .rgb):
            self = jpeg
            parameters = [PDFMember("ColorTransform", .integer(0))]
        default: return nil
        }
        orientation = tiff.orientation
    }

    private static func colours(of tiff: TiffStorage) -> Colours? {
        switch (tiff.photometric, tiff.samples) {
        case (0, 1), (1, 1): return .gray
        case (2, 3) where tiff.bits == 8: return .rgb
        case (3, 1) where tiff.bits <= 8 && tiff.palette.count == 3 << tiff.bits:
            let count = 1 << tiff.bits
            // Some writers fill eight bits only.
            let isWide = tiff.palette.contains { $0 > 255 }
            let entries = (0..<count).flatMap { entry in
                (0..<3).map { UInt8(truncatingIfNeeded: tiff.palette[$0 * count + entry] >> (isWide ? 8 : 0)) }
            }
            return .palette(entries, isGray: false)
        default: return nil
        }
    }

    static func predictor(_ predictor: Int, colours: Int, bits: Int, columns: Int) -> [PDFMember] {
        [
            PDFMember("Predictor", .integer(predictor)), PDFMember("Colors", .integer(colours)),
            PDFMember("BitsPerComponent", .integer(bits)), PDFMember("Columns", .integer(columns)),
        ]
    }

    /// What only libtiff's own interface decodes: planes apart, CMYK, CIE Lab.
    private init?(colours scan: ScanBytes, page: TiffDirectory.Page) throws(PDFError) {
        guard let bytes = scan.pointer else { return nil }
        var samples = [UInt8](repeating: 0, count: 3 * page.width * page.height)
        guard
            greffe_tiff_rgb(
                bytes, scan.bytes.count, UInt64(page.offset), UInt32(page.width), UInt32(page.height), &samples) == 0
        else { return nil }
        self.init(
            width: page.width, height: page.height, bits: 8, colours: .rgb, filters: ["FlateDecode"],
            content: try Deflate.compress(samples))
    }

    // MARK: JPEG

    /// Nil for the kinds that PDF has no filter for: arithmetic coding, lossless, twelve bits.
    init?(jpeg content: [UInt8]) {
        guard let frame = JpegFrame(content), frame.bits == 8, frame.width > 0, frame.height > 0 else { return nil }
        let colours: Colours
        switch frame.components {
        case 1: colours = .gray
        case 3: colours = .rgb
        case 4: colours = .cmyk
        default: return nil
        }
        self.init(
            width: frame.width, height: frame.height, bits: 8, colours: colours, filters: ["DCTDecode"],
            content: content)
        // Adobe's programs store four colours inverted, and PDF does not know by itself.
        isInverted = frame.components == 4 && frame.isAdobe
        keepsRules = frame.components != 4
    }

    // MARK: PNG

    /// Nil for what PDF cannot take as it is: interlaced, or with transparency.
    init?(png file: UnsafeRawBufferPointer) {
        guard let png = PngChunks(file), !png.isInterlaced, !png.hasTransparency else { return nil }
        let colours: Colours
        switch png.colourType {
        case 0: colours = .gray
        case 2: colours = .rgb
        case 3 where png.palette.count >= 3 && png.palette.count.isMultiple(of: 3):
            colours = .palette(Array(png.palette.prefix(768)), isGray: false)
        default: return nil
        }
        self.init(
            width: png.width, height: png.height, bits: png.bits, colours: colours, filters: ["FlateDecode"],
            parameters: Self.predictor(
                15, colours: png.colourType == 2 ? 3 : 1, bits: png.bits, columns: png.width),
            content: png.content)
    }
}

extension UInt8 {
    fileprivate var bitsReversed: UInt8 {
        var (value, reversed): (UInt8, UInt8) = (self, 0)
        for _ in 0..<8 {
            reversed = reversed << 1 | value & 1
            value >>= 1
        }
        return reversed
    }
}

/// What a JPEG's headers say of its picture (ITU-T T.81, B.2).
struct JpegFrame {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var bits = 0
    private(set) var components = 0
    private(set) var isAdobe = false

    /// Nil unless it is baseline, extended or progressive with Huffman coding, and its headers are whole.
    init?(_ bytes: [UInt8]) {
        var index = 2
        while index + 4 <= bytes.count {
            guard bytes[index] == 0xff else { return nil }
            let marker = bytes[index + 1]
            switch marker {
            case 0xff:
                index += 1
                continue
            case 0x01, 0xd0...0xd8:
                index += 2
                continue
            case 0xc4, 0xc8, 0xcc: break
            case 0xc0...0xc2:
                guard index + 10 <= bytes.count else { return nil }
                bits = Int(bytes[index + 4])
                height = Int(bytes[index + 5]) << 8 | Int(bytes[index + 6])
                width = Int(bytes[index + 7]) << 8 | Int(bytes[index + 8])
                components = Int(bytes[index + 9])
            case 0xc3, 0xc5...0xcf, 0xd9: return nil
            case 0xda: return
            case 0xee:
                let name = bytes[(index + 4)..<min(bytes.count, index + 9)]
                isAdobe = isAdobe || name.elementsEqual("Adobe".utf8)
            default: break
            }
            let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            guard length >= 2 else { return nil }
            index += 2 + length
        }
        return nil
    }
}

/// The parts of a PNG that a PDF needs (ISO/IEC 15948).
struct PngChunks {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var bits = 0
    private(set) var colourType = 0
    private(set) var isInterlaced = false
    private(set) var hasTransparency = false
    private(set) var palette: [UInt8] = []
    /// The compressed rows, put together.
    private(set) var content: [UInt8] = []

    init?(_ bytes: UnsafeRawBufferPointer) {
        func number(_ place: Int) -> Int { bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
        var index = 8
        while bytes.count - index >= 12 {
            let length = number(index)
            guard length <= bytes.count - index - 12 else { return nil }
            let body = bytes[(index + 8)..<(index + 8 + length)]
            switch String(decoding: bytes[(index + 4)..<(index + 8)], as: UTF8.self) {
            case "IHDR":
                guard length == 13 else { return nil }
                (width, height) = (number(index + 8), number(index + 12))
                (bits, colourType) = (Int(bytes[index + 16]), Int(bytes[index + 17]))
                isInterlaced = bytes[index + 20] != 0
            case "PLTE": palette = Array(body)
            case "tRNS": hasTransparency = true
            case "IDAT": content += body
            case "IEND":
                guard colourType & 4 == 0, width > 0, height > 0, !content.isEmpty else { return nil }
                return
            default: break
            }
            index += 12 + length
        }
        return nil
    }
}
