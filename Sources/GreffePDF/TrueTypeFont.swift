import GreffeCore

/// A TrueType font (ISO/IEC 14496-22): which glyph a character has, how wide it is, and the font with fewer glyphs.
struct TrueTypeFont {
    private let bytes: [UInt8]
    private let tables: [String: Range<Int>]
    private let glyphs: [UInt32: Int]
    private let wideCount: Int
    private let glyphCount: Int
    let unitsPerEm: Int
    let ascent: Int
    let descent: Int
    /// xMin, yMin, xMax, yMax.
    let box: [Int]

    /// What a PDF needs of a font (ISO 32000-1, 9.9).
    private static let tablesKept = ["glyf", "head", "hhea", "hmtx", "loca", "maxp"]

    init(_ bytes: [UInt8]) throws(PDFError) {
        self.bytes = bytes
        var tables: [String: Range<Int>] = [:]
        for index in 0..<Self.number(bytes, 4, 2) {
            let row = 12 + 16 * index
            guard row + 16 <= bytes.count else { throw .font }
            let start = Self.number(bytes, row + 8, 4)
            let end = start + Self.number(bytes, row + 12, 4)
            guard end <= bytes.count else { throw .font }
            tables[String(decoding: bytes[row..<(row + 4)], as: UTF8.self)] = start..<end
        }
        self.tables = tables
        guard Self.tablesKept.allSatisfy({ tables[$0] != nil }), let head = tables["head"], head.count >= 54,
            let hhea = tables["hhea"], hhea.count >= 36, let maxp = tables["maxp"], maxp.count >= 6,
            // Long offsets to the outlines: fonts/reduce.py writes no others.
            Self.number(bytes, head.lowerBound + 50, 2) == 1, let map = tables["cmap"]
        else { throw .font }
        unitsPerEm = max(1, Self.number(bytes, head.lowerBound + 18, 2))
        box = (0..<4).map { Self.signed(bytes, head.lowerBound + 36 + 2 * $0) }
        (ascent, descent) = (Self.signed(bytes, hhea.lowerBound + 4), Self.signed(bytes, hhea.lowerBound + 6))
        wideCount = Self.number(bytes, hhea.lowerBound + 34, 2)
        glyphCount = Self.number(bytes, maxp.lowerBound + 4, 2)
        guard wideCount > 0, (tables["loca"]?.count ?? 0) >= 4 * (glyphCount + 1),
            (tables["hmtx"]?.count ?? 0) >= 4 * wideCount
        else { throw .font }
        glyphs = Self.characterMap(bytes, map)
    }

    /// Big-endian; 0 beyond the end.
    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        guard place >= 0, place + count <= bytes.count else { return 0 }
        return bytes[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func signed(_ bytes: [UInt8], _ place: Int) -> Int {
        Int(Int16(truncatingIfNeeded: number(bytes, place, 2)))
    }

    /// Format 4 without glyph arrays, as fonts/reduce.py writes it.
    private static func characterMap(_ bytes: [UInt8], _ table: Range<Int>) -> [UInt32: Int] {
        let start = table.lowerBound + number(bytes, table.lowerBound + 8, 4)
        let double = number(bytes, start + 6, 2)
        var glyphs: [UInt32: Int] = [:]
        for index in stride(from: 0, to: double, by: 2) {
            let last = number(bytes, start + 14 + index, 2)
            let first = number(bytes, start + 16 + double + index, 2)
            let delta = number(bytes, start + 16 + 2 * double + index, 2)
            guard first <= last, last < 0xffff else { continue }
            for character in first...last { glyphs[UInt32(character)] = (character + delta) & 0xffff }
        }
        return glyphs
    }

    func glyph(of scalar: Unicode.Scalar) -> Int? { glyphs[scalar.value] }

    /// In units of the em.
    func advance(of glyph: Int) -> Int {
        guard let table = tables["hmtx"] else { return 0 }
        return Self.number(bytes, table.lowerBound + 4 * min(glyph, wideCount - 1), 2)
    }

    /// The font with the outlines of these glyphs and their parts only; all keep their numbers.
    func subset(_ wanted: Set<Int>) -> [UInt8] {
        guard let outlines = tables["glyf"], let places = tables["loca"] else { return bytes }
        func outline(_ glyph: Int) -> Range<Int> {
            let place = places.lowerBound + 4 * glyph
            let start = outlines.lowerBound + Self.number(bytes, place, 4)
            let end = outlines.lowerBound + Self.number(bytes, place + 4, 4)
            return start <= end && end <= outlines.upperBound ? start..<end : start..<start
        }
        var kept: Set<Int> = [0]
        var open = wanted.filter { $0 < glyphCount }
        while let glyph = open.popFirst() {
            guard kept.insert(glyph).inserted else { continue }
            for part in parts(of: outline(glyph)) where part < glyphCount { open.insert(part) }
        }
        var (glyf, loca): ([UInt8], [UInt8]) = ([], [])
        func appendPlace() { loca += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: glyf.count >> $0) } }
        for glyph in 0..<glyphCount {
            appendPlace()
            if kept.contains(glyph) { glyf += bytes[outline(glyph)] }
        }
        appendPlace()
        return assemble(["glyf": glyf, "loca": loca])
    }

    /// The glyphs a composed outline is made of.
    private func parts(of outline: Range<Int>) -> [Int] {
        guard outline.count > 10, Self.signed(bytes, outline.lowerBound) < 0 else { return [] }
        var (parts, place, flags): ([Int], Int, Int) = ([], outline.lowerBound + 10, 0x20)
        while flags & 0x20 != 0, place + 4 <= outline.upperBound {
            flags = Self.number(bytes, place, 2)
            parts.append(Self.number(bytes, place + 2, 2))
            place += 4 + (flags & 1 != 0 ? 4 : 2)
            place += flags & 8 != 0 ? 2 : flags & 0x40 != 0 ? 4 : flags & 0x80 != 0 ? 8 : 0
        }
        return parts
    }

    private func assemble(_ changed: [String: [UInt8]]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
        // Six tables: search range 64, selector 2, shift 32.
        var font: [UInt8] = word(0x0001_0000) + [0, 6, 0, 64, 0, 2, 0, 32]
        var content: [UInt8] = []
        let start = 12 + 16 * Self.tablesKept.count
        for name in Self.tablesKept {
            let table = changed[name] ?? tables[name].map { Array(bytes[$0]) } ?? []
            let padded = table + [UInt8](repeating: 0, count: (4 - table.count % 4) % 4)
            var sum: UInt32 = 0
            for index in stride(from: 0, to: padded.count, by: 4) {
                sum &+= UInt32(truncatingIfNeeded: Self.number(padded, index, 4))
            }
            font += Array(name.utf8) + word(Int(sum)) + word(start + content.count) + word(table.count)
            content += padded
        }
        return font + content
    }
}
