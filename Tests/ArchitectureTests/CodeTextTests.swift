import Testing

/// The rules about code are only as good as the eye that tells code from words about it.
@Suite struct CodeTextTests {
    @Test(arguments: [
        ("let a = 1 // try! it", "let a = 1"),
        ("/* fatalError( /* nested */ */ let a = 1", "let a = 1"),
        (#"print("fsync \(unlink(name)) done") + b"#, #"print("      \(unlink(name))     ") + b"#),
        (##"let s = #"a \n "quoted" \#(code) "# + t"##, ##"let s = #"              \#(code) "# + t"##),
        (#"let q = "\"" ; exit(1)"#, #"let q = "  " ; exit(1)"#),
        ("func `a name with // in it`() {}", "func `                    `() {}"),
        (#"x(/"/) // gone"# + "\nnext()", "x(/\"          \nnext()"),
    ])
    func `comments and strings are blank, code stays`(source: String, code: String) {
        let lines = CodeText.lines(of: source).joined(separator: "\n")
        #expect(Self.trimmed(lines) == Self.trimmed(code))
        #expect(lines.utf8.count == source.utf8.count)
    }

    @Test func `the inside of a string of several lines is blank`() {
        let source = "let text = \"\"\"\n    try! this\n    \"\"\"\nlet b = 2"
        #expect(CodeText.lines(of: source) == ["let text = \"\"\"", "             ", "    \"\"\"", "let b = 2"])
    }

    private static func trimmed(_ text: String) -> String {
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex
        let start = text.firstIndex { !$0.isWhitespace } ?? text.startIndex
        return start < end ? String(text[start..<end]) : ""
    }
}
