/// How a page of a TIFF is stored: what must be known to put its bytes into a PDF as they are.
struct TiffStorage {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var bits = 1
    private(set) var samples = 1
    private(set) var compression = 1
    private(set) var photometric = 0
    private(set) var predictor = 1
    /// The bits of each byte, from the lowest.
    private(set) var isLowBitFirst = false
    private(set) var faxOptions = 0
    /// EXIF's and TIFF's eight ways to lay a page down; 1 is upright.
    private(set) var orientation = 1
    private(set) var isPlanar = false
    private(set) var isTiled = false
    private(set) var hasExtraSamples = false
    /// Where the strips stand in the file.
    private(set) var strips: [Range<Int>] = []
    private(set) var jpegTables: Range<Int>?
    /// Red, green and blue of each palette entry, 16 bits each, all reds first.
    private(set) var palette: [Int] = []

    private static let entriesMax = 4096
    private static let stripsMax = 1 << 16

    /// Nil when the directory cannot be followed.
    init?(_ bytes: UnsafeRawBufferPointer, directory: Int) {
        guard let reader = TiffBytes(bytes), let count = reader.count(at: directory), count <= Self.entriesMax
        else { return nil }
        var (offsets, counts): ([Int], [Int]) = ([], [])
        var seen: Set<Int> = []
        for index in 0..<count {
            let entry = directory + reader.countSize + index * reader.entrySize
            guard let tag = reader.short(at: entry) else { return nil }
            guard seen.insert(tag).inserted else { continue }
            let first = reader.values(of: entry, max: 1).first
            switch tag {
            case 256: width = first ?? 0
            case 257: height = first ?? 0
            case 258:
                let all = reader.values(of: entry, max: 8)
                bits = Set(all).count == 1 ? all[0] : 0
            case 259: compression = first ?? 1
            case 262: photometric = first ?? 0
            case 266: isLowBitFirst = first == 2
            case 273: offsets = reader.values(of: entry, max: Self.stripsMax)
            case 274: orientation = first.flatMap { (1...8).contains($0) ? $0 : nil } ?? 1
            case 277: samples = first ?? 1
            case 279: counts = reader.values(of: entry, max: Self.stripsMax)
            case 284: isPlanar = first == 2
            case 292: faxOptions = first ?? 0
            case 317: predictor = first ?? 1
            case 320: palette = reader.values(of: entry, max: 3 << 8)
            case 322, 324: isTiled = true
            case 338: hasExtraSamples = true
            case 347: jpegTables = reader.byteRange(of: entry)
            default: break
            }
        }
        guard offsets.count == counts.count else { return }
        for (offset, count) in zip(offsets, counts) {
            guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
                strips = []
                return
            }
            strips.append(offset..<(offset + count))
        }
    }

    /// Whether the samples of a row follow each other as PDF has them.
    var isPlain: Bool { !isPlanar && !isTiled && !hasExtraSamples && !strips.isEmpty }
}
