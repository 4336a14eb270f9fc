import Foundation
import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeReading

/// A page's image as a scanner stores it in a PDF.
struct StoredPicture {
    var width: Int
    var height: Int
    var entries: String
    var stream: [UInt8]
    /// The same pixels in a file that ImageMagick reads; nil where it does not decode the stream, or turns colours into
    /// gray in its own way.
    var reference: String?
    /// Grays of 256 that two decoders may round apart.
    var tolerance = 0

    enum Kind: String, CaseIterable, Sendable {
        case fax1D, fax2D, fax4, deflated, predicted, jpeg, colourJpeg, fourColourJpeg, jpeg2000, jbig2
        /// As jbig2enc writes it: the arithmetic coder, for a region of pixels, or for symbols and their places.
        case jbig2Arithmetic, jbig2Symbols

        var isJbig2: Bool { self == .jbig2 || self == .jbig2Arithmetic || self == .jbig2Symbols }
    }

    /// A fixture's page stored in one way.
    static func make(_ kind: Kind, of scan: String, in variant: Variant) throws -> StoredPicture {
        let gray = ["-colorspace", "gray", "-depth", "8", "-type", "Grayscale"]
        func converted(_ name: String, _ options: [String]) throws -> (path: String, bytes: [UInt8]) {
            let path = variant.path(name)
            try variant.run("convert", [scan] + options + [path])
            return (path, try CopyInHand.bytes(of: path))
        }
        switch kind {
        case .fax1D: return try fax("g3:1d", "/K 0 /EndOfLine true", of: scan, in: variant)
        case .fax2D: return try fax("g3:2d", "/K 4 /EndOfLine true", of: scan, in: variant)
        case .fax4: return try fax("g4", "/K -1", of: scan, in: variant)
        case .jbig2:
            var picture = try fax("g4", "", of: scan, in: variant)
            picture.entries = "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode"
            picture.stream = jbig2(fax4: picture.stream, width: picture.width, height: picture.height)
            // Poppler 22.12 decodes 158 of the fixture's pixels otherwise than libtiff.
            picture.reference = nil
            return picture
        case .jbig2Arithmetic, .jbig2Symbols:
            let (path, bytes) = try converted("plain.gray", gray + ["-threshold", "50%"])
            let (width, height) = try size(of: scan)
            let page = ArithmeticJbig2.Bitmap(
                width: width, height: height, pixels: bytes.map { $0 < 128 ? 1 : 0 })
            try #require(page.pixels.count == width * height)
            return StoredPicture(
                width: width, height: height,
                entries: "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
                stream: kind == .jbig2Symbols ? ArithmeticJbig2.symbols(page) : ArithmeticJbig2.generic(page),
                reference: path)
        case .deflated:
            let (path, _) = try converted(
                "zip.tif", gray + ["-compress", "Zip", "-define", "tiff:rows-per-strip=100000"])
            let (strip, width, height) = try strip(of: path)
            return StoredPicture(
                width: width, height: height,
                entries: "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << "
                    + "/Predictor \(try predictor(of: path)) /Columns \(width) >>",
                stream: strip, reference: path)
        case .predicted:
            let (path, bytes) = try converted("gray.png", gray + ["-define", "png:color-type=0"])
            let (width, height) = try size(of: path)
            return StoredPicture(
                width: width, height: height,
                entries:
                    "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 "
                    + "/Columns \(width) >>",
                stream: pngData(bytes), reference: path)
        case .jpeg: return try jpeg(converted("gray.jpg", gray), "/DeviceGray", tolerance: 1)
        case .colourJpeg: return try jpeg(converted("rgb.jpg", ["-type", "TrueColor"]), "/DeviceRGB", tolerance: 2)
        case .fourColourJpeg:
            var picture = try jpeg(converted("cmyk.jpg", ["-colorspace", "CMYK"]), "/DeviceCMYK", tolerance: 0)
            picture.entries += " /Decode [1 0 1 0 1 0 1 0]"
            picture.reference = nil
            return picture
        case .jpeg2000:
            let (path, bytes) = try converted("gray.jp2", gray + ["-quality", "60"])
            let (width, height) = try size(of: path)
            return StoredPicture(
                width: width, height: height, entries: "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /JPXDecode",
                stream: bytes, reference: path, tolerance: 1)
        }
    }

