import CTesseract
import GreffeCore
import GreffePDF

/// An image as a PDF holds it (ISO 32000-1, 8.9.5): its bytes as they came in wherever PDF has their filter, else the
/// same pixels compressed without loss.
struct StoredImage {
    enum Colours {
        case gray, rgb, cmyk
        /// Entries as bytes; over gray or RGB.
        case palette([UInt8], isGray: Bool)
        /// An ICC profile of so many colours.
        case profile([UInt8], count: Int)
        /// Said inside the stream, as JPEG 2000 does.
        case inside
    }

    var width: Int
    var height: Int
    var bits: Int
    var colours: Colours
    /// From the outermost to the one that makes the image; only that one has parameters.
    var filters: [String]
    var parameters: [PDFMember] = []
    /// Black for white.
    var isInverted = false
    /// The globals of JBIG2.
    var globals: [UInt8]?
    var content: [UInt8]
    /// TIFF's eight ways to lay the page down; see `placement`.
    var orientation = 1
    /// False where the image keeps to no rule of PDF/A, though it can be shown.
    var keepsRules = true

    /// Writes the image, and what it needs beside it.
    func write(to writer: inout PDFWriter) throws(PDFError) -> PDFReference {
        var members = [
            PDFMember("Type", .name("XObject")), PDFMember("Subtype", .name("Image")),
            PDFMember("Width", .integer(width)), PDFMember("Height", .integer(height)),
        ]
        if let space = try space(&writer) {
            members += [PDFMember("ColorSpace", space), PDFMember("BitsPerComponent", .integer(bits))]
        }
        if isInverted {
            members.append(PDFMember("Decode", .array((0..<2 * count).map { .integer($0.isMultiple(of: 2) ? 1 : 0) })))
        }
        let names = filters.map { PDFValue.name($0) }
        members.append(PDFMember("Filter", names.count == 1 ? names[0] : .array(names)))
        var parameters = parameters
        if let globals {
            parameters.append(PDFMember("JBIG2Globals", .reference(writer.addStream([], globals))))
        }
        if !parameters.isEmpty {
            let none = [PDFValue](repeating: .null, count: names.count - 1)
            let last = PDFValue.dictionary(parameters)
            members.append(PDFMember("DecodeParms", none.isEmpty ? last : .array(none + [last])))
        }
        return writer.addStream(members, content)
    }

    /// Colours of a pixel, as `Decode` counts them.
    var count: Int {
        switch colours {
        case .gray, .palette, .inside: 1
        case .rgb: 3
        case .cmyk: 4
        case .profile(_, let count): count
        }
    }

    private func space(_ writer: inout PDFWriter) throws(PDFError) -> PDFValue? {
        switch colours {
        case .gray: return .name("DeviceGray")
        case .rgb: return .name("DeviceRGB")
        case .cmyk: return .name("DeviceCMYK")
        case .inside: return nil
        case .palette(let entries, let isGray):
            let last = entries.count / (isGray ? 1 : 3) - 1
            return .array([
                .name("Indexed"), .name(isGray ? "DeviceGray" : "DeviceRGB"), .integer(last), .bytes(entries),
            ])
        case .profile(let bytes, let count):
            let profile = try writer.addCompressed([PDFMember("N", .integer(count))], bytes)
            return .array([.name("ICCBased"), .reference(profile)])
        }
    }

    /// Where the image's unit square goes on a page of that size, so that it lies as its orientation says.
    func placement(width: Double, height: Double) -> PdfMatrix {
        let (w, h) = (width, height)
        return switch orientation {
        case 2: PdfMatrix(a: -w, b: 0, c: 0, d: h, e: w, f: 0)
        case 3: PdfMatrix(a: -w, b: 0, c: 0, d: -h, e: w, f: h)
        case 4: PdfMatrix(a: w, b: 0, c: 0, d: -h, e: 0, f: h)
        case 5: PdfMatrix(a: 0, b: -h, c: -w, d: 0, e: w, f: h)
        case 6: PdfMatrix(a: 0, b: -h, c: w, d: 0, e: 0, f: h)
        case 7: PdfMatrix(a: 0, b: h, c: w, d: 0, e: 0, f: 0)
        case 8: PdfMatrix(a: 0, b: h, c: -w, d: 0, e: w, f: 0)
        default: PdfMatrix(a: w, b: 0, c: 0, d: h, e: 0, f: 0)
        }
    }

    /// Whether the image is shown with its sides exchanged.
    var isTurned: Bool { orientation >= 5 }
    var shownWidth: Int { isTurned ? height : width }
    var shownHeight: Int { isTurned ? width : height }
}

extension StoredImage {
    /// Decoded pixels, compressed without loss: fax group 4 for bits, Flate for the rest. Nil when there is no memory.
    init?(pixels pix: UnsafeMutablePointer<PIX>?) throws(PDFError) {
        guard let pix, let source = PageImage(pix) else { return nil }
        // Palettes become what they stand for; transparency is laid on white, as it is for reading.
        var image = source
        if pixGetColormap(pix) != nil {
            guard let plain = PageImage(pixRemoveColormap(pix, Int32(REMOVE_CMAP_BASED_ON_SRC))) else { return nil }
            image = plain
        }
        if image.pix.pointee.d == 32, image.pix.pointee.spp == 4 {
            guard let opaque = PageImage(pixAlphaBlendUniform(image.pix, 0xffff_ff00)) else { return nil }
            image = opaque
        }
        if image.isBitonal {
            guard let fax = Self.group4(image) else { return nil }
            self = fax
            return
        }
        let depth = Int(image.pix.pointee.d)
        guard [2, 4, 8, 16, 32].contains(depth), let rows = pixGetData(image.pix) else { return nil }
        let words = Int(pixGetWpl(image.pix))
        let isColour = depth == 32
        let stride = isColour ? 3 * image.width : (image.width * depth + 7) / 8
        var samples = [UInt8](repeating: 0, count: stride * image.height)
        for y in 0..<image.height {
            let row = rows + y * words
            for x in 0..<stride {
                // A pixel of colour is a word, red in its highest byte; of gray, words are filled from the highest.
                let byte = isColour ? 4 * (x / 3) + x % 3 : x
                samples[y * stride + x] = UInt8(truncatingIfNeeded: row[byte / 4] >> (24 - 8 * (byte % 4)))
            }
        }
        self.init(
            width: image.width, height: image.height, bits: isColour ? 8 : depth, colours: isColour ? .rgb : .gray,
            filters: ["FlateDecode"], content: try Deflate.compress(samples))
    }

    /// Bits as fax group 4, in one strip.
    private static func group4(_ image: PageImage) -> StoredImage? {
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        // Leptonica writes one strip a page.
        guard pixWriteMemTiff(&bytes, &count, image.pix, Int32(IFF_TIFF_G4)) == 0, let bytes else { return nil }
        defer { lept_free(bytes) }
        let file = UnsafeRawBufferPointer(start: bytes, count: count)
        guard let start = TiffBytes(file)?.firstDirectory, let storage = TiffStorage(file, directory: start) else {
            return nil
        }
        return StoredImage(fax: storage, in: file)
    }
}
