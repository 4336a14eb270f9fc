import GreffeCore

/// The chain of image file directories of a TIFF (6.0 and BigTIFF), read for what must be known before decoding: how
/// many pages, how large, which resolution, and where each directory starts. The decoding itself is libtiff's.
struct TiffDirectory {
    /// One page's directory.
    struct Page {
        var offset: Int
        var width = 0
        var height = 0
        var dpiX: Double?
        var dpiY: Double?
        /// The strips or tiles reach beyond the end of the file.
        var isTruncated = false
        /// Bytes of all strips or tiles, and whether they are coded at all.
        var storedBytes = 0
        var isCoded = false
        /// What the receiver of a fax says of the page's lines.
        var badLines: Int?
        var badLinesInARow: Int?
        var lineQuality: FaxLines.Quality?
    }

    private(set) var pages: [Page] = []

    private enum Tag {
        static let subfileType = 254, width = 256, height = 257, stripOffsets = 273, stripCounts = 279
        static let compression = 259, badLines = 326, cleanliness = 327, badLinesInARow = 328
        static let xResolution = 282, yResolution = 283, resolutionUnit = 296, tileOffsets = 324, tileCounts = 325
    }

    /// A directory has about 15 entries; scanners with private tags reach 60.
    private static let entriesMax = 4096

    init(_ bytes: UnsafeRawBufferPointer, pagesMax: Int) throws(ScanFault) {
        guard let reader = TiffBytes(bytes), var next = reader.firstDirectory else { throw .damaged(page: 0) }
        var seen: Set<Int> = []
        while next != 0 {
            // A chain that bites its tail may hide pages: better a person than a letter with fewer pages than were
            // sent.
            guard seen.insert(next).inserted else { throw .damaged(page: 0) }
            guard seen.count <= 4 * pagesMax, pages.count < pagesMax else { throw .tooManyPages(limit: pagesMax) }
            guard let (page, following) = Self.page(at: next, in: reader) else { throw .damaged(page: pages.count + 1) }
            if let page { pages.append(page) }
            next = following
        }
        guard !pages.isEmpty else { throw .noPages }
    }

    /// The page at a directory (nil inside for thumbnails and masks, which are no pages) and the next directory's
    /// offset.
    private static func page(at offset: Int, in reader: TiffBytes) -> (page: Page?, next: Int)? {
        guard let count = reader.count(at: offset), count <= entriesMax else { return nil }
        let first = offset + reader.countSize
        guard let next = reader.offset(at: first + count * reader.entrySize) else { return nil }

        var page = Page(offset: offset)
        var unit = 2
        var isPage = true
        var seen: Set<Int> = []
        var offsets: [Int] = []
        var counts: [Int] = []
        for index in 0..<count {
            let entry = first + index * reader.entrySize
            guard let tag = reader.short(at: entry) else { return nil }
            // Of two entries with one tag libtiff takes the first: what is checked must be what is decoded.
            guard seen.insert(tag).inserted else { continue }
            switch tag {
            // Bit 0: a reduced copy of another page; bit 2: a transparency mask.
            case Tag.subfileType: isPage = (reader.values(of: entry, max: 1).first ?? 0) & 5 == 0
            case Tag.width: page.width = reader.values(of: entry, max: 1).first ?? 0
            case Tag.height: page.height = reader.values(of: entry, max: 1).first ?? 0
            case Tag.badLines: page.badLines = reader.values(of: entry, max: 1).first
            case Tag.badLinesInARow: page.badLinesInARow = reader.values(of: entry, max: 1).first
            case Tag.cleanliness: page.lineQuality = quality(reader.values(of: entry, max: 1).first)
            case Tag.compression: page.isCoded = reader.values(of: entry, max: 1).first ?? 1 != 1
            case Tag.resolutionUnit: unit = reader.values(of: entry, max: 1).first ?? 2
            case Tag.xResolution: page.dpiX = reader.rational(of: entry)
            case Tag.yResolution: page.dpiY = reader.rational(of: entry)
            case Tag.stripOffsets, Tag.tileOffsets: offsets = reader.values(of: entry, max: 1 << 16)
            case Tag.stripCounts, Tag.tileCounts: counts = reader.values(of: entry, max: 1 << 16)
            default: break
            }
        }
        switch unit {
        case 2: break
        case 3: (page.dpiX, page.dpiY) = (page.dpiX.map { $0 * 2.54 }, page.dpiY.map { $0 * 2.54 })
        default: (page.dpiX, page.dpiY) = (nil, nil)
        }
        page.isTruncated = zip(offsets, counts).contains { $0 < 0 || $1 < 0 || $0 > reader.size - min($1, reader.size) }
        // Each lies within the file, or the page is not decoded.
        page.storedBytes = page.isTruncated ? 0 : counts.reduce(0) { min($0 + $1, 1 << 40) }
        return (isPage ? page : nil, next)
    }

