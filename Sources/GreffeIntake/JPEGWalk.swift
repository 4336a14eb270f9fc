import Glibc
import GreffeCore

/// Follows the segments of a JPEG (ITU-T T.81, annex B) from SOI through all compressed data to EOI. Bytes after EOI
/// are tolerated: cameras and some scanners pad their files.
struct JPEGWalk {
    static let magic: [UInt8] = [0xff, 0xd8, 0xff]
    /// Markers met in one file, stuffed bytes included: one in 256 bytes of compressed data, 400,000 in 100 MiB.
    static let markersMax = 2_000_000
    /// Fill bytes before a marker are lawful, a run of more than this is not an encoder's work.
    static let fillMax = 65_536

    func verdict(_ bytes: inout ScanBytes, limits: ReadingLimits) throws(SystemError) -> ScanVerdict {
        var at: UInt64 = 2
        var hasFrame = false
        var inData = false
        for _ in 0..<Self.markersMax {
            // A marker is 0xFF, any number of further 0xFF, and a code.
            guard let mark = try nextMark(&bytes, from: at, inData: inData) else {
                return .incomplete(.truncated(.jpeg))
            }
            guard mark.isExpected else { return .incomplete(.damaged(.jpeg)) }
            at = mark.end
            switch mark.code {
            case 0x00, 0x01, 0xd0...0xd7: continue
            case 0xd9:
                return hasFrame
                    ? .complete(ScanShape(mediaType: .jpeg, pages: 1)) : .incomplete(.damaged(.jpeg))
            case 0xd8: return .incomplete(.damaged(.jpeg))
            default: break
            }
            guard let length = try bytes.number(2, at: at, bigEndian: true) else {
                return .incomplete(.truncated(.jpeg))
            }
            guard length >= 2 else { return .incomplete(.damaged(.jpeg)) }
            if Self.isFrame(mark.code) {
                guard let height = try bytes.number(2, at: at + 3, bigEndian: true),
                    let width = try bytes.number(2, at: at + 5, bigEndian: true)
                else { return .incomplete(.truncated(.jpeg)) }
                // A height of 0 is lawful: a DNL segment gives it after the first scan.
                if width == 0 { return .incomplete(.damaged(.jpeg)) }
                if ScanStructure.isBomb(width, height, limits: limits) {
                    return .refused(.bomb(page: 1, pixelsMax: limits.pixelsMax))
                }
                hasFrame = true
            }
            at += length
            inData = mark.code == 0xda
            if at > UInt64(bytes.size) { return .incomplete(.truncated(.jpeg)) }
        }
        return .incomplete(.damaged(.jpeg))
    }

    private struct Mark {
        var code: UInt8
        /// The offset after the code.
        var end: UInt64
        /// False when something else than a marker stands where one must.
        var isExpected = true
    }

    /// The next marker from `at` on: at once between segments, anywhere in compressed data. Nil at the end of the file.
    private func nextMark(_ bytes: inout ScanBytes, from start: UInt64, inData: Bool) throws(SystemError) -> Mark? {
        guard let mark = inData ? try findFF(&bytes, from: start) : start else { return nil }
        guard let first = try bytes.byte(at: mark) else { return nil }
        guard first == 0xff else { return Mark(code: first, end: mark, isExpected: false) }
        var at = mark + 1
        while let code = try bytes.byte(at: at) {
            at += 1
            if code != 0xff { return Mark(code: code, end: at, isExpected: inData || code != 0) }
            if at - mark > UInt64(Self.fillMax) { return Mark(code: code, end: at, isExpected: false) }
        }
        return nil
    }

    private func findFF(_ bytes: inout ScanBytes, from start: UInt64) throws(SystemError) -> UInt64? {
        var at = start
        while let block = try bytes.some(at: at) {
            let found = block.withUnsafeBytes { buffer -> Int? in
                guard let base = buffer.baseAddress, let hit = memchr(base, 0xff, buffer.count) else { return nil }
                return UnsafeRawPointer(hit) - base
            }
            if let found { return at + UInt64(found) }
            at += UInt64(block.count)
        }
        return nil
    }

    private static func isFrame(_ code: UInt8) -> Bool {
        (0xc0...0xcf).contains(code) && ![0xc4, 0xc8, 0xcc].contains(code)
    }
}
