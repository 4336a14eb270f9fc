import CLinux
import Glibc

/// The process beside the worker that starts `pdftoppm` or `pdftotext`, and nothing else, for it: the worker itself may
/// start nothing. Forked off before the worker confines itself; dies with it.
package final class Drawer {
    /// The slowest honest page drawn took 3 s; a page is given up after so many seconds of processor time, and after so
    /// many on the clock, should it wait for something. For words a fifth of that.
    private static let cpuSecondsMax: UInt64 = 40
    private static let wallSecondsMax: UInt64 = 55
    private static let memoryBytesMax: UInt64 = 1 << 30

    private let socket: Int32
    private let process: pid_t

    enum Task: Hashable {
        /// The page in gray, at so many dots per inch, as a binary Portable Graymap.
        case pixels(dpi: Int32)
        /// The words it draws with their boxes in points, as XHTML.
        case words
    }

    enum Answer {
        case output([UInt8])
        /// The program gave up, was ended, or said more than was wanted.
        case failed
        /// It is not installed.
        case missing
        /// It could not be asked: the system is short of something.
        case unasked
    }

    /// - Parameter restrictingFiles: false only where the kernel has no Landlock and the site agreed to do without.
    /// - Returns: nil when the process could not be started or could not confine itself.
    package init?(restrictingFiles: Bool) {
        var plan = greffe_drawer_plan()
        plan.memory_bytes_max = Self.memoryBytesMax
        plan.cpu_seconds_max = Self.cpuSecondsMax
        plan.wall_seconds_max = Self.wallSecondsMax
        plan.restrict_files = restrictingFiles ? 1 : 0
        var process: pid_t = 0
        socket = greffe_drawer_start(&plan, &process)
        self.process = process
        guard socket >= 0 else { return nil }
    }

    /// The worker's own lives as long as it.
    deinit {
        if socket >= 0 { greffe_drawer_end(socket, process) }
    }

    /// What the program makes of the only page of a PDF.
    func answer(_ task: Task, about document: [UInt8], outputMax: Int) -> Answer {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&toChild) == 0 else { return .unasked }
        guard pipe(&fromChild) == 0 else {
            for end in toChild { close(end) }
            return .unasked
        }
        let isAsked = ask(task, input: toChild[0], output: fromChild[1])
        close(toChild[0])
        close(fromChild[1])
        guard isAsked else {
            close(toChild[1])
            close(fromChild[0])
            return .unasked
        }
        let output = Self.exchange(document, into: toChild[1], from: fromChild[0], outputMax: outputMax)
        // Who still draws after more than is wanted dies of the closed pipe.
        close(fromChild[0])
        let status = greffe_drawer_wait(socket)
        if status < 0 { return errno == ENOENT ? .missing : .failed }
        // The worker dies with a program that broke the sandbox's rules, by the same signal: that is no verdict on the
        // page, but something for a person to look into.
        if status & 0x7f == SIGSYS { raise(SIGSYS) }
        guard status == 0, let output else { return .failed }
        return .output(output)
    }

    private func ask(_ task: Task, input: Int32, output: Int32) -> Bool {
        switch task {
        case .pixels(let dpi): greffe_drawer_ask(socket, GREFFE_DRAWING_PIXELS, max(1, dpi), input, output) == 0
        case .words: greffe_drawer_ask(socket, GREFFE_DRAWING_WORDS, 0, input, output) == 0
        }
    }

    /// Feeds the child and drains it at once, since either may wait for the other. Closes `sink`. Nil when it says too
    /// much.
    private static func exchange(_ input: [UInt8], into sink: Int32, from source: Int32, outputMax: Int) -> [UInt8]? {
        var sink = sink
        defer { if sink >= 0 { close(sink) } }
        _ = fcntl(sink, F_SETFL, O_NONBLOCK)
        // A child that dies early must cost an error, not this process.
        signal(SIGPIPE, SIG_IGN)
        var (sent, output) = (0, [UInt8]())
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            var events = [
                pollfd(fd: source, events: Int16(POLLIN), revents: 0),
                pollfd(fd: sink, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&events, 2, -1) >= 0 || errno == EINTR else { return nil }
            if events[1].revents != 0 {
                let count = input.withUnsafeBytes { write(sink, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
                if count > 0 { sent += count }
                if sent == input.count || (count < 0 && errno != EAGAIN) {
                    close(sink)
                    sink = -1
                }
            }
            if events[0].revents != 0 {
                let count = read(source, &chunk, chunk.count)
                if count <= 0 { return count == 0 ? output : nil }
                output += chunk[0..<count]
                if output.count > outputMax { return nil }
            }
        }
    }
}
