import CLinux
import Glibc

/// The process beside the worker that starts `pdftoppm`, and nothing else, for it: the worker itself may start nothing.
/// Forked off before the worker confines itself; dies with it.
package final class Drawer {
    /// The slowest honest page drawn took 3 s; a page is given up after so many seconds of processor time, and after so
    /// many on the clock, should it wait for something.
    private static let cpuSecondsMax: UInt64 = 40
    private static let wallSecondsMax: UInt64 = 55
    private static let memoryBytesMax: UInt64 = 1 << 30

    private let socket: Int32

    enum Outcome {
        case drawn
        case failed
        /// `pdftoppm` is not installed.
        case missing
    }

    /// - Parameter restrictingFiles: false only where the kernel has no Landlock and the site agreed to do without.
    /// - Returns: nil when the process could not be started or could not confine itself.
    package init?(restrictingFiles: Bool) {
        var plan = greffe_drawer_plan()
        plan.memory_bytes_max = Self.memoryBytesMax
        plan.cpu_seconds_max = Self.cpuSecondsMax
        plan.wall_seconds_max = Self.wallSecondsMax
        plan.restrict_files = restrictingFiles ? 1 : 0
        socket = greffe_drawer_start(&plan)
        guard socket >= 0 else { return nil }
    }

    deinit {
        if socket >= 0 { close(socket) }
    }

    /// Begins to draw the only page of the PDF that is written into the pipe. False when the process is gone.
    func ask(dpi: Int32, input: Int32, output: Int32) -> Bool {
        greffe_drawer_ask(socket, max(1, dpi), input, output) == 0
    }

    /// Waits for the drawing's end. The worker dies with a `pdftoppm` that broke the sandbox's rules, by the same
    /// signal: that is no verdict on the page, but something for a person to look into.
    func wait() -> Outcome {
        let status = greffe_drawer_wait(socket)
        if status < 0 { return errno == ENOENT ? .missing : .failed }
        if status & 0x7f == SIGSYS { raise(SIGSYS) }
        return status == 0 ? .drawn : .failed
    }
}
