import GreffeCore

/// Follows the directories of a TIFF (Adobe TIFF 6.0, section 2; BigTIFF as libtiff reads it): each directory, and each
/// strip or tile it names, must lie within the file.
struct TIFFWalk {
    /// Strips or tiles looked at in one file. 2,000 pages of 700 strips; a file beyond that repeats itself.
    static let piecesMax = 1_500_000
    /// Tags in one directory. libtiff takes more than this for corruption.
    static let tagsMax: UInt64 = 4_096

    private let bigEndian: Bool
    private let isBig: Bool

    /// Nil when the first four bytes are not those of a TIFF.
    init?(head: [UInt8]) {
        guard head.count >= 4 else { return nil }
        bigEndian = head[0] == 0x4d
        switch ScanBytes.number(head[2..<4], bigEndian: bigEndian) {
        case 42: isBig = false
        case 43: isBig = true
        default: return nil
        }
    }

    private enum Tag {
        static let width: UInt64 = 256
        static let height: UInt64 = 257
        static let stripOffsets: UInt64 = 273
        static let stripByteCounts: UInt64 = 279
        static let tileOffsets: UInt64 = 324
        static let tileByteCounts: UInt64 = 325
        /// JPEG of the first kind (TIFF 6.0, section 22), which old scanners write without strips.
        static let jpegOffset: UInt64 = 513
        static let jpegByteCount: UInt64 = 514
    }

    /// A tag's values: how many, how wide, and where.
    private struct Values {
        var count: UInt64
        var width: UInt64
        var offset: UInt64
    }

    private var offsetWidth: Int { isBig ? 8 : 4 }
    private var tagWidth: UInt64 { isBig ? 20 : 12 }

    func verdict(_ bytes: inout ScanBytes, limits: ReadingLimits) throws(SystemError) -> ScanVerdict {
        let truncated = ScanVerdict.incomplete(.truncated(.tiff))
        guard var next = try number(&bytes, offsetWidth, at: isBig ? 8 : 4), next != 0 else { return truncated }
        var seen: Set<UInt64> = []
        var pieces = Self.piecesMax
        while next != 0 {
            guard next < UInt64(bytes.size) else { return truncated }
            guard seen.insert(next).inserted else { return .incomplete(.damaged(.tiff)) }
            if seen.count > limits.pagesMax { return .refused(.tooManyPages(max: limits.pagesMax)) }
            guard let count = try number(&bytes, isBig ? 8 : 2, at: next) else { return truncated }
            guard count > 0, count <= Self.tagsMax else { return .incomplete(.damaged(.tiff)) }
            let firstTag = next + (isBig ? 8 : 2)
            if let fault = try fault(
                &bytes, firstTag: firstTag, tags: count, page: seen.count, limits: limits, pieces: &pieces)
            {
                return fault
            }
            guard let following = try number(&bytes, offsetWidth, at: firstTag + count * tagWidth) else {
                return truncated
            }
            next = following
        }
        return .complete(ScanShape(mediaType: .tiff, pages: seen.count))
    }

    /// What is wrong with one directory; nil when nothing is.
    private func fault(
        _ bytes: inout ScanBytes, firstTag: UInt64, tags: UInt64, page: Int, limits: ReadingLimits, pieces: inout Int
    ) throws(SystemError) -> ScanVerdict? {
        var found: [UInt64: Values] = [:]
        for index in 0..<tags {
            let at = firstTag + index * tagWidth
            guard let tag = try number(&bytes, 2, at: at), let type = try number(&bytes, 2, at: at + 2),
                let count = try number(&bytes, offsetWidth, at: at + 4),
                let value = try number(&bytes, offsetWidth, at: at + 4 + UInt64(offsetWidth))
            else { return .incomplete(.truncated(.tiff)) }
            guard let width = Self.width(ofType: type) else { continue }
            let (total, overflow) = count.multipliedReportingOverflow(by: width)
            if overflow { return .incomplete(.damaged(.tiff)) }
            let isInline = total <= UInt64(offsetWidth)
            // Of two entries with one tag libtiff, which decodes, takes the first.
            guard found[tag] == nil else { continue }
            found[tag] = Values(count: count, width: width, offset: isInline ? at + 4 + UInt64(offsetWidth) : value)
        }
        guard let columns = try single(&bytes, found[Tag.width]), let rows = try single(&bytes, found[Tag.height]),
            columns > 0, rows > 0
        else { return .incomplete(.damaged(.tiff)) }
        if ScanStructure.isBomb(columns, rows, limits: limits) {
            return .refused(.bomb(page: page, pixelsMax: limits.pixelsMax))
        }
        guard let offsets = found[Tag.stripOffsets] ?? found[Tag.tileOffsets] ?? found[Tag.jpegOffset] else {
            return .incomplete(.damaged(.tiff))
        }
        let counts = found[Tag.stripByteCounts] ?? found[Tag.tileByteCounts] ?? found[Tag.jpegByteCount]
        return try fault(&bytes, offsets: offsets, counts: counts, pieces: &pieces)
    }

