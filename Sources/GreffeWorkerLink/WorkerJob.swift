import Glibc
import GreffeCore
import Synchronization

/// One scan on its way through the pool. Owns its copy of the descriptor, and answers exactly once.
final class WorkerJob: Sendable {
    typealias Answer = CheckedContinuation<Reading, any Error>

    let scan: Int32
    private let state: Mutex<State>

    private struct State {
        var parts: ScanParts
        var answer: Answer?
        var isAbandoned = false
        /// It was answered: what else comes of it is of no use.
        var isOver = false
    }

    init(scan: Int32, request: ReadingRequest) {
        self.scan = scan
        state = Mutex(State(parts: ScanParts(request)))
    }

    deinit { close(scan) }

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
    var isOver: Bool { state.withLock { $0.isOver } }
    /// Whether some of it was read, or is being read.
    var hasBegun: Bool { state.withLock { $0.parts.hasBegun } }
    var isInHand: Bool { state.withLock { $0.parts.isInHand } }
    var mayGoOn: Bool { state.withLock { $0.parts.mayGoOn && !$0.isOver } }

    /// The caller no longer wants the reading; it may say so before it has begun to wait.
    func abandon() { state.withLock { $0.isAbandoned = true } }

    func await(_ answer: Answer) { state.withLock { $0.answer = answer } }

    /// The next part to read; nil when there is none now.
    func begin() -> ReadingRequest? { state.withLock { $0.isOver ? nil : $0.parts.begin() } }

    /// Takes a part that was read; gives the whole with the last.
    func take(_ part: Reading, first: Int, of pageCount: Int) -> Reading? {
        state.withLock { $0.parts.take(part, first: first, of: pageCount) }
    }

    /// - Returns: whether this was the answer; false when there was one before.
    @discardableResult
    func answer(with result: Result<Reading, WorkerError>) -> Bool {
        let (answer, isFirst) = state.withLock { state in
            defer { (state.answer, state.isOver) = (nil, true) }
            return (state.answer, !state.isOver)
        }
        switch result {
        case .success(let reading): answer?.resume(returning: reading)
        case .failure(let error): answer?.resume(throwing: error)
        }
        return isFirst
    }
}
