import GreffeCore

/// The words that a drawn page of a PDF says it shows, as `pdftotext` finds them in it: a claim, which the picture has
/// to bear out (`OwnTextJudge`).
struct PrintedWords {
    /// In pixels of the drawn page; the words of one line have its number.
    var words: [FoundWord]
    /// Whether some of it is written without ink, as scanners with recognition put it behind or over an image.
    var hasHidden: Bool

    /// A page of dense print has 2,000 words; a line of XHTML about one has 120 bytes.
    static let wordsMax = 6_000
    private static let bytesMax = 4 << 20

    /// Nil where the page has no text; `.failure` where it has, and it cannot be had.
    static func of(
        _ page: PdfObject, alone document: [UInt8], pixelsPerPoint: Double, drawer: Drawer
    ) -> Outcome {
        let use = PdfTextUse(of: page)
        guard use.isShown || use.isHidden else { return .none }
        guard case .output(let bytes) = drawer.answer(.words, about: document, outputMax: bytesMax),
            let words = parse(bytes, pixelsPerPoint: pixelsPerPoint)
        else { return .unreadable }
        return .found(PrintedWords(words: words, hasHidden: use.isHidden))
    }

    enum Outcome {
        case none
        case unreadable
        case found(PrintedWords)
    }

    /// Out of `pdftotext -bbox-layout`. Nil where there are more than a page holds, or a figure is none.
    static func parse(_ bytes: [UInt8], pixelsPerPoint: Double) -> [FoundWord]? {
        var words: [FoundWord] = []
        var (line, place) = (0, 0)
        while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")),
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ">"))
        {
            let tag = bytes[(start + 1)..<end]
            place = end + 1
            if tag.starts(with: "line ".utf8) { line += 1 }
            guard tag.starts(with: "word ".utf8) else { continue }
            guard words.count < wordsMax, let box = box(tag, pixelsPerPoint) else { return nil }
            // What the text itself has of them is written as `&lt;`.
            let close = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
            let text = unescaped(String(decoding: bytes[place..<close], as: UTF8.self))
            guard text.contains(where: { !$0.isWhitespace }) else { continue }
            words.append(
                FoundWord(
                    text: text, box: box, confidence: confidence, line: line,
                    baseline: FoundWord.Baseline(
                        left: Double(box.left), leftY: base(of: box), right: Double(box.right), rightY: base(of: box))))
        }
        return words
    }

    /// The letter says so itself, and the picture agrees.
    private static let confidence = 100.0
    /// Of a font's height, what is above the line its letters stand on.
    private static let ascent = 0.8
    /// No page is so many pixels away from its corner.
    private static let pixelsMax = 1_000_000.0

    private static func base(of box: Box) -> Double { Double(box.top) + ascent * Double(box.height) }

    /// `xMin="…" yMin="…" xMax="…" yMax="…"`, in points from the top left.
    private static func box(_ tag: ArraySlice<UInt8>, _ pixelsPerPoint: Double) -> Box? {
        let parts = tag.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        guard parts.count >= 8 else { return nil }
        var sides: [Int] = []
        for index in [1, 3, 5, 7] {
            guard let points = Double(String(decoding: parts[index], as: UTF8.self)), points.isFinite,
                abs(points * pixelsPerPoint) < pixelsMax
            else { return nil }
            let pixels = points * pixelsPerPoint
            sides.append(Int(index < 4 ? pixels.rounded(.down) : pixels.rounded(.up)))
        }
        return Box(
            left: sides[0], top: sides[1], right: max(sides[0] + 1, sides[2]), bottom: max(sides[1] + 1, sides[3]))
    }

    private static let entities: [(name: String, meaning: String)] = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
    ]
    private static let ligatures: [Character: String] = [
        "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl", "\u{FB05}": "st",
        "\u{FB06}": "st",
    ]

    /// As recognition would write it: ligatures spelled out, a hyphen that may be left out as a hyphen.
    private static func unescaped(_ text: String) -> String {
        var text = text
        if text.contains("&") {
            for entity in entities { text = text.replacing(entity.name, with: entity.meaning) }
        }
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return text.reduce(into: "") { output, character in
            output += character == "\u{AD}" ? "-" : ligatures[character] ?? String(character)
        }
    }
}

/// Whether a page shows, or hides, text of its own, in its content and in the forms that this draws.
struct PdfTextUse {
    private(set) var isShown = false
    /// Text written without ink (modes 3 and 7).
    private(set) var isHidden = false

    /// Forms within forms, and forms a page, that are looked into.
    private static let depthMax = 4
    private static let formsMax = 64
    /// Deeper nesting than any producer writes.
    private static let statesMax = 256

    private var formsLeft = formsMax

    init(of page: PdfObject) {
        guard let content = page.content else { return }
        look(into: content, resources: page["/Resources"], mode: 0, depth: 0)
    }

    private mutating func look(into content: PdfBytes, resources: PdfObject?, mode: Double, depth: Int) {
        var scanner = PdfContentScanner(content.bytes)
        var mode = mode
        var saved: [Double] = []
        while let instruction = scanner.next() {
            switch instruction.name {
            case "q": if saved.count < Self.statesMax { saved.append(mode) }
            case "Q": mode = saved.popLast() ?? mode
            case "Tr": mode = instruction.numbers.first ?? 0
            case "Tj", "TJ", "'", "\"":
                if mode == 3 || mode == 7 { isHidden = true } else { isShown = true }
                // No more can be learnt.
                if isHidden, isShown { return }
            case "Do":
                guard depth < Self.depthMax, formsLeft > 0, let name = instruction.nameOperand,
                    let form = resources?["/XObject"]?[name], form["/Subtype"]?.name == "/Form",
                    let inner = form.stream(decoded: true)
                else { continue }
                formsLeft -= 1
                look(into: inner, resources: form["/Resources"] ?? resources, mode: mode, depth: depth + 1)
            default: continue
            }
        }
    }
}
