/// What a page's content stream draws, as far as it takes to know that it is one image and nothing else. Invisible
/// text, as scanners with character recognition put behind the image, does not count; white rectangles below the image
/// neither.
struct PdfDrawing {
    struct Image {
        var name: String
        var matrix: PdfMatrix
        var ink: Double
    }

    private(set) var image: Image?

    private struct State {
        var matrix = PdfMatrix()
        /// As written: any number may stand there, whole or not.
        var textMode = 0.0
        var ink = 0.0
        var inkIsKnown = true
    }

    /// Deeper nesting than any producer writes.
    private static let depthMax = 256

    private var state = State()
    private var stack: [State] = []
    private var clip: (width: Double, height: Double)?
    private var lastRectangle: (width: Double, height: Double)?

    /// Nil when the page shows anything but one image, or its content is not understood: then it is to be drawn.
    init?(_ content: UnsafeRawBufferPointer) {
        var scanner = PdfContentScanner(content)
        while let instruction = scanner.next() {
            guard perform(instruction) else { return nil }
        }
        guard scanner.isAtEnd, let image, coversClip(image) else { return nil }
    }

    private func coversClip(_ image: Image) -> Bool {
        guard let clip else { return true }
        let box = image.matrix.unitSquare
        return clip.width >= 0.98 * box.width && clip.height >= 0.98 * box.height
    }

    /// False for anything that leaves ink and is not the one image.
    private mutating func perform(_ instruction: PdfContentScanner.Instruction) -> Bool {
        let numbers = instruction.numbers
        switch instruction.name {
        case "q":
            stack.append(state)
            return stack.count <= Self.depthMax
        case "Q":
            if let outer = stack.popLast() { state = outer }
        case "cm":
            guard numbers.count == 6 else { return false }
            state.matrix = PdfMatrix(
                a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5]
            ).then(state.matrix)
        case "Do":
            guard image == nil, let name = instruction.nameOperand, state.inkIsKnown else { return false }
            image = Image(name: name, matrix: state.matrix, ink: state.ink)
        case "g", "rg", "k", "sc", "scn", "cs": setInk(instruction.name, numbers)
        case "Tr": state.textMode = numbers.first ?? 0
        case "Tj", "TJ", "'", "\"":
            // Mode 3 is neither filled nor stroked; 7 is a clip only.
            return state.textMode == 3 || state.textMode == 7
        case "re":
            guard numbers.count == 4 else { return false }
            let box = PdfMatrix(a: numbers[2], b: 0, c: 0, d: numbers[3], e: 0, f: 0).then(state.matrix).unitSquare
            lastRectangle = (box.width, box.height)
        case "W", "W*":
            guard let lastRectangle else { return false }
            clip = (
                min(lastRectangle.width, clip?.width ?? .infinity), min(lastRectangle.height, clip?.height ?? .infinity)
            )
        case "f", "F", "f*": return image == nil && state.inkIsKnown && state.ink > 0.99
        case "B", "B*", "b", "b*", "S", "s", "sh", "BI", "EI", "ID": return false
        default: break
        }
        return true
    }

    private mutating func setInk(_ name: String, _ numbers: [Double]) {
        state.inkIsKnown = true
        switch (name, numbers.count) {
        case ("g", 1), ("sc", 1), ("scn", 1): state.ink = numbers[0]
        case ("rg", 3), ("sc", 3), ("scn", 3):
            state.ink = 0.3 * numbers[0] + 0.59 * numbers[1] + 0.11 * numbers[2]
        case ("k", 4), ("sc", 4), ("scn", 4): state.ink = max(0, 1 - numbers[3] - numbers[0...2].reduce(0, +) / 3)
        case ("cs", _): state.ink = 0
        default: state.inkIsKnown = false
        }
    }
}

/// Splits a content stream into operators with their operands (ISO 32000-1, 7.8.2). Strings and dictionaries are
/// skipped.
struct PdfContentScanner {
    struct Instruction {
        var name: String
        var numbers: [Double]
        var nameOperand: String?
    }

    /// No operator takes more; arrays of text positions are flattened into these and may be cut.
    private static let operandsMax = 64

    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    /// False after `next` returned nil because the content is not well formed.
    var isAtEnd: Bool { index >= bytes.count }

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() -> Instruction? {
        var numbers: [Double] = []
        var name: String?
        while index < bytes.count {
            switch bytes[index] {
            case 0, 9, 10, 12, 13, 32, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                index += 1
            case UInt8(ascii: "%"): skip { $0 != 10 && $0 != 13 }
            case UInt8(ascii: "("): guard skipString() else { return nil }
            case UInt8(ascii: "<"), UInt8(ascii: ">"): skipAngle()
            case UInt8(ascii: "/"):
                index += 1
                name = "/" + word()
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                guard let number = Double(word().drop { $0 == "+" }), number.isFinite else { return nil }
                if numbers.count < Self.operandsMax { numbers.append(number) }
            default:
                let before = index
                let text = word()
                guard index > before else { return nil }
                return Instruction(name: text, numbers: numbers, nameOperand: name)
            }
        }
        return nil
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while index < bytes.count, condition(bytes[index]) { index += 1 }
    }

    private mutating func word() -> String {
        let start = index
        skip { byte in
            switch byte {
            case 0, 9, 10, 12, 13, 32: false
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"): false
            case UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "{"), UInt8(ascii: "}"): false
            default: true
            }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func skipString() -> Bool {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return true }
        }
        return false
    }

    /// Passes over a hexadecimal string, or one bracket of a dictionary.
    private mutating func skipAngle() {
        let isDouble = index + 1 < bytes.count && bytes[index + 1] == bytes[index]
        if isDouble {
            index += 2
        } else {
            if bytes[index] == UInt8(ascii: "<") { skip { $0 != UInt8(ascii: ">") } }
            index += 1
        }
    }
}
