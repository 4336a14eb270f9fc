import Synchronization

/// Wakes one waiting task: rung from any thread, and heard even when rung before anybody waits.
final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiting = state.withLock { state in
            state.isRung = state.waiting == nil
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Returns when rung, after the time, or when the task is cancelled.
    func wait(milliseconds: Int64) async {
        let alarm = Task {
            // Cancelled when the bell was rung first.
            do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return }
            ring()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.waiting = continuation
                    return false
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        alarm.cancel()
    }
}
