import CEmbedded
import GreffeCore

/// The typefaces of our own pages: DejaVu Sans, compiled in.
package enum Typeface: String, Hashable, Sendable, CaseIterable {
    case regular, bold, mono

    /// Name of the font's resource on every page.
    var resource: String {
        switch self {
        case .regular: "F1"
        case .bold: "F2"
        case .mono: "F3"
        }
    }

    var postScriptName: String {
        switch self {
        case .regular: "DejaVuSans"
        case .bold: "DejaVuSans-Bold"
        case .mono: "DejaVuSansMono"
        }
    }

    var fileBytes: [UInt8] {
        let file =
            switch self {
            case .regular: greffe_embedded_font_regular()
            case .bold: greffe_embedded_font_bold()
            case .mono: greffe_embedded_font_mono()
            }
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
    }
}

/// The typefaces read, each once.
struct TypeCase: Sendable {
    private let fonts: [Typeface: TrueTypeFont]

    init() throws(PDFError) {
        var fonts: [Typeface: TrueTypeFont] = [:]
        for face in Typeface.allCases { fonts[face] = try TrueTypeFont(face.fileBytes) }
        self.fonts = fonts
    }

    subscript(face: Typeface) -> TrueTypeFont? { fonts[face] }

    /// The characters as the face can show them, each with its glyph: what it does not have is shown as U+FFFD, a mark
    /// that cannot be put on its letter is left out.
    func shown(_ text: String, in face: Typeface) -> [(scalar: Unicode.Scalar, glyph: Int)] {
        guard let font = fonts[face] else { return [] }
        return text.unicodeScalars.compactMap { scalar in
            if let glyph = font.glyph(of: scalar) { return (scalar, glyph) }
            switch scalar.value {
            case 9, 10, 13: return font.glyph(of: " ").map { (" ", $0) }
            case 0..<32, 0x7f..<0xa0, 0x300...0x36f, 0x200b...0x200f, 0xfeff: return nil
            // Thin and narrow spaces.
            case 0x2000...0x200a, 0x205f: return font.glyph(of: " ").map { (" ", $0) }
            default: return font.glyph(of: "\u{fffd}").map { ("\u{fffd}", $0) }
            }
        }
    }

    /// In points.
    func width(of text: String, in face: Typeface, size: Double) -> Double {
        guard let font = fonts[face] else { return 0 }
        let units = shown(text, in: face).reduce(0) { $0 + font.advance(of: $1.glyph) }
        return Double(units) * size / Double(font.unitsPerEm)
    }
}

/// A face as one document uses it: the glyphs shown, written out at the end as a subset of the font.
struct FontInUse {
    let face: Typeface
    let reference: PDFReference
    private var shown: [Int: Unicode.Scalar] = [:]

    init(face: Typeface, reference: PDFReference) { (self.face, self.reference) = (face, reference) }

    mutating func note(_ glyph: Int, shows scalar: Unicode.Scalar) {
        if shown[glyph] == nil { shown[glyph] = scalar }
    }

    /// Writes the font (ISO 32000-1, 9.7): composite, glyph numbers as codes, with its way back to Unicode.
    func write(_ font: TrueTypeFont, to writer: inout PDFWriter) throws(PDFError) {
        let glyphs = shown.keys.sorted()
        let file = font.subset(Set(glyphs))
        let name = PDFValue.name("\(Self.tag(glyphs))+\(face.postScriptName)")
        func thousandths(_ units: Int) -> PDFValue {
            .integer(Int((Double(units) * 1000 / Double(font.unitsPerEm)).rounded()))
        }
        let program = try writer.addCompressed([PDFMember("Length1", .integer(file.count))], file)
        let descriptor = writer.add(
            .dictionary([
                PDFMember("Type", .name("FontDescriptor")), PDFMember("FontName", name),
                // Bit 3, symbolic: its characters are not told by a standard encoding; bit 1, all of one width.
                PDFMember("Flags", .integer(face == .mono ? 5 : 4)),
                PDFMember("FontBBox", .array(font.box.map { thousandths($0) })),
                PDFMember("ItalicAngle", .integer(0)), PDFMember("Ascent", thousandths(font.ascent)),
                PDFMember("Descent", thousandths(font.descent)),
                // Of DejaVu: heights of capitals, and stems as drawn.
                PDFMember("CapHeight", .integer(729)), PDFMember("StemV", .integer(face == .bold ? 165 : 90)),
                PDFMember("FontFile2", .reference(program)),
            ]))
        let widths = glyphs.flatMap { glyph -> [PDFValue] in
            let width = Double(font.advance(of: glyph)) * 1000 / Double(font.unitsPerEm)
            return [.integer(glyph), .array([.real(width)])]
        }
        let descendant = writer.add(
            .dictionary([
                PDFMember("Type", .name("Font")), PDFMember("Subtype", .name("CIDFontType2")),
                PDFMember("BaseFont", name), PDFMember("CIDSystemInfo", ToUnicodeMap.identitySystem),
                PDFMember("FontDescriptor", .reference(descriptor)), PDFMember("W", .array(widths)),
                PDFMember("CIDToGIDMap", .name("Identity")),
            ]))
        let map = try writer.addCompressed([], ToUnicodeMap.bytes(shown))
        writer.write(
            .dictionary([
                PDFMember("Type", .name("Font")), PDFMember("Subtype", .name("Type0")), PDFMember("BaseFont", name),
                PDFMember("Encoding", .name("Identity-H")),
                PDFMember("DescendantFonts", .array([.reference(descendant)])),
                PDFMember("ToUnicode", .reference(map)),
            ]), as: reference)
    }

    /// Six capitals that tell one subset from another (9.6.4).
    private static func tag(_ glyphs: [Int]) -> String {
        let digest = Sha256Digest.of(glyphs.flatMap { [UInt8($0 >> 8 & 255), UInt8($0 & 255)] }).bytes
        return String(decoding: digest.prefix(6).map { UInt8(ascii: "A") + $0 % 26 }, as: UTF8.self)
    }
}