    private static func jpeg(
        _ file: (path: String, bytes: [UInt8]), _ space: String, tolerance: Int
    ) throws -> StoredPicture {
        let (width, height) = try size(of: file.path)
        return StoredPicture(
            width: width, height: height, entries: "/ColorSpace \(space) /BitsPerComponent 8 /Filter /DCTDecode",
            stream: file.bytes, reference: file.path, tolerance: tolerance)
    }

    private static func fax(
        _ code: String, _ parameters: String, of scan: String, in variant: Variant
    ) throws -> StoredPicture {
        let path = variant.path("fax.tif")
        try variant.run("tiffcp", "-c", code, "-r", "100000", scan, path)
        let (strip, width, height) = try strip(of: path)
        return StoredPicture(
            width: width, height: height,
            entries:
                "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << \(parameters) "
                + "/Columns \(width) /Rows \(height) >>",
            stream: strip, reference: path)
    }

    private static func strip(of path: String) throws -> (bytes: [UInt8], width: Int, height: Int) {
        try CopyInHand.bytes(of: path).withUnsafeBytes { bytes in
            let page = try #require(try TiffDirectory(bytes, pagesMax: 9).pages.first)
            let storage = try #require(TiffStorage(bytes, directory: page.offset))
            try #require(storage.strips.count == 1)
            return (Array(bytes[storage.strips[0]]), storage.width, storage.height)
        }
    }

    private static func predictor(of path: String) throws -> Int {
        try CopyInHand.bytes(of: path).withUnsafeBytes { bytes in
            let page = try #require(try TiffDirectory(bytes, pagesMax: 9).pages.first)
            return try #require(TiffStorage(bytes, directory: page.offset)).predictor
        }
    }

    private static func size(of path: String) throws -> (Int, Int) {
        let sides = try Program(path: "/usr/bin/identify").run(["-format", "%w %h", path]).output.split(separator: " ")
        return (try #require(Int(sides[0])), try #require(Int(sides[1])))
    }

    /// The joined IDAT chunks of a PNG (ISO/IEC 15948).
    private static func pngData(_ png: [UInt8]) -> [UInt8] {
        var data: [UInt8] = []
        var place = 8
        while place + 12 <= png.count {
            let length = png[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            if png[(place + 4)..<(place + 8)].elementsEqual("IDAT".utf8) {
                data += png[(place + 8)..<(place + 8 + length)]
            }
            place += 12 + length
        }
        return data
    }

    /// A stream as scanners with JBIG2 write it (ITU-T T.88, as ISO 32000-1, 7.4.7 embeds it): the page's segment, and
    /// one generic region coded in MMR, which is fax group 4.
    private static func jbig2(fax4: [UInt8], width: Int, height: Int) -> [UInt8] {
        func long(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
        func segment(_ number: Int, type: UInt8, _ data: [UInt8]) -> [UInt8] {
            long(number) + [type, 0, 1] + long(data.count) + data
        }
        let page = long(width) + long(height) + long(0) + long(0) + [0, 0, 0]
        let region = long(width) + long(height) + long(0) + long(0) + [0, 1] + fax4
        return segment(0, type: 48, page) + segment(1, type: 38, region)
    }

    /// Puts it on a page of its own size at 200 dpi.
    func addPage(to pdf: inout PdfBuilder, more: String = "", upsideDown: Bool = false) {
        let image = pdf.addStream(
            "/Type /XObject /Subtype /Image /Width \(width) /Height \(height) \(entries)", stream)
        let (across, down) = (Double(width) * 0.36, Double(height) * 0.36)
        let matrix = upsideDown ? "-\(across) 0 0 -\(down) \(across) \(down)" : "\(across) 0 0 \(down) 0 0"
        pdf.addPage(
            "q \(matrix) cm /Im0 Do Q", resources: "/XObject << /Im0 \(image) >>", size: (across, down), more: more)
    }
}
