/// The sRGB colour space (IEC 61966-2-1) as an ICC profile of version 4.2 (ICC.1:2004-10), made from the standard's
/// figures: what the output intent of every file names, so that plain gray and RGB have one meaning.
enum ColourProfile {
    /// Big-endian words, put together as the profile's format wants them.
    private struct Words {
        var bytes: [UInt8] = []

        mutating func word(_ value: UInt32) {
            bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }

        mutating func text(_ text: String) { bytes += text.utf8 }

        /// s15Fixed16Number.
        mutating func fixed(_ numbers: Double...) {
            for number in numbers { word(UInt32(bitPattern: Int32((number * 65536).rounded()))) }
        }

        mutating func zeros(_ count: Int) { bytes += [UInt8](repeating: 0, count: count) }
    }

    static let sRGB: [UInt8] = {
        let tags: [(String, [UInt8])] = [
            ("desc", localised("sRGB")), ("cprt", localised("No copyright; made by greffe from IEC 61966-2-1")),
            // The white of the profile connection space, D50; the primaries are adapted to it by the Bradford matrix.
            ("wtpt", colour(0.9642, 1, 0.8249)), ("chad", adaptation), ("rXYZ", colour(0.43607, 0.22249, 0.01392)),
            ("gXYZ", colour(0.38515, 0.71687, 0.09708)), ("bXYZ", colour(0.14307, 0.06061, 0.7141)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ]
        let (headerSize, tableSize) = (128, 4 + 12 * tags.count)
        var table = Words()
        var content: [UInt8] = []
        var placed: [[UInt8]: Int] = [:]
        table.word(UInt32(tags.count))
        for (name, value) in tags {
            // The three curves are one.
            let offset = placed[value] ?? headerSize + tableSize + content.count
            if placed[value] == nil {
                placed[value] = offset
                content += value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
            }
            table.text(name)
            table.word(UInt32(offset))
            table.word(UInt32(value.count))
        }
        return header(size: headerSize + table.bytes.count + content.count) + table.bytes + content
    }()

    private static func header(size: Int) -> [UInt8] {
        var words = Words()
        words.word(UInt32(size))
        words.zeros(4)
        words.word(0x0420_0000)
        words.text("mntrRGB XYZ ")
        // The date the figures were last looked at: a profile is not dated by the clock.
        for number: UInt8 in [7, 234, 0, 11, 0, 22, 0, 0, 0, 0, 0, 0] { words.bytes.append(number) }
        words.text("acsp")
        words.zeros(28)
        words.fixed(0.9642, 1, 0.8249)
        words.zeros(128 - words.bytes.count)
        return words.bytes
    }

    private static func localised(_ text: String) -> [UInt8] {
        var words = Words()
        words.text("mluc")
        words.zeros(4)
        words.word(1)
        words.word(12)
        words.text("enUS")
        words.word(UInt32(2 * text.utf16.count))
        words.word(28)
        for unit in text.utf16 { words.bytes += [UInt8(unit >> 8), UInt8(unit & 255)] }
        return words.bytes
    }

    private static func colour(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] {
        var words = Words()
        words.text("XYZ ")
        words.zeros(4)
        words.fixed(x, y, z)
        return words.bytes
    }

    private static var adaptation: [UInt8] {
        var words = Words()
        words.text("sf32")
        words.zeros(4)
        words.fixed(1.04788, 0.02292, -0.0502, 0.02959, 0.99048, -0.01706, -0.00923, 0.01508, 0.75168)
        return words.bytes
    }

    /// Function type 3: ((x + 0.055) / 1.055)^2.4, below 0.04045 x / 12.92.
    private static var curve: [UInt8] {
        var words = Words()
        words.text("para")
        words.zeros(4)
        words.word(3 << 16)
        words.fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
        return words.bytes
    }
}
