/// JBIG2 (ITU-T T.88) as jbig2enc and most scanners write it: with the arithmetic coder of its annex E. Debian has no
/// program that writes it; so the tests have the coder's other half.
enum ArithmeticJbig2 {
    /// A bitonal page, 1 is black.
    struct Bitmap {
        var width: Int
        var height: Int
        /// A byte a pixel.
        var pixels: [UInt8]

        func at(_ x: Int, _ y: Int) -> Int {
            x >= 0 && y >= 0 && x < width && y < height ? Int(pixels[y * width + x]) : 0
        }

        func tile(_ left: Int, _ top: Int, side: Int) -> Bitmap {
            var tile = Bitmap(width: side, height: side, pixels: [])
            for y in top..<(top + side) { for x in left..<(left + side) { tile.pixels.append(UInt8(at(x, y))) } }
            return tile
        }
    }

    /// The page as one generic region with template 0.
    static func generic(_ page: Bitmap) -> [UInt8] {
        var coder = MQEncoder()
        var contexts = [MQEncoder.Context](repeating: .init(), count: 1 << 16)
        encode(page, with: &coder, &contexts)
        let region = [0] + adaptive + coder.flushed()
        return pageSegment(page) + segment(1, type: 38, information(page) + region)
    }

    /// The page as a dictionary of its different squares and a text region that puts them where they stand.
    static func symbols(_ page: Bitmap, side: Int = 32) -> [UInt8] {
        var known: [[UInt8]: Int] = [:]
        var squares: [Bitmap] = []
        var rows: [[(x: Int, symbol: Int)]] = []
        for top in stride(from: 0, to: page.height, by: side) {
            var row: [(Int, Int)] = []
            for left in stride(from: 0, to: page.width, by: side) {
                let square = page.tile(left, top, side: side)
                guard square.pixels.contains(1) else { continue }
                if known[square.pixels] == nil {
                    known[square.pixels] = squares.count
                    squares.append(square)
                }
                row.append((left, known[square.pixels] ?? 0))
            }
            rows.append(row)
        }
        let text = textRegion(rows, of: squares.count, side: side)
        let count = rows.reduce(0) { $0 + $1.count }
        // Top left corner, squares joined by OR.
        let region = information(page) + [0, 0x10] + long(count) + text
        return pageSegment(page) + segment(1, type: 0, dictionary(squares, side: side))
            + segment(2, type: 6, refers: 1, region)
    }

    private static func dictionary(_ squares: [Bitmap], side: Int) -> [UInt8] {
        var coder = MQEncoder()
        var contexts = [MQEncoder.Context](repeating: .init(), count: 1 << 16)
        var (heights, widths, exports) = (IntegerContexts(), IntegerContexts(), IntegerContexts())
        coder.encode(side, &heights)
        for (index, square) in squares.enumerated() {
            coder.encode(index == 0 ? side : 0, &widths)
            encode(square, with: &coder, &contexts)
        }
        coder.encode(nil, &widths)
        // None of the symbols of other dictionaries, all of its own.
        coder.encode(0, &exports)
        coder.encode(squares.count, &exports)
        return [0, 0] + adaptive + long(squares.count) + long(squares.count) + coder.flushed()
    }

    private static func textRegion(_ rows: [[(x: Int, symbol: Int)]], of symbols: Int, side: Int) -> [UInt8] {
        var coder = MQEncoder()
        var (strips, firsts, steps) = (IntegerContexts(), IntegerContexts(), IntegerContexts())
        var codeLength = 0
        while 1 << codeLength < symbols { codeLength += 1 }
        var names = [MQEncoder.Context](repeating: .init(), count: 1 << (codeLength + 1))
        coder.encode(0, &strips)
        var (lastTop, lastFirst) = (0, 0)
        for (index, row) in rows.enumerated() where !row.isEmpty {
            coder.encode(index * side - lastTop, &strips)
            lastTop = index * side
            var reached = 0
            for (place, instance) in row.enumerated() {
                if place == 0 {
                    coder.encode(instance.x - lastFirst, &firsts)
                    lastFirst = instance.x
                } else {
                    coder.encode(instance.x - reached, &steps)
                }
                reached = instance.x + side - 1
                var previous = 1
                for bit in (0..<codeLength).reversed() {
                    let decision = instance.symbol >> bit & 1
                    coder.encode(decision, &names[previous])
                    previous = previous << 1 | decision
                }
            }
            coder.encode(nil, &steps)
        }
        return coder.flushed()
    }

    /// Where the four adaptive pixels of template 0 stand as a rule.
    private static let adaptive: [UInt8] = [0x03, 0xff, 0xfd, 0xff, 0x02, 0xfe, 0xfe, 0xfe]

    private static func encode(
        _ page: Bitmap, with coder: inout MQEncoder, _ contexts: inout [MQEncoder.Context]
    ) {
        for y in 0..<page.height {
            for x in 0..<page.width {
                var context = 0
                for reach in 1...4 { context = context << 1 | page.at(x - reach, y) }
                for step in -3...3 { context = context << 1 | page.at(x + step, y - 1) }
                for step in -2...2 { context = context << 1 | page.at(x + step, y - 2) }
                coder.encode(page.at(x, y), &contexts[context])
            }
        }
    }

    // MARK: Segments

    private static func long(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }

    private static func information(_ page: Bitmap) -> [UInt8] {
        long(page.width) + long(page.height) + long(0) + long(0) + [0]
    }

