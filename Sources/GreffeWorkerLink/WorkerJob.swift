import Glibc
import GreffeCore
import Synchronization

/// One scan on its way through the pool. Owns its copy of the descriptor, and answers exactly once.
final class WorkerJob: Sendable {
    typealias Answer = CheckedContinuation<Reading, any Error>

    let scan: Int32
    let request: ReadingRequest
    private let state = Mutex(State())

    private struct State {
        var answer: Answer?
        var isAbandoned = false
    }

    init(scan: Int32, request: ReadingRequest) { (self.scan, self.request) = (scan, request) }

    deinit { close(scan) }

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// The caller no longer wants the reading; it may say so before it has begun to wait.
    func abandon() { state.withLock { $0.isAbandoned = true } }

    func await(_ answer: Answer) { state.withLock { $0.answer = answer } }

    func answer(with result: Result<Reading, WorkerError>) {
        let answer = state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
        switch result {
        case .success(let reading): answer?.resume(returning: reading)
        case .failure(let error): answer?.resume(throwing: error)
        }
    }
}
