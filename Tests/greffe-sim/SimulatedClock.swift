import GreffeCore
import Synchronization

/// A clock that moves when the world says so, backwards too.
final class SimulatedClock: TimeSource {
    private let time = Mutex(Timestamp(millisecondsSince1970: 1_795_000_000_000))

    func now() -> Timestamp { time.withLock { $0 } }
    func move(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }
}