    private static func pageSegment(_ page: Bitmap) -> [UInt8] {
        segment(0, type: 48, long(page.width) + long(page.height) + long(0) + long(0) + [0, 0, 0])
    }

    private static func segment(_ number: Int, type: UInt8, refers: UInt8? = nil, _ data: [UInt8]) -> [UInt8] {
        long(number) + [type] + (refers.map { [0x20, $0] } ?? [0]) + [1] + long(data.count) + data
    }
}

/// The contexts of one of the coder's integer procedures (T.88, annex A).
struct IntegerContexts {
    fileprivate var contexts = [MQEncoder.Context](repeating: .init(), count: 512)
}

/// The encoder of T.88, annex E.2.
struct MQEncoder {
    struct Context {
        fileprivate var index = 0
        fileprivate var likely = 0
    }

    private var interval: UInt32 = 0x8000
    private var code: UInt32 = 0
    private var room = 12
    /// The first byte is the one before the first.
    private var bytes: [UInt8] = [0]

    /// Table E.1: probability, next state after the likely symbol and the unlikely one, whether they change places.
    private static let states: [(qe: UInt32, likely: Int, unlikely: Int, turns: Bool)] = [
        (0x5601, 1, 1, true), (0x3401, 2, 6, false), (0x1801, 3, 9, false), (0x0AC1, 4, 12, false),
        (0x0521, 5, 29, false), (0x0221, 38, 33, false), (0x5601, 7, 6, true), (0x5401, 8, 14, false),
        (0x4801, 9, 14, false), (0x3801, 10, 14, false), (0x3001, 11, 17, false), (0x2401, 12, 18, false),
        (0x1C01, 13, 20, false), (0x1601, 29, 21, false), (0x5601, 15, 14, true), (0x5401, 16, 14, false),
        (0x5101, 17, 15, false), (0x4801, 18, 16, false), (0x3801, 19, 17, false), (0x3401, 20, 18, false),
        (0x3001, 21, 19, false), (0x2801, 22, 19, false), (0x2401, 23, 20, false), (0x2201, 24, 21, false),
        (0x1C01, 25, 22, false), (0x1801, 26, 23, false), (0x1601, 27, 24, false), (0x1401, 28, 25, false),
        (0x1201, 29, 26, false), (0x1101, 30, 27, false), (0x0AC1, 31, 28, false), (0x09C1, 32, 29, false),
        (0x08A1, 33, 30, false), (0x0521, 34, 31, false), (0x0441, 35, 32, false), (0x02A1, 36, 33, false),
        (0x0221, 37, 34, false), (0x0141, 38, 35, false), (0x0111, 39, 36, false), (0x0085, 40, 37, false),
        (0x0049, 41, 38, false), (0x0025, 42, 39, false), (0x0015, 43, 40, false), (0x0009, 44, 41, false),
        (0x0005, 45, 42, false), (0x0001, 45, 43, false), (0x5601, 46, 46, false),
    ]

    mutating func encode(_ decision: Int, _ context: inout Context) {
        let state = Self.states[context.index]
        interval -= state.qe
        if decision == context.likely {
            guard interval & 0x8000 == 0 else {
                code += state.qe
                return
            }
            if interval < state.qe { interval = state.qe } else { code += state.qe }
            context.index = state.likely
        } else {
            if interval < state.qe { code += state.qe } else { interval = state.qe }
            if state.turns { context.likely = 1 - context.likely }
            context.index = state.unlikely
        }
        repeat {
            interval <<= 1
            code <<= 1
            room -= 1
            if room == 0 { byteOut() }
        } while interval & 0x8000 == 0
    }

    private mutating func byteOut() {
        let last = bytes.count - 1
        if bytes[last] != 0xff, code >= 0x800_0000 {
            bytes[last] += 1
            code &= 0x7ff_ffff
        }
        if bytes[last] == 0xff {
            bytes.append(UInt8(code >> 20))
            (code, room) = (code & 0xf_ffff, 7)
        } else {
            bytes.append(UInt8(code >> 19))
            (code, room) = (code & 0x7_ffff, 8)
        }
    }

    /// What was encoded, ended.
    func flushed() -> [UInt8] {
        var coder = self
        let above = coder.code + coder.interval
        coder.code |= 0xffff
        if coder.code >= above { coder.code -= 0x8000 }
        for _ in 0..<2 {
            coder.code <<= UInt32(coder.room)
            coder.byteOut()
        }
        if coder.bytes.last == 0xff { coder.bytes.removeLast() }
        return coder.bytes.dropFirst() + [0xff, 0xac]
    }

    /// An integer (annex A.2); nil is "out of band".
    mutating func encode(_ value: Int?, _ integers: inout IntegerContexts) {
        var previous = 1
        func bit(_ decision: Int, _ coder: inout MQEncoder) {
            coder.encode(decision, &integers.contexts[previous])
            previous = previous < 256 ? previous << 1 | decision : (previous << 1 | decision) & 511 | 256
        }
        guard let value else { return [1, 0, 0, 0].forEach { bit($0, &self) } }
        bit(value < 0 ? 1 : 0, &self)
        let size = abs(value)
        let ranges = [(0, 2), (4, 4), (20, 6), (84, 8), (340, 12), (4436, 32)]
        let range = ranges.lastIndex { $0.0 <= size } ?? 0
        for _ in 0..<range { bit(1, &self) }
        if range < ranges.count - 1 { bit(0, &self) }
        for place in (0..<ranges[range].1).reversed() { bit((size - ranges[range].0) >> place & 1, &self) }
    }
}
