import GreffeCore
import Synchronization

/// A clock that moves when the world says so, backwards too. It begins on 2026-12-30, so that months and years end.
final class SimulatedClock: TimeSource {
    private let time = Mutex(Timestamp(millisecondsSince1970: 1_798_588_800_000))

    func now() -> Timestamp { time.withLock { $0 } }
    func move(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }
}
