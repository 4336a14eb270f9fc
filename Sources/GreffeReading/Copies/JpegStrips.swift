/// A JPEG that a TIFF keeps in strips, put together to one: the strips' coded rows stand one after the other,
/// unchanged, with restart markers between them (ITU-T T.81, B.1.1.3), where a decoder begins afresh as it does at a
/// strip's start.
enum JpegStrips {
    /// One strip, or the tables that stand apart: what its header says, and its coded rows.
    private struct Part {
        /// Tables, with their markers.
        var tables: [[UInt8]] = []
        /// The frame's header behind its length, and its marker.
        var frame: [UInt8] = []
        var frameMarker: UInt8 = 0
        /// The scan's header behind its marker, length included.
        var scan: [UInt8] = []
        var rows: ArraySlice<UInt8> = []

        /// Nil for what cannot be joined: several scans, restarts of its own, unknown markers.
        init?(_ bytes: [UInt8]) {
            guard bytes.starts(with: [0xff, 0xd8]) else { return nil }
            var index = 2
            while index + 4 <= bytes.count {
                guard bytes[index] == 0xff else { return nil }
                let marker = bytes[index + 1]
                let end = index + 2 + Int(bytes[index + 2]) << 8 + Int(bytes[index + 3])
                guard end >= index + 4, end <= bytes.count else { return nil }
                switch marker {
                case 0xdb, 0xc4: tables.append(Array(bytes[index..<end]))
                // Baseline, or extended: one scan, row after row.
                case 0xc0, 0xc1:
                    guard frame.isEmpty, end - index >= 10 else { return nil }
                    (frameMarker, frame) = (marker, Array(bytes[(index + 4)..<end]))
                // Applications' segments and comments say nothing of the rows but for Adobe's, of their colours.
                case 0xee: tables.append(Array(bytes[index..<end]))
                case 0xe0...0xed, 0xef, 0xfe: break
                case 0xda:
                    scan = Array(bytes[(index + 2)..<end])
                    guard Self.isOneScan(bytes[end...]) else { return nil }
                    rows = bytes[end..<(bytes.count - 2)]
                    return
                default: return nil
                }
                index = end
            }
            // Tables alone end with the end marker.
            guard index + 2 == bytes.count, bytes[index] == 0xff, bytes[index + 1] == 0xd9 else { return nil }
        }

        /// Whether no marker stands in the coded rows but the last.
        private static func isOneScan(_ rows: ArraySlice<UInt8>) -> Bool {
            guard rows.count >= 2, rows.suffix(2).elementsEqual([0xff, 0xd9]) else { return false }
            var index = rows.startIndex
            while index < rows.endIndex - 2 {
                if rows[index] == 0xff {
                    guard rows[index + 1] == 0 else { return false }
                    index += 1
                }
                index += 1
            }
            return true
        }

        var height: Int { Int(frame[1]) << 8 | Int(frame[2]) }
        var width: Int { Int(frame[3]) << 8 | Int(frame[4]) }
        /// Precision, width and components, which all strips share.
        var shape: [UInt8] { [frame[0]] + frame[3...] }

        /// Pixels of the smallest unit that is coded by itself.
        var unit: (width: Int, height: Int)? {
            let count = Int(frame[5])
            guard count == 1 || count == 3, frame.count == 6 + 3 * count else { return nil }
            // A single component is coded block by block, whatever its sampling says.
            if count == 1 { return (8, 8) }
            let factors = (0..<count).map { frame[7 + 3 * $0] }
            let (across, down) = (factors.map { Int($0 >> 4) }.max() ?? 0, factors.map { Int($0 & 15) }.max() ?? 0)
            return (1...4).contains(across) && (1...4).contains(down) ? (8 * across, 8 * down) : nil
        }
    }

    /// Nil where the strips are no parts of one picture in the sense above.
    static func joined(_ strips: [[UInt8]], tables apart: [UInt8]?, width: Int, height: Int) -> [UInt8]? {
        var head: [[UInt8]] = []
        if let apart {
            guard let part = Part(apart), part.frame.isEmpty else { return nil }
            head = part.tables
        }
        let parts = strips.compactMap { Part($0) }
        guard parts.count == strips.count, let first = parts.first, parts.allSatisfy({ $0.frame.count > 6 }),
            let unit = first.unit, first.width == width, height <= 0xffff
        else { return nil }
        head += first.tables
        for (index, part) in parts.enumerated() {
            let rows = min(first.height, height - index * first.height)
            // A strip may be padded to its full height.
            guard part.shape == first.shape, part.frameMarker == first.frameMarker, part.scan == first.scan,
                part.tables == first.tables, part.height == rows || part.height == first.height, rows > 0
            else { return nil }
        }
        let interval = (width + unit.width - 1) / unit.width * (first.height / unit.height)
        guard first.height.isMultiple(of: unit.height), interval <= 0xffff, interval > 0,
            (height + first.height - 1) / first.height == parts.count,
            // A padded last strip has more rows than the frame would say.
            parts[parts.count - 1].height <= height - (parts.count - 1) * first.height
        else { return nil }

        var jpeg: [UInt8] = [0xff, 0xd8]
        for table in head { jpeg += table }
        var frame = first.frame
        (frame[1], frame[2]) = (UInt8(height >> 8), UInt8(height & 255))
        jpeg += [0xff, first.frameMarker, UInt8((frame.count + 2) >> 8), UInt8((frame.count + 2) & 255)] + frame
        jpeg += [0xff, 0xdd, 0, 4, UInt8(interval >> 8), UInt8(interval & 255)]
        jpeg += [0xff, 0xda] + first.scan
        for (index, part) in parts.enumerated() {
            if index > 0 { jpeg += [0xff, 0xd0 + UInt8((index - 1) % 8)] }
            jpeg += part.rows
        }
        return jpeg + [0xff, 0xd9]
    }
}