    private static func quality(_ value: Int?) -> FaxLines.Quality? {
        switch value {
        case 0: .clean
        case 1: .repaired
        case 2: .unclean
        default: nil
        }
    }
}

/// Bounds-checked reading of TIFF's numbers in the file's own byte order.
struct TiffBytes {
    private let bytes: UnsafeRawBufferPointer
    private let isBigEndian: Bool
    private let isBig: Bool
    var size: Int { bytes.count }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 16, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4d else { return nil }
        (self.bytes, isBigEndian) = (bytes, bytes[0] == 0x4d)
        let version = isBigEndian ? bytes[3] : bytes[2]
        guard version == 42 || version == 43 else { return nil }
        isBig = version == 43
    }

    var countSize: Int { isBig ? 8 : 2 }
    var entrySize: Int { isBig ? 20 : 12 }
    var firstDirectory: Int? { offset(at: isBig ? 8 : 4) }

    /// Nil beyond the file's end, and for figures no file can reach.
    func number(at offset: Int, bytes count: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - count else { return nil }
        var value: UInt64 = 0
        for index in 0..<count {
            value = value << 8 | UInt64(bytes[offset + (isBigEndian ? index : count - 1 - index)])
        }
        return value <= 1 << 62 ? Int(value) : nil
    }

    func short(at offset: Int) -> Int? { number(at: offset, bytes: 2) }
    func offset(at offset: Int) -> Int? { number(at: offset, bytes: isBig ? 8 : 4) }
    func count(at offset: Int) -> Int? { number(at: offset, bytes: countSize) }

    /// Where an entry's values stand, their type and how many; nil when beyond the file's end.
    private func place(of entry: Int, sizes: [Int: Int]) -> (offset: Int, size: Int, count: Int)? {
        guard let type = short(at: entry + 2), let size = sizes[type],
            let count = number(at: entry + 4, bytes: isBig ? 8 : 4), count < bytes.count
        else { return nil }
        let inline = entry + (isBig ? 12 : 8)
        if count * size <= (isBig ? 8 : 4) { return (inline, size, count) }
        return offset(at: inline).map { ($0, size, count) }
    }

    /// Where the bytes of an entry of plain bytes stand; nil for any other.
    func byteRange(of entry: Int) -> Range<Int>? {
        guard let place = place(of: entry, sizes: [1: 1, 7: 1]), place.offset >= 0,
            place.offset <= bytes.count - place.count
        else { return nil }
        return place.offset..<(place.offset + place.count)
    }

    func values(of entry: Int, max: Int) -> [Int] {
        guard let place = place(of: entry, sizes: [1: 1, 3: 2, 4: 4, 16: 8]) else { return [] }
        return (0..<min(place.count, max)).compactMap { number(at: place.offset + $0 * place.size, bytes: place.size) }
    }

    func rational(of entry: Int) -> Double? {
        guard let place = place(of: entry, sizes: [5: 8]), place.count >= 1,
            let above = number(at: place.offset, bytes: 4), let below = number(at: place.offset + 4, bytes: 4),
            below != 0
        else { return nil }
        return Double(above) / Double(below)
    }
}
