import GreffeCore

@testable import GreffeIntake

/// Smallest files of each kind, byte by byte, so that tests can bend them.
enum Sample {
    // MARK: TIFF

    struct Page {
        var width: UInt32 = 8
        var height: UInt32 = 8
        /// Offsets and byte counts of the strips; nil for one true strip of eight bytes before the directory.
        var strips: [(offset: UInt32, count: UInt32)]?
    }

    /// Header, then for each page its strip, its strip arrays when there are several, and its directory, as scanners
    /// write.
    static func tiff(pages: [Page] = [Page()], bigEndian: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = bigEndian ? [0x4d, 0x4d, 0, 42] : [0x49, 0x49, 42, 0]
        var link = bytes.count
        bytes += number(0, 4, bigEndian)
        for page in pages {
            let strip = UInt32(bytes.count)
            bytes += [UInt8](repeating: 0xaa, count: 8)
            let strips = page.strips ?? [(strip, 8)]
            var (offsets, counts) = (strips[0].offset, strips[0].count)
            if strips.count > 1 {
                offsets = UInt32(bytes.count)
                bytes += strips.flatMap { number($0.offset, 4, bigEndian) }
                counts = UInt32(bytes.count)
                bytes += strips.flatMap { number($0.count, 4, bigEndian) }
            }
            patch(&bytes, at: link, with: UInt32(bytes.count), bigEndian)
            let tags: [(UInt32, UInt32, UInt32)] = [
                (256, 1, page.width), (257, 1, page.height), (258, 1, 1), (259, 1, 1), (262, 1, 0),
                (273, UInt32(strips.count), offsets), (278, 1, page.height), (279, UInt32(strips.count), counts),
            ]
            bytes += number(UInt32(tags.count), 2, bigEndian)
            for (tag, count, value) in tags {
                bytes += number(tag, 2, bigEndian) + number(4, 2, bigEndian)
                bytes += number(count, 4, bigEndian) + number(value, 4, bigEndian)
            }
            link = bytes.count
            bytes += number(0, 4, bigEndian)
        }
        return bytes
    }

    /// A TIFF with one directory given tag by tag: number, type, count, value.
    static func tiff(tags: [(UInt32, UInt32, UInt32, UInt32)], next: UInt32 = 0) -> [UInt8] {
        var bytes: [UInt8] = [0x49, 0x49, 42, 0] + number(8, 4) + number(UInt32(tags.count), 2)
        for (tag, type, count, value) in tags {
            bytes += number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 4)
        }
        return bytes + number(next, 4)
    }

    static func bigTIFF() -> [UInt8] {
        func wide(_ value: UInt32) -> [UInt8] { number(value, 4) + number(0, 4) }
        var bytes: [UInt8] = [0x49, 0x49, 43, 0, 8, 0, 0, 0] + wide(24) + [UInt8](repeating: 0xaa, count: 8)
        let tags: [(UInt32, UInt32)] = [(256, 8), (257, 8), (273, 16), (279, 8)]
        bytes += wide(UInt32(tags.count))
        for (tag, value) in tags { bytes += number(tag, 2) + number(4, 2) + wide(1) + wide(value) }
        return bytes + wide(0)
    }

    // MARK: PNG

    static func png(width: UInt32 = 8, height: UInt32 = 8) -> [UInt8] {
        let header = number(width, 4, true) + number(height, 4, true) + [1, 0, 0, 0, 0]
        return PNGWalk.magic + chunk("IHDR", header) + chunk("IDAT", [1, 2, 3, 4]) + chunk("IEND", [])
    }

    static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        number(UInt32(content.count), 4, true) + Array(name.utf8) + content + [0, 0, 0, 0]
    }

    // MARK: JPEG

    static func jpeg(width: UInt16 = 8, height: UInt16 = 8) -> [UInt8] {
        // The thumbnail within the first segment ends with an EOI of its own, and the data has a stuffed byte and a
        // restart.
        [0xff, 0xd8] + segment(0xe1, Array("Exif".utf8) + [0xff, 0xd8, 0xff, 0xd9])
            + segment(0xc0, [8] + number(UInt32(height), 2, true) + number(UInt32(width), 2, true) + [1, 1, 0x11, 0])
            + segment(0xda, [1, 1, 0, 0, 63, 0]) + [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xff, 0xd9]
    }

    static func segment(_ code: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xff, code] + number(UInt32(content.count + 2), 2, true) + content
    }

    // MARK: PDF

    /// A PDF with a table; `trailer` is added to the trailer's dictionary.
    static func pdf(trailer: String = "", junk: String = "", objects: String = "") -> [UInt8] {
        let body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n\(objects)"
        return Array(
            """
            \(junk)\(body)xref
            0 2
            0000000000 65535 f\r
            0000000009 00000 n\r
            trailer
            << /Size 2 /Root 1 0 R \(trailer) >>
            startxref
            \(body.utf8.count)
            %%EOF

            """.utf8)
    }

    /// A PDF whose trailer is the dictionary of a cross-reference stream.
    static func pdfWithStream(dictionary: String = "") -> [UInt8] {
        let body = "%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
        return Array(
            """
            \(body)2 0 obj
            << /Type /XRef /W [1 2 1] /DecodeParms << /Columns 4 >> /Root 1 0 R \(dictionary) /Length 4 >>
            stream
            abcd
            endstream
            endobj
            startxref
            \(body.utf8.count)
            %%EOF

            """.utf8)
    }

    // MARK: Numbers

    static func number(_ value: UInt32, _ count: Int, _ bigEndian: Bool = false) -> [UInt8] {
        let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        return bigEndian ? little.reversed() : little
    }

    static func patch(_ bytes: inout [UInt8], at offset: Int, with value: UInt32, _ bigEndian: Bool = false) {
        bytes.replaceSubrange(offset..<offset + 4, with: number(value, 4, bigEndian))
    }

    static func of(_ type: MediaType) -> [UInt8] {
        switch type {
        case .pdf: pdf()
        case .tiff: tiff()
        case .jpeg: jpeg()
        case .png: png()
        }
    }
}
