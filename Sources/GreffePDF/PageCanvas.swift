/// A page drawn in points from its top left corner: text in the built-in typefaces, and filled rectangles.
struct PageCanvas {
    enum Alignment {
        case left, centre, right
    }

    /// A4 (ISO 216).
    static let a4 = (width: 595.2756, height: 841.8898)

    let width: Double
    let height: Double
    private(set) var content = PDFText()
    /// The glyphs shown, by face, with a character each.
    private(set) var shown: [Typeface: [Int: Unicode.Scalar]] = [:]

    init(width: Double = a4.width, height: Double = a4.height) { (self.width, self.height) = (width, height) }

    mutating func text(
        _ text: String, x: Double, baseline: Double, face: Typeface, size: Double, alignment: Alignment = .left,
        cases: TypeCase
    ) {
        let characters = cases.shown(text, in: face)
        guard !characters.isEmpty else { return }
        var left = x
        if alignment != .left {
            let width = cases.width(of: text, in: face, size: size)
            left -= alignment == .right ? width : width / 2
        }
        content.append("BT /\(face.resource) \(PDFText.decimal(size)) Tf ")
        content.append("\(PDFText.decimal(left)) \(PDFText.decimal(height - baseline)) Td <")
        for (scalar, glyph) in characters {
            content.appendHex([UInt8(glyph >> 8 & 255), UInt8(glyph & 255)])
            if shown[face]?[glyph] == nil { shown[face, default: [:]][glyph] = scalar }
        }
        content.append("> Tj ET\n")
    }

    /// Rectangles filled with one gray, 0 (black) to 1.
    mutating func fill(_ rectangles: [(left: Double, top: Double, width: Double, height: Double)], gray: Double = 0) {
        guard !rectangles.isEmpty else { return }
        content.append("q \(PDFText.decimal(gray)) g\n")
        for rectangle in rectangles {
            let bottom = height - rectangle.top - rectangle.height
            let figures = [rectangle.left, bottom, rectangle.width, rectangle.height].map(PDFText.decimal)
            content.append(figures.joined(separator: " ") + " re\n")
        }
        content.append("f Q\n")
    }
}

extension PageCanvas {
    /// The pages as a PDF/A-2b file.
    static func document(_ pages: [PageCanvas], about: PDFAbout, cases: TypeCase) throws(PDFError) -> [UInt8] {
        var document = PDFDocument(about: about)
        var fonts = Typeface.allCases.map { FontInUse(face: $0, reference: document.writer.reserve()) }
        for page in pages {
            for index in fonts.indices {
                for (glyph, scalar) in page.shown[fonts[index].face] ?? [:] { fonts[index].note(glyph, shows: scalar) }
            }
            let used = fonts.filter { page.shown[$0.face] != nil }
            let resources = used.map { PDFMember($0.face.resource, .reference($0.reference)) }
            try document.add(
                PDFDocument.Page(
                    width: page.width, height: page.height, content: page.content.bytes,
                    resources: resources.isEmpty ? [] : [PDFMember("Font", .dictionary(resources))]))
        }
        for font in fonts where pages.contains(where: { $0.shown[font.face] != nil }) {
            guard let outlines = cases[font.face] else { throw .font }
            try font.write(outlines, to: &document.writer)
        }
        try document.finish(claim: .a2b)
        return document.writer.take()
    }
}
