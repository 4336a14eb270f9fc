package import GreffeCore

/// What a file's own structure says, found without decoding a pixel.
package enum ScanVerdict: Hashable, Sendable {
    /// A scan, whole as far as its structure tells.
    case complete(ScanShape)
    /// Not whole yet. Should nothing be added any more, this is why it is refused.
    case incomplete(Refusal)
    /// No further byte could make it a scan we take.
    case refused(Refusal)
}

/// What is known of a whole scan.
package struct ScanShape: Hashable, Sendable {
    package var mediaType: MediaType
    /// Where the structure tells it without decoding: the directories of a TIFF, one for a JPEG or PNG; nil for a PDF.
    package var pages: Int?

    package init(mediaType: MediaType, pages: Int?) { (self.mediaType, self.pages) = (mediaType, pages) }
}

/// Looks at a file's structure: what it is, whether it is whole, and what can be refused at sight. Content decides,
/// never the name. Written for hostile files: every offset is checked against the file's size, every walk has a step
/// limit, and memory stays within a few hundred kilobytes.
package struct ScanStructure: Sendable {
    /// Two gibibytes: a 2,000-page colour letter at 300 dpi in JPEG is below 1 GiB.
    package static let bytesMax: Int64 = 2 << 30

    /// Kinds other than scans are told from this many first bytes, as `file` does for most.
    static let headBytes = 4_096

    package var limits: ReadingLimits

    package init(limits: ReadingLimits = ReadingLimits()) { self.limits = limits }

    /// - Parameter descriptor: an open regular file; its position is neither used nor moved.
    func examine(descriptor: Int32, size: Int64) throws(SystemError) -> ScanVerdict {
        if size == 0 { return .incomplete(.empty) }
        if size > Self.bytesMax { return .refused(.tooLarge(bytesMax: Self.bytesMax)) }
        var bytes = ScanBytes(descriptor: descriptor, size: size)
        let head = try bytes.upTo(Self.headBytes, at: 0)
        if head.starts(with: [0x49, 0x49]) || head.starts(with: [0x4d, 0x4d]), let walk = TIFFWalk(head: head) {
            return try walk.verdict(&bytes, limits: limits)
        }
        if head.starts(with: JPEGWalk.magic) { return try JPEGWalk().verdict(&bytes, limits: limits) }
        if head.starts(with: PNGWalk.magic) { return try PNGWalk().verdict(&bytes, limits: limits) }
        if let kind = ForeignKind.byMagic(head) { return .refused(.notAScan(kind)) }
        if let header = PDFWalk.headerOffset(head) { return try PDFWalk(header: header).verdict(&bytes) }
        if let kind = ForeignKind.byText(head) {
            // So few letters may be the beginning of a TIFF, or precede a PDF's header.
            return size > PDFWalk.headerBytes ? .refused(.notAScan(kind)) : .incomplete(.notAScan(kind))
        }
        // A few bytes, or zeros reserved by a writer that has not come to its data, may still become a scan.
        return .incomplete(.notAScan(.unknown))
    }

    /// Whether `width` × `height` is more than any page has; both are as the file claims them.
    static func isBomb(_ width: UInt64, _ height: UInt64, limits: ReadingLimits) -> Bool {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        return overflow || pixels > UInt64(max(limits.pixelsMax, 0))
    }
}
