import GreffeCore
import GreffePDF

/// The words of a reading as invisible text over the image of their page: what search and selection find.
struct TextLayer {
    /// Codes the font has; a letter has some hundred characters.
    private static let codesMax = 0xfff0
    /// Half an em is the width of each glyph, stretched to the word's box.
    static let advance = 500
    /// Bounds of the stretching, in percent: a box that would need more was misread.
    private static let stretch = 1.0...5_000.0
    /// A name that no page of others has for a font.
    static let resource = "GreffeWords"

    /// The codes given out so far, in the order in which the characters came.
    private var codes: [Unicode.Scalar: Int] = [:]

    var isEmpty: Bool { codes.isEmpty }

    private mutating func code(of scalar: Unicode.Scalar) -> Int {
        if let code = codes[scalar] { return code }
        let scalar = codes.count < Self.codesMax ? scalar : "\u{fffd}"
        let code = codes[scalar] ?? codes.count + 1
        codes[scalar] = code
        return code
    }

    /// Content that writes the page's words without showing them; empty for a page without words.
    mutating func content(of page: PageReading, in frame: CopyFrame) -> [UInt8] {
        var content = PDFText()
        for line in page.lines {
            for word in line.words { append(word, of: line, on: page, in: frame, to: &content) }
        }
        guard !content.bytes.isEmpty else { return [] }
        // Mode 3: neither filled nor stroked.
        var whole = PDFText()
        whole.append("q BT 3 Tr\n")
        whole.append(content.bytes)
        whole.append("ET Q\n")
        return whole.bytes
    }

    private mutating func append(
        _ word: Word, of line: TextLine, on page: PageReading, in frame: CopyFrame, to content: inout PDFText
    ) {
        let scalars = Array(word.text.unicodeScalars)
        guard !scalars.isEmpty, page.width > 0, page.height > 0 else { return }
        // The words of a level line share its foot and height, so that programs see one line; a line that climbs, or
        // holds words of different rows, is followed word by word.
        let tallest = line.words.reduce(1) { max($0, $1.box.height) }
        let row = Double(line.box.height) <= 1.6 * Double(tallest) ? line.box : word.box
        let points = frame.shownHeight / Double(page.height)
        let size = max(0.5, Double(row.height) * points)
        let width = Double(word.box.width) * frame.shownWidth / Double(page.width)
        // The font's descent: a fifth of its size.
        let foot = (Double(row.bottom) - 0.2 * Double(row.height)) / Double(page.height)
        let (x, y) = frame.point(Double(word.box.left) / Double(page.width), foot)
        let natural = Double(scalars.count * Self.advance) / 1000 * size
        let stretch = min(max(100 * width / natural, Self.stretch.lowerBound), Self.stretch.upperBound)
        let (right, up) = frame.axes
        content.append("/\(Self.resource) \(PDFText.decimal(size)) Tf \(PDFText.decimal(stretch)) Tz ")
        content.append([right.x, right.y, up.x, up.y, x, y].map(PDFText.decimal).joined(separator: " "))
        content.append(" Tm <")
        // The space behind keeps words apart where their boxes nearly touch.
        for scalar in scalars + [" "] {
            let code = code(of: scalar)
            content.appendHex([UInt8(code >> 8 & 255), UInt8(code & 255)])
        }
        content.append("> Tj\n")
    }

    // MARK: The font

    /// Writes the font of the codes given out: every one of them is an empty glyph that means its character.
    func writeFont(to writer: inout PDFWriter, as reference: PDFReference) throws(PDFError) {
        let file = Self.fontFile
        let program = try writer.addCompressed([PDFMember("Length1", .integer(file.count))], file)
        let name = PDFValue.name("GREFFE+Glyphless")
        let descriptor = writer.add(
            .dictionary([
                PDFMember("Type", .name("FontDescriptor")), PDFMember("FontName", name),
                PDFMember("Flags", .integer(5)),
                PDFMember("FontBBox", .array([0, -200, 500, 800].map { .integer($0) })),
                PDFMember("ItalicAngle", .integer(0)), PDFMember("Ascent", .integer(800)),
                PDFMember("Descent", .integer(-200)), PDFMember("CapHeight", .integer(800)),
                PDFMember("StemV", .integer(80)), PDFMember("FontFile2", .reference(program)),
            ]))
        // Code 0 is nobody's; all others are glyph 1.
        let glyphs = [UInt8](repeating: 0, count: 2) + (0..<codes.count).flatMap { _ in [0, 1] as [UInt8] }
        let glyphMap = try writer.addCompressed([], glyphs)
        let descendant = writer.add(
            .dictionary([
                PDFMember("Type", .name("Font")), PDFMember("Subtype", .name("CIDFontType2")),
                PDFMember("BaseFont", name), PDFMember("CIDSystemInfo", ToUnicodeMap.identitySystem),
                PDFMember("FontDescriptor", .reference(descriptor)), PDFMember("DW", .integer(Self.advance)),
                PDFMember("CIDToGIDMap", .reference(glyphMap)),
            ]))
        let meanings = Dictionary(codes.map { ($0.value, $0.key) }) { first, _ in first }
        let map = try writer.addCompressed([], ToUnicodeMap.bytes(meanings))
        writer.write(
            .dictionary([
                PDFMember("Type", .name("Font")), PDFMember("Subtype", .name("Type0")), PDFMember("BaseFont", name),
                PDFMember("Encoding", .name("Identity-H")),
                PDFMember("DescendantFonts", .array([.reference(descendant)])),
                PDFMember("ToUnicode", .reference(map)),
            ]), as: reference)
    }

    /// A TrueType font (ISO/IEC 14496-22) of two empty glyphs, half an em wide.
    static let fontFile: [UInt8] = {
        func words(_ values: Int...) -> [UInt8] { values.flatMap { [UInt8($0 >> 8 & 255), UInt8($0 & 255)] } }
        let zeros = [UInt8](repeating: 0, count: 8)
        let tables: [(name: String, bytes: [UInt8])] = [
            // One byte, for there are readers that refuse an empty table.
            ("glyf", [0]),
            (
                "head",
                words(1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 3, 1000) + zeros + zeros
                    + words(0, -200, 500, 800, 0, 8, 2, 0, 0)
            ),
            ("hhea", words(1, 0, 800, -200, 0, 500, 0, 0, 500, 1, 0, 0) + zeros + words(0, 1)),
            ("hmtx", words(500, 0, 0)),
            ("loca", words(0, 0, 0)),
            ("maxp", words(1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)),
        ]
        // Six tables: search range 64, selector 2, shift 32.
        var directory = words(1, 0, 6, 64, 2, 32)
        var content: [UInt8] = []
        for (name, bytes) in tables {
            let padded = bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
            var sum: UInt32 = 0
            for index in stride(from: 0, to: padded.count, by: 4) {
                sum &+= padded[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) }
            }
            let place = 12 + 16 * tables.count + content.count
            directory += Array(name.utf8) + words(Int(sum >> 16), Int(sum & 0xffff), place >> 16, place, 0, bytes.count)
            content += padded
        }
        return directory + content
    }()
}
