import Glibc
package import GreffeCore

/// What can go wrong between the daemon and its workers. A worker that crashed, hung or spoke nonsense costs a retry,
/// bounded by the caller; a scan that cannot be read goes to quarantine.
package enum WorkerError: Error, Hashable, Sendable {
    /// The worker could not be started; `errno` of the failed call.
    case startFailed(errno: Int32)
    /// The worker died of a signal while it read the scan.
    case crashed(signal: Int32)
    /// The worker left before it had read the scan.
    case exited(status: Int32)
    /// The worker could not be confined as the site asks, and has read nothing.
    case unconfined
    /// No page for longer than a page may take, or the whole scan took too long; the worker was killed.
    case hung(page: Int)
    /// The worker said something outside the protocol or its bounds, and was killed.
    case malformed(Nonsense)
    /// The pool was stopped, or the caller gave up, before the scan was read.
    case stopped
    /// The scan itself cannot be read.
    case scan(ScanFault)

    package enum Nonsense: String, Hashable, Sendable {
        case oversizedFrame = "a message over the size limit"
        case notJSON = "a message that cannot be decoded"
        case outOfTurn = "a message out of turn"
        case outOfBounds = "a page with impossible figures"
    }
}

extension WorkerError: GreffeError {
    package var code: String {
        switch self {
        case .startFailed: "worker.start-failed"
        case .crashed: "worker.crashed"
        case .exited: "worker.exited"
        case .unconfined: "worker.unconfined"
        case .hung: "worker.hung"
        case .malformed: "worker.malformed"
        case .stopped: "worker.stopped"
        case .scan(let fault): fault.code
        }
    }

    package var message: String {
        switch self {
        case .startFailed(let errno): "The reading worker could not be started (errno \(errno))."
        case .crashed(SIGSYS):
            "The reading worker, or pdftoppm for it, made a system call that the sandbox forbids, and was killed."
        case .crashed(let signal): "The reading worker died of signal \(signal) while it read the scan."
        case .exited(let status): "The reading worker left with status \(status) before it had read the scan."
        case .unconfined: "The reading worker could not be confined, and has read nothing."
        case .hung(0): "The reading worker did not open the scan in time and was stopped."
        case .hung(let page): "The reading worker did not finish page \(page) in time and was stopped."
        case .malformed(let nonsense): "The reading worker sent \(nonsense.rawValue) and was stopped."
        case .stopped: "Reading was stopped before the scan was read."
        case .scan(let fault): fault.message
        }
    }

    package var hint: String {
        switch self {
        case .startFailed: "Check that greffe-worker is installed beside greffe and can be executed."
        case .unconfined: SandboxRule.hint
        case .crashed, .exited, .hung, .malformed:
            "The scan is tried again; if it fails every time it goes to quarantine. Please report such a file."
        case .stopped: "Nothing to do: the scan is read at the next start."
        case .scan(let fault): fault.hint
        }
    }

    package var fate: Fate {
        switch self {
        case .scan(let fault): fault.fate
        // No letter's fault, and all letters' fate: better stop than put every one of them into quarantine.
        case .unconfined: .halt
        default: .retry
        }
    }
}