    /// Whether every strip or tile ends within the file.
    private func fault(
        _ bytes: inout ScanBytes, offsets: Values, counts: Values?, pieces: inout Int
    ) throws(SystemError) -> ScanVerdict? {
        guard offsets.count > 0, offsets.count <= UInt64(max(pieces, 0)) else { return .incomplete(.damaged(.tiff)) }
        pieces -= Int(offsets.count)
        // Some writers leave the byte counts out or short; libtiff then guesses, and so only the offset is held to.
        for start in stride(from: UInt64(0), to: offsets.count, by: Self.slab) {
            let amount = min(offsets.count - start, UInt64(Self.slab))
            guard let places = try slab(&bytes, offsets, from: start, amount) else {
                return .incomplete(.truncated(.tiff))
            }
            let known = counts.map { $0.count > start ? min($0.count - start, amount) : 0 } ?? 0
            var lengths: [UInt64] = []
            if let counts, known > 0 {
                guard let read = try slab(&bytes, counts, from: start, known) else {
                    return .incomplete(.truncated(.tiff))
                }
                lengths = read
            }
            for (index, place) in places.enumerated() {
                let length = index < lengths.count ? lengths[index] : 0
                if place > UInt64(bytes.size) || length > UInt64(bytes.size) - place {
                    return .incomplete(.truncated(.tiff))
                }
            }
        }
        return nil
    }

    /// Values read at a time: two kilobytes keep both arrays' windows small.
    private static let slab = 256

    private func slab(
        _ bytes: inout ScanBytes, _ values: Values, from start: UInt64, _ count: UInt64
    ) throws(SystemError) -> [UInt64]? {
        let (skip, overflow) = start.multipliedReportingOverflow(by: values.width)
        let (at, beyond) = values.offset.addingReportingOverflow(skip)
        guard !overflow, !beyond, let raw = try bytes.exactly(Int(count * values.width), at: at) else { return nil }
        let bigEndian = bigEndian
        return raw.withUnsafeBytes { buffer in
            var numbers: [UInt64] = []
            numbers.reserveCapacity(Int(count))
            var at = 0
            while at < buffer.count {
                numbers.append(Self.number(buffer, at, width: values.width, bigEndian: bigEndian))
                at += Int(values.width)
            }
            return numbers
        }
    }

    /// One of millions: read whole instead of byte by byte.
    private static func number(_ buffer: UnsafeRawBufferPointer, _ at: Int, width: UInt64, bigEndian: Bool) -> UInt64 {
        switch width {
        case 1: return UInt64(buffer[at])
        case 2:
            let value = buffer.loadUnaligned(fromByteOffset: at, as: UInt16.self)
            return UInt64(bigEndian ? UInt16(bigEndian: value) : UInt16(littleEndian: value))
        case 4:
            let value = buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self)
            return UInt64(bigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value))
        default:
            let value = buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            return bigEndian ? UInt64(bigEndian: value) : UInt64(littleEndian: value)
        }
    }

    /// The first of a tag's values.
    private func single(_ bytes: inout ScanBytes, _ values: Values?) throws(SystemError) -> UInt64? {
        guard let values, values.count > 0 else { return nil }
        return try number(&bytes, Int(values.width), at: values.offset)
    }

    private func number(_ bytes: inout ScanBytes, _ count: Int, at offset: UInt64) throws(SystemError) -> UInt64? {
        try bytes.number(count, at: offset, bigEndian: bigEndian)
    }

    /// Bytes of one value of the types that hold sizes and offsets; nil for all others.
    private static func width(ofType type: UInt64) -> UInt64? {
        switch type {
        case 1: 1
        case 3: 2
        case 4, 13: 4
        case 16, 18: 8
        default: nil
        }
    }
}
