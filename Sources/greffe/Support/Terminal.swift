import Glibc

/// Standard output and standard error as a person or a script sees them.
struct Terminal {
    /// Columns of the terminal; nil when standard output is not one, and nothing is cut.
    let width: Int?
    private let isColoured: Bool

    init() {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var size = winsize()
        width =
            isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
        // https://no-color.org: present and not empty means no colour.
        let noColour = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        isColoured = isTerminal && !noColour
    }

    func bold(_ text: String) -> String { styled(text, "1") }
    func red(_ text: String) -> String { styled(text, "31") }
    func green(_ text: String) -> String { styled(text, "32") }

    private func styled(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    func show(_ table: Table) {
        for line in table.lines(self) { print(line) }
    }

    /// Several lines for the person at the terminal.
    static func lines(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { note(String(line)) }
    }

    /// A message for the person at the terminal, apart from what a script reads.
    static func note(_ text: String) { raw(Table.printable(text) + "\n") }

    /// To standard error as it is.
    static func raw(_ text: String) {
        // Nobody is left to be told when standard error itself fails.
        _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
