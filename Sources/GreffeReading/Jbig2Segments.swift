/// The segments of a JBIG2 stream (ITU-T T.88, clause 7.2), as a PDF embeds it: without file header. Poppler draws a
/// stream that is cut short, or whose segments it does not know, as white paper and reports success; so the stream's
/// own account of itself is held against its length.
enum Jbig2Segments {
    /// The types that T.88, clause 7.3 knows.
    private static let types: Set<UInt8> = [
        0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53, 62,
    ]
    private static let genericRegion: UInt8 = 38
    private static let pageInformation: UInt8 = 48
    /// A line's end, which some producers count into the stream.
    private static let trailingBytesMax = 2

    /// Whether each segment is of a known type and lies within the stream, and one of them opens a page.
    static func areWhole(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        var hasPage = false
        while bytes.count - index > trailingBytesMax {
            guard let segment = segment(bytes, at: index), types.contains(segment.type) else { return false }
            hasPage = hasPage || segment.type == pageInformation
            // Clause 7.2.7: only a generic region may end by a mark instead of a length; it is the last then.
            guard let length = segment.length else { return segment.type == genericRegion && hasPage }
            guard length <= bytes.count - segment.start else { return false }
            index = segment.start + length
        }
        return hasPage
    }

    /// Type, place of the data, and its length where it is told; nil for a header that is cut short.
    private static func segment(
        _ bytes: UnsafeRawBufferPointer, at start: Int
    ) -> (type: UInt8, start: Int, length: Int?)? {
        var index = start
        func number(_ count: Int) -> Int? {
            guard count <= bytes.count - index else { return nil }
            defer { index += count }
            return bytes[index..<index + count].reduce(0) { $0 << 8 | Int($1) }
        }
        guard let own = number(4), let flags = number(1), let short = number(1) else { return nil }
        var references = short >> 5
        if references == 7 {
            // The long form: a count of 29 bits, and a bit for each segment referred to, and for this one.
            index -= 1
            guard let long = number(4) else { return nil }
            references = long & 0x1fff_ffff
            index += references / 8 + 1
        }
        // No stream has more segments than bytes.
        guard references <= bytes.count else { return nil }
        index += references * (own <= 256 ? 1 : own <= 65_536 ? 2 : 4) + (flags & 0x40 == 0 ? 1 : 4)
        guard let length = number(4) else { return nil }
        return (UInt8(flags & 0x3f), index, length == 0xffff_ffff ? nil : length)
    }
}
