import Glibc

/// Single keys and lines from a person at a terminal.
struct Keyboard {
    private let original: termios

    /// Nil when standard input or output is no terminal.
    init?() {
        var attributes = termios()
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &attributes) == 0 else {
            return nil
        }
        original = attributes
    }

    /// One key, without the Enter that a line would need; nil at the end of the input. Control-C ends the program as
    /// ever.
    func key() -> Character? {
        var single = original
        single.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &single)
        defer {
            var back = original
            tcsetattr(STDIN_FILENO, TCSADRAIN, &back)
        }
        fflush(nil)
        var byte: UInt8 = 0
        var count = read(STDIN_FILENO, &byte, 1)
        while count < 0, errno == EINTR { count = read(STDIN_FILENO, &byte, 1) }
        guard count == 1, byte != 4 else { return nil }
        return byte < 0x80 ? Character(Unicode.Scalar(byte)) : "?"
    }

    /// A line, edited as the terminal edits lines; nil at the end of the input.
    func line(_ prompt: String) -> String? {
        print(prompt, terminator: "")
        fflush(nil)
        guard let line = readLine(strippingNewline: true) else { return nil }
        return Table.printable(line)
    }
}
