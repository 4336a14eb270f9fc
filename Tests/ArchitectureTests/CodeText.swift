/// Swift or C source with comments and the insides of strings blanked out, line for line: what is left is code, so a
/// rule about code is not broken by a sentence about it. Code in string interpolations stays.
struct CodeText {
    private enum Level {
        case code(parentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
        case comment
    }

    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")
    private static let backtick = UInt8(ascii: "`")

    private let input: [UInt8]
    private var offset = 0
    private var output: [UInt8] = []
    private var levels: [Level] = [.code(parentheses: 0)]

    static func lines(of text: String) -> [String] {
        var scanner = CodeText(input: Array(text.utf8))
        scanner.output.reserveCapacity(scanner.input.count)
        while scanner.offset < scanner.input.count { scanner.step() }
        return scanner.output.split(separator: newline, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private init(input: [UInt8]) { self.input = input }

    private func isNext(_ text: String) -> Bool { input[offset...].starts(with: text.utf8) }

    private mutating func keep(_ count: Int = 1) {
        let end = min(offset + count, input.count)
        output += input[offset..<end]
        offset = end
    }

    private mutating func blank(_ count: Int = 1) {
        let end = min(offset + count, input.count)
        output += input[offset..<end].map { $0 == Self.newline ? $0 : UInt8(ascii: " ") }
        offset = end
    }

    private mutating func step() {
        if input[offset] == Self.newline {
            endSingleLineStrings()
            keep()
            return
        }
        switch levels.last {
        case .comment: stepInComment()
        case .string(let hashes, let isMultiline): stepInString(hashes: hashes, isMultiline: isMultiline)
        case .code, nil: stepInCode()
        }
    }

    /// A string of one line ends with it: a quote misread (in a regular expression, say) costs one line.
    private mutating func endSingleLineStrings() {
        while let index = levels.lastIndex(where: { if case .string(_, false) = $0 { true } else { false } }) {
            levels.removeSubrange(index...)
        }
    }

    private mutating func stepInComment() {
        if isNext("/*") {
            levels.append(.comment)
            blank(2)
        } else if isNext("*/") {
            levels.removeLast()
            blank(2)
        } else {
            blank()
        }
    }

    private mutating func stepInString(hashes: Int, isMultiline: Bool) {
        let fence = String(repeating: "#", count: hashes)
        if isNext((isMultiline ? "\"\"\"" : "\"") + fence) {
            levels.removeLast()
            keep((isMultiline ? 3 : 1) + hashes)
        } else if isNext("\\" + fence + "(") {
            levels.append(.code(parentheses: 1))
            keep(2 + hashes)
        } else if hashes == 0, isNext("\\"), !isNext("\\\n") {
            blank(2)
        } else {
            blank()
        }
    }

    private mutating func stepInCode() {
        switch input[offset] {
        case UInt8(ascii: "/") where isNext("//"): while isInLine { blank() }
        case UInt8(ascii: "/") where isNext("/*"):
            levels.append(.comment)
            blank(2)
        case Self.backtick: skipRawIdentifier()
        case Self.quote, Self.hash: stepToString()
        default:
            countParenthesis()
            keep()
        }
    }

    private var isInLine: Bool { offset < input.count && input[offset] != Self.newline }

    private mutating func skipRawIdentifier() {
        keep()
        while isInLine, input[offset] != Self.backtick { blank() }
        if isInLine { keep() }
    }

    private mutating func stepToString() {
        let hashes = input[offset...].prefix { $0 == Self.hash }.count
        let quotes = input[(offset + hashes)...].prefix { $0 == Self.quote }.count
        guard quotes > 0 else {
            keep(max(hashes, 1))
            return
        }
        let isMultiline = quotes >= 3
        levels.append(.string(hashes: hashes, isMultiline: isMultiline))
        keep(hashes + (isMultiline ? 3 : 1))
    }

    private mutating func countParenthesis() {
        guard case .code(let depth) = levels.last, levels.count > 1 else { return }
        let byte = input[offset]
        let depthNow = depth + (byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0)
        levels.removeLast()
        if depthNow > 0 { levels.append(.code(parentheses: depthNow)) }
    }
}
