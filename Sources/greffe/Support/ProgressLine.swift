import Glibc

/// How far long work has come, on one line of a terminal; silent where standard error is none.
struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now

    /// Often enough to be seen moving, seldom enough to cost nothing.
    private static let interval = Duration.milliseconds(200)

    mutating func show(done: UInt64, total: UInt64, of what: String) {
        guard isTerminal, lastShown.duration(to: .now) > Self.interval || done == total else { return }
        lastShown = .now
        let elapsed = start.duration(to: .now) / .seconds(1)
        let rate = elapsed > 0 ? Double(done) / elapsed : 0
        let left = rate > 0 ? Int(Double(total - min(done, total)) / rate) : 0
        Terminal.raw("\r\u{1B}[K\(done) of \(total) \(what), \(Int(rate)) a second, \(left) s left")
    }

    func end() {
        if isTerminal { Terminal.raw("\r\u{1B}[K") }
    }
}
